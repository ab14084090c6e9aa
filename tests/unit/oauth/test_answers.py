"""What a token endpoint and `/api/me` answer is a token, a profile, or a refusal: nothing else comes of it."""

from io import BytesIO
from typing import Any

import pytest
from requests import Response

from automation.oauth.answers import Refused, interpret, read_profile, text_at
from automation.secrets.redact import MASK, Redactor
from tests.support.odd_answers import ANYWHERE, STILL_TOKENS, TOKENS


def answer(body: bytes, status: int = 200, kind: str = "application/json") -> Response:
    said = Response()
    said.status_code, said.headers["content-type"] = status, kind
    said.raw = BytesIO(body)
    return said


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize("body", [*ANYWHERE, *TOKENS], ids=lambda body: repr(body[:50]))
def test_what_is_no_token_is_a_refusal(body: bytes, status: int) -> None:
    with pytest.raises(Refused) as caught:
        interpret(answer(body, status), Redactor())

    assert caught.value.status == status
    assert str(caught.value)


@pytest.mark.parametrize("body", STILL_TOKENS, ids=lambda body: repr(body[:80]))
def test_what_is_odd_about_a_token_and_not_needed_does_not_matter(body: bytes) -> None:
    said = interpret(answer(body), Redactor()).json()

    assert said == {"access_token": "abcdef", "token_type": "Bearer", "refresh_token": None}


@pytest.mark.parametrize("body", [body for body in ANYWHERE if body != b"{}" and b"message" not in body and
                                  not body.startswith(b'{"a": 9')], ids=lambda body: repr(body[:50]))  # fmt: skip
def test_what_is_no_profile_is_a_refusal(body: bytes) -> None:
    with pytest.raises(Refused, match="not a profile"):
        read_profile(answer(body), Redactor())


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"error": "invalid_grant", "error_description": "no"}', 400, "invalid_grant: no"),
        (b'{"error": "Not Found", "status": 404, "path": "/x"}', 404, "Not Found"),
        (b'{"httpStatus": "Unauthorized", "status": "ERROR", "message": "no"}', 401, "HTTP 401: no"),
        (b'{"error": 5}', 400, "HTTP 400: not an OAuth 2.0 error: expected str | null, got int at $.error"),
        (b'{"token_type": "bearer"}', 200, "no token: not a token: object missing required field access_token"),
        (b'{"access_token": "a b\\u0007", "token_type": "bearer"}', 200,
         "no token: not a token: expected a str of another form at $.access_token"),
        (b'{"access_token": "a", "token_type": "mac"}', 200,
         "no token: its type is not Bearer, and no other can be used"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_came(body: bytes, status: int, said: str) -> None:
    with pytest.raises(Refused) as caught:
        interpret(answer(body, status), Redactor())

    assert str(caught.value) == said


def test_a_page_in_place_of_an_answer_is_a_refusal() -> None:
    with pytest.raises(Refused, match=r"^HTTP 200: the answer is not JSON$"):
        interpret(answer(b"<html>", kind="text/html"), Redactor())


@pytest.mark.parametrize("status", [200, 400])
def test_what_an_answer_hands_out_is_hidden_even_if_it_is_refused(status: int) -> None:
    redactor = Redactor()
    body = b'{"access_token": "acc3ss", "refresh_token": "r3fresh", "id_token": "1d-token", "token_type": "mac"}'

    with pytest.raises(Refused):
        interpret(answer(body, status), redactor)

    assert redactor("acc3ss r3fresh 1d-token") == f"{MASK} {MASK} {MASK}"


@pytest.mark.parametrize(
    ("profile", "found"),
    [({"a": {"b": "x"}}, "x"), ({"a": "x"}, None), ({"a": {"b": 5}}, None), ({"a": [1]}, None), ({}, None)],
)
def test_a_path_in_a_profile_leads_to_a_text_or_nowhere(profile: dict[str, Any], found: str | None) -> None:
    assert text_at("a.b", profile) == found
