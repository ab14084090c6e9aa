"""Signing in since 2.41: the login app's API, 2.42's fallback page, and the page for unverified e-mail addresses."""

from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, render_template, request

from automation.sandbox.answers import web_message
from automation.sandbox.authentication import Attempt, SignInResult, authenticate
from automation.sandbox.custom_page import TEMPLATE
from automation.sandbox.sign_in import after_sign_in, open_session, redirect_away, sandbox_state
from automation.sandbox.state import SandboxOptions, SandboxState, Standing

login_api = Blueprint("login_api", __name__)

_STATUS = {
    SignInResult.CODE_WANTED: "INCORRECT_TWO_FACTOR_CODE_TOTP",
    SignInResult.CODE_WRONG: "INCORRECT_TWO_FACTOR_CODE_TOTP",
    SignInResult.EMAIL_CODE_SENT: "EMAIL_TWO_FACTOR_CODE_SENT",
    SignInResult.EMAIL_CODE_WRONG: "INCORRECT_TWO_FACTOR_CODE_EMAIL",
    SignInResult.ENROLMENT_WANTED: "REQUIRES_TWO_FACTOR_ENROLMENT",
    SignInResult.PASSWORD_EXPIRED: "PASSWORD_EXPIRED",
    SignInResult.LOCKED: "ACCOUNT_LOCKED",
    SignInResult.DISABLED: "ACCOUNT_DISABLED",
    SignInResult.EXPIRED: "ACCOUNT_EXPIRED",
}


@login_api.post("/api/auth/login")
def sign_in() -> Response:
    """Wrong credentials are a 401; everything else is a 200 with a status (dhis2-core AuthenticationController)."""
    state = sandbox_state()
    if not request.get_data():
        return web_message(400, "ERROR", "Required request body is missing")
    body = request.get_json(silent=True) or {}
    attempt = Attempt(*(str(body.get(name) or "") for name in ("username", "password", "twoFactorCode")))
    result = authenticate(state, attempt)
    if result is SignInResult.WRONG:
        return web_message(401, "ERROR", "Bad credentials")
    if result is not SignInResult.GRANTED:
        return jsonify({"loginStatus": _status(state, result), "redirectUrl": None})
    return _granted(state, attempt.username)


def _status(state: SandboxState, result: SignInResult) -> str:
    """2.41 does not say which kind of code it wants."""
    status = _STATUS[result]
    return status if state.options.behaviour.has_two_factor_kinds else status.removesuffix("_TOTP")


def _granted(state: SandboxState, username: str) -> Response:
    user = state.user(username)
    if user and user.standing is Standing.EMAIL_UNVERIFIED and state.options.behaviour.has_two_factor_kinds:
        # enforceVerifiedEmail comes before the saved request, also before an OAuth2 authorize request.
        target = f"{request.script_root}/dhis-web-user-profile/#/profile"
        answer = jsonify({"loginStatus": "SUCCESS", "redirectUrl": target})
        return open_session(username, answer, keep_saved_request=True)
    target = after_sign_in(state.options.behaviour.after_login_app)
    return open_session(username, jsonify({"loginStatus": "SUCCESS", "redirectUrl": target}))


@login_api.get("/login.html")
def fallback_page() -> Response:
    """The page for when the login app does not work (2.42 and later); whoever is signed in goes to the root."""
    if sandbox_state().options.behaviour.has_struts_page:
        return abort(404)
    if g.user:
        return redirect_away("/")
    return Response(render_template("login_fallback.html"))


@login_api.get("/dhis-web-user-profile/")
@login_api.get("/apps/user-profile")
def user_profile() -> str:
    """The profile, as far as it asks for the e-mail address to be verified."""
    if not sandbox_state().options.behaviour.has_shell:
        return abort(404)
    return render_template("user_profile.html", user=g.user)


def login_page_config(options: SandboxOptions) -> dict[str, Any]:
    """What `/api/loginConfig` says about the page's looks and its identity providers."""
    config: dict[str, Any] = {"oidcProviders": [_provider(name) for name in options.oidc_providers]}
    if options.custom_login_page:
        config |= {"loginPageLayout": "CUSTOM", "loginPageTemplate": TEMPLATE}
    return config


def _provider(name: str) -> dict[str, str]:
    return {
        "id": name,
        "icon": f"/icons/{name}.png",
        "iconPadding": "0 0",
        "loginText": f"Log in with {name}",
        "url": f"/oauth2/authorization/{name}",
    }
