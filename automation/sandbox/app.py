"""The stand-in DHIS2 as a WSGI application."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import NotFound
from werkzeug.exceptions import NotImplemented as NoAnswer
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response as BaseResponse

from automation.sandbox.apps import apps
from automation.sandbox.boot import boot
from automation.sandbox.clients_api import api
from automation.sandbox.fault_middleware import with_faults
from automation.sandbox.login_api import login_api
from automation.sandbox.me import me
from automation.sandbox.oauth.pages import register
from automation.sandbox.sign_in import sign_in
from automation.sandbox.sso import sso
from automation.sandbox.state import SandboxState
from automation.sandbox.struts import struts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_REDIRECTION = 3
_VERSIONED = re.compile(r"^/api/\d\d(?=/|$)")


def create_app(state: SandboxState) -> "WSGIApplication":
    """Everything the sandbox answers, below its context path."""
    flask = Flask("automation.sandbox", static_folder=None)
    flask.url_map.redirect_defaults = False  # two sign-in paths serve one page, neither leads to the other
    flask.extensions["sandbox"] = state
    for blueprint in (sign_in, struts, login_api, sso, api, me, boot, apps):
        flask.register_blueprint(blueprint)
    register(flask, state)
    flask.after_request(_without_redirect_page)
    flask.register_error_handler(NotFound, _unknown)
    flask.register_error_handler(NoAnswer, _unknown)
    application = _unversioned(with_faults(flask.wsgi_app, state))
    if not state.options.context_path:
        return application
    return DispatcherMiddleware(BaseResponse("Not found", 404), {state.options.context_path: application})


def _without_redirect_page(answer: Response) -> Response:
    """DHIS2's redirects have no page of their own, which Werkzeug's have."""
    if answer.location and answer.status_code // 100 == _REDIRECTION:
        answer.set_data(b"")
        answer.headers.pop("Content-Type", None)
    return answer


def _unknown(error: NotFound | NoAnswer) -> Response:
    """A front end asked for what the sandbox does not know: say so, rather than let it guess."""
    asked = f"{request.method} {request.full_path.rstrip('?')}"
    is_asset = request.path.startswith(("/dhis-web-settings", "/apps/", "/dhis-web-login", "/login/"))
    status = 404 if is_asset else 501
    state: SandboxState = current_app.extensions["sandbox"]
    if not is_asset:
        state.unknown.append(asked)
    answer = jsonify({"status": "ERROR", "message": f"the sandbox has no answer for {asked} ({error.description})"})
    answer.status_code = status
    return answer


def _unversioned(application: Callable[..., Iterable[bytes]]) -> "WSGIApplication":
    """`/api/41/me` and `/api/me` are the same resource (dhis2-core ApiVersionFilter)."""

    def versionless(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[Any]:
        environ["PATH_INFO"] = _VERSIONED.sub("/api", environ["PATH_INFO"])
        return application(environ, start_response)

    return versionless
