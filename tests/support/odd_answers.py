"""Wrong answers that a DHIS2 may give, and the paths where it gives them."""

ANYWHERE = (
    b"", b"null", b"[]", b"[1]", b"5", b'"text"', b"{}", b"{", b'{"a": NaN}', b'{"message": "\xe9"}',
    b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"a": ' + b"9" * 9999 + b"}", '{"a": 1}'.encode("utf-16"),
    b'{"message": "\\ud800", "username": "\\ud800", "version": "\\ud800", "error": "\\ud800", "status": "\\ud800"}',
)  # fmt: skip
ME, INFO, SETTINGS = "GET /api/me", "GET /api/system/info", "GET /api/userSettings"
LIST, SAVE, DRY = "GET /api/oAuth2Clients", "POST /api/oAuth2Clients", "POST /api/schemas/oAuth2Client"
FIND = "GET /api/oAuth2Clients?paging=false&fields=:all"
OLD_TOKEN, TOKEN = "POST /uaa/oauth/token", "POST /oauth2/token"
REVOKE, DISCOVERY, SIGN_IN = "POST /oauth2/revoke", "GET /.well-known/openid-configuration", "POST /api/auth/login"
# From 2.42 on; all others are tried on an older server.
NEW = {TOKEN, REVOKE, DISCOVERY, SIGN_IN, FIND}

_BEARER = b'{"access_token": "abcdef", "token_type": "bearer", '
TOKENS = (
    b'{"access_token": 5, "token_type": "bearer"}', b'{"access_token": null, "token_type": "bearer"}',
    b'{"access_token": "", "token_type": "bearer"}', b'{"access_token": ["a"], "token_type": "bearer"}',
    b'{"access_token": "abcdef"}', b'{"access_token": "abcdef", "token_type": 5}',
    b'{"access_token": "abcdef", "token_type": "mac"}', b'{"access_token": "abcdef", "token_type": null}',
    b'{"access_token": "a\\r\\nX: y", "token_type": "bearer"}',
    '{"access_token": "\N{GRINNING FACE}", "token_type": "bearer"}'.encode(),
    b'{"access_token": "' + b"a" * 100_000 + b'", "token_type": "bearer"}',
    _BEARER + b'"refresh_token": 5}', _BEARER + b'"refresh_token": ["a"]}', _BEARER + b'"refresh_token": ""}',
    _BEARER + b'"error": 5}', _BEARER + b'"error": {}}', b'{"error": 5}', b'{"error": ["x"]}', b'{"error": {}}',
    b'{"error": "invalid_grant", "error_description": ["x"]}', b'{"error": "x", "error_description": null}',
    b'{"error": null, "access_token": null}',
)  # fmt: skip
# Odd, but nothing that is needed.
STILL_TOKENS = (
    _BEARER + b'"expires_in": "abc"}', _BEARER + b'"expires_in": []}', _BEARER + b'"expires_in": 1e300}',
    _BEARER + b'"expires_in": ' + b"9" * 9999 + b"}", _BEARER + b'"expires_in": null, "refresh_token": null}',
    _BEARER + b'"scope": 5, "id_token": 5}', _BEARER + b'"error": null, "other": [[1]]}',
    b"\xef\xbb\xbf" + _BEARER + b'"access_token": "abcdef"}',
)  # fmt: skip
_LISTED = b'{"oAuth2Clients": '
SOMEWHERE: dict[str, tuple[bytes, ...]] = {
    ME: (
        b'{"username": 5}', b'{"username": null}', b'{"username": ["admin"]}', b'{"username": {"a": 1}}',
        b'{"username": "admin", "authorities": 5}', b'{"username": "admin", "authorities": [1, [2], {}]}',
        b'{"username": "admin", "authorities": {"ALL": 1}}', b'{"username": "admin", "authorities": null}',
    ),
    INFO: (
        b'{"version": 5}', b'{"version": null}', b'{"version": []}', b'{"version": {"a": 1}}', b'{"version": ""}',
        b'{"version": "2.' + b"9" * 9999 + b'"}', b'{"version": "2.41.' + b"9" * 9999 + b'"}',
        '{"version": "2.\N{ARABIC-INDIC DIGIT FOUR}\N{SUPERSCRIPT TWO}"}'.encode(),
    ),
    SETTINGS: (
        b'{"keyUiLocale": 5}', b'{"keyUiLocale": ["fr"]}', b'{"keyUiLocale": "../../x"}', b'{"keyUiLocale": null}',
    ),
    SIGN_IN: (b'{"loginStatus": 5}', b'{"loginStatus": ["SUCCESS"]}', b'{"loginStatus": null}'),
    LIST: tuple(
        _LISTED + clients + b"}" for clients in (
            b"null", b"5", b"{}", b'"x"', b"[1, null]", b'[{"id": 5, "clientId": 5, "cid": ["mine"]}]',
            b'[{"id": null, "name": "x", "cid": "mine", "redirectUris": {}, "grantTypes": 5, "secret": 5}]',
            b'[{"id": "a", "name": "x", "cid": "mine", "redirectUris": [1], "grantTypes": [[]], "secret": "\\ud800"}]',
        )
    ),
    SAVE: (
        b'{"status": 5}', b'{"status": ["OK"]}', b'{"status": "OK", "response": 5}',
        b'{"status": "ERROR", "response": []}', b'{"status": "ERROR", "response": {"errorReports": 5}}',
        b'{"status": "ERROR", "response": {"errorReports": true}}',
        b'{"status": "ERROR", "response": {"errorReports": ["x"]}}',
        b'{"status": "ERROR", "response": {"errorReports": {"a": 1}}}',
        b'{"status": "ERROR", "response": {"errorReports": [{"errorCode": 5, "message": [], "errorProperty": {}}]}}',
        b'{"status": "ERROR", "errorCode": 5, "message": []}', b'{"status": "ERROR", "message": "\\ud800"}',
    ),
    FIND: tuple(
        _LISTED + clients + b"}" for clients in (
            b"null", b"5", b"{}", b"[1]", b"[null]", b"[{}]", b'[{"id": 5}]', b'[{"id": "a", "clientSecret": 5}]',
            b'[{"id": "a", "clientSettings": []}]', b'[{"id": "a", "clientSettings": "[]"}]',
            b'[{"id": "a", "clientSettings": "{"}]', b'[{"id": "a", "clientSettings": {"a": 1}}]',
            b'[{"id": "a", "clientSettings": "' + b"[" * 9999 + b'"}]', b'[{"id": "a", "scopes": ["openid"]}]',
            b'[{"id": "a", "scopes": 5}]', b'[{"id": "../../x", "clientSecret": null}]',
            b'[{"id": "a", "x": "\\ud800"}]', b'[{"id": "a", "x": ' + b"[" * 500 + b"]" * 500 + b"}]",
        )
    ),
    DISCOVERY: (b'{"issuer": 5}', b'{"issuer": []}', b'{"issuer": null}', b'{"issuer": ""}'),
    OLD_TOKEN: (TOKENS[0], TOKENS[8], TOKENS[9], TOKENS[-2], STILL_TOKENS[0], STILL_TOKENS[2]),
    TOKEN: (TOKENS[4], TOKENS[10], TOKENS[14], TOKENS[17], STILL_TOKENS[3], STILL_TOKENS[-1]),
    REVOKE: (),
    DRY: (),
}  # fmt: skip
