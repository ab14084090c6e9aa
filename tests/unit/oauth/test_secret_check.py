"""What a refusal at the token endpoint says of the secret; the answers are those of real servers."""

import pytest
from requests import Response

from automation.clients.relying_party import RelyingParty
from automation.clients.server_kind import Endpoints
from automation.oauth.answers import Refused, interpret
from automation.oauth.client import OAuthClient
from automation.oauth.secret_check import SecretState, check_secret, secret_answer_of
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

PAGE = "<!doctype html><html><body><h1>HTTP Status {}</h1><p>{}</p></body></html>"
BASIC = 'Basic realm="oauth2/client"'
ANSWERS = {
    "2.41 right": (400, '{"error":"invalid_grant","error_description":"Invalid authorization code: x"}', "",
                   SecretState.TAKEN),
    "2.41 right, grant not ticked": (
        401, '{"error":"invalid_client","error_description":"Unauthorized grant type: authorization_code"}',
        'Bearer realm="oauth2", error="invalid_client"', SecretState.TAKEN,
    ),
    "2.41 wrong": (401, PAGE.format(401, "Bad credentials"), BASIC, SecretState.REFUSED),
    "2.41 no client": (500, PAGE.format(500, "Invalid client_id"), "", SecretState.REFUSED),
    "2.41 down": (500, PAGE.format(500, "Internal Server Error"), "", SecretState.UNKNOWN),
    "2.42 right": (400, '{"error":"invalid_grant"}', "", SecretState.TAKEN),
    "2.42 wrong": (401, '{"error":"invalid_client"}', "", SecretState.REFUSED),
    "2.42 odd client ID": (400, '{"error":"invalid_request"}', "", SecretState.UNKNOWN),
    "2.42 server off": (404, PAGE.format(404, "Not Found"), "", SecretState.UNKNOWN),
    "2.42 server off, taken for a user": (
        401, '{"httpStatus":"Unauthorized","httpStatusCode":401,"message":"Unauthorized"}', "", SecretState.UNKNOWN,
    ),
    "something before DHIS2 that wants a password": (401, PAGE.format(401, "no"), 'Basic realm="proxy"',
                                                     SecretState.UNKNOWN),
    "something before DHIS2 that is down": (502, PAGE.format(502, "Bad Gateway"), "", SecretState.UNKNOWN),
    "sent to sign in": (302, "", "", SecretState.UNKNOWN),
}  # fmt: skip


def answer(status: int, body: str, challenge: str) -> Response:
    made = Response()
    made.status_code = status
    made._content = body.encode()  # noqa: SLF001 - requests offers no other way
    made.headers["Content-Type"] = "application/json" if body.startswith("{") else "text/html"
    if challenge:
        made.headers["WWW-Authenticate"] = challenge
    return made


@pytest.mark.parametrize("name", ANSWERS)
def test_it_is_told_whether_the_code_or_the_client_was_refused(name: str) -> None:
    status, body, challenge, state = ANSWERS[name]
    with pytest.raises(Refused) as caught:
        interpret(answer(status, body, challenge), Redactor())

    assert secret_answer_of(caught.value).state is state


def test_no_answer_is_no_knowledge() -> None:
    assert secret_answer_of(Refused("no answer", "it was refused")).saw == "no answer: it was refused"
    assert secret_answer_of(Refused("no answer")).state is SecretState.UNKNOWN


def test_a_secret_goes_over_plain_http_only_where_that_is_allowed() -> None:
    endpoints = Endpoints(
        authorize="http://d.invalid/a", token="http://d.invalid/oauth2/token", profile="http://d.invalid/m"
    )
    client = OAuthClient(client_id="x", client_secret=Secret("5ecret"), endpoints=endpoints, party=RelyingParty(),
                         redactor=Redactor())  # fmt: skip

    assert "is plain http; --allow-http asks all the same" in check_secret(client, "").saw
