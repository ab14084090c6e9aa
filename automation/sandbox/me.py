"""The signed-in user, with the settings that decide what the UI looks like."""

from flask import Blueprint, Response, current_app, g, jsonify

from automation.sandbox.behaviour import CLIENTS, SETTINGS_APP
from automation.sandbox.faults import Fault
from automation.sandbox.state import SandboxState

me = Blueprint("me", __name__)


def _state() -> SandboxState:
    state: SandboxState = current_app.extensions["sandbox"]
    return state


def _settings() -> dict[str, str]:
    return {
        "keyUiLocale": _state().options.locale,
        "keyDbLocale": "en",
        "keyStyle": "light_blue/light_blue.css",
    }


def _authorities() -> list[str]:
    """From 2.42 on ALL does not stand alone: every authority that there is comes with it."""
    held = g.user.authorities
    if Fault.NO_APP_ACCESS in _state().faults:
        held -= {"ALL", SETTINGS_APP}
    behaviour = _state().options.behaviour
    with_all = {CLIENTS} if behaviour.is_authorization_server and behaviour.required_authority == CLIENTS else set()
    return sorted(held | with_all if "ALL" in held else held)


@me.get("/api/me")
@me.get("/api/me.json")
def profile() -> Response:
    """The signed-in user, or the one an access token stands for."""
    username = "somebody.else" if Fault.PROFILE_OF_ANOTHER in _state().faults else g.user.username
    about = {
        "id": "M5zQapPyTZI",
        "username": username,
        "name": "Sandbox Admin",
        "displayName": "Sandbox Admin",
        "email": g.user.email,
        "authorities": _authorities(),
        "settings": _settings(),
        "access": {"read": True, "update": True},
    }
    about |= {key: [] for key in ("userGroups", "userRoles", "organisationUnits", "dataViewOrganisationUnits")}
    if not _state().options.behaviour.is_authorization_server:
        # Gone since 2.42 (dhis2-core 035abb8ac29).
        about["userCredentials"] = {"username": username}
    return jsonify(about)


@me.get("/api/me/authorization")
@me.get("/api/me/authorities")
def authorization() -> Response:
    """The user's authorities."""
    return jsonify(_authorities())


@me.get("/api/me/dashboard")
def dashboard() -> Response:
    """Counters of the header bar."""
    return jsonify({"unreadInterpretations": 0, "unreadMessageConversations": 0})


@me.get("/api/userSettings")
@me.get("/api/userSettings.json")
def user_settings() -> Response:
    """The user's language decides the UI's."""
    return jsonify(_settings())


@me.get("/api/userSettings/<key>")
def user_setting(key: str) -> Response:
    """A single user setting, as text."""
    return Response(_settings().get(key, ""), mimetype="text/plain")
