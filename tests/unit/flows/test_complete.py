"""Completing a client changes what is missing, and nothing else."""

import json

import bcrypt
import pytest

from automation.dialects.servers import rules_for
from automation.flows.complete import completed
from automation.secrets.secret import Secret
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
