"""Signing in through an identity provider: the provider's page, and the way there and back."""

import secrets
from hmac import compare_digest

from flask import Blueprint, Response, abort, render_template, request

from automation.sandbox.faults import Fault
from automation.sandbox.sign_in import after_sign_in, open_session, redirect_away, redirect_to, sandbox_state, sso_path

sso = Blueprint("sso", __name__)


@sso.post("/dhis-web-commons-security/openid.action")
def openid() -> Response:
    """The OpenID button of 2.22-2.34."""
    return redirect_to(sso_path(sandbox_state()))


@sso.get("/oauth2/authorization/<name>")
def to_provider(name: str) -> Response:
    """The button of a provider leads here, and here leads to the provider."""
    _check_provider(name)
    return redirect_to(f"/idp/{name}")


@sso.get("/idp/<name>")
def provider_page(name: str) -> Response:
    """The provider's page: fields named as the login app's are, but none of DHIS2's business."""
    _check_provider(name)
    if known := sandbox_state().options.provider_knows:
        return _back_to_dhis2(name, known)
    return Response(render_template("identity_provider.html", name=name, refused=False))


@sso.post("/idp/<name>")
def provider_sign_in(name: str) -> Response:
    """The provider knows the same people with the same passwords."""
    _check_provider(name)
    state = sandbox_state()
    user = state.user(request.form.get("username", ""))
    if user is None or not compare_digest(user.password.encode(), request.form.get("password", "").encode()):
        return Response(render_template("identity_provider.html", name=name, refused=True), status=401)
    return _back_to_dhis2(name, user.username)


@sso.get("/oauth2/code/<name>")
def from_provider(name: str) -> Response:
    """Back at DHIS2, which opens its session."""
    _check_provider(name)
    username = sandbox_state().oidc_codes.pop(request.args.get("code", ""), None)
    if username is None:
        return redirect_to(f"{sandbox_state().options.behaviour.sign_in_path}?oidcFailure=true")
    return open_session(username, redirect_away(after_sign_in()))


def _back_to_dhis2(name: str, username: str) -> Response:
    code = secrets.token_urlsafe(16)
    sandbox_state().oidc_codes[code] = username
    return redirect_to(f"/oauth2/code/{name}?code={code}")


def _check_provider(name: str) -> None:
    state = sandbox_state()
    is_proxy = Fault.SSO_ONLY in state.faults and sso_path(state) == f"/idp/{name}"
    has_openid = state.options.behaviour.version.minor < 35 and name == "sso"  # noqa: PLR2004 - DHIS2 2.35
    if not (is_proxy or has_openid or name in state.options.oidc_providers):
        abort(404)
