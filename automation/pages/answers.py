"""What came back over HTTP, read without trusting it: proxies answer with pages of their own."""

from dataclasses import dataclass
from typing import TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Response

from automation.asking import Answer
from automation.shapes import Misshapen, read

_Shape = TypeVar("_Shape")


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
