"""Schemas as `/api/schemas` answers them, reduced to what the settings app's d2 library reads."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the client as its schema has it; of a collection `name` is the singular."""

    kind: str
    name: str = ""
    most: int = 255
    required: bool = False
    unique: bool = False


# dhis2-core 2.41.9.1 and 2.42.5.2, as the servers answered.
LEGACY = {
    "name": Property("TEXT", most=230, required=True, unique=True),
    "cid": Property("IDENTIFIER", most=230, required=True, unique=True),
    "secret": Property("TEXT", most=36),
    "grantTypes": Property("COLLECTION", name="grantType"),
    "redirectUris": Property("COLLECTION", name="redirectUri"),
}
_LONG, _ENDLESS = 1000, 2_147_483_647
AUTHSERVER = {
    "clientId": Property("TEXT", required=True, unique=True),
    "clientSecret": Property("TEXT"),
    "clientAuthenticationMethods": Property("TEXT", most=_LONG),
    "authorizationGrantTypes": Property("TEXT", most=_LONG),
    "redirectUris": Property("TEXT", most=_LONG),
    "postLogoutRedirectUris": Property("TEXT", most=_LONG),
    "scopes": Property("TEXT", most=_LONG),
    "clientSettings": Property("TEXT", most=_ENDLESS),
    "tokenSettings": Property("TEXT", most=_ENDLESS),
    "clientIdIssuedAt": Property("DATE"),
    "clientSecretExpiresAt": Property("DATE"),
}
AUTHSERVER_NAME = Property("TEXT", most=230, required=True)
_NAME_ONLY = {"name": Property("TEXT", most=230)}
_SERVER_OWNED = {
    "id": Property("IDENTIFIER", most=11, unique=True),
    "code": Property("IDENTIFIER", most=50, unique=True),
    "created": Property("DATE"),
    "lastUpdated": Property("DATE"),
    "lastUpdatedBy": Property("REFERENCE"),
}
_NOT_STORED = {"displayName": Property("TEXT"), "href": Property("URL")}


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
    owned = owned_properties(behaviour)
    properties = [_property(name, kind, owner=True) for name, kind in owned.items()]
    properties += [_property(name, kind, owner=False) for name, kind in _NOT_STORED.items()]
    if "name" not in owned:
        properties.append(_property("name", AUTHSERVER_NAME, owner=False))
    return _schema(base, "oAuth2Client", "oAuth2Clients", properties) | {
        "klass": behaviour.client_class,
        "name": "oauth2Client" if behaviour.is_authorization_server else "oAuth2Client",
    }


def owned_properties(behaviour: Behaviour) -> dict[str, Property]:
    """All that is stored of a client, what the server itself writes included."""
    made_by = {"createdBy": Property("REFERENCE")} if behaviour.is_authorization_server else {}
    return own_properties(behaviour) | _SERVER_OWNED | made_by


def own_properties(behaviour: Behaviour) -> dict[str, Property]:
    """What of a client is not the same for all of DHIS2's objects."""
    if not behaviour.is_authorization_server:
        return LEGACY
    return AUTHSERVER | ({"name": AUTHSERVER_NAME} if behaviour.stores_name else {})


def all_schemas(base: str, behaviour: Behaviour) -> list[dict[str, Any]]:
    """What `/api/schemas` lists."""
    return [neighbour_schema(base, singular) for singular in _NEIGHBOURS] + [client_schema(base, behaviour)]


def neighbour_schema(base: str, singular: str) -> dict[str, Any]:
    """The schema of a model the app boots with but the section does not use.

    Raises:
        KeyError: the sandbox knows no such model.
    """
    plural = _NEIGHBOURS[singular]
    properties = [_property(name, kind, owner=True) for name, kind in (_NAME_ONLY | _SERVER_OWNED).items()]
    properties += [_property(name, kind, owner=False) for name, kind in _NOT_STORED.items()]
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


def _property(name: str, seen: Property, *, owner: bool) -> dict[str, Any]:
    is_collection = seen.kind == "COLLECTION"
    return {
        "name": seen.name or name,
        "fieldName": name,
        "collectionName": name,
        "collection": is_collection,
        "itemPropertyType": "TEXT" if is_collection else None,
        "propertyType": seen.kind,
        "persisted": owner,
        "owner": owner,
        "writable": True,
        "readable": True,
        "simple": not is_collection,
        "required": seen.required,
        "unique": seen.unique,
        "attribute": False,
        "constants": None,
        "max": seen.most,
        "min": 0,
    }
