"""The API calls that DHIS2's own front ends make while they start."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from automation.sandbox.answers import nothing_said, tomcat_page
from automation.sandbox.apps import may_open_settings
from automation.sandbox.login_api import login_page_config
from automation.sandbox.schema import all_schemas, is_neighbour, neighbour_schema
from automation.sandbox.state import SandboxOptions
from automation.sandbox.words import server_words

boot = Blueprint("boot", __name__)

UI_LOCALES = {
    "en": "English", "fr": "French", "pt": "Portuguese", "es": "Spanish", "ar": "Arabic",
    "lo": "Lao", "vi": "Vietnamese", "ru": "Russian", "zh": "Chinese",
}  # fmt: skip
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f0001050101"
    "27182d330000000049454e44ae426082"
)


def _options() -> SandboxOptions:
    options: SandboxOptions = current_app.extensions["sandbox"].options
    return options


def _base() -> str:
    return request.host_url.rstrip("/") + request.script_root


@boot.get("/api/system/info")
@boot.get("/api/system/info.json")
def system_info() -> Response:
    """Version and context path; every front end asks for it."""
    return jsonify(
        {
            "version": _options().version_text,
            "revision": "sandbox",
            "contextPath": _base(),
            "systemName": "DHIS2 sandbox",
            "calendar": "iso8601",
            "dateFormat": "yyyy-mm-dd",
            "serverDate": "2026-01-01T00:00:00.000",
        }
    )


@boot.get("/api/schemas")
def schemas() -> Response:
    """All schemas; 2.37 and later load them in one go."""
    return jsonify({"schemas": all_schemas(_base(), _options().behaviour)})


@boot.get("/api/schemas/<singular>")
def schema(singular: str) -> Response:
    """One schema; 2.36 and earlier load the few they need."""
    try:
        return jsonify(neighbour_schema(_base(), singular))
    except KeyError:
        return abort(501, f"schema {singular}")


@boot.get("/api/<plural>")
def collection(plural: str) -> Response:
    """Collections that fill the settings app's drop-downs, all of them empty."""
    if plural in {"attributes", "externalMapLayers"} or is_neighbour(plural):
        return jsonify({"pager": {"page": 1, "pageCount": 1, "total": 0}, plural: []})
    return abort(501, f"collection {plural}")


@boot.get("/api/system/flags")
@boot.get("/api/system/styles")
def empty_list() -> Response:
    """Flags and styles of the appearance section."""
    return jsonify([])


@boot.get("/api/locales/ui")
@boot.get("/api/locales/db")
@boot.get("/api/locales/dbLocales")
def locales() -> Response:
    """The languages on offer."""
    return jsonify([{"locale": code, "name": name, "displayName": name} for code, name in UI_LOCALES.items()])


@boot.get("/api/systemSettings")
@boot.get("/api/systemSettings.json")
def system_settings() -> Response:
    """System settings, those the front ends read."""
    return jsonify({"applicationTitle": "DHIS2 sandbox", "keyUiLocale": "en", "globalShellEnabled": True})


@boot.get("/api/systemSettings/<key>")
def system_setting(key: str) -> Response:
    """One system setting; JSON or text, as the caller accepts."""
    value = {"applicationTitle": "DHIS2 sandbox", "helpPageLink": "https://docs.dhis2.org"}.get(key, "")
    if "json" in request.headers.get("Accept", ""):
        return jsonify({key: value})
    return Response(value, mimetype="text/plain")


@boot.get("/api/configuration")
def configuration() -> Response:
    """The access section's values."""
    return jsonify({"systemId": "sandbox", "corsWhitelist": []})


@boot.get("/api/staticContent/<path:_name>")
@boot.get("/api/files/style/external")
def static_content(_name: str = "") -> Response:
    """Logos and the custom style sheet: one transparent pixel, no style."""
    if "style" in request.path:
        return Response("", mimetype="text/css")
    return Response(_PIXEL, mimetype="image/png")


@boot.get("/dhis-web-commons/fonts/roboto.css")
@boot.get("/dhis-web-commons/material-design-icons/material-icons.css")
@boot.get("/dhis-web-commons/css/themes/<path:_name>")
def shared_style(_name: str = "") -> Response:
    """Style sheets that the builds up to 2.36 link to."""
    return Response("", mimetype="text/css")


@boot.get("/icons/<path:_name>")
@boot.get("/dhis-web-commons/flags/<path:_name>")
def picture(_name: str) -> Response:
    """App icons and flags."""
    return Response(_PIXEL, mimetype="image/png")


@boot.get("/dhis-web-commons/menu/getModules.action")
def modules() -> Response:
    """The apps menu; the shell insists on absolute URLs (global-shell-app v1.12.3)."""
    return jsonify({"modules": [_module()]})


@boot.get("/api/apps")
@boot.get("/api/apps/menu")
def apps() -> Response:
    """Installed apps, and the shell's menu of them; either has what the user may open."""
    seen = [_module()] if may_open_settings() else []
    if request.path.endswith("menu"):
        return jsonify({"modules": seen})
    more = {"key": "settings", "short_name": "settings", "launchUrl": _launch_url()}
    return jsonify([module | more for module in seen])


@boot.get("/dhis-web-apps/apps-bundle.json")
def bundle() -> Response:
    """Versions of the bundled apps; a list up to 2.42, an object from 2.43."""
    listed = [{"name": "settings", "webName": "dhis-web-settings", "version": "0.0.0"}]
    return jsonify(listed if _options().behaviour.version.minor <= 42 else {"apps": listed})  # noqa: PLR2004


@boot.post("/api/i18n")
def translate() -> Response:
    """Server-side words, asked for by key (dhis2-core I18nController)."""
    return jsonify(server_words(_options().locale, request.get_json()))


@boot.get("/api/ping")
def ping() -> Response:
    """An empty answer for everybody."""
    return nothing_said()


@boot.get("/api/loginConfig")
def login_config() -> Response:
    """What the login app asks before anybody is signed in; it has no HTML."""
    if not request.accept_mimetypes.accept_json:
        return tomcat_page(406)
    return jsonify(
        {
            "applicationTitle": "DHIS2 sandbox",
            "apiVersion": _options().version_text,
            "uiLocale": request.args.get("locale", _options().locale),
            "loginPageLayout": "DEFAULT",
            "loginPageLogo": f"{_base()}/api/staticContent/logo_front.png",
            "countryFlag": "dhis2",
            "allowAccountRecovery": False,
            "selfRegistrationEnabled": False,
            "emailConfigured": False,
        }
        | login_page_config(_options())
    )


def _launch_url() -> str:
    return f"{_base()}/dhis-web-settings/index.html"


def _module() -> dict[str, Any]:
    return {
        "name": "dhis-web-settings",
        "displayName": "System Settings",
        "namespace": "/dhis-web-settings",
        "defaultAction": _launch_url(),
        "icon": f"{_base()}/icons/dhis-web-settings.png",
        "description": "",
    }
