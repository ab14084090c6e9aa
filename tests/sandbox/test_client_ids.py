"""Client IDs of every kind, at the token endpoints of both generations of servers."""

import base64

import bcrypt
import pytest
import requests

from automation.clients.relying_party import AuthMethod, RelyingParty
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.dialects.ui import DialectName, by_name
from automation.errors import SecretUnusable
from automation.oauth.answers import Refused
from automation.oauth.client import OAuthClient, basic_credentials
from automation.sandbox.server import Sandbox
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from tests.conftest import StartSandbox

LEGACY, CURRENT = "2.41.9", "2.43.1"
SECRET = "pa+ss %41wörd:🔑"
IDS = ["a+b&c=d%20#y", "plain"]
BEYOND_ASCII = ["Ünö", "سجل", "🌍"]
CALLBACK = "https://app.example.org/callback"


def client_of(sandbox: Sandbox, client_id: str) -> OAuthClient:
    """A stored client of that ID, and somebody who speaks for it."""
    is_new = sandbox.state.options.behaviour.is_authorization_server
    if is_new:
        sandbox.state.seed_client(
            clientId=client_id, clientSecret=bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(10)).decode(),
            clientAuthenticationMethods="client_secret_basic", authorizationGrantTypes="authorization_code",
            redirectUris=CALLBACK,
        )  # fmt: skip
    else:
        sandbox.state.seed_client(
            name=client_id, cid=client_id, secret=SECRET, grantTypes=["authorization_code"], redirectUris=[CALLBACK]
        )
    dialect = by_name(DialectName.AUTHSERVER if is_new else DialectName.MODAL)
    return OAuthClient(
        client_id=client_id,
        client_secret=Secret(SECRET),
        endpoints=dialect.server_kind.endpoints(sandbox.url),
        party=RelyingParty(),
        redactor=Redactor(),
    )


def answer_to(client: OAuthClient) -> str:
    """The token endpoint's error for a code that cannot be valid."""
    with pytest.raises(Refused) as caught:
        client.try_code("not-a-code", CALLBACK)
    return caught.value.error


@pytest.mark.parametrize(
    ("version", "client_id", "refused"),
    [(LEGACY, client_id, "HTTP 401") for client_id in IDS + BEYOND_ASCII]
    + [(CURRENT, client_id, "invalid_client") for client_id in IDS],
)
def test_the_server_knows_the_client_again(
    start_sandbox: StartSandbox, version: str, client_id: str, refused: str
) -> None:
    client = client_of(start_sandbox(version), client_id)

    # The code is refused only once the credentials are taken.
    assert answer_to(client) == "invalid_grant"
    assert answer_to(client.with_secret(Secret("wrong"))) == refused


@pytest.mark.parametrize("client_id", BEYOND_ASCII)
@pytest.mark.parametrize("method", AuthMethod)
def test_a_client_id_beyond_ascii_works_in_no_way_from_2_42_on(
    start_sandbox: StartSandbox, client_id: str, method: AuthMethod
) -> None:
    client = client_of(start_sandbox(CURRENT), client_id)

    assert answer_to(client.speaking(RelyingParty(auth_method=method))) == "invalid_request"


def test_a_colon_in_a_client_id_works_from_2_42_on(start_sandbox: StartSandbox) -> None:
    assert answer_to(client_of(start_sandbox(CURRENT), "a:b")) == "invalid_grant"


def test_a_colon_in_a_client_id_is_said_to_be_hopeless_up_to_2_41(start_sandbox: StartSandbox) -> None:
    with pytest.raises(SecretUnusable) as caught:
        client_of(start_sandbox(LEGACY), "a:b").try_code("not-a-code", CALLBACK)

    assert caught.value.code == "colon_in_client_id"


@pytest.mark.parametrize(("version", "other", "status"), [(LEGACY, CURRENT, 500), (CURRENT, LEGACY, 401)])
def test_the_other_generations_encoding_is_not_understood(
    start_sandbox: StartSandbox, version: str, other: str, status: int
) -> None:
    client = client_of(start_sandbox(version), "a+b&c=d%20#y")
    header = basic_credentials(
        client.client_id, client.client_secret, AUTHORIZATION_SERVER if other == CURRENT else SPRING_SECURITY_OAUTH
    )

    answer = requests.post(
        client.endpoints.token, data={"grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK},
        headers={"Authorization": header}, timeout=10,
    )  # fmt: skip

    # Either knows no client of that ID.
    assert answer.status_code == status


def test_a_broken_escape_is_an_invalid_request_from_2_42_on(start_sandbox: StartSandbox) -> None:
    client = client_of(start_sandbox(CURRENT), "x")
    header = "Basic " + base64.b64encode(b"x:100%").decode()

    answer = requests.post(
        client.endpoints.token, data={"grant_type": "authorization_code", "code": "x"},
        headers={"Authorization": header}, timeout=10,
    )  # fmt: skip

    assert answer.json()["error"] == "invalid_request"
