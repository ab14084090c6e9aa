"""`/api/oAuth2Clients`, its schema, and the dry run that the settings app does before Save."""

from typing import Any

from tests.contract.clients import settings
from tests.contract.model import ABSENT, JSON, THERE, Answer, Ask, Case, Draft, Server, Who

_CLIENTS = "/api/oAuth2Clients"
_LONG_URI = "https://contract.example/" + "a" * 980


def _reported(status: int, code: str, prop: str) -> Answer:
    report = "response.errorReports.0"
    return Answer(
        status=status,
        type=JSON,
        json={
            "httpStatusCode": status,
            "status": "ERROR",
            f"{report}.errorCode": code,
            f"{report}.errorProperty": prop,
        },
    )


def _wrong_grant(grant: str) -> Answer:
    said = f"Invalid authorization grant type: {grant}. Only authorization_code and refresh_token are allowed."
    return _said("E1004", f"Missing required property `{said}`")


_NO_CONSENT = (
    "Missing required property `Invalid clientSettings: setting 'settings.client.require-authorization-consent' "
    "must be present and a boolean.`"
)
_NO_PKCE = "Missing required property `PKCE cannot be disabled: settings.client.require-proof-key must be true.`"
_NOT_RENAMED = (
    "Missing required property `Cannot rename a client to the reserved DCR system-registrar clientId "
    "(system-dcr-registrar-client).`"
)
_NOT_LISTED = "Redirect URI not in deviceEnrollmentRedirectAllowlist"


def _said(code: str, message: str) -> Answer:
    return Answer(status=409, type=JSON, json={"status": "ERROR", "errorCode": code, "message": message})


def _post(name: str, draft: Draft, answers: dict[str, Any], *, stored: Draft | None = None) -> Case:
    return Case(
        name=f"POST {name}",
        ask=Ask(method="POST", path=_CLIENTS, who=Who.ADMIN, draft=draft),
        answers=answers,
        stored=stored,
    )


def _put(name: str, draft: Draft, answers: dict[str, Any], *, stored: Draft | None = None) -> Case:
    return Case(
        name=f"PUT {name}",
        ask=Ask(method="PUT", path=f"{_CLIENTS}/$uid?mergeMode=REPLACE", who=Who.ADMIN, draft=draft),
        answers=answers,
        stored=stored or {},
    )


def _dry(name: str, draft: Draft, answers: dict[str, Any], *, stored: Draft | None = None) -> Case:
    return Case(
        name=f"dry run {name}",
        ask=Ask(method="POST", path="/api/schemas/oAuth2Client", who=Who.ADMIN, draft=draft),
        answers=answers,
        stored=stored,
    )


_CREATED = Answer(
    status=201,
    type=JSON,
    location="$base/api/oAuth2Clients/*",
    json={
        "httpStatus": "Created",
        "httpStatusCode": 201,
        "status": "OK",
        "response.responseType": "ObjectReport",
        "response.uid": THERE,
        "response.errorReports": THERE,
    },
)
_DONE = Answer(status=200, type=JSON, json={"httpStatus": "OK", "httpStatusCode": 200, "status": "OK"})
_NOTHING = {"id": None, "name": None, "secret": None, "grants": None, "uris": None}


# Of a client of which some fields were asked for; of one of which that was asked for which is stored.
_WITHOUT = {"created": ABSENT, "redirectUris": ABSENT, "href": ABSENT, "contract": ABSENT}
_NOT_STORED = {
    "id": THERE,
    "created": THERE,
    "displayName": ABSENT,
    "href": ABSENT,
    "access": ABSENT,
    "redirectUris": ABSENT,
}


def _owned(*names: str) -> dict[str, Any]:
    return {f"properties.name={name}.owner": True for name in names}


CASES = (
    _dry("of a client", {}, {"2.40": _DONE}),
    _dry(
        "of nothing",
        {**_NOTHING, "clientAuthenticationMethods": None, "scopes": None},
        {"2.40": _reported(400, "E4000", "name"), "2.42": _reported(400, "E4000", "clientId")},
    ),
    _dry(
        "without a client ID",
        {"id": None},
        {"2.40": _reported(400, "E4000", "cid"), "2.42": _reported(400, "E4000", "clientId")},
    ),
    _dry("without a name", {"name": None}, {"2.40": _reported(400, "E4000", "name"), "2.42": _DONE}),
    _dry(
        "with a client ID that is too long",
        {"id": "${id}" + "x" * 240},
        {"2.40": _reported(400, "E4001", "cid"), "2.42": _reported(400, "E4001", "clientId")},
    ),
    _dry("with a name that is too long", {"name": "${id}" + "x" * 230}, {"2.40": _reported(400, "E4001", "name")}),
    _dry(
        "with an empty client ID",
        {"id": ""},
        {"2.40": _reported(400, "E4000", "cid"), "2.42": _reported(400, "E4000", "clientId")},
    ),
    _dry(
        "with a secret of 35 characters",
        {"secret": "x" * 35},
        {"2.40": _reported(400, "E4002", "secret"), "2.42": _DONE},
    ),
    _dry("without a secret", {"secret": None}, {"2.40": _DONE}),
    _dry(
        "with a redirect URI that is too long",
        {"uris": [_LONG_URI]},
        {"2.40": _DONE, "2.42": _reported(400, "E4001", "redirectUris")},
    ),
    _dry("with an unknown grant", {"grants": ["contract"]}, {"2.40": _DONE}),
    _dry("with a client ID that is taken", {}, {"2.40": _DONE}, stored={}),
    _post("a client", {}, {"2.40": _CREATED}),
    _post("without a name", {"name": None}, {"2.40": _reported(409, "E4000", "name"), "2.42": _CREATED}),
    _post(
        "without a client ID",
        {"id": None},
        {"2.40": _reported(409, "E4000", "cid"), "2.42": _reported(409, "E4000", "clientId")},
    ),
    _post(
        "with an empty client ID",
        {"id": ""},
        {"2.40": _reported(409, "E4000", "cid"), "2.42": _reported(409, "E4000", "clientId")},
    ),
    _post("without a secret", {"secret": None}, {"2.40": _CREATED}),
    _post(
        "with a secret of 35 characters",
        {"secret": "x" * 35},
        {"2.40": _reported(409, "E4002", "secret"), "2.42": _CREATED},
    ),
    _post("with a client ID of 255 characters", {"id": "${id}" + "x" * 234}, {"2.42": _CREATED}),
    _post(
        "with a client ID that is too long",
        {"id": "${id}" + "x" * 240},
        {"2.40": _reported(409, "E4001", "cid"), "2.42": _reported(409, "E4001", "clientId")},
    ),
    _post("with a name that is too long", {"name": "${id}" + "x" * 230}, {"2.40": _reported(409, "E4001", "name")}),
    _post(
        "with redirect URIs that are too long", {"uris": [_LONG_URI]}, {"2.42": _reported(409, "E4001", "redirectUris")}
    ),
    _post(
        "with scopes that are too long",
        {"scopes": ",".join(["username"] * 112)},
        {"2.42": _reported(409, "E4001", "scopes")},
    ),
    _post(
        "with an unknown grant",
        {"grants": ["contract"]},
        {
            "2.40": _CREATED,
            "2.42": _wrong_grant("contract"),
        },
    ),
    _post(
        "with the password grant",
        {"grants": ["password"]},
        {
            "2.40": _CREATED,
            "2.42": _wrong_grant("password"),
        },
    ),
    _post(
        "with a space in a redirect URI",
        {"uris": ["https://contract.example/a b"]},
        {
            "2.40": _CREATED,
            "2.42": _said("E1004", "Missing required property `Invalid redirect URI: https://contract.example/a b`"),
        },
    ),
    _post(
        "with a scheme of its own",
        {"uris": ["myapp://callback"]},
        {
            "2.40": _CREATED,
            "2.42": _said(
                "E1004",
                f"Missing required property `{_NOT_LISTED}: myapp://callback`",
            ),
        },
    ),
    _post("with the scheme that is allowed", {"uris": ["dhis2oauth://oauth"]}, {"2.40": _CREATED}),
    _post(
        "with a relative redirect URI",
        {"uris": ["callback"]},
        {"2.40": _CREATED, "2.42": _said("E1004", "Missing required property `Invalid redirect URI: callback`")},
    ),
    _post("with a fragment in a redirect URI", {"uris": ["https://contract.example/#a"]}, {"2.40": _CREATED}),
    _post("without a redirect URI", {"uris": None}, {"2.40": _CREATED}),
    _post("without a grant", {"grants": None}, {"2.40": _CREATED}),
    _post("with a client ID beyond ASCII", {"id": "$id-é"}, {"2.40": _CREATED}),
    _post(
        "with an unknown scope",
        {"scopes": "openid,ALL"},
        {"2.42": _CREATED, "2.42.7": _said("E1004", THERE), "2.43": _CREATED, "2.43.2": _said("E1004", THERE)},
    ),
    _post(
        "with one of the settings missing",
        {"clientSettings": settings(proof_key=True, consent=None)},
        {"2.42": _CREATED, "2.42.7": _said("E1004", THERE), "2.43": _CREATED, "2.43.2": _said("E1004", THERE)},
    ),
    _post(
        "with PKCE switched off",
        {"clientSettings": settings(proof_key=False)},
        {"2.42": _CREATED, "2.42.7": _said("E1004", THERE), "2.43": _CREATED, "2.43.2": _said("E1004", THERE)},
    ),
    _post(
        "with the reserved client ID",
        {"id": "system-dcr-registrar-client"},
        {"2.42": None, "2.42.5": _said("E1004", THERE), "2.43": None, "2.43.1": _said("E1004", THERE)},
    ),
    _post(
        "with a client ID that is taken",
        {},
        {"2.40": _reported(409, "E5003", "name"), "2.42": _reported(409, "E5003", "clientId")},
        stored={},
    ),
    _put("what is there", {}, {"2.40": _DONE}),
    _put("without a redirect URI", {"uris": None}, {"2.40": _DONE}),
    _put(
        "with a space in a redirect URI",
        {"uris": ["https://contract.example/a b"]},
        {
            "2.40": _DONE,
            "2.42": _said("E1004", "Missing required property `Invalid redirect URI: https://contract.example/a b`"),
        },
    ),
    _put("with an unknown grant", {"grants": ["contract"]}, {"2.40": _DONE, "2.42": _said("E1004", THERE)}),
    _put(
        "with an unknown scope",
        {"scopes": "openid,ALL"},
        {"2.42": _DONE, "2.42.7": _said("E1004", THERE), "2.43": _DONE, "2.43.2": _said("E1004", THERE)},
    ),
    _put(
        "with one of the settings missing",
        {"clientSettings": settings(proof_key=True, consent=None)},
        {"2.42": _DONE, "2.42.7": _said("E1004", _NO_CONSENT), "2.43": _DONE, "2.43.2": _said("E1004", _NO_CONSENT)},
    ),
    _put(
        "with PKCE switched off, as of a client made by an older DHIS2",
        {"clientSettings": settings(proof_key=False)},
        {"2.42": _DONE, "2.42.7": _said("E1004", _NO_PKCE), "2.43": _DONE, "2.43.2": _said("E1004", _NO_PKCE)},
    ),
    _put(
        "with PKCE switched off and no authorization code",
        {"clientSettings": settings(proof_key=False), "grants": ["refresh_token"]},
        {"2.42": _DONE},
    ),
    _put(
        "with the reserved client ID",
        {"id": "system-dcr-registrar-client"},
        {"2.42": None, "2.42.5": _said("E1004", _NOT_RENAMED), "2.43": None, "2.43.1": _said("E1004", _NOT_RENAMED)},
    ),
    _put("with a name that is too long", {"name": "${id}" + "x" * 230}, {"2.40": _reported(409, "E4001", "name")}),
    _put("with an empty name", {"name": None}, {"2.40": _reported(409, "E4000", "name"), "2.42": _DONE}),
    Case(
        name="GET a client whose settings a PUT left out",
        ask=Ask(method="GET", path=f"{_CLIENTS}/$uid", who=Who.ADMIN),
        answers={
            "2.42": Answer(
                status=200, type=JSON, json={"clientId": "$id", "clientSettings": ABSENT, "tokenSettings": ABSENT}
            )
        },
        stored={},
        changed={},
    ),
    Case(
        name="GET a client",
        ask=Ask(method="GET", path=f"{_CLIENTS}/$uid", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=200,
                type=JSON,
                json={
                    "id": THERE,
                    "cid": "$id",
                    "name": "$id",
                    "secret": "$secret",
                    "grantTypes": ["authorization_code", "refresh_token"],
                    "redirectUris": ["$uri"],
                    "displayName": "$id",
                    "created": THERE,
                    "lastUpdated": THERE,
                },
            ),
            "2.42": Answer(
                status=200,
                type=JSON,
                json={
                    "id": THERE,
                    "clientId": "$id",
                    "name": "$id",
                    "displayName": "$id",
                    "clientSecret": THERE,
                    "authorizationGrantTypes": "authorization_code,refresh_token",
                    "redirectUris": "$uri",
                    "clientSettings": THERE,
                    "tokenSettings": THERE,
                    "created": THERE,
                    "lastUpdated": THERE,
                    "createdBy": THERE,
                    "lastUpdatedBy": THERE,
                },
            ),
        },
        stored={},
    ),
    Case(
        name="GET some fields of a client",
        ask=Ask(
            method="GET", path=f"{_CLIENTS}/$uid?fields=id,name,cid,clientId,contract,lastUpdatedBy[id]", who=Who.ADMIN
        ),
        answers={
            "2.40": Answer(
                status=200, type=JSON, json={"id": THERE, "name": "$id", "cid": "$id", **_WITHOUT, "secret": ABSENT}
            ),
            "2.42": Answer(
                status=200,
                type=JSON,
                json={
                    "id": THERE,
                    "name": "$id",
                    "clientId": "$id",
                    **_WITHOUT,
                    "clientSecret": ABSENT,
                    "lastUpdatedBy.id": THERE,
                },
            ),
        },
        stored={},
    ),
    Case(
        name="GET what identifies a client",
        ask=Ask(method="GET", path=f"{_CLIENTS}/$uid?fields=:identifiable", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=200,
                type=JSON,
                json={"id": THERE, "name": "$id", "created": THERE, "lastUpdated": THERE, "redirectUris": ABSENT},
            )
        },
        stored={},
    ),
    Case(
        name="GET what is stored of a client, but for its redirect URIs",
        ask=Ask(method="GET", path=f"{_CLIENTS}/$uid?fields=:owner,!redirectUris", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=200, type=JSON, json={"secret": "$secret", "grantTypes": THERE, **_NOT_STORED, "name": "$id"}
            ),
            "2.42": Answer(
                status=200,
                type=JSON,
                json={"clientSecret": THERE, "clientSettings": THERE, "tokenSettings": THERE, **_NOT_STORED},
            ),
        },
        stored={},
    ),
    Case(
        name="a list of some fields",
        ask=Ask(method="GET", path=f"{_CLIENTS}?paging=false&fields=id,cid,clientId", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=200,
                type=JSON,
                json={"pager": ABSENT, "oAuth2Clients.0.id": THERE},
                has=('"$id"',),
                lacks=('"secret"', '"name"', '"redirectUris"', '"href"'),
            ),
            "2.42": Answer(
                status=200,
                type=JSON,
                json={"pager": ABSENT, "oAuth2Clients.0.id": THERE},
                has=('"$id"',),
                lacks=('"clientSecret"', '"name"', '"redirectUris"', '"href"'),
            ),
        },
        stored={},
    ),
    Case(
        name="a page of one client",
        ask=Ask(method="GET", path=f"{_CLIENTS}?pageSize=1&page=1", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=200,
                type=JSON,
                json={"pager.pageSize": 1, "oAuth2Clients.0.displayName": THERE, "oAuth2Clients.1": ABSENT},
            )
        },
        stored={},
    ),
    Case(
        name="the list that the settings app asks for",
        ask=Ask(method="GET", path=f"{_CLIENTS}?paging=false&fields=:all&order=displayName", who=Who.ADMIN),
        answers={
            "2.40": Answer(status=200, type=JSON, json={"oAuth2Clients": THERE}, has=('"$id"', '"href"', '"access"')),
            "2.43": Answer(status=400, type=JSON),
            "2.43.1": Answer(status=200, type=JSON, json={"oAuth2Clients": THERE}, has=('"$id"', '"href"', '"access"')),
        },
        stored={},
    ),
    Case(
        name="the check of a client ID",
        ask=Ask(method="GET", path=f"{_CLIENTS}?paging=false&fields=:all&filter=clientId:eq:$id", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=400, type=JSON, json={"message": "Unknown path property: clientId", "errorCode": "E1003"}
            ),
            "2.42": Answer(status=200, type=JSON, json={"oAuth2Clients.0.clientId": "$id", "oAuth2Clients.1": ABSENT}),
        },
        stored={},
    ),
    Case(
        name="the check of a client ID up to 2.41",
        ask=Ask(method="GET", path=f"{_CLIENTS}?paging=false&fields=:all&filter=cid:eq:$id", who=Who.ADMIN),
        answers={
            "2.40": Answer(status=200, type=JSON, json={"oAuth2Clients.0.cid": "$id", "oAuth2Clients.1": ABSENT}),
            "2.42": Answer(status=400, type=JSON, json={"message": "Unknown path property: cid", "errorCode": "E1003"}),
        },
        stored={},
    ),
    Case(
        name="the list, paged",
        ask=Ask(method="GET", path=_CLIENTS, who=Who.ADMIN),
        answers={
            "2.40": Answer(status=200, type=JSON, json={"pager.page": 1, "pager.total": THERE, "oAuth2Clients": THERE})
        },
    ),
    Case(
        name="the list for a user without the authority",
        ask=Ask(method="GET", path=_CLIENTS, who=Who.READER),
        answers={
            "2.40": Answer(status=403, type=JSON, json={"httpStatusCode": 403, "status": "ERROR"}),
            "2.42": Answer(status=200, type=JSON),
            "2.42.5": Answer(status=403, type=JSON, json={"httpStatusCode": 403, "status": "ERROR"}),
        },
    ),
    Case(
        name="POST by a user without the authority",
        ask=Ask(method="POST", path=_CLIENTS, who=Who.READER, draft={}),
        answers={"2.40": Answer(status=403, type=JSON), "2.42": None, "2.42.5": Answer(status=403, type=JSON)},
    ),
    Case(
        name="the dry run by a user without the authority",
        ask=Ask(method="POST", path="/api/schemas/oAuth2Client", who=Who.READER, draft={}),
        answers={"2.40": _DONE},
    ),
    Case(
        name="GET a client that there is not",
        ask=Ask(method="GET", path=f"{_CLIENTS}/abcdefghijk", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=404,
                type=JSON,
                json={
                    "httpStatusCode": 404,
                    "status": "ERROR",
                    "errorCode": "E1005",
                    "message": "OAuth2Client with id abcdefghijk could not be found.",
                },
            ),
            "2.42": Answer(
                status=404,
                type=JSON,
                json={
                    "httpStatusCode": 404,
                    "status": "ERROR",
                    "errorCode": "E1005",
                    "message": "Dhis2OAuth2Client with id abcdefghijk could not be found.",
                },
            ),
        },
    ),
    Case(
        name="PUT a client that there is not",
        ask=Ask(method="PUT", path=f"{_CLIENTS}/abcdefghijk?mergeMode=REPLACE", who=Who.ADMIN, draft={}),
        answers={"2.40": Answer(status=404, type=JSON, json={"httpStatusCode": 404, "status": "ERROR"})},
    ),
    Case(
        name="DELETE a client that there is not",
        ask=Ask(method="DELETE", path=f"{_CLIENTS}/abcdefghijk", who=Who.ADMIN),
        answers={"2.40": Answer(status=404, type=JSON, json={"httpStatusCode": 404, "status": "ERROR"})},
    ),
    Case(
        name="DELETE a client",
        ask=Ask(method="DELETE", path=f"{_CLIENTS}/$uid", who=Who.ADMIN),
        answers={"2.40": _DONE},
        stored={},
    ),
    Case(
        name="POST a form",
        ask=Ask(method="POST", path=_CLIENTS, who=Who.ADMIN, form={"clientId": "$id"}),
        answers={"2.40": Answer(status=415, type=JSON)},
    ),
    Case(
        name="the consents on record",
        ask=Ask(
            method="GET",
            path="/api/oAuth2AuthorizationConsents?fields=:all",
            who=Who.ADMIN,
            headers={"X-Used": "$token"},
        ),
        answers={
            "2.42": Answer(
                status=200, type=JSON, has=('"principalName"', '"registeredClientId"', '"$username"', "SCOPE_username")
            )
        },
        stored={},
        server=Server.ON,
    ),
    Case(
        name="the consents, for a user without authorities",
        ask=Ask(method="GET", path="/api/oAuth2AuthorizationConsents", who=Who.READER),
        answers={"2.42": Answer(status=403, type=JSON)},
        server=Server.ON,
    ),
    Case(
        name="the schema",
        ask=Ask(method="GET", path="/api/schemas/oAuth2Client", who=Who.ADMIN),
        answers={
            "2.40": Answer(
                status=200,
                type=JSON,
                json={
                    "singular": "oAuth2Client",
                    "plural": "oAuth2Clients",
                    "metadata": True,
                    "apiEndpoint": "$base/api/oAuth2Clients",
                    "klass": "org.hisp.dhis.security.oauth2.OAuth2Client",
                    **_owned("cid", "secret", "name", "code", "id", "lastUpdatedBy"),
                    "properties.name=grantType.collectionName": "grantTypes",
                    "properties.name=redirectUri.collectionName": "redirectUris",
                    "properties.name=cid.max": 230,
                },
            ),
            "2.42": Answer(
                status=200,
                type=JSON,
                json={
                    "singular": "oAuth2Client",
                    "plural": "oAuth2Clients",
                    "metadata": True,
                    "apiEndpoint": "$base/api/oAuth2Clients",
                    "klass": "org.hisp.dhis.security.oauth2.client.Dhis2OAuth2Client",
                    **_owned(
                        "clientId",
                        "clientSecret",
                        "name",
                        "code",
                        "id",
                        "lastUpdatedBy",
                        "createdBy",
                        "clientIdIssuedAt",
                        "clientSecretExpiresAt",
                        "scopes",
                        "clientSettings",
                        "tokenSettings",
                    ),
                    "properties.name=clientId.max": 255,
                    "properties.name=name.max": 230,
                    "properties.name=redirectUris.max": 1000,
                    "properties.name=secret": ABSENT,
                },
            ),
        },
    ),
)
