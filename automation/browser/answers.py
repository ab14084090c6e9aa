"""Read HTTP answers without trusting them: a proxy may have answered in DHIS2's place."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Response

from automation.browser.api_calls import Answer
from automation.shapes import Misshapen, read

_Shape = TypeVar("_Shape")
_DOWN = "is DHIS2 starting, under maintenance or down? Try again later."
_FORBIDDEN = "DHIS2 does not answer so here; something before it does, such as a firewall. Ask whoever runs it."
_ADVICE: dict[HTTPStatus | None, str] = {
    HTTPStatus.UNAUTHORIZED: "something before DHIS2 wants people to sign in to it first.",
    HTTPStatus.FORBIDDEN: _FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: "the proxy wants people to sign in to it first.",
    HTTPStatus.TOO_MANY_REQUESTS: "too many requests came from here; wait and try again.",
}
_CODES: dict[HTTPStatus | None, str] = {
    HTTPStatus.UNAUTHORIZED: "other_sign_in",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limited",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """DHIS2's word on what became of a request (dhis2-core WebMessage.java): `OK`, `WARNING` or `ERROR`."""

    status: str = ""


def read_answer(answer: Response | Answer, shape: type[_Shape], *, asked: str) -> _Shape:
    """The JSON in an answer, in the shape of a dataclass; `asked` says what that is, in words.

    Raises:
        Misshapen: there is none of that shape, or none that can be read any more.
    """
    try:
        body = answer.body()
    except PlaywrightError:
        raise Misshapen(asked, "the browser has dropped it") from None
    return read(body, shape, asked=asked)


def status_in(answer: Response | Answer) -> str:
    """DHIS2's word on what became of a request; nothing where there is none."""
    try:
        return read_answer(answer, Status, asked="a status").status
    except Misshapen:
        return ""


def is_server_error(status: int) -> bool:
    """HTTP 5xx: DHIS2, or a proxy before it, is in trouble."""
    return status >= 500  # noqa: PLR2004 - HTTP server error


def is_error(status: int) -> bool:
    """HTTP 4xx or 5xx."""
    return status >= 400  # noqa: PLR2004 - HTTP client error


def is_redirect(status: int) -> bool:
    """HTTP 3xx."""
    return 300 <= status < 400  # noqa: PLR2004 - HTTP redirects


@dataclass(frozen=True, slots=True, kw_only=True)
class InItsStead:
    """What is said of an answer that is not DHIS2's own, or not one that it gives at that place."""

    saw: str
    hint: str
    code: str


def in_its_stead(status: int, title: str = "", leads_to: str = "") -> InItsStead:
    """An answer by its status, in the words of RFC 9110 §15; `title` is that of the page that came, if one did.

    Of the address that it leads to the query is left out, which may hold what must not be shown.
    """
    named = f"{status} {_phrase(status)}".strip()
    named += f", which leads to {re.split('[?#]', leads_to)[0]}" if leads_to else ""
    shown = f", a page called “{title.strip()[:80]}”" if title.strip() else ""
    hint = _DOWN if is_server_error(status) else _ADVICE.get(_known(status), "try again, and see the logs on the way.")
    code = "server_error" if is_server_error(status) else _CODES.get(_known(status), "unexpected_answer")
    return InItsStead(saw=f"the answer was {named}{shown}", hint=hint, code=code)


def _known(status: int) -> HTTPStatus | None:
    try:
        return HTTPStatus(status)
    except ValueError:
        return None


def _phrase(status: int) -> str:
    known = _known(status)
    return known.phrase if known else ""
