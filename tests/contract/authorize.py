"""The authorize endpoint of both generations, and where there is no OAuth2 server at all."""

from typing import Any

from tests.contract.clients import settings
from tests.contract.model import HTML, JSON, SECRET, THERE, Answer, Ask, Case, Draft, Meanwhile, Server, Who

_QUERY = "response_type=code&client_id=$id&redirect_uri=$uri&state=s"
_PKCE = "&code_challenge=$challenge&code_challenge_method=S256"
_SCOPED = f"{_QUERY}&scope=openid%20username{_PKCE}"


def _bad(parameter: str, error: str = "invalid_request") -> Answer:
    return Answer(status=400, type=HTML, has=("HTTP Status 400", f"[{error}] OAuth 2.0 Parameter: {parameter}"))


# From these on such a client is not stored.
_JUDGED = ("2.42.7", "2.43.2")


def _gone(answer: Answer, versions: tuple[str, ...]) -> dict[str, Answer | None]:
    return {**dict.fromkeys(versions), "2.43": answer} if versions else {}


def _cases(
    name: str,
    query: str,
    answers: dict[Who, dict[str, Any]],
    *,
    stored: Draft | None = None,
    changed: Draft | None = None,
    gone: tuple[str, ...] = (),
) -> tuple[Case, ...]:
    return tuple(
        Case(
            name=f"{generation} authorize {name}, {who}",
            ask=Ask(method="GET", path=f"{path}?{query}", who=who, accept=HTML),
            answers={since: by_era[generation], **_gone(by_era[generation], gone)}
            if since == "2.42"
            else {since: by_era[generation], "2.42": None},
            stored=stored,
            changed=changed,
            server=Server.ON,
        )
        for who, by_era in answers.items()
        for generation, path, since in (
            ("/uaa", "/uaa/oauth/authorize", "2.40"),
            ("/oauth2", "/oauth2/authorize", "2.42"),
        )
        if generation in by_era
    )


def _page(status: int, *has: str) -> Answer:
    return Answer(status=status, type=HTML, has=has)


_SIGN_IN_LEGACY = Answer(status=302, location=THERE)
_SIGN_IN = Answer(status=302, location="$base/*login/")


def _with_consent(name: str, answer: Answer, meanwhile: Meanwhile | None = None) -> Case:
    """Once somebody has agreed to all that is asked for; the header is there for the code that this brings."""
    return Case(
        name=f"/oauth2 authorize of a client with consent, {name}",
        ask=Ask(
            method="GET", path=f"/oauth2/authorize?{_SCOPED}", who=Who.ADMIN, accept=HTML, headers={"X-Used": "$code"}
        ),
        answers={"2.42": answer},
        stored={},
        meanwhile=meanwhile,
        server=Server.ON,
    )


CASES = (
    _with_consent("as it was", Answer(status=302, location="$uri?code=*")),
    _with_consent("given a new secret", Answer(status=302, location="$uri?code=*"), Meanwhile.GIVEN_A_NEW_SECRET),
    _with_consent("made anew", _page(200, "Consent required"), Meanwhile.MADE_ANEW),
    *_cases(
        "of nothing",
        "",
        {
            Who.NOBODY: {"/uaa": _SIGN_IN_LEGACY, "/oauth2": _bad("response_type")},
            Who.ADMIN: {"/uaa": _page(401), "/oauth2": _bad("response_type")},
        },
    ),
    *_cases(
        "of an unknown client",
        _SCOPED,
        {
            Who.NOBODY: {"/uaa": _SIGN_IN_LEGACY, "/oauth2": _bad("client_id")},
            Who.ADMIN: {"/uaa": _page(401), "/oauth2": _bad("client_id")},
        },
    ),
    *_cases(
        "with another redirect URI",
        _SCOPED.replace("$uri", "https://other.example/"),
        {
            Who.NOBODY: {"/uaa": _SIGN_IN_LEGACY, "/oauth2": _bad("redirect_uri")},
            Who.ADMIN: {"/uaa": _page(400), "/oauth2": _bad("redirect_uri")},
        },
        stored={},
    ),
    *_cases(
        "without a redirect URI",
        _QUERY.replace("&redirect_uri=$uri", "") + _PKCE,
        {Who.NOBODY: {"/uaa": _SIGN_IN_LEGACY, "/oauth2": _SIGN_IN}, Who.ADMIN: {"/uaa": _page(200, "authorizeForm")}},
        stored={},
    ),
    *_cases(
        "with another response type",
        _SCOPED.replace("=code&", "=contract&"),
        {
            Who.NOBODY: {"/uaa": _SIGN_IN_LEGACY, "/oauth2": _bad("response_type", "unsupported_response_type")},
            Who.ADMIN: {
                "/uaa": Answer(status=303, location="$uri?error=unsupported_response_type*state=s"),
                "/oauth2": _bad("response_type", "unsupported_response_type"),
            },
        },
        stored={},
    ),
    *_cases(
        "with a scope that the client does not have",
        f"{_QUERY}&scope=contract{_PKCE}",
        {
            Who.NOBODY: {
                "/uaa": _SIGN_IN_LEGACY,
                "/oauth2": Answer(status=302, location="$uri?error=invalid_scope*state=s"),
            },
            Who.ADMIN: {
                "/uaa": Answer(status=303, location="$uri?error=invalid_scope*"),
                "/oauth2": Answer(status=302, location="$uri?error=invalid_scope*state=s"),
            },
        },
        stored={},
    ),
    *_cases(
        "with a plain code challenge",
        f"{_QUERY}&scope=openid%20username&code_challenge=abc&code_challenge_method=plain",
        {Who.NOBODY: {"/oauth2": Answer(status=302, location="$uri?error=invalid_request*state=s")}},
        stored={},
    ),
    *_cases(
        "without PKCE where the client must have it",
        f"{_QUERY}&scope=openid%20username",
        {Who.NOBODY: {"/oauth2": Answer(status=302, location="$uri?error=invalid_request*state=s")}},
        stored={"clientSettings": settings(proof_key=True)},
    ),
    *_cases(
        "of a client whose settings have no type",
        _SCOPED,
        {Who.NOBODY: {"/oauth2": _page(500, "missing type id property")}},
        gone=_JUDGED,
        stored={"clientSettings": settings(proof_key=True, is_typed=False)},
    ),
    *_cases(
        "of a client",
        _SCOPED,
        {
            Who.NOBODY: {"/oauth2": _SIGN_IN},
            Who.ADMIN: {
                "/oauth2": _page(
                    200, "Consent required", "consent_form", 'id="submit-consent"', 'name="scope"', 'value="username"'
                )
            },
        },
        stored={},
    ),
    *_cases(
        "of a client, as up to 2.41",
        _QUERY,
        {
            Who.NOBODY: {"/uaa": _SIGN_IN_LEGACY},
            Who.ADMIN: {"/uaa": _page(200, "authorizeForm", "denyForm", "user_oauth_approval")},
        },
        stored={},
    ),
    *_cases("without a scope", _QUERY + _PKCE, {Who.ADMIN: {"/oauth2": _page(200, "Consent required")}}, stored={}),
    *_cases(
        "with openid alone",
        f"{_QUERY}&scope=openid{_PKCE}",
        {Who.ADMIN: {"/oauth2": Answer(status=302, location="$uri?code=*state=s")}},
        stored={},
    ),
    *_cases(
        "of a client without the grant",
        _QUERY,
        {Who.ADMIN: {"/uaa": _page(400, "OAuth2 Error")}},
        stored={"grants": ["refresh_token"]},
    ),
    *_cases(
        "of a client without the grant",
        _SCOPED,
        {Who.NOBODY: {"/oauth2": Answer(status=302, location="$uri?error=unauthorized_client*")}},
        stored={"grants": ["refresh_token"]},
    ),
    *_cases(
        "of a client whose settings a PUT left out",
        _SCOPED,
        {Who.NOBODY: {"/oauth2": _page(500)}, Who.ADMIN: {"/oauth2": _page(500)}},
        stored={},
        changed={},
    ),
    *_cases("of a client without a grant", _SCOPED, {Who.NOBODY: {"/oauth2": _page(500)}}, stored={"grants": None}),
    *_cases(
        "of a client without a redirect URI", _SCOPED, {Who.NOBODY: {"/oauth2": _page(500)}}, stored={"uris": None}
    ),
    *_cases(
        "of a client with a space in its scopes",
        _SCOPED,
        {Who.NOBODY: {"/oauth2": _page(500)}},
        stored={"scopes": "openid, username"},
    ),
    *_cases(
        "of a client with a quotation mark in its ID",
        _SCOPED.replace("$id", "$id%22"),
        {Who.ADMIN: {"/oauth2": _page(200, 'value="$id""')}},
        stored={"id": '$id"'},
    ),
    *_cases(
        "of a client with a < in its ID",
        _SCOPED.replace("$id", "$id%3Cb"),
        {Who.ADMIN: {"/oauth2": _page(200, "Consent required")}},
        stored={"id": "$id<b"},
    ),
    Case(
        name="/oauth2 consent that nobody was asked for",
        ask=Ask(
            method="POST",
            path="/oauth2/authorize",
            who=Who.ADMIN,
            accept=HTML,
            form={"client_id": "$id", "state": "contract"},
        ),
        answers={"2.42": _bad("state")},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="/oauth2 consent, not signed in",
        ask=Ask(method="POST", path="/oauth2/authorize", accept=HTML, form={"client_id": "$id", "state": "contract"}),
        answers={"2.42": _bad("state")},
        stored={},
        server=Server.ON,
    ),
    Case(
        name="/uaa approval that nobody was asked for",
        ask=Ask(
            method="POST",
            path="/uaa/oauth/authorize",
            who=Who.READER,
            accept=HTML,
            form={"user_oauth_approval": "true"},
        ),
        answers={"2.40": _page(405, "Request method"), "2.42": None},
        server=Server.ON,
    ),
    Case(
        name="server off: authorize",
        ask=Ask(method="GET", path=f"/oauth2/authorize?{_SCOPED}", who=Who.ADMIN, accept=HTML),
        answers={"2.42": Answer(status=301, location="$base/oauth2/authorize/*")},
        server=Server.OFF,
    ),
    Case(
        name="server off: authorize, not signed in",
        ask=Ask(method="GET", path=f"/oauth2/authorize?{_SCOPED}", accept=HTML),
        answers={"2.42": Answer(status=301, location="$base/oauth2/authorize/*")},
        server=Server.OFF,
    ),
    Case(
        name="server off: authorize with a slash",
        ask=Ask(method="GET", path=f"/oauth2/authorize/?{_SCOPED}", who=Who.ADMIN, accept=HTML),
        answers={"2.42": Answer(status=404, type=HTML)},
        server=Server.OFF,
    ),
    Case(
        name="server off: token",
        ask=Ask(
            method="POST",
            path="/oauth2/token",
            basic=("$id", SECRET),
            form={"grant_type": "authorization_code", "code": "contract"},
        ),
        answers={"2.42": Answer(status=401, type=JSON, json={"httpStatusCode": 401, "message": "Unauthorized"})},
        server=Server.OFF,
    ),
    Case(
        name="server off: token, not signed in",
        ask=Ask(
            method="POST",
            path="/oauth2/token",
            form={"grant_type": "authorization_code", "code": "contract", "client_id": "$id", "client_secret": SECRET},
        ),
        answers={"2.42": Answer(status=301, location="$base/oauth2/token/")},
        server=Server.OFF,
    ),
    Case(
        name="server off: discovery",
        ask=Ask(method="GET", path="/.well-known/openid-configuration"),
        answers={"2.42": Answer(status=302, location=THERE)},
        server=Server.OFF,
    ),
    Case(
        name="server off: discovery, signed in",
        ask=Ask(method="GET", path="/.well-known/openid-configuration", who=Who.ADMIN),
        answers={"2.42": Answer(status=404, type=HTML)},
        server=Server.OFF,
    ),
    Case(
        name="server off: keys",
        ask=Ask(method="GET", path="/oauth2/jwks"),
        answers={"2.42": Answer(status=301, location="$base/oauth2/jwks/")},
        server=Server.OFF,
    ),
)
