"""The front ends: our stand-ins, or upstream's compiled ones mounted in their place."""

import mimetypes
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, g, redirect, request, send_file
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as BaseResponse

from automation.sandbox.answers import tomcat_page, web_message
from automation.sandbox.behaviour import SETTINGS_APP
from automation.sandbox.fault_middleware import takes_effect
from automation.sandbox.faults import Fault
from automation.sandbox.state import SandboxState

apps = Blueprint("apps", __name__)

_STAND_INS = Path(__file__).with_name("ui")
_FORM_CLOSES = "__SANDBOX_FORM_CLOSES__"
# Windows maps .js to text/plain in its registry, and browsers refuse modules served so.
mimetypes.add_type("text/javascript", ".js")


def _state() -> SandboxState:
    state: SandboxState = current_app.extensions["sandbox"]
    return state


@apps.get("/")
def root() -> BaseResponse:
    """The root leads whoever is signed in to the start page."""
    return redirect(f"{request.script_root}{_state().options.behaviour.start_page}")


@apps.get("/dhis-web-commons-about/redirect.action")
def to_start_module() -> BaseResponse:
    """The start page up to 2.41 leads to the start module."""
    return redirect(f"{request.script_root}/dhis-web-dashboard/")


@apps.get("/dhis-web-dashboard")
@apps.get("/dhis-web-dashboard/")
@apps.get("/apps/")
def start() -> BaseResponse:
    """The start module; the sandbox has no other app than System Settings."""
    settings = f'<p><a href="{request.script_root}/dhis-web-settings/">System Settings</a></p>'
    return Response(f"<!doctype html><title>DHIS2 sandbox</title><h1>DHIS2 sandbox</h1>{settings}")


def may_open_settings() -> bool:
    """Whether System Settings is there for the signed-in user."""
    hidden = {Fault.NO_APP_ACCESS, Fault.APP_MISSING} & _state().faults
    return not hidden and bool(g.user.may(SETTINGS_APP))


@apps.get("/dhis-web-settings/", defaults={"name": "index.html"})
@apps.get("/dhis-web-settings/<path:name>")
def settings_app(name: str) -> BaseResponse:
    """System Settings; from 2.42 its index opens inside the shell (dhis2-core GlobalShellFilter)."""
    state = _state()
    has_shell = state.options.behaviour.has_shell
    asked_raw = "redirect=false" in request.full_path or "shell=false" in request.full_path
    if name == "index.html" and has_shell and not asked_raw:
        return redirect(f"{request.script_root}/apps/settings{_query()}")
    if not may_open_settings():
        return _no_settings(has_shell=has_shell)
    return _serve(state.options.settings_ui, "settings", name)


def _no_settings(*, has_shell: bool) -> Response:
    """From 2.42 on an app that a user may not open is answered as if it did not exist."""
    if has_shell:
        return web_message(404, "ERROR", "App 'settings' not found.")
    return tomcat_page(404 if Fault.APP_MISSING in _state().faults else 403)


@apps.get("/dhis-web-settings")
def settings_without_slash() -> BaseResponse:
    """DHIS2 adds the slash."""
    return redirect(f"{request.script_root}/dhis-web-settings/{_query()}")


@apps.get("/apps/<path:name>")
def shell(name: str) -> BaseResponse:
    """The 2.42+ shell: the same page for every app, its assets beside it."""
    state = _state()
    if not state.options.behaviour.has_shell:
        return abort(404)
    if name.endswith("/"):
        # Upstream forgets its context path here.
        return redirect(f"/apps/{name.rstrip('/')}{_query()}")
    return _serve(state.options.shell_ui, "shell", "index.html" if "." not in name else name)


@apps.get("/dhis-web-login")
def login_app_without_slash() -> BaseResponse:
    """The slash is added, for good from 2.42 on; 2.43 first changes the name."""
    behaviour = _state().options.behaviour
    is_moved = behaviour.sign_in_path == "/login/"
    leads_to = "/login" if is_moved else "/dhis-web-login/"
    return redirect(f"{request.script_root}{leads_to}{_query()}", 301 if behaviour.has_shell else 302)


@apps.get("/dhis-web-login/", defaults={"name": "index.html"})
@apps.get("/dhis-web-login/<path:name>")
def login_app(name: str) -> BaseResponse:
    """The login app of 2.41 and later; 2.43 moved it (dhis2-core LegacyDhisWebLoginRedirectFilter)."""
    if _state().options.behaviour.sign_in_path == "/login/":
        tail = request.path.removeprefix("/dhis-web-login")
        return redirect(f"{request.script_root}/login{tail}{_query()}", 301)
    return _serve(_state().options.login_ui, "login", name)


@apps.get("/login")
def short_login_app_without_slash() -> BaseResponse:
    """2.43 adds the slash."""
    if _state().options.behaviour.sign_in_path != "/login/":
        return tomcat_page(404)
    return redirect(f"{request.script_root}/login/{_query()}", 301)


@apps.get("/login/", defaults={"name": "index.html"})
@apps.get("/login/<path:name>")
def short_login_app(name: str) -> BaseResponse:
    """Where 2.43 and later have the login app."""
    if _state().options.behaviour.sign_in_path != "/login/":
        return tomcat_page(404)
    return _serve(_state().options.login_ui, "login", name)


@apps.get("/dhis-web-core-resource/<path:name>")
def core_resource(name: str) -> BaseResponse:
    """Scripts that the builds of 2.30 and 2.31 share; styles and fonts are left out."""
    found = _inside(_state().options.core_resources, name)
    return _sent(found) if found else Response("", mimetype=mimetypes.guess_type(name)[0] or "text/plain")


@apps.get("/favicon.ico")
def favicon() -> BaseResponse:
    """No icon."""
    return Response(status=204)


def _serve(mounted: Path | None, stand_in: str, name: str) -> BaseResponse:
    found = _inside(mounted or _STAND_INS / stand_in, name)
    if found is None:
        return abort(404)
    if found.suffix != ".html":
        return _sent(found)
    return Response(_filled_in(found.read_text(encoding="utf-8")), mimetype="text/html")


def _sent(file: Path) -> BaseResponse:
    # Not as an open file: werkzeug never closes that of a visitor who resets the connection at the wrong moment.
    return send_file(BytesIO(file.read_bytes()), download_name=file.name, last_modified=file.stat().st_mtime)


def _filled_in(page: str) -> str:
    behaviour, state = _state().options.behaviour, _state()
    words = {
        "__DHIS2_BASE_URL__": request.host_url.rstrip("/") + request.script_root,
        "__SANDBOX_EDITOR__": behaviour.editor.value,
        "__SANDBOX_SECTION__": "" if Fault.SECTION_MISSING in state.faults else behaviour.section,
        "__SANDBOX_API_VERSION__": str(behaviour.version.minor),
        "__SANDBOX_LOCALE__": state.options.locale,
        "__SANDBOX_VERSION__": state.options.version_text,
    }
    if _FORM_CLOSES in page:
        words[_FORM_CLOSES] = "yes" if takes_effect(state, Fault.FORM_CLOSES) else ""
    for token, word in words.items():
        page = page.replace(token, word)
    return page


def _inside(folder: Path | None, name: str) -> Path | None:
    joined = safe_join(str(folder), name) if folder else None
    return Path(joined) if joined and Path(joined).is_file() else None


def _query() -> str:
    query = request.query_string.decode()
    return f"?{query}" if query else ""
