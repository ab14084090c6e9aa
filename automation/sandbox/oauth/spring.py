"""How Spring's two OAuth2 servers judge a request and word an error, where Authlib does otherwise."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote_plus

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError
from flask import Request, Response, jsonify
from werkzeug.wrappers import Response as BaseResponse

from automation.sandbox.answers import tomcat_page
from automation.sandbox.oauth.models import RegisteredClient
from automation.sandbox.sign_in import redirect_away

FindClient = Callable[[str], RegisteredClient | None]

_RFC_AUTHORIZE = "https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2.1"
_RFC_PKCE = "https://datatracker.ietf.org/doc/html/rfc7636#section-4.4.1"
_LEGACY_GRANTS = {"authorization_code", "refresh_token", "password", "client_credentials", "implicit"}
_RFC = "https://datatracker.ietf.org/doc/html/rfc6749#section-5.2"
_REFUSED = {
    "password": "Bad credentials",
    "authorization_code": "Invalid authorization code",
    "refresh_token": "Invalid refresh token",
}
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def bad_parameter(name: str, error: str = "invalid_request") -> Response:
    """The page of a request whose answer cannot be sent anywhere."""
    return tomcat_page(400, f"[{error}] OAuth 2.0 Parameter: {name}")


def judged_request(asked: Request, find: FindClient) -> RegisteredClient | Response:
    """The client that asks, or why it is refused.

    Raises:
        ServerFailure: the server cannot load the client.
    """
    wanted = asked.args
    if wanted.get("response_type") != "code":
        return bad_parameter(
            "response_type", "unsupported_response_type" if "response_type" in wanted else "invalid_request"
        )
    client = find(wanted.get("client_id", ""))
    if client is None:
        return bad_parameter("client_id")
    scopes = (wanted.get("scope") or "").split()
    uri = wanted.get("redirect_uri") or (None if "openid" in scopes else client.get_default_redirect_uri())
    if uri is None or not client.check_redirect_uri(uri):
        return bad_parameter("redirect_uri")
    refused = _authorize_refusal(asked, client, scopes)
    return _sent_back(uri, *refused, state=wanted.get("state", "")) if refused else client


def _authorize_refusal(asked: Request, client: RegisteredClient, scopes: list[str]) -> tuple[str, str, str] | None:
    """The error, the parameter and the section of the RFC."""
    if not client.check_grant_type("authorization_code"):
        return "unauthorized_client", "client_id", _RFC_AUTHORIZE
    if not set(scopes) <= set(client.scopes):
        return "invalid_scope", "scope", _RFC_AUTHORIZE
    if asked.args.get("code_challenge"):
        is_known = asked.args.get("code_challenge_method") == "S256"
        return None if is_known else ("invalid_request", "code_challenge_method", _RFC_PKCE)
    return ("invalid_request", "code_challenge", _RFC_PKCE) if client.needs_proof_key else None


def _sent_back(uri: str, error: str, parameter: str, section: str, *, state: str) -> Response:
    words = {"error": error, "error_description": f"OAuth 2.0 Parameter: {parameter}", "error_uri": section}
    parts = "&".join(
        f"{key}={quote(value, safe='')}" for key, value in (words | ({"state": state} if state else {})).items()
    )
    return redirect_away(f"{uri}{'&' if '?' in uri else '?'}{parts}")


def plain_basic(find: FindClient, request: Any) -> RegisteredClient | None:
    """Up to 2.41: UTF-8, cut at the first colon, nothing decoded (Spring Security 5.8 BasicAuthenticationConverter)."""
    pair = _pair_of(request.headers)
    return _checked(find, *pair) if pair else None


def encoded_basic(find: FindClient, request: Any) -> RegisteredClient | None:
    """From 2.42: both halves are form-decoded (Spring Authorization Server ClientSecretBasicAuthenticationConverter).

    Raises:
        InvalidRequestError: a half is missing or badly encoded.
    """
    pair = _pair_of(request.headers)
    if pair is None:
        return None
    if not all(pair) or any(_BROKEN_ESCAPE.search(half) for half in pair):
        raise InvalidRequestError
    return _checked(find, *(unquote_plus(half) for half in pair))


def _pair_of(headers: Any) -> tuple[str, str] | None:
    """What stands before and after the first colon, if there is one to be read."""
    kind, _, token = headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (client_id, secret) if colon else None


def _checked(find: FindClient, client_id: str, secret: str) -> RegisteredClient | None:
    client = find(client_id)
    if client is None:
        raise InvalidClientError(status_code=401)
    return client if client.check_client_secret(secret) else None


def legacy_refusal(asked: Request, find: FindClient) -> Response | None:
    """What Spring Security OAuth finds wrong before any grant is looked at: up to 2.41 mostly a page of Tomcat's."""
    pair = _pair_of(asked.headers)
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
    pair = _pair_of(asked.headers)
    if pair is None or not all(pair) or any(_BROKEN_ESCAPE.search(half) for half in pair):
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
