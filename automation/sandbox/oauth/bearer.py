"""Who an access token stands for when `/api` is called with it (RFC 6750)."""

from flask import Response, jsonify, request

from automation.sandbox.answers import nothing_said, tomcat_page, web_message
from automation.sandbox.faults import Fault
from automation.sandbox.oauth.models import Token
from automation.sandbox.state import SandboxState, User

_JSON, _XML = "application/json", "application/xml"
_NO_SUCH_TOKEN = "Invalid access token"  # noqa: S105 - words
_NO_SUCH_CLIENT = "Invalid token contains invalid client id"


def bearer_token(state: SandboxState) -> str | None:
    """The token of the request, which may be empty: in the header, and up to 2.41 in the query as well."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value
    return None if state.options.behaviour.is_authorization_server else request.args.get("access_token")


def user_of_token(state: SandboxState, access_token: str) -> User | None:
    """The user the token stands for; from 2.42 only if it carries the claim that DHIS2 looks users up by."""
    token = state.oauth.token(access_token)
    if token is None or Fault.PROFILE_REFUSED in state.faults or _is_of_nobody(state, token):
        return None
    behaviour = state.options.behaviour
    if behaviour.is_authorization_server:
        claim = "username" if behaviour.knows_username_scope else "email"
        if claim not in token.scope.split():
            return None
    return state.user(token.username)


def refused_token(state: SandboxState) -> Response:
    """The answer to a token that DHIS2 refuses, as each of its servers words it."""
    token = state.oauth.token(bearer_token(state) or "")
    is_of_nobody = token is not None and _is_of_nobody(state, token)
    if state.options.behaviour.is_authorization_server:
        return _refused_jwt("Invalid audience" if is_of_nobody else "")
    if is_of_nobody:
        return _worded(403, "OAuth2AccessDeniedException", "access_denied", _NO_SUCH_CLIENT)
    return _worded(401, "InvalidTokenException", "invalid_token", _NO_SUCH_TOKEN)


def _is_of_nobody(state: SandboxState, token: Token) -> bool:
    """Whether the token was issued to a client that is gone; another one of the same client ID takes its place."""
    behaviour = state.options.behaviour
    key = "clientId" if behaviour.is_authorization_server else "cid"
    is_known = any(client.get(key) == token.client_id for client in state.clients.values())
    return behaviour.knows_whose_token and not is_known


def _worded(status: int, name: str, error: str, description: str) -> Response:
    """Spring Security OAuth answers in XML unless JSON is asked for, and has no HTML."""
    wanted = request.accept_mimetypes.best_match([_XML, _JSON])
    if wanted is None:
        return tomcat_page(406)
    if wanted == _JSON:
        answer = jsonify({"error": error, "error_description": description})
    else:
        said = f"<error>{error}</error><error_description>{description}</error_description>"
        answer = Response(f"<{name}>{said}</{name}>", mimetype=_XML)
    answer.status_code = status
    answer.headers["WWW-Authenticate"] = f'Bearer realm="oauth", error="{error}", error_description="{description}"'
    return answer


def _refused_jwt(known: str) -> Response:
    value = request.headers.get("Authorization", "").partition(" ")[2]
    why = "Invalid JWT serialization: Missing dot delimiter(s)" if value else "Bearer token is malformed"
    if "." in value:
        why = known or "An error occurred while attempting to decode the Jwt: Invalid token"
    answer = web_message(401, "ERROR", "invalid_token", devMessage=why)
    if not request.accept_mimetypes.accept_json:
        answer = nothing_said(401)
    uri = "https://tools.ietf.org/html/rfc6750#section-3.1"
    answer.headers["WWW-Authenticate"] = f'Bearer error="invalid_token", error_description="{why}", error_uri="{uri}"'
    return answer
