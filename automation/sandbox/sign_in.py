"""Signing in: sessions, the page of each generation, and who is let through to what."""

import secrets
from pathlib import PurePosixPath

from flask import Blueprint, Response, current_app, g, jsonify, redirect, render_template, request

from automation.sandbox.behaviour import SignInPage
from automation.sandbox.faults import Fault
from automation.sandbox.oauth.bearer import bearer_token, user_of_token
from automation.sandbox.state import SandboxState

sign_in = Blueprint("sign_in", __name__)

COOKIE = "JSESSIONID"
_OPEN = ("/dhis-web-commons/", "/dhis-web-login", "/login", "/api/loginConfig", "/api/auth/login",
         "/api/locales/ui", "/api/staticContent/", "/api/files/style/external", "/icons/", "/favicon.ico",
         "/dhis-web-core-resource/", "/dhis-web-commons-security/", "/uaa/oauth/token", "/oauth2/token",
         "/oauth2/revoke", "/oauth2/jwks", "/.well-known/")  # fmt: skip


def _state() -> SandboxState:
    state: SandboxState = current_app.extensions["sandbox"]
    return state


@sign_in.before_app_request
def gate() -> Response | None:
    """Nobody gets past the sign-in page without a session."""
    state = _state()
    state.requests.append(f"{request.method} {request.path}")
    if Fault.NOT_DHIS2 in state.faults:
        return Response("<!doctype html><title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>")
    if request.path.startswith("/api/") and (access_token := bearer_token(state)):
        return _with_token(state, access_token)
    g.user = state.user(state.sessions.get(request.cookies.get(COOKIE, ""), ""))
    if g.user or (request.path.startswith(_OPEN) and request.path != "/dhis-web-commons/menu/getModules.action"):
        return None
    return _turned_away()


def _with_token(state: SandboxState, access_token: str) -> Response | None:
    g.user = user_of_token(state, access_token)
    if g.user:
        return None
    answer = jsonify({"error": "invalid_token", "error_description": "Invalid access token"})
    answer.status_code = 401
    return answer


def _turned_away() -> Response:
    if request.path.startswith("/api/") or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        answer = jsonify({"httpStatus": "Unauthorized", "httpStatusCode": 401, "status": "ERROR"})
        answer.status_code = 401
        return answer
    answer = _redirect(_state().options.behaviour.sign_in_path)
    if not PurePosixPath(request.path).suffix or request.path.endswith(".html"):
        asked_for = request.script_root + request.full_path.rstrip("?")
        answer.set_cookie("SAVED_REQUEST", asked_for, path=request.script_root or "/", httponly=True)
    return answer


@sign_in.get("/dhis-web-commons/security/login.action")
def struts_page() -> str:
    """The page of 2.22-2.40, which 2.41 keeps as a fallback."""
    return render_template(
        "login.html",
        has_two_factor_box=_state().options.behaviour.version.minor < 40,  # noqa: PLR2004 - DHIS2 2.40
        failed="failed" in request.args,
    )


@sign_in.post("/dhis-web-commons-security/login.action")
def struts_sign_in() -> Response:
    """The form's target (Spring Security's form login)."""
    user = _check(request.form.get("j_username", ""), request.form.get("j_password", ""))
    if not user:
        return _redirect("/dhis-web-commons/security/login.action?failed=true")
    return _open_session(user, redirect(request.cookies.get("SAVED_REQUEST") or f"{request.script_root}/"))  # type: ignore[arg-type]


@sign_in.post("/api/auth/login")
def login_app_sign_in() -> Response:
    """The login app's call (dhis2-core AuthenticationController)."""
    body = request.get_json(silent=True) or {}
    user = _check(str(body.get("username", "")), str(body.get("password", "")))
    if not user:
        answer = jsonify({"httpStatus": "Unauthorized", "httpStatusCode": 401, "status": "ERROR",
                          "message": "Bad credentials"})  # fmt: skip
        answer.status_code = 401
        return answer
    target = request.cookies.get("SAVED_REQUEST") or f"{request.script_root}/"
    return _open_session(user, jsonify({"loginStatus": "SUCCESS", "redirectUrl": target}))


@sign_in.get("/dhis-web-commons-security/logout.action")
def sign_out() -> Response:
    """End the session."""
    _state().sessions.pop(request.cookies.get(COOKIE, ""), None)
    return _redirect(_state().options.behaviour.sign_in_path)


def uses_login_app(state: SandboxState) -> bool:
    """Whether this version signs in with the login app."""
    return state.options.behaviour.sign_in_page is SignInPage.LOGIN_APP


def _check(username: str, password: str) -> str | None:
    user = _state().user(username)
    return username if user and secrets.compare_digest(user.password.encode(), password.encode()) else None


def _open_session(username: str, answer: Response) -> Response:
    token = secrets.token_hex(16)
    _state().sessions[token] = username
    answer.set_cookie(COOKIE, token, path=request.script_root or "/", httponly=True, samesite="Lax")
    answer.delete_cookie("SAVED_REQUEST", path=request.script_root or "/")
    return answer


def _redirect(path: str) -> Response:
    answer = redirect(request.script_root + path)
    assert isinstance(answer, Response)  # noqa: S101 - Flask's redirect is typed as Werkzeug's base class
    return answer
