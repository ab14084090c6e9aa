"""The token endpoint of both generations, and what becomes of a token."""

from typing import Any

from tests.contract.model import (
    ABSENT,
    HTML,
    JSON,
    NEW_SECRET,
    SECRET,
    THERE,
    WEAK_HASH,
    XML,
    Answer,
    Ask,
    Case,
    Draft,
    Meanwhile,
    Server,
    Who,
)

_LEGACY_CHALLENGE = 'Bearer realm="oauth", error="invalid_token", error_description="Invalid access token"'
_LEGACY, _NEW = "/uaa/oauth/token", "/oauth2/token"
_RIGHT = ("$id", SECRET)
_CODE = {"grant_type": "authorization_code", "code": "$code", "redirect_uri": "$uri", "code_verifier": "$verifier"}
_BAD_CODE = {**_CODE, "code": "contract"}
_PLAIN_CODE = {"grant_type": "authorization_code", "code": "contract", "redirect_uri": "$uri"}
_PASSWORD = {"grant_type": "password", "username": "$username", "password": "$password"}


_REFRESH = {"grant_type": "refresh_token", "refresh_token": "$refresh"}
_IN_TIME = Answer(status=200, type=JSON, json={"access_token": THERE})
_ME = Answer(status=200, type=JSON, json={"username": "$username"})
_SIGN_IN = Answer(status=302, location="$base/*login/")


def _refused(error: str, status: int = 400, **more: Any) -> Answer:
    return Answer(status=status, type=JSON, json={"error": error}, **more)


_TOMCAT_401 = Answer(
    status=401, type=HTML, challenge='Basic realm="oauth2/client"', has=("HTTP Status 401 \N{EN DASH} Unauthorized",)
)


def _uaa(name: str, answer: Answer, *, stored: Draft | None = None, **ask: Any) -> Case:
    return Case(
        name=f"/uaa token {name}",
        ask=Ask(**{"method": "POST", "path": _LEGACY, **ask}),
        answers={"2.40": answer, "2.42": None},
        stored=stored,
        server=Server.ON,
    )


def _later(name: str, meanwhile: Meanwhile, answers: dict[str, Any], **ask: Any) -> tuple[Case, ...]:
    """The same of both servers, whose token endpoints have two addresses."""
    legacy = {since: answer for since, answer in answers.items() if since < "2.42"}
    new = {since: answer for since, answer in answers.items() if since >= "2.42"}
    return tuple(
        Case(
            name=f"{path} of a client that was {meanwhile}, {name}",
            ask=Ask(method="POST", path=path, **ask),
            answers=its,
            stored={},
            meanwhile=meanwhile,
            server=Server.ON,
        )
        for path, its in ((_LEGACY, {**legacy, "2.42": None}), (_NEW, new))
    )


def _at_the_api(meanwhile: Meanwhile, answers: dict[str, Any]) -> Case:
    return Case(
        name=f"a token of a client that was {meanwhile}, at the API",
        ask=Ask(method="GET", path="/api/me", accept=JSON, headers={"Authorization": "Bearer $token"}),
        answers=answers,
        stored={},
        meanwhile=meanwhile,
        server=Server.ON,
    )


def _token(name: str, answer: Answer, *, stored: Draft | None = None, changed: Draft | None = None, **ask: Any) -> Case:
    return Case(
        name=f"/oauth2 token {name}",
        ask=Ask(**{"method": "POST", "path": _NEW, **ask}),
        answers={"2.42": answer},
        stored=stored,
        changed=changed,
        server=Server.ON,
    )


CASES = (
    _uaa(
        "for a code",
        Answer(
            status=200,
            type=JSON,
            json={
                "access_token": THERE,
                "token_type": "bearer",
                "expires_in": THERE,
                "refresh_token": THERE,
                "scope": "ALL",
            },
        ),
        stored={},
        basic=_RIGHT,
        form=_CODE,
    ),
    _uaa(
        "for a password",
        Answer(status=200, type=JSON, json={"access_token": THERE, "token_type": "bearer", "refresh_token": ABSENT}),
        stored={"grants": ["password"]},
        basic=_RIGHT,
        form=_PASSWORD,
    ),
    _uaa(
        "for a password, of a client without any grant type",
        Answer(status=200, type=JSON, json={"access_token": THERE, "token_type": "bearer", "refresh_token": ABSENT}),
        stored={"grants": []},
        basic=_RIGHT,
        form=_PASSWORD,
    ),
    _uaa(
        "for the client itself, of a client without any grant type",
        Answer(status=200, type=JSON, json={"access_token": THERE, "token_type": "bearer", "refresh_token": ABSENT}),
        stored={"grants": []},
        basic=_RIGHT,
        form={"grant_type": "client_credentials"},
    ),
    _uaa(
        "for the wrong password",
        Answer(status=400, type=JSON, json={"error": "invalid_grant", "error_description": "Bad credentials"}),
        stored={"grants": ["password"]},
        basic=_RIGHT,
        form={**_PASSWORD, "password": "wrong"},
    ),
    _uaa(
        "for a refresh token",
        Answer(status=200, type=JSON, json={"access_token": THERE}),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "refresh_token", "refresh_token": "$refresh"},
    ),
    _uaa(
        "for a wrong refresh token",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "refresh_token", "refresh_token": "contract"},
    ),
    _uaa("for a wrong code", _refused("invalid_grant"), stored={}, basic=_RIGHT, form=_BAD_CODE),
    _uaa(
        "for a code with another redirect URI",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={**_CODE, "redirect_uri": "https://other.example/"},
    ),
    _uaa(
        "for a grant that is not ticked",
        _refused(
            "invalid_client",
            401,
            challenge='Bearer error="invalid_client", error_description="Unauthorized grant type"',
        ),
        stored={},
        basic=_RIGHT,
        form=_PASSWORD,
    ),
    _uaa(
        "for an unknown grant",
        _refused("unsupported_grant_type"),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "contract"},
    ),
    _uaa("without a grant type", _refused("invalid_request"), stored={}, basic=_RIGHT, form={}),
    _uaa("with a wrong secret", _TOMCAT_401, stored={}, basic=("$id", "wrong"), form=_BAD_CODE),
    _uaa(
        "with an unknown client",
        Answer(status=500, type=HTML, has=("Invalid client_id",)),
        basic=("$id", "wrong"),
        form=_BAD_CODE,
    ),
    _uaa("without client authentication", _TOMCAT_401, form=_BAD_CODE),
    _uaa("without anything", _TOMCAT_401),
    _uaa("in a session", _TOMCAT_401, who=Who.ADMIN, form=_BAD_CODE),
    _uaa(
        "with the client in the form",
        _TOMCAT_401,
        stored={},
        form={**_BAD_CODE, "client_id": "$id", "client_secret": SECRET},
    ),
    _uaa("with malformed Basic", _TOMCAT_401, headers={"Authorization": "Basic !!!"}, form=_BAD_CODE),
    _uaa("with Basic without a colon", _TOMCAT_401, headers={"Authorization": "Basic Y29udHJhY3Q="}, form=_BAD_CODE),
    _uaa(
        "by GET",
        Answer(status=405, type=JSON, json={"error": "method_not_allowed"}),
        stored={},
        basic=_RIGHT,
        method="GET",
    ),
    _uaa("by GET without client authentication", _TOMCAT_401, method="GET"),
    _uaa(
        "for a client ID beyond ASCII",
        _refused("invalid_grant"),
        stored={"id": "$id-é"},
        basic=("$id-é", SECRET),
        form=_BAD_CODE,
    ),
    _token(
        "for a code",
        Answer(
            status=200,
            type=JSON,
            json={
                "access_token": THERE,
                "token_type": "Bearer",
                "expires_in": THERE,
                "refresh_token": THERE,
                "id_token": THERE,
                "scope": THERE,
            },
        ),
        stored={},
        basic=_RIGHT,
        form=_CODE,
    ),
    _token(
        "for a code, secret in the form",
        Answer(status=200, type=JSON, json={"access_token": THERE}),
        stored={},
        form={**_CODE, "client_id": "$id", "client_secret": SECRET},
    ),
    _token(
        "for a code with a wrong verifier",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={**_CODE, "code_verifier": "x" * 50},
    ),
    _token(
        "for a code without the verifier",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "authorization_code", "code": "$code", "redirect_uri": "$uri"},
    ),
    _token("for a wrong code", _refused("invalid_grant"), stored={}, basic=_RIGHT, form=_BAD_CODE),
    _token(
        "for a code with another redirect URI",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={**_CODE, "redirect_uri": "https://other.example/"},
    ),
    _token(
        "for a refresh token",
        Answer(status=200, type=JSON, json={"access_token": THERE, "refresh_token": THERE}),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "refresh_token", "refresh_token": "$refresh"},
    ),
    _token(
        "for a wrong refresh token",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "refresh_token", "refresh_token": "contract"},
    ),
    _token(
        "for a refresh token where that is not ticked",
        _refused("invalid_grant"),
        stored={"grants": ["authorization_code"]},
        basic=_RIGHT,
        form={"grant_type": "refresh_token", "refresh_token": "contract"},
    ),
    _token("for a password", _refused("unsupported_grant_type"), stored={}, basic=_RIGHT, form=_PASSWORD),
    _token(
        "for an unknown grant",
        _refused("unsupported_grant_type"),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "contract"},
    ),
    _token("without a grant type", _refused("invalid_request"), stored={}, basic=_RIGHT, form={}),
    _token(
        "without a code",
        _refused("invalid_request"),
        stored={},
        basic=_RIGHT,
        form={"grant_type": "authorization_code"},
    ),
    _token("with a wrong secret", _refused("invalid_client", 401), stored={}, basic=("$id", "wrong"), form=_BAD_CODE),
    _token(
        "with a wrong secret in the form",
        _refused("invalid_client", 401),
        stored={},
        form={**_BAD_CODE, "client_id": "$id", "client_secret": "wrong"},
    ),
    _token("with an unknown client", _refused("invalid_client", 401), basic=("$id", "wrong"), form=_BAD_CODE),
    _token(
        "with an unknown client in the form",
        _refused("invalid_client", 401),
        form={**_BAD_CODE, "client_id": "$id", "client_secret": "wrong"},
    ),
    _token(
        "with a client that has no secret",
        _refused("invalid_client", 401),
        stored={"secret": None},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "with a secret that is no hash",
        _refused("invalid_client", 401),
        stored={"secret": SECRET},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "with a weak hash", Answer(status=500, type=HTML), stored={"secret": WEAK_HASH}, basic=_RIGHT, form=_BAD_CODE
    ),
    _token(
        "with a weak hash and a wrong secret",
        _refused("invalid_client", 401),
        stored={"secret": WEAK_HASH},
        basic=("$id", "wrong"),
        form=_BAD_CODE,
    ),
    _token(
        "in a way that the client does not have",
        _refused("invalid_client", 401),
        stored={"clientAuthenticationMethods": "client_secret_post"},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "with a client without methods, Basic",
        _refused("invalid_grant"),
        stored={"clientAuthenticationMethods": None},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "with a client without methods, form",
        _refused("invalid_client", 401),
        stored={"clientAuthenticationMethods": None},
        form={**_BAD_CODE, "client_id": "$id", "client_secret": SECRET},
    ),
    _token("without client authentication", _refused("invalid_request"), form=_BAD_CODE),
    _token("without client authentication, for browsers", _refused("invalid_request"), accept=HTML, form=_BAD_CODE),
    _token(
        "with a client ID alone", _refused("invalid_client", 401), stored={}, form={**_BAD_CODE, "client_id": "$id"}
    ),
    _token(
        "with a wrong secret, for browsers",
        _refused("invalid_client", 401),
        stored={},
        accept=HTML,
        basic=("$id", "wrong"),
        form=_BAD_CODE,
    ),
    _token("without anything", _SIGN_IN),
    _token("without anything, in a session", _refused("invalid_request"), who=Who.ADMIN),
    _token("without client authentication and PKCE", _SIGN_IN, form=_PLAIN_CODE),
    _token(
        "without client authentication and PKCE, in a session",
        _refused("invalid_client"),
        who=Who.ADMIN,
        form=_PLAIN_CODE,
    ),
    _token("with a client ID alone and no PKCE", _SIGN_IN, stored={}, form={**_PLAIN_CODE, "client_id": "$id"}),
    _token("without client authentication in a session", _refused("invalid_request"), who=Who.ADMIN, form=_BAD_CODE),
    _token("with malformed Basic", _refused("invalid_request"), headers={"Authorization": "Basic !!!"}, form=_BAD_CODE),
    _token(
        "with Basic without a colon",
        _refused("invalid_request"),
        headers={"Authorization": "Basic Y29udHJhY3Q="},
        form=_BAD_CODE,
    ),
    _token("with an empty secret", _refused("invalid_request"), stored={}, basic=("$id", ""), form=_BAD_CODE),
    _token(
        "with a broken escape in Basic",
        _refused("invalid_request"),
        stored={},
        basic=("$id%zz", SECRET),
        form=_BAD_CODE,
    ),
    _token(
        "for a client ID beyond ASCII, Basic",
        _refused("invalid_request"),
        stored={"id": "$id-é"},
        basic=("$id-%C3%A9", SECRET),
        form=_BAD_CODE,
    ),
    _token(
        "for a client ID beyond ASCII, form",
        _refused("invalid_request"),
        stored={"id": "$id-é"},
        form={**_BAD_CODE, "client_id": "$id-é", "client_secret": SECRET},
    ),
    _token(
        "with Basic and the form at once",
        _refused("invalid_grant"),
        stored={},
        basic=_RIGHT,
        form={**_BAD_CODE, "client_id": "$id", "client_secret": SECRET},
    ),
    _token(
        "by GET",
        Answer(status=401, type=JSON, json={"httpStatusCode": 401, "message": "Unauthorized"}),
        method="GET",
        basic=_RIGHT,
        stored={},
    ),
    _token("by GET without client authentication", Answer(status=301, location="$base/oauth2/token/"), method="GET"),
    _token(
        "of a client whose settings a PUT left out",
        Answer(status=500, type=HTML),
        stored={},
        changed={},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "of a client without a grant",
        Answer(status=500, type=HTML),
        stored={"grants": None},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "of a client without a redirect URI",
        Answer(status=500, type=HTML),
        stored={"uris": None},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    _token(
        "of a client with a fragment in its redirect URI",
        Answer(status=500, type=HTML),
        stored={"uris": ["https://contract.example/#a"]},
        basic=_RIGHT,
        form=_BAD_CODE,
    ),
    Case(
        name="revocation",
        ask=Ask(method="POST", path="/oauth2/revoke", basic=_RIGHT, form={"token": "$token"}),
        answers={"2.42": Answer(status=200)},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="revocation of an unknown token",
        ask=Ask(method="POST", path="/oauth2/revoke", basic=_RIGHT, form={"token": "contract"}),
        answers={"2.42": Answer(status=200)},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="revocation with a wrong secret",
        ask=Ask(method="POST", path="/oauth2/revoke", basic=("$id", "wrong"), form={"token": "contract"}),
        answers={"2.42": _refused("invalid_client", 401)},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="introspection",
        ask=Ask(method="POST", path="/oauth2/introspect", basic=_RIGHT, form={"token": "$token"}),
        answers={"2.42": Answer(status=500, type=HTML)},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="/userinfo",
        ask=Ask(method="GET", path="/userinfo", headers={"Authorization": "Bearer $token"}),
        answers={"2.42": Answer(status=200, type=JSON, json={"sub": "$username"})},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="the keys",
        ask=Ask(method="GET", path="/oauth2/jwks"),
        answers={"2.42": Answer(status=200, type=JSON, json={"keys.0.kty": "RSA"})},
        server=Server.ON,
    ),
    Case(
        name="the discovery document",
        ask=Ask(method="GET", path="/.well-known/openid-configuration"),
        answers={
            "2.42": Answer(
                status=200,
                type=JSON,
                json={
                    "issuer": "$base/",
                    "authorization_endpoint": "$base/oauth2/authorize",
                    "token_endpoint": "$base/oauth2/token",
                    "jwks_uri": "$base/oauth2/jwks",
                    "userinfo_endpoint": "$base/userinfo",
                    "revocation_endpoint": "$base/oauth2/revoke",
                },
            )
        },
        server=Server.ON,
    ),
    Case(
        name="the discovery document, for browsers",
        ask=Ask(method="GET", path="/.well-known/openid-configuration", accept=HTML),
        answers={"2.42": Answer(status=200, type=JSON)},
        server=Server.ON,
    ),
    Case(
        name="the authorization server's metadata",
        ask=Ask(method="GET", path="/.well-known/oauth-authorization-server"),
        answers={"2.42": Answer(status=200, type=JSON, json={"issuer": "$base/"})},
        server=Server.ON,
    ),
    Case(
        name="a token at the API",
        ask=Ask(method="GET", path="/api/me", headers={"Authorization": "Bearer $token"}),
        answers={"2.40": Answer(status=200, type=JSON, json={"username": "$username"})},
        stored={},
        server=Server.ON,
    ),
    *_later(
        "for a refresh token",
        Meanwhile.GIVEN_A_NEW_SECRET,
        {"2.40": _IN_TIME, "2.42": _IN_TIME},
        basic=("$id", NEW_SECRET),
        form=_REFRESH,
    ),
    *_later(
        "for a code",
        Meanwhile.GIVEN_A_NEW_SECRET,
        {"2.40": _IN_TIME, "2.42": _IN_TIME},
        basic=("$id", NEW_SECRET),
        form=_CODE,
    ),
    *_later(
        "with the old secret",
        Meanwhile.GIVEN_A_NEW_SECRET,
        {"2.40": _TOMCAT_401, "2.42": _refused("invalid_client", 401)},
        basic=_RIGHT,
        form=_REFRESH,
    ),
    *_later(
        "for a refresh token",
        Meanwhile.DELETED,
        {"2.40": Answer(status=500, type=HTML), "2.42": _refused("invalid_client", 401)},
        basic=_RIGHT,
        form=_REFRESH,
    ),
    *_later(
        "for a refresh token",
        Meanwhile.MADE_ANEW,
        {"2.40": _IN_TIME, "2.42": Answer(status=500, type=HTML)},
        basic=_RIGHT,
        form=_REFRESH,
    ),
    *_later(
        "for a code",
        Meanwhile.MADE_ANEW,
        {"2.40": _IN_TIME, "2.42": Answer(status=500, type=HTML)},
        basic=_RIGHT,
        form=_CODE,
    ),
    _at_the_api(Meanwhile.GIVEN_A_NEW_SECRET, {"2.40": _ME}),
    _at_the_api(
        Meanwhile.DELETED,
        {
            "2.40": Answer(
                status=403,
                type=JSON,
                challenge=THERE,
                json={"error": "access_denied", "error_description": "Invalid token contains invalid client id"},
            ),
            "2.42": None,
            "2.42.5": Answer(
                status=401,
                type=JSON,
                challenge=THERE,
                json={"message": "invalid_token", "devMessage": "Invalid audience"},
            ),
            "2.43": None,
            "2.43.1": Answer(
                status=401,
                type=JSON,
                challenge=THERE,
                json={"message": "invalid_token", "devMessage": "Invalid audience"},
            ),
        },
    ),
    _at_the_api(Meanwhile.MADE_ANEW, {"2.40": _ME}),
    Case(
        name="a bad token at the API",
        ask=Ask(method="GET", path="/api/me", headers={"Authorization": "Bearer contract"}),
        answers={
            "2.40": Answer(status=401, type=XML, challenge=_LEGACY_CHALLENGE, has=("<InvalidTokenException>",)),
            "2.42": Answer(
                status=401,
                type=JSON,
                challenge=THERE,
                json={
                    "httpStatus": "Unauthorized",
                    "httpStatusCode": 401,
                    "status": "ERROR",
                    "message": "invalid_token",
                    "devMessage": THERE,
                },
            ),
        },
        server=Server.ON,
    ),
    Case(
        name="a bad token at the API, for JSON",
        ask=Ask(method="GET", path="/api/me", accept=JSON, headers={"Authorization": "Bearer contract"}),
        answers={
            "2.40": Answer(status=401, type=JSON, challenge=_LEGACY_CHALLENGE, json={"error": "invalid_token"}),
            "2.42": Answer(status=401, type=JSON, challenge=THERE, json={"message": "invalid_token"}),
        },
        server=Server.ON,
    ),
    Case(
        name="a bad token at the API, for HTML",
        ask=Ask(method="GET", path="/api/me", accept=HTML, headers={"Authorization": "Bearer contract"}),
        answers={"2.40": Answer(status=406, type=HTML), "2.42": Answer(status=401, challenge=THERE)},
        server=Server.ON,
    ),
    Case(
        name="an empty bearer",
        ask=Ask(method="GET", path="/api/me", headers={"Authorization": "Bearer "}),
        answers={
            "2.42": Answer(
                status=401,
                type=JSON,
                challenge=THERE,
                json={"message": "invalid_token", "devMessage": "Bearer token is malformed"},
            )
        },
        server=Server.ON,
    ),
    Case(
        name="a token in the query",
        ask=Ask(method="GET", path="/api/me?access_token=$token"),
        answers={
            "2.40": Answer(status=200, type=JSON, json={"username": "$username"}),
            "2.42": Answer(status=302, location="$base/dhis-web-login/"),
            "2.43": Answer(status=302, location="$base/login/"),
        },
        stored={},
        server=Server.ON,
    ),
    Case(
        name="a bad token in the query",
        ask=Ask(method="GET", path="/api/me?access_token=contract"),
        answers={
            "2.40": Answer(status=401, type=XML, challenge=_LEGACY_CHALLENGE, has=("<InvalidTokenException>",)),
            "2.42": Answer(status=302, location="$base/dhis-web-login/"),
            "2.43": Answer(status=302, location="$base/login/"),
        },
        server=Server.ON,
    ),
)
