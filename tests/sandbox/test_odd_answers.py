"""Answers of odd shapes: whatever DHIS2 says, no command takes it for a bug of its own."""

from pathlib import Path

import pytest

from tests.command import Command
from tests.conftest import StartSandbox

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--grant", "refresh_token",
          "--redirect-uri", "https://app.example.org/cb", "--timeout", "3")  # fmt: skip
ANYWHERE: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a list of numbers": b"[1]",
    "a number": b"5",
    "a text": b'"text"',
    "an empty object": b"{}",
    "deep": b"[" * 100_000,
    "deep but whole": b'{"a":' * 900 + b"1" + b"}" * 900,
    "half a pair": b'{"message": "\\ud800", "username": "\\ud800", "version": "\\ud800", "error": "\\ud800"}',
    "NaN": b'{"a": NaN}',
    "Latin-1": b'{"message": "\xe9"}',
    "not JSON": b"{",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "digits without end": b'{"a": ' + b"9" * 9999 + b"}",
}
ME = "GET /api/me"
INFO = "GET /api/system/info"
SETTINGS = "GET /api/userSettings"
LIST = "GET /api/oAuth2Clients"
SAVE = "POST /api/oAuth2Clients"
DRY = "POST /api/schemas/oAuth2Client"
LEGACY_TOKEN = "POST /uaa/oauth/token"
TOKEN = "POST /oauth2/token"
REVOKE = "POST /oauth2/revoke"
DISCOVERY = "GET /.well-known/openid-configuration"
SIGN_IN = "POST /api/auth/login"
FIND = "GET /api/oAuth2Clients?paging=false&fields=:all"
SOMEWHERE: list[tuple[str, bytes]] = [
    *[
        (ME, body)
        for body in (
            b'{"username": 5}',
            b'{"username": null}',
            b'{"username": ["ann"]}',
            b'{"authorities": 5}',
            b'{"authorities": [1, [2], {}]}',
            b'{"authorities": {"ALL": 1}}',
            b'{"username": {"a": 1}, "authorities": null}',
            b'{"username": "admin", "authorities": null}',
            b'{"username": "admin", "authorities": [["ALL"]]}',
        )
    ],
    *[
        (INFO, body)
        for body in (
            b'{"version": 5}',
            b'{"version": null}',
            b'{"version": []}',
            b'{"version": "\\ud800"}',
            b'{"version": "2.' + b"9" * 9999 + b'"}',
            b'{"version": "2.4\xc2\xb2.1"}',
            b'{"version": {"a": 1}}',
        )
    ],
    *[(SETTINGS, body) for body in (b'{"keyUiLocale": 5}', b'{"keyUiLocale": ["fr"]}', b'{"keyUiLocale": "\\ud800"}')],
    *[
        (SIGN_IN, body)
        for body in (b'{"loginStatus": 5}', b'{"loginStatus": ["SUCCESS"]}', b'{"loginStatus": "\\ud800"}')
    ],
    *[
        (LIST, body)
        for body in (
            b'{"oAuth2Clients": null}',
            b'{"oAuth2Clients": [1, null]}',
            b'{"oAuth2Clients": {}}',
            b'{"oAuth2Clients": 5}',
            b'{"oAuth2Clients": [{"id": 5, "clientId": 5, "cid": ["mine"]}]}',
            b'{"oAuth2Clients": [{"id": null, "clientId": "mine", "cid": "mine", "redirectUris": {}, "clientSecret": 5}]}',
        )
    ],
    *[
        (SAVE, body)
        for body in (
            b'{"status": 5}',
            b'{"status": ["OK"]}',
            b'{"status": "ERROR", "response": []}',
            b'{"status": "ERROR", "response": {"errorReports": 5}}',
            b'{"status": "ERROR", "response": {"errorReports": ["x"]}}',
            b'{"status": "ERROR", "response": {"errorReports": {"a": 1}}}',
            b'{"status": "ERROR", "errorCode": 5, "message": []}',
            b'{"status": "ERROR", "response": {"errorReports": [{"errorCode": 5, "message": null, "errorProperty": []}]}}',
            b'{"status": "ERROR", "response": {"errorReports": true}}',
            b'{"status": "ERROR", "message": "\\ud800"}',
        )
    ],
    *[
        (path, body)
        for path in (LEGACY_TOKEN, TOKEN)
        for body in (
            b'{"access_token": 5}',
            b'{"access_token": null}',
            b'{"access_token": ""}',
            b'{"access_token": ["a"]}',
            b'{"access_token": "a"}',
            b'{"access_token": "a", "token_type": 5}',
            b'{"access_token": "a", "token_type": "mac"}',
            b'{"access_token": "a", "token_type": "bearer", "expires_in": "abc"}',
            b'{"access_token": "a", "token_type": "bearer", "expires_in": []}',
            b'{"access_token": "a", "token_type": "bearer", "expires_in": 1e300}',
            b'{"access_token": "a", "token_type": "bearer", "expires_in": null, "refresh_token": 5}',
            b'{"access_token": "a", "token_type": "bearer", "refresh_token": ["a"]}',
            b'{"access_token": "a", "token_type": "bearer", "refresh_token": null}',
            b'{"access_token": "a\\r\\nX: y", "token_type": "bearer"}',
            b'{"access_token": "\xf0\x9f\x98\x80", "token_type": "bearer"}',
            b'{"access_token": "a", "token_type": "bearer", "scope": 5, "id_token": 5}',
            b'{"error": 5}',
            b'{"error": ["x"]}',
            b'{"error": null, "access_token": "a"}',
            b'{"error": {}, "error_description": 5}',
            b'{"error": "invalid_grant", "error_description": ["x"]}',
            b'{"error": "x", "error_description": null}',
        )
    ],
    *[
        (FIND, b'{"oAuth2Clients": ' + body + b"}")
        for body in (
            b"null",
            b"5",
            b"{}",
            b"[1]",
            b"[null]",
            b"[{}]",
            b'[{"id": 5}]',
            b'[{"id": "a", "clientSecret": 5}]',
            b'[{"id": "a", "clientSettings": []}]',
            b'[{"id": "a", "clientSettings": "[]"}]',
            b'[{"id": "a", "clientSettings": "{"}]',
            b'[{"id": "a", "clientSettings": {"a": 1}}]',
            b'[{"id": "a", "scopes": ["openid"]}]',
            b'[{"id": "a", "scopes": 5}]',
            b'[{"id": "a/../../b", "clientSecret": ["x"]}]',
            b'[{"id": "a", "x": "\\ud800"}]',
            b'[{"id": "a", "x": ' + b"[" * 500 + b"]" * 500 + b"}]",
        )
    ],
    *[
        (DISCOVERY, body)
        for body in (b'{"issuer": 5}', b'{"issuer": []}', b'{"issuer": "\\ud800"}', b'{"issuer": null}')
    ],
]
COMMANDS: dict[str, tuple[str, ...]] = {
    ME: ("doctor", "create", "login"), INFO: ("doctor", "create"), SETTINGS: ("create",), LIST: ("create",),
    SAVE: ("create",), DRY: ("create",), LEGACY_TOKEN: ("create",), TOKEN: ("create",), REVOKE: ("create",),
    DISCOVERY: ("doctor",), SIGN_IN: ("create", "login"), FIND: ("create",),
}  # fmt: skip
NEW = {TOKEN, REVOKE, DISCOVERY, SIGN_IN, FIND}
ODD = list(dict.fromkeys([(path, command, body) for path in COMMANDS for body in ANYWHERE.values()
       for command in COMMANDS[path]] + [(path, command, body) for path, body in SOMEWHERE for command in COMMANDS[path]]))  # fmt: skip


@pytest.mark.parametrize(("path", "name", "body"), ODD, ids=lambda v: v if isinstance(v, str) else repr(v[:60]))
def test_x(start_sandbox: StartSandbox, tmp_path: Path, path: str, name: str, body: bytes) -> None:
    sandbox = start_sandbox("2.43.1" if path in NEW else "2.40.11", answers={path: body})
    command = Command(tmp_path)

    done = command(name, *command.at(sandbox), *(CLIENT if name == "create" else ("--timeout", "3")))

    print(done.returncode, done.stderr[-600:], done.stdout[-1500:])
    assert done.returncode != 1, done.stderr
    assert "a bug of ours" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
