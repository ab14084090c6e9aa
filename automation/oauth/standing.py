"""Whether DHIS2 takes a client's secret: asked with a code that cannot be valid, so that nothing else is needed."""

from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from automation.clients.relying_party import AuthMethod
from automation.network.transport import is_local
from automation.oauth.answers import NO_CLIENT, NOT_TICKED, Refused
from automation.oauth.client import OAuthClient


class Standing(StrEnum):
    """What DHIS2 makes of a client ID and its secret."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """A standing, and what was seen."""

    standing: Standing
    saw: str


def ask(client: OAuthClient, redirect_uri: str, *, allow_http: bool = False) -> Answer:
    """What the token endpoint says of this secret; nobody signs in, and no token is issued.

    From 2.42 on the secret goes in the form first: where the OAuth2 server is off, a header with it would be taken
    for somebody's password, and count as a failed sign-in of a user of that name.
    """
    place = urlsplit(client.endpoints.token)
    if place.scheme != "https" and not is_local(place.hostname or "") and not allow_http:
        return Answer(Standing.UNKNOWN, f"{client.endpoints.token} is plain http; --allow-http asks all the same")
    if not client.endpoints.is_authorization_server:
        return _asked(client, redirect_uri)
    answer = _asked(client.speaking(replace(client.party, auth_method=AuthMethod.POST)), redirect_uri)
    # An OAuth2 server it is, then; whether the client may send its secret in the form is another question.
    return _asked(client, redirect_uri) if answer.standing is Standing.REFUSED else answer


def _asked(client: OAuthClient, redirect_uri: str) -> Answer:
    try:
        client.try_code("not-a-code", redirect_uri)
    except Refused as refusal:
        return judged(refusal)
    return Answer(Standing.UNKNOWN, "a code that was made up got a token")


def judged(refusal: Refused) -> Answer:
    """What a refusal says of the secret: was it the code that was refused, or the client?"""
    if refusal.error in {"invalid_grant", "unauthorized_client"} or refusal.description.startswith(NOT_TICKED):
        return Answer(Standing.TAKEN, f"DHIS2 refused nothing but the code ({refusal.error})")
    if refusal.error == "invalid_client" or refusal.challenges_client or NO_CLIENT in refusal.description:
        return Answer(Standing.REFUSED, f"DHIS2 answered {refusal}")
    return Answer(Standing.UNKNOWN, f"DHIS2 answered {refusal}" if refusal.status else str(refusal))
