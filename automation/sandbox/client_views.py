"""Clients as the API shows them, alone and listed."""

import re
from typing import Any

from flask import request

from automation.sandbox.behaviour import Behaviour
from automation.sandbox.schema import own_properties

_PAGE = 50
_FILTER = re.compile(r"^(?P<field>\w+):eq:(?P<value>.*)$", re.DOTALL)
_SAVED_BY = {"id": "M5zQapPyTZI", "code": "admin", "name": "Sandbox Admin", "username": "admin"}


def whole(client: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """A client with what DHIS2 adds to it; what is null is left out."""
    shown = {key: value for key, value in client.items() if value is not None}
    shown.setdefault("name", client.get("clientId", ""))
    shown |= {
        "displayName": shown["name"],
        "href": address(client["id"]),
        "access": {"read": True, "update": True, "delete": True, "manage": True},
        "lastUpdatedBy": _SAVED_BY,
    }
    return shown | ({"createdBy": _SAVED_BY} if behaviour.is_authorization_server else {})


def address(uid: str) -> str:
    """Where the API has a client."""
    return f"{request.host_url.rstrip('/')}{request.script_root}/api/oAuth2Clients/{uid}"


def listed(clients: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer to a list: all of them, or the first page with no more than a name unless fields are asked for."""
    clients = sorted(clients, key=lambda client: client["displayName"])
    if request.args.get("paging") == "false":
        return {"oAuth2Clients": clients}
    pager = {"page": 1, "total": len(clients), "pageSize": _PAGE, "pageCount": -(-len(clients) // _PAGE)}
    keys = None if "fields" in request.args else {"displayName", "id"}
    page = [{key: client[key] for key in keys or client} for client in clients[:_PAGE]]
    return {"pager": pager, "oAuth2Clients": page}


def matches(client: dict[str, Any], wanted: str) -> bool:
    """Whether a filter lets the client through."""
    parts = _FILTER.match(wanted)
    return parts is None or client.get(parts["field"]) == parts["value"]


def unknown_in(wanted: str, behaviour: Behaviour) -> str | None:
    """The property that a filter names and clients do not have."""
    parts = _FILTER.match(wanted)
    known = {*own_properties(behaviour), "name", "id", "displayName"}
    return parts["field"] if parts and parts["field"] not in known else None
