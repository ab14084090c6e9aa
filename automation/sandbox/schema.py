"""Schemas as `/api/schemas` answers them, reduced to what the settings app's d2 library reads."""

from typing import Any

from automation.sandbox.behaviour import Behaviour

# The other models the settings app asks d2 for at boot; only their names and endpoints matter to it.
_NEIGHBOURS = {
    "indicatorGroup": "indicatorGroups",
    "dataElementGroup": "dataElementGroups",
    "userGroup": "userGroups",
    "organisationUnitLevel": "organisationUnitLevels",
    "userRole": "userRoles",
    "organisationUnit": "organisationUnits",
    "categoryOptionGroupSet": "categoryOptionGroupSets",
    "organisationUnitGroupSet": "organisationUnitGroupSets",
    "user": "users",
}
_LEGACY = {
    "name": "TEXT",
    "cid": "IDENTIFIER",
    "secret": "TEXT",
    "grantTypes": "COLLECTION",
    "redirectUris": "COLLECTION",
}
_AUTHSERVER = {
    "clientId": "TEXT", "clientSecret": "TEXT", "clientAuthenticationMethods": "TEXT",
    "authorizationGrantTypes": "TEXT", "redirectUris": "TEXT", "postLogoutRedirectUris": "TEXT",
    "scopes": "TEXT", "clientSettings": "TEXT", "tokenSettings": "TEXT",
}  # fmt: skip
_SERVER_OWNED = {
    "id": "IDENTIFIER",
    "displayName": "TEXT",
    "href": "URL",
    "created": "DATE",
    "lastUpdated": "DATE",
}


# As Jackson writes Spring's TokenSettings, type tags included (dhis2-core writeMap).
DEFAULT_TOKEN_SETTINGS = (
    '{"@class":"java.util.Collections$UnmodifiableMap","settings.token.reuse-refresh-tokens":true,'  # noqa: S105
    '"settings.token.access-token-time-to-live":["java.time.Duration",300.000000000],'
    '"settings.token.refresh-token-time-to-live":["java.time.Duration",3600.000000000]}'
)


def default_client_settings(behaviour: Behaviour) -> str:
    """The client settings DHIS2 fills in when a client is created without any."""
    proof_key = str(behaviour.forces_proof_key).lower()
    return (
        '{"@class":"java.util.Collections$UnmodifiableMap",'
        f'"settings.client.require-proof-key":{proof_key},"settings.client.require-authorization-consent":true}}'
    )


def client_schema(base: str, behaviour: Behaviour) -> dict[str, Any]:
    """The schema of oAuth2Client below `base`; `name` is the client's own only where the server has a column for it."""
    owned = _AUTHSERVER if behaviour.is_authorization_server else _LEGACY
    properties = [_property(name, kind, owner=True) for name, kind in owned.items()]
    properties += [_property(name, kind, owner=False) for name, kind in _SERVER_OWNED.items()]
    if behaviour.is_authorization_server:
        properties.append(_property("name", "TEXT", owner=behaviour.stores_name))
    return _schema(base, "oAuth2Client", "oAuth2Clients", properties)


def all_schemas(base: str, behaviour: Behaviour) -> list[dict[str, Any]]:
    """What `/api/schemas` lists."""
    return [neighbour_schema(base, singular) for singular in _NEIGHBOURS] + [client_schema(base, behaviour)]


def neighbour_schema(base: str, singular: str) -> dict[str, Any]:
    """The schema of a model the app boots with but the section does not use.

    Raises:
        KeyError: the sandbox knows no such model.
    """
    plural = _NEIGHBOURS[singular]
    properties = [_property("name", "TEXT", owner=True)]
    properties += [_property(name, kind, owner=False) for name, kind in _SERVER_OWNED.items()]
    return _schema(base, singular, plural, properties)


def is_neighbour(plural: str) -> bool:
    """Whether a collection of that name is one of the models the app boots with."""
    return plural in _NEIGHBOURS.values()


def _schema(base: str, singular: str, plural: str, properties: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "klass": f"org.hisp.dhis.{singular[0].upper()}{singular[1:]}",
        "name": singular,
        "displayName": singular,
        "singular": singular,
        "plural": plural,
        "apiEndpoint": f"{base}/api/{plural}",
        "relativeApiEndpoint": f"/{plural}",
        "metadata": True,
        "shareable": False,
        "translatable": False,
        "authorities": [],
        "properties": properties,
    }


def _property(name: str, kind: str, *, owner: bool) -> dict[str, Any]:
    is_collection = kind == "COLLECTION"
    return {
        "name": name,
        "fieldName": name,
        "collectionName": name,
        "collection": is_collection,
        "itemPropertyType": "TEXT" if is_collection else None,
        "propertyType": kind,
        "persisted": owner,
        "owner": owner,
        "writable": True,
        "readable": True,
        "simple": not is_collection,
        "required": False,
        "unique": name in {"cid", "clientId"},
        "attribute": False,
        "constants": None,
        "max": 255,
        "min": 0,
    }
