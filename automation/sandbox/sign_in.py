"""Sessions, and what may be asked for without one."""

import secrets
from pathlib import PurePosixPath

from flask import Blueprint, Response, current_app, g, redirect, request

from automation.sandbox.answers import unauthorized
from automation.sandbox.authentication import Attempt, SignInResult, authenticate
from automation.sandbox.faults import Fault
from automation.sandbox.oauth.bearer import bearer_token, refused_token, user_of_token
from automation.sandbox.state import SandboxState

sign_in = Blueprint("sign_in", __name__)

COOKIE = "JSESSIONID"
_OPEN_FOR_PROGRAMS = ("/uaa/oauth/token", "/oauth2/")
_OPEN_FOR_SSO = ("/oauth2/authorization/", "/oauth2/code/", "/idp/", "/favicon.ico")
_OPEN = ("/dhis-web-commons/", "/dhis-web-login", "/api/loginConfig", "/api/auth/login", "/api/ping",
         "/api/locales/ui", "/api/staticContent/", "/api/files/style/external", "/icons/",
         "/dhis-web-core-resource/", "/dhis-web-commons-security/", *_OPEN_FOR_PROGRAMS, *_OPEN_FOR_SSO)  # fmt: skip
_NOT_OPEN = ("/dhis-web-commons/menu/getModules.action", "/dhis-web-commons/security/api/")
_OPEN_WITH_SERVER = ("/.well-known/", "/userinfo")
# Where a user name and password, or a client ID and secret, are the client's and not a user's.
_CLIENTS_SIGN_IN = ("/oauth2/token", "/oauth2/revoke", "/oauth2/introspect")


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
    if request.path.startswith("/api/") and (access_token := bearer_token(state)) is not None:
        return _with_token(state, access_token)
    if request.headers.get("Authorization", "").lower().startswith("basic") and not _is_client_signing_in(state):
        return _with_password(state)
    g.user = state.user(state.sessions.get(request.cookies.get(COOKIE, ""), ""))
    if g.user or _is_open(state):
        return None
    return _turned_away(state)


def _is_open(state: SandboxState) -> bool:
    if Fault.SSO_ONLY in state.faults:
        return request.path.startswith(("/uaa/oauth/token", "/oauth2/token", "/.well-known/", *_OPEN_FOR_SSO))
    behaviour = state.options.behaviour
    opened = _OPEN + (_OPEN_WITH_SERVER if has_oauth_server() else ())
    opened += ("/login.html",) if behaviour.has_shell else ()
    opened += ("/login",) if behaviour.sign_in_path == "/login/" else ()
    return request.path.startswith(opened) and not request.path.startswith(_NOT_OPEN)


def has_oauth_server() -> bool:
    """Whether this DHIS2 has an OAuth2 server that is switched on."""
    return "oauth" in current_app.extensions


def _is_client_signing_in(state: SandboxState) -> bool:
    if not state.options.behaviour.is_authorization_server:
        return request.path == "/uaa/oauth/token"
    return has_oauth_server() and request.method == "POST" and request.path in _CLIENTS_SIGN_IN


def _with_token(state: SandboxState, access_token: str) -> Response | None:
    g.user = user_of_token(state, access_token)
    return None if g.user else refused_token(state)


def _with_password(state: SandboxState) -> Response | None:
    """HTTP Basic: a sign-in like any other, so a client's at a server that is off is a refused one of that user."""
    given = request.authorization
    attempt = Attempt((given and given.username) or "", (given and given.password) or "")
    if authenticate(state, attempt) is not SignInResult.GRANTED:
        return unauthorized()
    g.user = state.user(attempt.username)
    return None


def _turned_away(state: SandboxState) -> Response:
    """Scripts that say they are ones are told; everybody else is led to the sign-in page, from the API as well.

    dhis2-core 2.36.13 DHIS2BasicAuthenticationEntryPoint, 2.40.11 and 2.43.1 FormLoginBasicAuthenticationEntryPoint.
    """
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return unauthorized()
    return to_sign_in(state)


def to_sign_in(state: SandboxState) -> Response:
    """A redirect to the sign-in page, which leads back afterwards."""
    is_sso = Fault.SSO_ONLY in state.faults
    answer = redirect_to(sso_path(state) if is_sso else state.options.behaviour.sent_to_sign_in)
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
    """End the session, and lead to the root."""
    sandbox_state().sessions.pop(request.cookies.get(COOKIE, ""), None)
    return redirect_to("/")


def sso_path(state: SandboxState) -> str:
    """Where a proxy that knows nothing but its identity provider sends everybody."""
    return f"/idp/{next(iter(state.options.oidc_providers), 'sso')}"


def after_sign_in(start: str = "/") -> str:
    """The saved request, else where DHIS2 starts."""
    return request.cookies.get("SAVED_REQUEST") or f"{request.script_root}{start}"


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
