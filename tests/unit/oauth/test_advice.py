"""What is advised follows from what was seen, and from nothing else."""

import pytest

from automation.clients.client import GrantType
from automation.clients.relying_party import RelyingParty
from automation.oauth.advice import advice_for, advice_for_profile, refusal_text, why_refused
from automation.oauth.answers import Refused, ServerError

PLAIN = RelyingParty()
BEARER = "invalid_token: An error occurred while attempting to decode the Jwt"


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("Invalid mapping claim", "oidc.provider.dhis2.mapping_claim"),
        ("Found no matching DHIS2 user for the mapping claim: 'email' with the value: 'a@b.c'", "OpenID"),
        ("Invalid issuer", "server.base.url"),
        (BEARER, "DHIS2's log"),
    ],
)
def test_a_token_that_names_nobody_is_told_with_its_cure(words: str, advice: str) -> None:
    assert advice in advice_for_profile(Refused("HTTP 401", f"invalid_token: {words}", 401))


@pytest.mark.parametrize(
    ("error", "is_about_it"),
    [
        (Refused("invalid_client", status=401), True),
        (Refused("HTTP 401", status=401, challenge='Basic realm="oauth2/client"'), True),
        (Refused("HTTP 500", "Invalid client_id", status=500), True),
        (Refused("invalid_client", "Unauthorized grant type: password", 401), False),
        (Refused("HTTP 401", status=401, challenge='Basic realm="proxy"'), False),
        (Refused("HTTP 401", status=401), False),
        (Refused("HTTP 403", status=403), False),
        (Refused("invalid_grant", status=400), False),
    ],
)
def test_only_an_oauth2_server_says_something_of_a_secret(error: Refused, *, is_about_it: bool) -> None:
    assert error.is_about_client is is_about_it
    assert ("secret" in advice_for(error, PLAIN)) is is_about_it


def test_a_refused_password_is_not_blamed_on_the_redirect_uri() -> None:
    refused = Refused("invalid_grant", "Bad credentials", 400)

    assert "DHIS2_PASSWORD" in advice_for(refused, PLAIN, GrantType.PASSWORD)
    assert "DHIS2_PASSWORD" not in advice_for(refused, PLAIN, GrantType.REFRESH_TOKEN)


def test_pkce_is_named_only_where_it_was_not_used() -> None:
    refused = Refused("invalid_request", status=400)

    assert "PKCE" in advice_for(refused, PLAIN)
    assert "PKCE" not in advice_for(refused, RelyingParty(pkce=True))


@pytest.mark.parametrize(
    ("refused", "saw"),
    [
        (ServerError(400, "client_id"), "DHIS2 does not take the client ID (400)"),
        (ServerError(400, "redirect_uri"), "DHIS2 does not take the redirect URI (400)"),
        (ServerError(400), "DHIS2 showed an error page (400)"),
        (ServerError(404), "there is no authorize endpoint (404)"),
        (ServerError(429), "the answer was an error page (429)"),
        (None, "no redirect came"),
    ],
)
def test_an_authorize_page_is_told_as_far_as_it_says_something(refused: ServerError | None, saw: str) -> None:
    assert why_refused(refused)[0] == saw


def test_what_is_not_dhis2s_is_not_called_so() -> None:
    assert refusal_text(Refused("invalid_grant", status=400)) == "DHIS2 answered invalid_grant"
    assert refusal_text(Refused("HTTP 429", "Too Many Requests", 429)) == "the answer was HTTP 429: Too Many Requests"
