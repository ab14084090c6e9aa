"""The Struts sign-in page of 2.22-2.40, which 2.41 keeps as a fallback, and the pages it can lead to."""

from flask import Blueprint, Response, jsonify, render_template, request

from automation.sandbox.answers import tomcat_page
from automation.sandbox.authentication import Attempt, SignInResult, authenticate
from automation.sandbox.behaviour import TwoFactor
from automation.sandbox.custom_page import MARKUP_AFTER, MARKUP_BEFORE, STYLE
from automation.sandbox.login_api import fallback_page
from automation.sandbox.sign_in import (
    after_sign_in,
    open_anonymous_session,
    open_session,
    redirect_away,
    redirect_to,
    sandbox_state,
    session_attributes,
)
from automation.sandbox.words import sign_in_words

struts = Blueprint("struts", __name__)

_FOLDER = "/dhis-web-commons/security"
WRONG = sign_in_words("en")["wrong_username_or_password"]
LOCKED = sign_in_words("en")["account_locked"]
_LEADS_TO = {
    SignInResult.PASSWORD_EXPIRED: f"{_FOLDER}/expired.action",
    SignInResult.ENROLMENT_WANTED: f"{_FOLDER}/enrolTwoFa.action",
    SignInResult.CODE_WANTED: f"{_FOLDER}/login.action?twoFactor=true",
    SignInResult.CODE_WRONG: f"{_FOLDER}/login.action?twoFactor=true",
}


@struts.get(f"{_FOLDER}/login.action")
def sign_in_page() -> Response:
    """The page; 2.42 answers with its own fallback here, and 2.43 has nothing."""
    options = sandbox_state().options
    if not options.behaviour.has_struts_page:
        return fallback_page() if options.behaviour.version.minor == 42 else tomcat_page(404)  # noqa: PLR2004
    page = render_template(
        "login.html",
        words=sign_in_words(options.locale),
        minor=options.behaviour.version.minor,
        two_factor=options.behaviour.two_factor,
        asks_for_code=request.args.get("twoFactor") == "true" and options.behaviour.two_factor is TwoFactor.SECOND_STEP,
        failed=request.args.get("failed") == "true",
        message=_failure_text(options.behaviour.version.minor),
        providers=options.oidc_providers,
        custom=(STYLE, MARKUP_BEFORE, MARKUP_AFTER) if options.custom_login_page else None,
    )
    return Response(page, headers={"Login-Page": "true"})


def _failure_text(minor: int) -> str:
    """Hard-coded up to 2.26; since then what the session remembers, and nothing if it does not."""
    return WRONG if minor < 27 else session_attributes().get("message", "")  # noqa: PLR2004 - DHIS2 2.27


@struts.get(f"{_FOLDER}/loginStrings.action")
def login_strings() -> Response:
    """The page's words in another language; login.js asks for them when one is chosen or remembered."""
    return jsonify(sign_in_words(request.args.get("loc", "")))


@struts.post("/dhis-web-commons-security/login.action")
def sign_in() -> Response:
    """The form's target (Spring Security's form login, dhis2-core CustomAuthFailureHandler).

    2.42 and later have no form for it, and let nobody in here.
    """
    behaviour = sandbox_state().options.behaviour
    if not behaviour.has_struts_page:
        return redirect_to(behaviour.sign_in_path)
    attempt = Attempt(*(request.form.get(name, "") for name in ("j_username", "j_password", "2fa_code")))
    result = authenticate(sandbox_state(), attempt)
    if result is SignInResult.GRANTED:
        return open_session(attempt.username, redirect_away(after_sign_in()))
    remembered = {"username": attempt.username, "message": LOCKED if result is SignInResult.LOCKED else WRONG}
    target = _LEADS_TO.get(result, f"{_FOLDER}/login.action?failed=true")
    return open_anonymous_session(remembered, redirect_to(target))


@struts.get(f"{_FOLDER}/expired.action")
def expired_password() -> str:
    """Where an expired password is to be changed."""
    return render_template("expired.html", username=session_attributes().get("username", ""))


@struts.get(f"{_FOLDER}/enrolTwoFa.action")
def two_factor_enrolment() -> str:
    """Where two-factor sign-in is to be set up; its form looks much like the sign-in form."""
    return render_template("enrol_two_factor.html", username=session_attributes().get("username", ""))
