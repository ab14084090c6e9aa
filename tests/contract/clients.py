"""Clients as bodies of requests: one draft, in the words of each version."""

import json
from typing import Any

from automation.versions import Dhis2Version
from tests.contract.model import HASH, REDIRECT_URI, SECRET, Draft

_AUTHSERVER = Dhis2Version(42)
_LEGACY_NAMES = {"id": "cid", "grants": "grantTypes", "uris": "redirectUris"}
_NAMES = {"id": "clientId", "secret": "clientSecret", "grants": "authorizationGrantTypes", "uris": "redirectUris"}
_DRAFT: dict[str, Any] = {
    "id": "$id", "name": "$id", "grants": ["authorization_code", "refresh_token"], "uris": [REDIRECT_URI],
}  # fmt: skip


def scopes_of(version: Dhis2Version) -> str:
    """The scopes that a client asks for so that `/api` takes its token; none up to 2.41."""
    return "openid username" if version >= _AUTHSERVER else ""


def settings(*, is_typed: bool = True, consent: bool | None = True, proof_key: bool) -> str:
    """The client settings as 2.42 and later store them; untyped, they cannot be read again."""
    whole: dict[str, Any] = {"@class": "java.util.HashMap"} if is_typed else {}
    whole["settings.client.require-proof-key"] = proof_key
    if consent is not None:
        whole["settings.client.require-authorization-consent"] = consent
    return json.dumps(whole)


def drafted(draft: Draft, version: Dhis2Version) -> dict[str, Any]:
    """A client with what the draft says of it; what is None in the draft is left out.

    `id`, `grants` and `uris` are called otherwise in each generation; all else is named as DHIS2 names it.
    """
    is_authserver = version >= _AUTHSERVER
    usual = {**_DRAFT, "secret": HASH if is_authserver else SECRET}
    if is_authserver:
        usual |= {
            "clientAuthenticationMethods": "client_secret_basic,client_secret_post",
            "scopes": scopes_of(version).replace(" ", ","),
        }
    names = _NAMES if is_authserver else _LEGACY_NAMES
    whole = {**usual, **draft}
    return {names.get(key, key): _joined(value, is_authserver) for key, value in whole.items() if value is not None}


def _joined(value: Any, is_authserver: bool) -> Any:  # noqa: FBT001 - what the version has
    return ",".join(value) if is_authserver and isinstance(value, list) else value
