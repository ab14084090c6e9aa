"""What DHIS2 finds wrong with a client: against its schema, and from 2.42 by rules of the resource itself."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from automation.sandbox.answers import error_report
from automation.sandbox.behaviour import Behaviour
from automation.sandbox.schema import own_properties

_SECRET_LENGTH = 36
_GRANTS = {"authorization_code", "refresh_token"}
_SCOPES = ("email", "openid", "profile", "username")
_RESERVED = "system-dcr-registrar-client"
_ALLOWED_URIS = {"dhis2oauth://oauth"}
_PROOF_KEY, _CONSENT = "settings.client.require-proof-key", "settings.client.require-authorization-consent"
# What java.net.URI does not parse.
_NO_URI = re.compile(r'[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})')

Check = Callable[[dict[str, Any], Behaviour], Iterator[str]]


def schema_errors(body: dict[str, Any], behaviour: Behaviour) -> list[dict[str, Any]]:
    """What is missing or of the wrong length (dhis2-core DefaultSchemaValidator).

    A missing name is the client ID from 2.42 on, and a missing secret is made by the server up to 2.41.
    """
    return [error | {"mainKlass": behaviour.client_class} for error in _schema_errors(body, behaviour)]


def _schema_errors(body: dict[str, Any], behaviour: Behaviour) -> Iterator[dict[str, Any]]:
    for name, known in own_properties(behaviour).items():
        value = comma_joined(body.get(name)) if behaviour.is_authorization_server else body.get(name)
        if known.required and not value and not (name == "name" and behaviour.is_authorization_server):
            yield error_report("E4000", f"Missing required property `{name}`", name)
        elif name == "secret" and value and len(value) != _SECRET_LENGTH:
            least = most = float(_SECRET_LENGTH)
            said = f"Allowed length range for property `{name}` is [36 to 36], but given length was {len(value)}"
            yield error_report("E4002", said, name, least, most, len(value))
        elif isinstance(value, str) and len(value) > known.most:
            said = f"Maximum length of property `{name}`is {known.most}, but given length was {len(value)}"
            yield error_report("E4001", said, name, known.most, len(value))


def refusal(body: dict[str, Any], behaviour: Behaviour, *, before: dict[str, Any] | None = None) -> str | None:
    """The first rule that a 2.42+ client breaks, in DHIS2's words (dhis2-core Dhis2OAuth2ClientServiceImpl).

    `before` is the client that is updated: all of it is judged again, whatever was changed.
    """
    checks: tuple[Check, ...] = (_grant_refusals, _scope_refusals, _uri_refusals, _settings_refusals)
    rest = (said for check in checks for said in check(body, behaviour))
    first = next(chain(_id_refusals(body, behaviour, before), rest), None)
    if first is None or not behaviour.words_refusals_as_missing:
        return first
    return f"Missing required property `{first}`"


def comma_joined(value: Any) -> Any:
    """A list as 2.42 and later store it."""
    return ",".join(value) if isinstance(value, list) else value


def _listed(value: Any) -> list[str]:
    return [item.strip() for item in (comma_joined(value) or "").split(",") if item.strip()]


def _id_refusals(body: dict[str, Any], behaviour: Behaviour, before: dict[str, Any] | None) -> Iterator[str]:
    if body.get("clientId") == _RESERVED and behaviour.words_refusals_as_missing:
        did = "create a client with" if before is None else "rename a client to"
        yield f"Cannot {did} the reserved DCR system-registrar clientId ({_RESERVED})."


def _grant_refusals(body: dict[str, Any], _behaviour: Behaviour) -> Iterator[str]:
    for grant in _listed(body.get("authorizationGrantTypes")):
        if grant not in _GRANTS:
            tail = "Only authorization_code and refresh_token are allowed."
            yield f"Invalid authorization grant type: {grant}. {tail}"


def _scope_refusals(body: dict[str, Any], behaviour: Behaviour) -> Iterator[str]:
    for scope in _listed(body.get("scopes")) if behaviour.forces_proof_key else ():
        if scope.startswith("client."):
            yield f"Scope '{scope}' is reserved for the system DCR registrar and cannot be assigned to clients."
        elif scope not in _SCOPES:
            yield f"Invalid scope: '{scope}'. Allowed scopes are: {', '.join(_SCOPES)}."


def _uri_refusals(body: dict[str, Any], behaviour: Behaviour) -> Iterator[str]:
    for uri in _listed(body.get("redirectUris")):
        scheme = "" if _NO_URI.search(uri) else urlsplit(uri).scheme
        if scheme in {"http", "https"} or (uri in _ALLOWED_URIS and behaviour.words_refusals_as_missing):
            continue
        if scheme and behaviour.words_refusals_as_missing:
            yield f"Redirect URI not in deviceEnrollmentRedirectAllowlist: {uri}"
        else:
            yield f"Invalid redirect URI: {uri}"


def _settings_refusals(body: dict[str, Any], behaviour: Behaviour) -> Iterator[str]:
    if not behaviour.forces_proof_key:
        return
    for name in ("clientSettings", "tokenSettings"):
        if (settings := body.get(name)) and (wrong := settings_fault(settings)):
            yield f"Invalid {name} JSON: {wrong}"
        elif settings and name == "clientSettings":
            yield from _client_settings_refusals(json.loads(settings), _listed(body.get("authorizationGrantTypes")))


def _client_settings_refusals(settings: dict[str, Any], grants: list[str]) -> Iterator[str]:
    for key in (_PROOF_KEY, _CONSENT):
        if not isinstance(settings.get(key), bool):
            yield f"Invalid clientSettings: setting '{key}' must be present and a boolean."
    if settings.get(_PROOF_KEY) is False and "authorization_code" in grants:
        yield f"PKCE cannot be disabled: {_PROOF_KEY} must be true."


def settings_fault(settings: str) -> str | None:
    """Why a map of settings cannot be read: Jackson wants it to name its type."""
    try:
        read = json.loads(settings)
    except ValueError:
        return "Unrecognized token"
    return None if isinstance(read, dict) and "@class" in read else "missing type id property '@class'"
