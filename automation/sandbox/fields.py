"""Which properties of an object `fields=` asks for (dhis2-core FieldFilterParser and FieldPreset)."""

import re
from collections.abc import Collection
from typing import Any

_IDENTIFIABLE = ("id", "name", "code", "created", "lastUpdated", "lastUpdatedBy")
_NAMEABLE = ("id", "name", "shortName", "description", "code", "created", "lastUpdated")
_ALL = {"*", ":all", ":*"}
# A name, with a preset's colon or a negation before it, and with what is wanted of another object in brackets.
_WANTED = re.compile(r"(?P<name>[:!]?[\w*]+)(?:\[(?P<inside>[^\]]*)\])?")


def only(thing: dict[str, Any], wanted: str, owned: Collection[str]) -> dict[str, Any]:
    """The thing with no more than is wanted; what it does not have is passed over."""
    parts = [(found["name"], found["inside"]) for found in _WANTED.finditer(wanted)]
    unwanted = {name[1:] for name, _ in parts if name.startswith("!")}
    insides = {name: inside for name, inside in parts if inside is not None}
    kept = {kept for name, _ in parts for kept in _named(name, thing, owned)} - unwanted
    return {key: _inside(value, insides.get(key)) for key, value in thing.items() if key in kept}


def _named(name: str, thing: dict[str, Any], owned: Collection[str]) -> Collection[str]:
    if name in _ALL:
        return thing
    presets = {
        ":identifiable": _IDENTIFIABLE,
        ":nameable": _NAMEABLE,
        ":owner": owned,
        ":persisted": owned,
        ":simple": [key for key, value in thing.items() if not isinstance(value, dict | list)],
    }
    return presets.get(name, () if name.startswith(":") else (name,))


def _inside(value: Any, wanted: str | None) -> Any:
    return only(value, wanted, ()) if isinstance(value, dict) and wanted else value
