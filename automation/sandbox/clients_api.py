"""`/api/oAuth2Clients` and its schema, with the validation and the answers of each server line."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, jsonify, request

from automation.sandbox.faults import Fault
from automation.sandbox.schema import DEFAULT_TOKEN_SETTINGS, client_schema, default_client_settings
from automation.sandbox.state import SandboxState, new_uid

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
    return _web_message(403, "ERROR", f"Access denied: {needed} is required", code="E1006")


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
            return _web_message(403, "ERROR", "You don't have the proper permissions", code="E1006")
    if request.args.get("order") and state.options.behaviour.list_breaks_on_order:
        return _web_message(400, "ERROR", "Unable to locate Attribute with the given name [name]")
    found = [_with_links(client) for client in state.clients.values() if _matches(client, wanted)]
    return jsonify({"oAuth2Clients": sorted(found, key=lambda client: client["displayName"])})


@api.get("/api/oAuth2Clients/<uid>")
def one(uid: str) -> Response:
    """A single client."""
    client = _state().clients.get(uid)
    return jsonify(_with_links(client)) if client else _web_message(404, "ERROR", "OAuth2Client not found")


@api.post("/api/schemas/oAuth2Client")
def dry_run() -> Response:
    """The settings app validates here before it saves; DHIS2 answers OK to all but broken types."""
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
        return _web_message(500, "ERROR", "could not execute statement")
    if Fault.SAVE_CONFLICT in state.faults:
        return _conflict("E5003", "Property `name` with value `?` already exists", "name")
    body = request.get_json()
    refused = _validate(body, uid=None)
    if refused:
        return refused
    uid = new_uid()
    state.store(uid, _as_stored(body))
    if Fault.SAVE_ALTERED in state.faults:
        uris = state.clients[uid]["redirectUris"]
        other = "https://elsewhere.example/callback"
        state.clients[uid]["redirectUris"] = [other] if isinstance(uris, list) else other
    _hang_if(Fault.SAVE_STORED_NEVER_ANSWERED)
    answer = _report(201, "Created", uid)
    answer.headers["Location"] = f"{request.script_root}/api/oAuth2Clients/{uid}"
    return answer


@api.put("/api/oAuth2Clients/<uid>")
def update(uid: str) -> Response:
    """Replace a client (mergeMode=REPLACE: what is left out is gone)."""
    state = _state()
    if uid not in state.clients:
        return _web_message(404, "ERROR", "OAuth2Client not found")
    if Fault.UPDATE_REFUSED in state.faults:
        return _web_message(409, "ERROR", "Invalid scope: username")
    refused = _validate(request.get_json(), uid=uid)
    if refused:
        return refused
    state.store(uid, _as_stored(request.get_json()))
    return _report(200, "OK", uid)


@api.delete("/api/oAuth2Clients/<uid>")
def delete(uid: str) -> Response:
    """Remove a client at once; DHIS2 asks nobody."""
    if _state().clients.pop(uid, None) is None:
        return _web_message(404, "ERROR", "OAuth2Client not found")
    return _report(200, "OK", uid)


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
            return _conflict("E4000", f"Missing required property `{key}`", key)
        if len(body[key]) > _MAX_ID:
            return _conflict("E4001", f"Maximum length of property `{key}` is {_MAX_ID}", key)
        if _is_taken(key, body[key], uid):
            return _conflict("E5003", f"Property `{key}` with value `{body[key]}` already exists", key)
    if len(body.get("secret") or "") != _SECRET_LENGTH:
        return _conflict("E4002", "Allowed length range for property `secret` is [36 to 36]", "secret")
    return None


def _validate_authserver(body: dict[str, Any], uid: str | None) -> Response | None:
    if not body.get("clientId"):
        return _conflict("E4000", "Missing required property `clientId`", "clientId")
    if _is_taken("clientId", body["clientId"], uid):
        return _conflict("E5003", f"Property `clientId` with value `{body['clientId']}` already exists", "clientId")
    for grant in filter(None, (_comma(body.get("authorizationGrantTypes")) or "").split(",")):
        if grant not in _KNOWN_GRANTS:
            return _web_message(409, "ERROR", f"Invalid authorization grant type: {grant}")
    for uri in filter(None, (_comma(body.get("redirectUris")) or "").split(",")):
        if urlsplit(uri).scheme not in {"http", "https"}:
            return _web_message(409, "ERROR", f"Invalid redirect URI: {uri}")
    return None


def _is_taken(key: str, value: str, uid: str | None) -> bool:
    return any(client.get(key) == value and client["id"] != uid for client in _state().clients.values())


def _report(status: int, text: str, uid: str) -> Response:
    body = {
        "httpStatus": text,
        "httpStatusCode": status,
        "status": "OK",
        "response": {"responseType": "ObjectReport", "uid": uid, "errorReports": []},
    }
    answer = jsonify(body)
    answer.status_code = status
    return answer


def _conflict(code: str, message: str, prop: str) -> Response:
    report = {"message": message, "errorCode": code, "errorProperty": prop, "errorProperties": [prop]}
    answer = jsonify(
        {
            "httpStatus": "Conflict",
            "httpStatusCode": 409,
            "status": "ERROR",
            "message": "One or more errors occurred, please see full details in import report.",
            "response": {"responseType": "ObjectReport", "errorReports": [report]},
        }
    )
    answer.status_code = 409
    return answer


def _web_message(http: int, status: str, message: str, *, code: str = "") -> Response:
    body = {"httpStatusCode": http, "status": status, "message": message}
    answer = jsonify(body | ({"errorCode": code} if code else {}))
    answer.status_code = http
    return answer
