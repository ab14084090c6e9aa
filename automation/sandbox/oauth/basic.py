"""HTTP Basic at the token endpoint, as each of upstream's servers reads it."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError

from automation.sandbox.oauth.models import RegisteredClient

FindClient = Callable[[str], RegisteredClient | None]
BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def plain_basic(find: FindClient, request: Any) -> RegisteredClient | None:
    """Up to 2.41: UTF-8, cut at the first colon, nothing decoded (Spring Security 5.8 BasicAuthenticationConverter)."""
    pair = pair_of(request.headers)
    return _checked(find, *pair) if pair else None


def encoded_basic(find: FindClient, request: Any) -> RegisteredClient | None:
    """From 2.42: both halves are form-decoded (Spring Authorization Server ClientSecretBasicAuthenticationConverter).

    Raises:
        InvalidRequestError: a half is missing or badly encoded.
    """
    pair = pair_of(request.headers)
    if pair is None:
        return None
    if not all(pair) or any(BROKEN_ESCAPE.search(half) for half in pair):
        raise InvalidRequestError
    return _checked(find, *(unquote_plus(half) for half in pair))


def pair_of(headers: Any) -> tuple[str, str] | None:
    """What stands before and after the first colon, if there is one to be read."""
    kind, _, token = headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (client_id, secret) if colon else None


def _checked(find: FindClient, client_id: str, secret: str) -> RegisteredClient | None:
    client = find(client_id)
    if client is None:
        raise InvalidClientError(status_code=401)
    return client if client.check_client_secret(secret) else None
