"""The pure parts of completing and proving a client."""

import json

import bcrypt
import pytest

from automation.clients.redirect_uri import doubts
from automation.dialects.servers import RULES, has_oauth_server, rules_for
from automation.flows.complete import completed
from automation.sandbox.state import SandboxOptions
from automation.secrets.secret import Secret
from automation.verdict import Verdict
from automation.versions import Dhis2Version

SETTINGS = (
    '{"@class":"java.util.Collections$UnmodifiableMap","settings.client.require-proof-key":false,'
    '"settings.client.require-authorization-consent":true}'
)
TOKEN_SETTINGS = '{"settings.token.access-token-time-to-live":["java.time.Duration",300.000000000]}'
STORED = {
    "id": "abc",
    "href": "https://d/api/oAuth2Clients/abc",
    "displayName": "x",
    "access": {"read": True},
    "clientId": "x",
    "authorizationGrantTypes": "authorization_code",
    "redirectUris": "https://a.example/cb",
    "scopes": "profile",
    "clientSettings": SETTINGS,
    "tokenSettings": TOKEN_SETTINGS,
    "sharing": {"public": "rw------"},
}


def version(text: str) -> Dhis2Version:
    return Dhis2Version.parse(text)


def test_completing_changes_only_what_is_missing() -> None:
    done = completed(STORED, Secret("s3cret"), rules_for(version("2.43.1")))

    ours = {"clientSecret", "clientAuthenticationMethods", "scopes"}
    read_only = {"href", "displayName", "access"}
    assert {key: value for key, value in done.items() if key not in ours} == {
        key: value for key, value in STORED.items() if key not in ours | read_only
    }
    assert bcrypt.checkpw(b"s3cret", done["clientSecret"].encode())
    assert done["clientSecret"].startswith("$2a$12$")
    assert done["clientAuthenticationMethods"] == "client_secret_basic,client_secret_post"
    assert done["scopes"] == "profile,openid,username"


def test_pkce_is_switched_on_where_the_server_insists_and_nowhere_else() -> None:
    insists = completed(STORED, Secret("s"), rules_for(version("2.44")))
    leaves = completed(STORED, Secret("s"), rules_for(version("2.42.5")))

    assert json.loads(insists["clientSettings"]) == {
        **json.loads(SETTINGS),
        "settings.client.require-proof-key": True,
    }
    assert leaves["clientSettings"] == SETTINGS
    assert insists["tokenSettings"] == TOKEN_SETTINGS


@pytest.mark.parametrize(
    ("text", "scopes", "pkce"),
    [
        ("2.42.0", "openid email", False),
        ("2.42.4.1", "openid email", False),
        ("2.42.5.2", "openid username", False),
        ("2.42.6", "openid username", False),
        ("2.42.7", "openid username", True),
        ("2.43.1", "openid username", False),
        ("2.43.2", "openid username", True),
        ("2.44-SNAPSHOT", "openid username", True),
    ],
)
def test_each_patch_version_has_its_rules(text: str, scopes: str, *, pkce: bool) -> None:
    rules = rules_for(version(text))

    assert (" ".join(rules.scopes), rules.needs_proof_key) == (scopes, pkce)
    assert rules.allows(rules.scopes)
    assert rules.allows(["ALL"]) is not pkce


@pytest.mark.parametrize("text", ["2.42.0", "2.42.5.2", "2.42.6", "2.42.7", "2.43.0", "2.43.1", "2.43.2", "2.44"])
def test_the_sandbox_insists_on_pkce_where_the_rules_say_so(text: str) -> None:
    rules, behaviour = rules_for(version(text)), SandboxOptions(version_text=text).behaviour

    assert behaviour.forces_proof_key == rules.needs_proof_key
    assert behaviour.knows_username_scope == ("username" in rules.scopes)
    assert behaviour.has_oauth_server == rules.has_server


@pytest.mark.parametrize("consent", ["", ',"settings.client.require-authorization-consent":"true"'])
def test_scopes_and_settings_that_an_update_would_be_refused_for_are_mended(consent: str) -> None:
    settings = f'{{"settings.client.require-proof-key":false{consent}}}'
    partial = {**STORED, "scopes": "ALL,profile", "clientSettings": settings}

    done = completed(partial, Secret("s"), rules_for(version("2.42.7")))

    assert done["scopes"] == "profile,openid,username"
    assert json.loads(done["clientSettings"]) == {
        "settings.client.require-proof-key": True,
        "settings.client.require-authorization-consent": True,
    }


def test_the_rules_leave_no_version_out_and_none_twice() -> None:
    for earlier, later in zip(RULES[::-1], RULES[-2::-1], strict=False):
        assert earlier.versions.before == later.versions.since
    assert rules_for(None) is RULES[0]


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("2.36", True), ("2.41.0", False), ("2.41.0.1", True), ("2.41.9", True), ("2.42.0", True), ("2.43.0", False),
        ("2.43.0.1", False), ("2.43.1", True),
    ],
)  # fmt: skip
def test_the_versions_without_an_oauth2_server(text: str, *, has_one: bool) -> None:
    assert has_oauth_server(version(text)) is has_one


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("http://gpr.example.org/cb", ["plain http"]),
        ("https://gpr.example.org:443/cb", [":443"]),
        ("http://gpr.example.org:80/cb/", ["plain http", ":80", "slash"]),
        ("https://gpr.example.org/", []),
        ("http://localhost:8080/cb", []),
        ("http://10.0.0.7/cb", []),
        ("http://geoprism:8080/cb", []),
        ("https://gpr.example.org/cb", []),
    ],
)
def test_what_is_allowed_but_often_not_meant(uri: str, words: list[str]) -> None:
    found = doubts(uri)

    assert len(found) == len(words)
    assert all(word in doubt for word, (doubt, _) in zip(words, found, strict=True))
    assert all(advice for _, advice in found)


def test_a_verdict_needs_something_proved_and_nothing_failed() -> None:
    empty, doubtful, bad = Verdict(), Verdict(), Verdict()
    doubtful.passed("a", "fine")
    doubtful.warned("b", "odd", "look")
    doubtful.skipped("c", "not here")
    bad.passed("a", "fine")
    bad.failed("b", "broken", "mend it")

    assert [verdict.is_good for verdict in (empty, doubtful, bad)] == [False, True, False]
    assert [check.name for check in bad.failures] == ["b"]
