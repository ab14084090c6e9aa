"""What Spring's servers say at their token endpoints, where Authlib would say it otherwise."""

from typing import Any
from urllib.parse import unquote_plus

from flask import Request, Response, jsonify
from werkzeug.wrappers import Response as BaseResponse

from automation.sandbox.oauth.basic import BROKEN_ESCAPE, FindClient, pair_of
from automation.sandbox.oauth.models import RegisteredClient
from automation.sandbox.tomcat import tomcat_page

_LEGACY_GRANTS = {"authorization_code", "refresh_token", "password", "client_credentials", "implicit"}
_REFUSED = {
    "password": "Bad credentials",
    "authorization_code": "Invalid authorization code",
    "refresh_token": "Invalid refresh token",
}
_RFC = "https://datatracker.ietf.org/doc/html/rfc6749#section-5.2"


def legacy_refusal(asked: Request, find: FindClient) -> Response | None:
    """What Spring Security OAuth finds wrong before any grant is looked at: up to 2.41 mostly a page of Tomcat's."""
    pair = pair_of(asked.headers)
    if pair is None:
        return _challenged()
    client = find(pair[0])
    if client is None:
        return tomcat_page(500, "Invalid client_id")
    return _bad_grant(asked, client) if client.check_client_secret(pair[1]) else _challenged()


def _bad_grant(asked: Request, client: RegisteredClient) -> Response | None:
    if asked.method != "POST":
        return _error(405, "method_not_allowed", f"Request method '{asked.method}' not supported")
    grant = asked.values.get("grant_type")
    if not grant:
        return _error(400, "invalid_request", "Missing grant type")
    if grant not in _LEGACY_GRANTS:
        return _error(400, "unsupported_grant_type", "Unsupported grant type")
    if not client.check_grant_type(grant):
        said = "Unauthorized grant type"
        answer = _error(401, "invalid_client", said)
        answer.headers["WWW-Authenticate"] = f'Bearer error="invalid_client", error_description="{said}"'
        return answer
    return None


def legacy_words(asked: Request, answer: BaseResponse) -> BaseResponse:
    """An error of Authlib's in the words of Spring Security OAuth."""
    grant, error = asked.values.get("grant_type", ""), _error_in(answer)
    # Authlib calls a wrong password a bad request.
    is_refused = error == "invalid_grant" or (error == "invalid_request" and grant == "password")
    return _error(400, "invalid_grant", _REFUSED[grant]) if is_refused else answer


def refusal(asked: Request, find: FindClient) -> Response | None:
    """What Spring Authorization Server finds wrong with who asks: never a challenge, and no words (from 2.42)."""
    client_id, secret, method = _credentials(asked)
    if not client_id or not client_id.isascii() or not client_id.isprintable():
        return _error(400, "invalid_request")
    client = find(client_id)
    if client is None or not secret or not client.check_endpoint_auth_method(method, "token"):
        return _error(401, "invalid_client")
    return None if client.check_client_secret(secret) else _error(401, "invalid_client")


def of_nobody(asked: Request) -> Response:
    """The answer to a token request that says nothing of a client, where a user is signed in."""
    return _error(400, "invalid_client" if asked.form.get("grant_type") else "invalid_request")


def says_who(asked: Request) -> bool:
    """Whether a client can be told from the request: by Basic, by a secret in the form, or as a public one by PKCE."""
    form = asked.form
    is_basic = asked.headers.get("Authorization", "").lower().startswith("basic")
    is_public = form.get("grant_type") == "authorization_code" and form.get("code") and "code_verifier" in form
    return is_basic or bool(form.get("client_id") and form.get("client_secret")) or bool(is_public)


def words(asked: Request, answer: BaseResponse) -> BaseResponse:
    """An error of Authlib's in the words of Spring Authorization Server."""
    error = _error_in(answer)
    if not error:
        return answer
    if not asked.form.get("grant_type"):
        return _error(400, "invalid_request", "OAuth 2.0 Parameter: grant_type", error_uri=_RFC)
    if error == "unsupported_grant_type":
        return _error(400, error, "OAuth 2.0 Parameter: grant_type", error_uri=_RFC)
    if error == "invalid_request":
        lacking = "code" if asked.form["grant_type"] == "authorization_code" else "refresh_token"
        return _error(400, error, f"OAuth 2.0 Parameter: {lacking}", error_uri=_RFC)
    # The token or code is looked up before it is asked whether the client has that grant.
    return _error(400, "invalid_grant" if error == "unauthorized_client" else error)


def _credentials(asked: Request) -> tuple[str, str, str]:
    """Client ID, secret and method; no client ID where what was sent cannot be read."""
    if not asked.headers.get("Authorization", "").lower().startswith("basic"):
        return asked.form.get("client_id", ""), asked.form.get("client_secret", ""), "client_secret_post"
    pair = pair_of(asked.headers)
    if pair is None or not all(pair) or any(BROKEN_ESCAPE.search(half) for half in pair):
        return "", "", ""
    return unquote_plus(pair[0]), unquote_plus(pair[1]), "client_secret_basic"


def _challenged() -> Response:
    answer = tomcat_page(401, "Unauthorized")
    answer.headers["WWW-Authenticate"] = 'Basic realm="oauth2/client"'
    return answer


def _error_in(answer: BaseResponse) -> str:
    body: Any = answer.get_json(silent=True) if answer.status_code >= 400 else None  # noqa: PLR2004 - HTTP errors
    return str(body.get("error", "")) if isinstance(body, dict) else ""


def _error(status: int, error: str, description: str = "", **more: str) -> Response:
    answer = jsonify({"error": error} | ({"error_description": description} if description else {}) | more)
    answer.status_code = status
    return answer
