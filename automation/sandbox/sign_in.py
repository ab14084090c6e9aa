"""Sessions, and who is let through to what without one."""

import secrets
from pathlib import PurePosixPath

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request

from automation.sandbox.faults import Fault
from automation.sandbox.oauth.bearer import bearer_token, user_of_token
from automation.sandbox.state import SandboxState

sign_in = Blueprint("sign_in", __name__)

COOKIE = "JSESSIONID"
_OPEN_FOR_PROGRAMS = ("/uaa/oauth/token", "/oauth2/token", "/oauth2/revoke", "/oauth2/jwks", "/.well-known/")
_OPEN_FOR_SSO = ("/oauth2/authorization/", "/oauth2/code/", "/idp/", "/favicon.ico")
_OPEN = ("/dhis-web-commons/", "/dhis-web-login", "/login", "/api/loginConfig", "/api/auth/login",
         "/api/locales/ui", "/api/staticContent/", "/api/files/style/external", "/icons/",
         "/dhis-web-core-resource/", "/dhis-web-commons-security/", *_OPEN_FOR_PROGRAMS, *_OPEN_FOR_SSO)  # fmt: skip
_NOT_OPEN = ("/dhis-web-commons/menu/getModules.action", "/dhis-web-commons/security/api/")


def sandbox_state() -> SandboxState:
    """The memory of the sandbox that answers this request."""
    state: SandboxState = current_app.extensions["sandbox"]
    return state


@sign_in.before_app_request
def gate() -> Response | None:
    """Nobody gets past the sign-in page without a session."""
    state = sandbox_state()
    state.requests.append(f"{request.method} {request.path}")
    if Fault.NOT_DHIS2 in state.faults:
        return Response("<!doctype html><title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>")
    if request.path.startswith("/api/") and (access_token := bearer_token(state)):
        return _with_token(state, access_token)
    g.user = state.user(state.sessions.get(request.cookies.get(COOKIE, ""), ""))
    if g.user or _is_open(state):
        return None
    return _turned_away(state)


def _is_open(state: SandboxState) -> bool:
    if Fault.SSO_ONLY in state.faults:
        return request.path.startswith(_OPEN_FOR_PROGRAMS + _OPEN_FOR_SSO)
    return request.path.startswith(_OPEN) and not request.path.startswith(_NOT_OPEN)


def _with_token(state: SandboxState, access_token: str) -> Response | None:
    g.user = user_of_token(state, access_token)
    if g.user:
        return None
    answer = jsonify({"error": "invalid_token", "error_description": "Invalid access token"})
    answer.status_code = 401
    return answer


def _turned_away(state: SandboxState) -> Response:
    """Scripts that say they are ones are told; everybody else is led to the sign-in page, from the API as well.

    dhis2-core 2.36.13 DHIS2BasicAuthenticationEntryPoint, 2.40.11 and 2.43.1 FormLoginBasicAuthenticationEntryPoint.
    """
    is_sso = Fault.SSO_ONLY in state.faults
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        answer = jsonify({"httpStatus": "Unauthorized", "httpStatusCode": 401, "status": "ERROR"})
        answer.status_code = 401
        return answer
    answer = redirect_to(sso_path(state) if is_sso else state.options.behaviour.sign_in_path)
    if _is_remembered(state):
        asked_for = request.script_root + request.full_path.rstrip("?")
        answer.set_cookie("SAVED_REQUEST", asked_for, path=request.script_root or "/", httponly=True)
    return answer


def _is_remembered(state: SandboxState) -> bool:
    if request.path.startswith("/api/"):
        return False
    if state.options.behaviour.forgets_dotted_requests:
        path = request.script_root + request.path
        return "." not in path or path.endswith((".html", "/"))
    return not PurePosixPath(request.path).suffix or request.path.endswith(".html")


@sign_in.get("/dhis-web-commons-security/logout.action")
def sign_out() -> Response:
    """End the session."""
    state = sandbox_state()
    state.sessions.pop(request.cookies.get(COOKIE, ""), None)
    return redirect_to(state.options.behaviour.sign_in_path)


def sso_path(state: SandboxState) -> str:
    """Where a proxy that knows nothing but its identity provider sends everybody."""
    return f"/idp/{next(iter(state.options.oidc_providers), 'sso')}"


def after_sign_in() -> str:
    """The saved request, else the start page."""
    return request.cookies.get("SAVED_REQUEST") or f"{request.script_root}/"


def open_session(username: str, answer: Response, *, keep_saved_request: bool = False) -> Response:
    """Let the answer carry a new session of the user's."""
    state = sandbox_state()
    state.anonymous_sessions.pop(request.cookies.get(COOKIE, ""), None)
    token = secrets.token_hex(16)
    state.sessions[token] = username
    state.issued.append(("session", token))
    _set_session(answer, token)
    if not keep_saved_request:
        answer.delete_cookie("SAVED_REQUEST", path=request.script_root or "/")
    return answer


def open_anonymous_session(attributes: dict[str, str], answer: Response) -> Response:
    """Let the answer carry a session nobody is signed in to, which remembers the attributes."""
    token = secrets.token_hex(16)
    sandbox_state().anonymous_sessions[token] = attributes
    _set_session(answer, token)
    return answer


def session_attributes() -> dict[str, str]:
    """What the anonymous session remembers."""
    return sandbox_state().anonymous_sessions.get(request.cookies.get(COOKIE, ""), {})


def redirect_to(path: str) -> Response:
    """A redirect to a path below the context path."""
    return redirect_away(request.script_root + path)


def redirect_away(location: str) -> Response:
    """A redirect to wherever."""
    answer = redirect(location)
    assert isinstance(answer, Response)  # noqa: S101 - Flask's redirect is typed as Werkzeug's base class
    return answer


def _set_session(answer: Response, token: str) -> None:
    answer.set_cookie(COOKIE, token, path=request.script_root or "/", httponly=True, samesite="Lax")
