"""The endpoints and pages of both eras."""

import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from automation.sandbox.faults import Fault
from automation.sandbox.oauth.grants import OAuthServer
from automation.sandbox.sign_in import COOKIE
from automation.sandbox.state import SandboxState


def register(flask: Flask, state: SandboxState) -> None:
    """Add the OAuth2 server that this DHIS2 version has, if it has one that is switched on."""
    if Fault.OAUTH_OFF in state.options.faults or not state.options.behaviour.has_oauth_server:
        flask.register_blueprint(switched_off)
        return
    flask.extensions["oauth"] = OAuthServer(flask, state)
    flask.register_blueprint(authserver if state.options.behaviour.is_authorization_server else legacy)


legacy = Blueprint("legacy_oauth", __name__)
authserver = Blueprint("authserver", __name__)
switched_off = Blueprint("switched_off", __name__)


@switched_off.route("/uaa/oauth/<path:_name>", methods=["GET", "POST"])
@switched_off.route("/oauth2/<path:name>", methods=["GET", "POST"])
@switched_off.get("/.well-known/openid-configuration")
def nothing_there(name: str = "", _name: str = "") -> BaseResponse:
    """Without its server DHIS2 2.42+ adds a slash and then finds nothing (TrailingSlashInterceptor)."""
    if name and not name.endswith("/"):
        return redirect(f"{request.script_root}/oauth2/{name}/", 301)
    return Response("Not Found", 404)


def _server() -> OAuthServer:
    server: OAuthServer = current_app.extensions["oauth"]
    return server


@legacy.get("/uaa/oauth/authorize")
def ask_approval() -> Response:
    """The approval page, at the authorize URL itself; DHIS2 asks on every call."""
    server = _server()
    try:
        grant = server.get_consent_grant(end_user=g.user)
    except OAuth2Error as error:
        return _refused(error)
    if not grant.request.client.check_grant_type("authorization_code"):
        return _error_page(400, "invalid_request", "A redirect_uri can only be used by implicit or authorization_code.")
    server.state.oauth.pending[request.cookies[COOKIE]] = request.query_string.decode()
    return Response(render_template("confirm_access.html", client=grant.request.client.client_id))


@legacy.post("/uaa/oauth/authorize")
def approve() -> BaseResponse:
    """Authorize or Deny; without a question before it there is nothing to answer."""
    pending = _server().state.oauth.pending.pop(request.cookies.get(COOKIE, ""), None)
    if pending is None:
        return _error_page(400, "invalid_request", "Cannot approve uninitialized authorization request.")
    answer = _answer(pending, approved=request.form.get("user_oauth_approval") == "true")
    answer.status_code = 303 if answer.status_code == 302 else answer.status_code  # noqa: PLR2004 - HTTP redirects
    return answer


@legacy.post("/uaa/oauth/token")
@authserver.post("/oauth2/token")
def token() -> BaseResponse:
    """The token endpoint (RFC 6749 §3.2)."""
    answer: BaseResponse = _server().create_token_response()
    return answer


@authserver.get("/oauth2/authorize")
def ask_consent() -> BaseResponse:
    """The consent page, unless all that is asked for was granted before or is `openid` alone."""
    server = _server()
    try:
        grant = server.get_consent_grant(end_user=g.user)
    except OAuth2Error as error:
        return _refused(error)
    client, scopes = grant.request.client, set((request.args.get("scope") or "").split())
    before = server.state.oauth.consents.get((client.client_id, g.user.username), set())
    asked = scopes - {"openid"}
    if not client.needs_consent or scopes == {"openid"} or (scopes and asked <= before):
        return _answer(request.query_string.decode(), approved=True)
    key = secrets.token_urlsafe(16)
    server.state.oauth.pending[key] = request.query_string.decode()
    return Response(
        render_template("consent.html", client=client.client_id, state=key, new=asked - before, old=asked & before)
    )


@authserver.post("/oauth2/authorize")
def consent() -> BaseResponse:
    """Only what is ticked is granted; nothing ticked is access denied."""
    state = _server().state
    pending = state.oauth.pending.pop(request.form.get("state", ""), None)
    if pending is None:
        return _error_page(400, "invalid_request", "OAuth 2.0 Parameter: state")
    asked = dict(parse_qsl(pending))
    key = (asked["client_id"], g.user.username)
    granted = set(request.form.getlist("scope")) | state.oauth.consents.get(key, set())
    if granted:
        state.oauth.consents[key] = granted
    wanted = [scope for scope in asked.get("scope", "").split() if scope in granted | {"openid"}]
    return _answer(urlencode({**asked, "scope": " ".join(wanted)}), approved=bool(granted))


@authserver.post("/oauth2/revoke")
def revoke() -> BaseResponse:
    """Token revocation."""
    answer: BaseResponse = _server().create_endpoint_response("revocation")
    return answer


@authserver.get("/oauth2/jwks")
def jwks() -> Response:
    """The signing key's public half."""
    return jsonify({"keys": [_server().key.as_dict(private=False)]})


@authserver.get("/.well-known/openid-configuration")
def discovery() -> Response:
    """The discovery document; that it answers means that the server is on."""
    base = request.host_url.rstrip("/") + request.script_root
    return jsonify(
        {
            "issuer": f"{base}/",
            "authorization_endpoint": f"{base}/oauth2/authorize",
            "token_endpoint": f"{base}/oauth2/token",
            "revocation_endpoint": f"{base}/oauth2/revoke",
            "jwks_uri": f"{base}/oauth2/jwks",
            "userinfo_endpoint": f"{base}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def _answer(query: str, *, approved: bool) -> BaseResponse:
    """Authlib's answer to the authorize request that was asked before the page was shown."""
    user, server = g.user, _server()
    with current_app.test_request_context(f"/authorize?{query}"):
        answer: BaseResponse = server.create_authorization_response(
            grant=server.get_consent_grant(end_user=user), grant_user=user if approved else None
        )
    if Fault.STATE_LOST in server.state.faults and "Location" in answer.headers:
        answer.headers["Location"] = answer.headers["Location"].replace("state=", "state=other")
    return answer


def _refused(error: Any) -> Response:
    """A redirect with the error where the client and its redirect URI are known, else a page of our own."""
    if error.redirect_uri:
        answer = Response(status=302)
        parts = {"error": error.error, "error_description": error.description or "", "state": error.state or ""}
        glue = "&" if "?" in error.redirect_uri else "?"
        answer.headers["Location"] = f"{error.redirect_uri}{glue}{urlencode(parts)}"
        return answer
    unknown_client = error.error == "invalid_client" and not _server().state.options.behaviour.is_authorization_server
    return _error_page(401 if unknown_client else 400, error.error, error.description or "")


def _error_page(status: int, error: str, description: str) -> Response:
    return Response(render_template("oauth_error.html", error=error, description=description), status=status)
