"""The endpoints and pages of both OAuth2 servers: `/uaa/oauth/*` up to 2.41, `/oauth2/*` from 2.42 on."""

import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from automation.sandbox.answers import nothing_said, tomcat_page, web_message
from automation.sandbox.faults import Fault
from automation.sandbox.oauth.bearer import refused_token
from automation.sandbox.oauth.grants import OAuthServer
from automation.sandbox.oauth.models import ServerFailure
from automation.sandbox.oauth.spring import (
    bad_parameter,
    judged_request,
    legacy_refusal,
    legacy_words,
    of_nobody,
    refusal,
    says_who,
    words,
)
from automation.sandbox.sign_in import COOKIE, to_sign_in
from automation.sandbox.state import SandboxState


def register(flask: Flask, state: SandboxState) -> None:
    """Add the OAuth2 server that this DHIS2 version has, if it has one that is switched on."""
    if Fault.OAUTH_OFF in state.options.faults or not state.options.behaviour.has_oauth_server:
        flask.register_blueprint(switched_off)
        return
    flask.extensions["oauth"] = OAuthServer(flask, state)
    flask.register_error_handler(ServerFailure, failed)
    flask.register_blueprint(authserver if state.options.behaviour.is_authorization_server else legacy)


legacy = Blueprint("legacy_oauth", __name__)
authserver = Blueprint("authserver", __name__)
switched_off = Blueprint("switched_off", __name__)


@switched_off.route("/uaa/oauth/<path:_name>", methods=["GET", "POST"])
@switched_off.route("/oauth2/<path:_name>", methods=["GET", "POST"])
@switched_off.get("/.well-known/<path:_name>")
def nothing_there(_name: str) -> BaseResponse:
    """Without its server DHIS2 2.42+ adds a slash and then finds nothing (TrailingSlashInterceptor)."""
    is_new = current_app.extensions["sandbox"].options.behaviour.is_authorization_server
    adds_slash = is_new and not request.path.startswith("/.well-known/")
    return (_with_slash() if adds_slash else None) or tomcat_page(404)


@authserver.get("/oauth2/token")
@authserver.get("/oauth2/token/")
def token_by_get() -> BaseResponse:
    """Not the server's, so anybody's who knows nothing about it."""
    return _with_slash() or tomcat_page(404)


def _with_slash() -> BaseResponse | None:
    if request.path.endswith("/"):
        return None
    query = request.query_string.decode()
    return redirect(f"{request.script_root}{request.path}/{f'?{query}' if query else ''}", 301)


def failed(failure: ServerFailure) -> Response:
    """What upstream does not catch, Tomcat answers."""
    return tomcat_page(500, str(failure))


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
        return tomcat_page(405, "Request method 'POST' not supported")
    answer = _answer(pending, approved=request.form.get("user_oauth_approval") == "true")
    answer.status_code = 303 if answer.status_code == 302 else answer.status_code  # noqa: PLR2004 - HTTP redirects
    return answer


@legacy.route("/uaa/oauth/token", methods=["GET", "POST"])
def legacy_token() -> BaseResponse:
    """The token endpoint (RFC 6749 §3.2) up to 2.41."""
    server = _server()
    return legacy_refusal(request, server.client) or legacy_words(request, server.create_token_response())


@authserver.post("/oauth2/token")
def token() -> BaseResponse:
    """The token endpoint (RFC 6749 §3.2) from 2.42 on."""
    server = _server()
    if not says_who(request):
        return to_sign_in(server.state) if g.user is None else of_nobody(request)
    return refusal(request, server.client) or words(request, server.create_token_response())


@authserver.get("/oauth2/authorize")
def ask_consent() -> BaseResponse:
    """The consent page, unless all that is asked for was granted before or is `openid` alone."""
    server = _server()
    client = judged_request(request, server.client)
    if isinstance(client, Response):
        return client
    if g.user is None:
        return to_sign_in(server.state)
    scopes = set((request.args.get("scope") or "").split())
    before = server.state.oauth.consents.get((client.uid, g.user.username), set())
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
    if pending is None or g.user is None:
        return bad_parameter("state")
    asked = dict(parse_qsl(pending))
    if request.form.get("client_id") != asked["client_id"]:
        return bad_parameter("client_id")
    client = _server().client(asked["client_id"])
    if client is None:
        return bad_parameter("client_id")
    key = (client.uid, g.user.username)
    granted = set(request.form.getlist("scope")) | state.oauth.consents.get(key, set())
    if granted:
        state.oauth.consents[key] = granted
    wanted = [scope for scope in asked.get("scope", "").split() if scope in granted | {"openid"}]
    return _answer(urlencode({**asked, "scope": " ".join(wanted)}), approved=bool(granted))


@authserver.post("/oauth2/revoke")
def revoke() -> BaseResponse:
    """Token revocation (RFC 7009), which says nothing."""
    server = _server()
    if refused := refusal(request, server.client):
        return refused
    server.create_endpoint_response("revocation")
    return nothing_said()


@authserver.post("/oauth2/introspect")
def introspect() -> BaseResponse:
    """Token introspection (RFC 7662), at which DHIS2 itself fails for want of the client."""
    return refusal(request, _server().client) or tomcat_page(500, "Cannot invoke RegisteredClient.getClientId()")


@authserver.get("/userinfo")
def user_info() -> BaseResponse:
    """Who the token stands for (OpenID Connect)."""
    kept = _server().state.oauth.token(request.headers.get("Authorization", "").partition(" ")[2])
    return jsonify({"sub": kept.username}) if kept else refused_token(_server().state)


@authserver.get("/oauth2/jwks")
def jwks() -> Response:
    """The signing key's public half."""
    return jsonify({"keys": [_server().key.as_dict(private=False)]})


@authserver.get("/.well-known/oauth-authorization-server")
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
    """Up to 2.41: a redirect with the error where the client and its redirect URI are known, else a page."""
    if error.redirect_uri:
        answer = Response(status=303)
        parts = {"error": error.error, "error_description": error.description or "", "state": error.state or ""}
        glue = "&" if "?" in error.redirect_uri else "?"
        answer.headers["Location"] = f"{error.redirect_uri}{glue}{urlencode(parts)}"
        return answer
    return _error_page(
        401 if error.error == "invalid_client" or not request.args.get("client_id") else 400,
        error.error,
        error.description or "",
    )


def _error_page(status: int, error: str, description: str) -> Response:
    return Response(render_template("oauth_error.html", error=error, description=description), status=status)


@authserver.get("/api/oAuth2AuthorizationConsents")
def list_consents() -> Response:
    """Who agreed to what, for administrators (dhis2-core OAuth2AuthorizationConsentController)."""
    if not g.user.may("ALL"):
        return web_message(403, "ERROR", "Access is denied, requires one Authority from [ALL]")
    state: SandboxState = current_app.extensions["sandbox"]
    found = [_shown_consent(uid, user, scopes) for (uid, user), scopes in state.oauth.consents.items()]
    pager = {"page": 1, "total": len(found), "pageSize": 50, "pageCount": 1}
    return jsonify({"pager": pager, "oAuth2AuthorizationConsents": found})


def _shown_consent(uid: str, username: str, scopes: set[str]) -> dict[str, Any]:
    authorities = ",".join(f"SCOPE_{scope}" for scope in sorted(scopes))
    return {"name": username, "principalName": username, "registeredClientId": uid, "authorities": authorities}
