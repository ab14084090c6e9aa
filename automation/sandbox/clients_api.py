"""`/api/oAuth2Clients` and its schema, with the validation and the answers of each server line."""

import re
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request

from automation.sandbox.answers import conflict, error_report, judged, not_unique, report, web_message
from automation.sandbox.behaviour import Behaviour
from automation.sandbox.client_checks import comma_joined, refusal, schema_errors
from automation.sandbox.fault_middleware import takes_effect
from automation.sandbox.faults import Fault
from automation.sandbox.fields import only
from automation.sandbox.schema import (
    AUTHSERVER,
    DEFAULT_TOKEN_SETTINGS,
    client_schema,
    default_client_settings,
    own_properties,
    owned_properties,
)
from automation.sandbox.state import SandboxState, new_uid

api = Blueprint("clients", __name__)

_SECRET_LENGTH = 36
_PAGE = 50
_FILTER = re.compile(r"^(?P<field>\w+):eq:(?P<value>.*)$", re.DOTALL)
_SAVED_BY = {"id": "M5zQapPyTZI", "code": "admin", "name": "Sandbox Admin", "username": "admin"}


def _state() -> SandboxState:
    state: SandboxState = current_app.extensions["sandbox"]
    return state


@api.before_request
def _authority() -> Response | None:
    user = g.user
    needed = _state().options.behaviour.required_authority
    if "schemas" in request.path or user.may(needed):
        return None
    if _state().options.behaviour.is_authorization_server:
        return web_message(403, "ERROR", f"Access is denied, requires one Authority from [{needed}]")
    said = "You don't have the proper permissions to read objects of this type."
    return web_message(403, "ERROR", said, code="E1006")


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
    behaviour = state.options.behaviour
    if request.args.get("order") and behaviour.list_breaks_on_order:
        return web_message(400, "ERROR", "Unable to locate Attribute with the given name [name]")
    if unknown := _unknown_in(wanted, behaviour):
        return web_message(400, "ERROR", f"Unknown path property: {unknown}", code="E1003")
    found = [_whole(client, behaviour) for client in state.clients.values() if _matches(client, wanted)]
    return jsonify(_listed(found, owned_properties(behaviour)))


@api.get("/api/oAuth2Clients/<uid>")
def one(uid: str) -> Response:
    """A single client."""
    behaviour = _state().options.behaviour
    client = _state().clients.get(uid)
    if client is None:
        return _not_found(uid)
    return jsonify(only(_whole(client, behaviour), request.args.get("fields", ":all"), owned_properties(behaviour)))


@api.post("/api/schemas/oAuth2Client")
def dry_run() -> Response:
    """The settings app validates here before it saves; only the schema is looked at, and by whoever asks."""
    behaviour = _state().options.behaviour
    if Fault.DRY_RUN_REFUSED in _state().faults:
        named = "clientId" if behaviour.is_authorization_server else "cid"
        return judged(
            error_report("E4000", f"Missing required property `{named}`", named, klass=behaviour.client_class)
        )
    return judged(*schema_errors(request.get_json(), behaviour))


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
        return _refused(error_report("E5003", "Property `name` with value `?` already exists", "name"))
    if request.mimetype != "application/json":
        return web_message(415, "ERROR", f"Content-Type '{request.mimetype}' is not supported")
    body = request.get_json()
    if secret := body.get("secret"):
        state.issued.append(("client secret", secret))
    if takes_effect(state, Fault.TAKEN_MEANWHILE):
        state.store(new_uid(), _of_somebody_else(body))
    refused = _refused_by_a_fault(body) or _validate(body, uid=None)
    if refused:
        return refused
    uid = new_uid()
    state.store(uid, _as_stored(body))
    if Fault.SAVE_ALTERED in state.faults:
        uris = state.clients[uid]["redirectUris"]
        other = "https://elsewhere.example/callback"
        state.clients[uid]["redirectUris"] = [other] if isinstance(uris, list) else other
    _hang_if(Fault.SAVE_STORED_NEVER_ANSWERED)
    answer = report(201, uid, state.options.behaviour.client_class)
    answer.headers["Location"] = _address(uid)
    return answer


@api.put("/api/oAuth2Clients/<uid>")
def update(uid: str) -> Response:
    """Replace a client (mergeMode=REPLACE: what is left out is gone)."""
    state = _state()
    if uid not in state.clients:
        return _not_found(uid)
    if Fault.UPDATE_REFUSED in state.faults:
        return web_message(409, "ERROR", "Invalid scope: username")
    refused = _validate(request.get_json(), uid=uid)
    if refused:
        return refused
    state.store(uid, _as_stored(request.get_json(), before=state.clients[uid]))
    return report(200, uid, state.options.behaviour.client_class)


@api.delete("/api/oAuth2Clients/<uid>")
def delete(uid: str) -> Response:
    """Remove a client at once."""
    if _state().clients.pop(uid, None) is None:
        return _not_found(uid)
    return report(200, uid, _state().options.behaviour.client_class)


def _hang_if(fault: Fault) -> None:
    if fault in _state().faults:
        _state().stopping.wait()


def _not_found(uid: str) -> Response:
    kind = _state().options.behaviour.client_class.rpartition(".")[2]
    return web_message(404, "ERROR", f"{kind} with id {uid} could not be found.", code="E1005")


def _as_stored(body: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    behaviour = _state().options.behaviour
    if not behaviour.is_authorization_server:
        return {
            "name": body.get("name"),
            "cid": body.get("cid"),
            # As OAuth2Client.setUid: who sends none gets one.
            "secret": body.get("secret") or (before or {}).get("secret") or str(uuid.uuid4()),
            "grantTypes": body.get("grantTypes", []),
            "redirectUris": body.get("redirectUris", []),
        }
    stored = {key: comma_joined(body.get(key)) for key in AUTHSERVER}
    if before is None:
        # Only on create: a PUT that leaves them out nulls them (dhis2-core applyCreateDefaults).
        stored["clientSettings"] = stored["clientSettings"] or default_client_settings(behaviour)
        stored["tokenSettings"] = stored["tokenSettings"] or DEFAULT_TOKEN_SETTINGS
    if behaviour.stores_name:
        stored["name"] = body.get("name") or (before or {}).get("name") or body.get("clientId")
    return stored


def _validate(body: dict[str, Any], *, uid: str | None) -> Response | None:
    """The resource's own rules come first, then the schema, then what must be unique."""
    behaviour = _state().options.behaviour
    before = _state().clients.get(uid) if uid else None
    if behaviour.is_authorization_server and (said := refusal(body, behaviour, before=before)):
        return web_message(409, "ERROR", said, code="E1004")
    if wrong := schema_errors(body, behaviour):
        return _refused(*wrong)
    return _taken([name for name, known in own_properties(behaviour).items() if known.unique], body, uid)


def _refused(*reports: dict[str, Any]) -> Response:
    return conflict(*reports, uid=new_uid(), klass=_state().options.behaviour.client_class)


def _taken(keys: Iterable[str], body: dict[str, Any], uid: str | None) -> Response | None:
    """All that is not unique is told at once (dhis2-core UniquenessCheck)."""
    others = [client for client in _state().clients.values() if client["id"] != uid]
    found = [(key, client) for key in keys for client in others if client.get(key) == body[key]]
    return _refused(*(_not_unique(key, body[key], client) for key, client in found)) if found else None


def _not_unique(key: str, value: str, other: dict[str, Any]) -> dict[str, Any]:
    name = str(other.get("name") or value)
    return not_unique(key, value, other["id"], name=name, klass=_state().options.behaviour.client_class)


def _of_somebody_else(body: dict[str, Any]) -> dict[str, Any]:
    other = body | {"redirectUris": ["https://somebody-else.example/callback"]}
    if not _state().options.behaviour.is_authorization_server:
        other["secret"] = "somebody-else-".ljust(_SECRET_LENGTH, "0")
    return _as_stored(other)


def _refused_by_a_fault(body: dict[str, Any]) -> Response | None:
    state = _state()
    is_legacy = not state.options.behaviour.is_authorization_server
    if Fault.NAME_TAKEN in state.faults and is_legacy:
        return _refused(_not_unique("name", body.get("name", ""), {"id": new_uid()}))
    if Fault.SAVE_ECHOES_SECRET not in state.faults:
        return None
    key = "secret" if is_legacy else "clientId"
    # dhis2-core ErrorCode has several messages that quote a value in this way.
    return _refused(
        error_report("E4031", f"Property `{key}` requires a valid JSON payload, was given `{body.get(key)}`", key)
    )


def _whole(client: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """A client with what DHIS2 adds to it; what is null is left out."""
    shown = {key: value for key, value in client.items() if value is not None}
    shown.setdefault("name", client.get("clientId", ""))
    shown |= {
        "displayName": shown["name"],
        "href": _address(client["id"]),
        "access": {"read": True, "update": True, "delete": True, "manage": True},
        "lastUpdatedBy": _SAVED_BY,
    }
    return shown | ({"createdBy": _SAVED_BY} if behaviour.is_authorization_server else {})


def _address(uid: str) -> str:
    """Where the API has a client."""
    return f"{request.host_url.rstrip('/')}{request.script_root}/api/oAuth2Clients/{uid}"


def _listed(clients: list[dict[str, Any]], owned: Collection[str]) -> dict[str, Any]:
    """The answer to a list: all of them or a page, with no more than a name unless fields are asked for."""
    wanted = request.args.get("fields", "id,displayName")
    clients = sorted(clients, key=lambda client: client["displayName"])
    if request.args.get("paging") == "false":
        return {"oAuth2Clients": [only(client, wanted, owned) for client in clients]}
    page, size = max(1, request.args.get("page", 1, int)), max(1, request.args.get("pageSize", _PAGE, int))
    pager = {"page": page, "total": len(clients), "pageSize": size, "pageCount": max(1, -(-len(clients) // size))}
    shown = clients[(page - 1) * size : page * size]
    return {"pager": pager, "oAuth2Clients": [only(client, wanted, owned) for client in shown]}


def _matches(client: dict[str, Any], wanted: str) -> bool:
    """Whether a filter lets the client through."""
    parts = _FILTER.match(wanted)
    return parts is None or client.get(parts["field"]) == parts["value"]


def _unknown_in(wanted: str, behaviour: Behaviour) -> str | None:
    """The property that a filter names and clients do not have."""
    parts = _FILTER.match(wanted)
    known = {*own_properties(behaviour), "name", "id", "displayName"}
    return parts["field"] if parts and parts["field"] not in known else None
