"""`/api/oAuth2Clients` and its schema, with the validation and the answers of each server line."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, jsonify, request

from automation.sandbox.faults import Fault
from automation.sandbox.messages import conflict, error_report, not_unique, report, web_message
from automation.sandbox.schema import DEFAULT_TOKEN_SETTINGS, client_schema, default_client_settings
from automation.sandbox.state import SandboxState, new_uid
from automation.sandbox.trouble import strikes

api = Blueprint("clients", __name__)

_MAX_ID = 230
_SECRET_LENGTH = 36
_KNOWN_GRANTS = {"authorization_code", "refresh_token"}
_FILTER = re.compile(r"^(?P<field>\w+):eq:(?P<value>.*)$", re.DOTALL)


def _state() -> SandboxState:
    state: SandboxState = current_app.extensions["sandbox"]
    return state


@api.before_request
def _authority() -> Response | None:
    user = g.user
    needed = _state().options.behaviour.required_authority
    if "schemas" in request.path or user.may(needed):
        return None
    return web_message(403, "ERROR", f"Access denied: {needed} is required", code="E1006")


@api.get("/api/oAuth2Clients")
def listing() -> Response:
    """The list; the settings app asks for it at load, after Save and to check a client ID."""
    state = _state()
    wanted = request.args.get("filter", "")
    if wanted:
        _hang_if(Fault.CHECK_NEVER)
    else:
        _hang_if(Fault.LIST_NEVER)
        if Fault.LIST_REFUSED in state.faults:
            return web_message(403, "ERROR", "You don't have the proper permissions", code="E1006")
    if request.args.get("order") and state.options.behaviour.list_breaks_on_order:
        return web_message(400, "ERROR", "Unable to locate Attribute with the given name [name]")
    found = [_with_links(client) for client in state.clients.values() if _matches(client, wanted)]
    return jsonify({"oAuth2Clients": sorted(found, key=lambda client: client["displayName"])})


@api.get("/api/oAuth2Clients/<uid>")
def one(uid: str) -> Response:
    """A single client."""
    client = _state().clients.get(uid)
    return jsonify(_with_links(client)) if client else web_message(404, "ERROR", "OAuth2Client not found")


@api.post("/api/schemas/oAuth2Client")
def dry_run() -> Response:
    """The settings app validates here before it saves; DHIS2 answers OK to all but broken types."""
    if Fault.DRY_RUN_REFUSED in _state().faults:
        return web_message(200, "ERROR", "One or more errors occurred, please see full details in import report.")
    return jsonify({"httpStatus": "OK", "httpStatusCode": 200, "status": "OK"})


@api.get("/api/schemas/oAuth2Client")
def schema() -> Response:
    """The schema of the resource; it decides which properties the settings app sends back."""
    return jsonify(client_schema(request.host_url.rstrip("/") + request.script_root, _state().options.behaviour))


@api.post("/api/oAuth2Clients")
def create() -> Response:
    """Store a new client, or say why not."""
    state = _state()
    _hang_if(Fault.SAVE_NEVER)
    if Fault.SAVE_ERROR in state.faults:
        return web_message(500, "ERROR", "could not execute statement")
    if Fault.SAVE_CONFLICT in state.faults:
        return conflict(error_report("E5003", "Property `name` with value `?` already exists", "name"))
    body = request.get_json()
    if secret := body.get("secret"):
        state.issued.append(("client secret", secret))
    if strikes(state, Fault.TAKEN_MEANWHILE):
        state.store(new_uid(), _of_somebody_else(body))
    refused = _refused_on_a_whim(body) or _validate(body, uid=None)
    if refused:
        return refused
    uid = new_uid()
    state.store(uid, _as_stored(body))
    if Fault.SAVE_ALTERED in state.faults:
        uris = state.clients[uid]["redirectUris"]
        other = "https://elsewhere.example/callback"
        state.clients[uid]["redirectUris"] = [other] if isinstance(uris, list) else other
    _hang_if(Fault.SAVE_STORED_NEVER_ANSWERED)
    answer = report(201, "Created", uid)
    answer.headers["Location"] = f"{request.script_root}/api/oAuth2Clients/{uid}"
    return answer


@api.put("/api/oAuth2Clients/<uid>")
def update(uid: str) -> Response:
    """Replace a client (mergeMode=REPLACE: what is left out is gone)."""
    state = _state()
    if uid not in state.clients:
        return web_message(404, "ERROR", "OAuth2Client not found")
    if Fault.UPDATE_REFUSED in state.faults:
        return web_message(409, "ERROR", "Invalid scope: username")
    refused = _validate(request.get_json(), uid=uid)
    if refused:
        return refused
    state.store(uid, _as_stored(request.get_json()))
    return report(200, "OK", uid)


@api.delete("/api/oAuth2Clients/<uid>")
def delete(uid: str) -> Response:
    """Remove a client at once; DHIS2 asks nobody."""
    if _state().clients.pop(uid, None) is None:
        return web_message(404, "ERROR", "OAuth2Client not found")
    return report(200, "OK", uid)


def _hang_if(fault: Fault) -> None:
    if fault in _state().faults:
        _state().stopping.wait()


def _matches(client: dict[str, Any], wanted: str) -> bool:
    parts = _FILTER.match(wanted)
    return parts is None or client.get(parts["field"]) == parts["value"]


def _with_links(client: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in client.items() if value is not None}
    shown.setdefault("name", client.get("clientId", ""))
    shown["displayName"] = shown["name"]
    shown["href"] = f"{request.host_url.rstrip('/')}{request.script_root}/api/oAuth2Clients/{client['id']}"
    shown["access"] = {"read": True, "update": True, "delete": True, "manage": True}
    return shown


def _as_stored(body: dict[str, Any]) -> dict[str, Any]:
    behaviour = _state().options.behaviour
    if not behaviour.is_authorization_server:
        return {
            "name": body.get("name"),
            "cid": body.get("cid"),
            "secret": body.get("secret"),
            "grantTypes": body.get("grantTypes", []),
            "redirectUris": body.get("redirectUris", []),
        }
    stored = {key: _comma(body.get(key)) for key in _AUTHSERVER_COLUMNS}
    if request.method == "POST":
        # Only on create: a PUT that leaves them out nulls them (dhis2-core applyCreateDefaults).
        stored["clientSettings"] = stored["clientSettings"] or default_client_settings(behaviour)
        stored["tokenSettings"] = stored["tokenSettings"] or DEFAULT_TOKEN_SETTINGS
    if behaviour.stores_name:
        stored["name"] = body.get("name") or body.get("clientId")
    return stored


_AUTHSERVER_COLUMNS = (
    "clientId", "clientSecret", "clientAuthenticationMethods", "authorizationGrantTypes",
    "redirectUris", "postLogoutRedirectUris", "scopes", "clientSettings", "tokenSettings",
)  # fmt: skip


def _comma(value: Any) -> Any:
    return ",".join(value) if isinstance(value, list) else value


def _validate(body: dict[str, Any], *, uid: str | None) -> Response | None:
    if _state().options.behaviour.is_authorization_server:
        return _validate_authserver(body, uid)
    return _validate_legacy(body, uid)


def _validate_legacy(body: dict[str, Any], uid: str | None) -> Response | None:
    for key in ("name", "cid"):
        if not body.get(key):
            return conflict(error_report("E4000", f"Missing required property `{key}`", key))
        if len(body[key]) > _MAX_ID:
            return conflict(error_report("E4001", f"Maximum length of property `{key}` is {_MAX_ID}", key))
    taken = _taken(("name", "cid"), body, uid)
    if taken:
        return taken
    if len(body.get("secret") or "") != _SECRET_LENGTH:
        return conflict(error_report("E4002", "Allowed length range for property `secret` is [36 to 36]", "secret"))
    return None


def _validate_authserver(body: dict[str, Any], uid: str | None) -> Response | None:
    if not body.get("clientId"):
        return conflict(error_report("E4000", "Missing required property `clientId`", "clientId"))
    taken = _taken(("clientId",), body, uid)
    if taken:
        return taken
    for grant in filter(None, (_comma(body.get("authorizationGrantTypes")) or "").split(",")):
        if grant not in _KNOWN_GRANTS:
            return web_message(409, "ERROR", f"Invalid authorization grant type: {grant}")
    for uri in filter(None, (_comma(body.get("redirectUris")) or "").split(",")):
        if urlsplit(uri).scheme not in {"http", "https"}:
            return web_message(409, "ERROR", f"Invalid redirect URI: {uri}")
    return None


def _taken(keys: Iterable[str], body: dict[str, Any], uid: str | None) -> Response | None:
    """All that is not unique is told at once (dhis2-core UniquenessCheck)."""
    others = [client for client in _state().clients.values() if client["id"] != uid]
    found = [
        not_unique(key, body[key], client["id"]) for key in keys for client in others if client.get(key) == body[key]
    ]
    return conflict(*found) if found else None


def _of_somebody_else(body: dict[str, Any]) -> dict[str, Any]:
    other = body | {"redirectUris": ["https://somebody-else.example/callback"]}
    if not _state().options.behaviour.is_authorization_server:
        other["secret"] = "somebody-else-".ljust(_SECRET_LENGTH, "0")
    return _as_stored(other)


def _refused_on_a_whim(body: dict[str, Any]) -> Response | None:
    state = _state()
    is_legacy = not state.options.behaviour.is_authorization_server
    if Fault.NAME_TAKEN in state.faults and is_legacy:
        return conflict(not_unique("name", body.get("name", ""), new_uid()))
    if Fault.SAVE_ECHOES_SECRET not in state.faults:
        return None
    key = "secret" if is_legacy else "clientId"
    # dhis2-core ErrorCode has several messages that quote a value in this way.
    return conflict(
        error_report("E4031", f"Property `{key}` requires a valid JSON payload, was given `{body.get(key)}`", key)
    )
