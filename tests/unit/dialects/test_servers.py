"""Each patch version has the rules of its OAuth2 server."""

import pytest

from automation.dialects.servers import RULES, has_oauth_server, rules_for, scopes_refused
from automation.sandbox.state import SandboxOptions
from automation.versions import Dhis2Version


def version(text: str) -> Dhis2Version:
    return Dhis2Version.parse(text)


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
    ("text", "asked", "stored"),
    [
        ("2.42", ["username", "ALL"], ("openid", "email", "username", "ALL")),
        ("2.42.6", ["profile", "openid"], ("openid", "username", "profile")),
        ("2.42.7", ["profile", "ALL"], ("openid", "username", "profile")),
    ],
)
def test_a_client_gets_the_scopes_that_its_application_asks_for_where_they_are_stored(
    text: str, asked: list[str], stored: tuple[str, ...]
) -> None:
    assert rules_for(version(text)).scopes_with(asked) == stored


def test_some_scopes_no_new_client_can_have() -> None:
    assert scopes_refused(["openid", "ALL", "username"]) == ["ALL"]
