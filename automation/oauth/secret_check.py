"""Ask the token endpoint whether it takes a client's secret; a code that cannot be valid is enough for that.

The endpoint compares the secret before it looks at the code. So `invalid_grant` says that the secret is right, and
nobody has to sign in for that.
"""

from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from automation.clients.relying_party import AuthMethod
from automation.clients.server_kind import SPRING_SECURITY_OAUTH
from automation.network.transport import is_local
from automation.oauth.answers import NOT_TICKED, Refused
from automation.oauth.client import OAuthClient


class SecretState(StrEnum):
    """What DHIS2 makes of a client ID and its secret."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class SecretAnswer(NamedTuple):
    """What DHIS2 makes of the secret, and what was seen."""

    state: SecretState
    saw: str


def check_secret(client: OAuthClient, redirect_uri: str, *, allow_http: bool = False) -> SecretAnswer:
    """What the token endpoint says of this secret; nobody signs in, and no token is issued.

    From 2.42 on the secret goes in the form first: where the OAuth2 server is off, a header with it would be taken
    for somebody's password, and count as a failed sign-in of a user of that name.
    """
    place = urlsplit(client.endpoints.token)
    if place.scheme != "https" and not is_local(place.hostname or "") and not allow_http:
        return SecretAnswer(
            SecretState.UNKNOWN, f"{client.endpoints.token} is plain http; --allow-http asks all the same"
        )
    if client.endpoints.server_kind is SPRING_SECURITY_OAUTH:
        return _asked(client, redirect_uri)
    answer = _asked(client.speaking(replace(client.party, auth_method=AuthMethod.POST)), redirect_uri)
    # An OAuth2 server it is, then; whether the client may send its secret in the form is another question.
    return _asked(client, redirect_uri) if answer.state is SecretState.REFUSED else answer


def _asked(client: OAuthClient, redirect_uri: str) -> SecretAnswer:
    try:
        client.try_code("not-a-code", redirect_uri)
    except Refused as refusal:
        return secret_answer_of(refusal)
    return SecretAnswer(SecretState.UNKNOWN, "a code that was made up got a token")


def secret_answer_of(refusal: Refused) -> SecretAnswer:
    """What a refusal says of the secret: was it the code that was refused, or the client?"""
    if refusal.error in {"invalid_grant", "unauthorized_client"} or refusal.description.startswith(NOT_TICKED):
        return SecretAnswer(SecretState.TAKEN, f"DHIS2 refused nothing but the code ({refusal.error})")
    if refusal.is_about_client:
        return SecretAnswer(SecretState.REFUSED, f"DHIS2 answered {refusal}")
    return SecretAnswer(SecretState.UNKNOWN, f"DHIS2 answered {refusal}" if refusal.status else str(refusal))
