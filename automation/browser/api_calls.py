"""Calls of DHIS2's API with the browser's session, and what of that session must not be shown.

Playwright's own calls end in time too, but unpack an answer of any size.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from automation.network.transport import Transport
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

# Shorter cookies are settings, like `true` or `en`; in those that begin so it is remembered where one came from.
_SHORTEST, _PLACES = 8, ("/", "http:", "https:")
_CSRF = {"XSRF-TOKEN", "CSRF-TOKEN"}
_FIELDS = 'input[name="_csrf"], input[type="hidden"][name="state"]'


class NoAnswer(PlaywrightError):
    """No whole answer came; the message says why, and quotes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How the pages of a context reach DHIS2, and who hides what must not be shown of it."""

    transport: Transport = field(default_factory=Transport)
    redactor: Redactor = field(default_factory=Redactor)


_CONNECTIONS: WeakKeyDictionary[BrowserContext, Connection] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer; the names of its headers are in lower case, `url` is where it came from in the end."""

    status: int
    url: str
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """HTTP 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP success

    def body(self) -> bytes:
        """The content, as Playwright's answers have it."""
        return self.content


def connection_of(page: Page) -> Connection:
    """The connection of the page's context."""
    return _CONNECTIONS.get(page.context) or Connection()


def set_connection(context: BrowserContext, connection: Connection) -> None:
    """Remember how a context and its pages reach DHIS2."""
    _CONNECTIONS[context] = connection


def new_page(context: BrowserContext, connection: Connection) -> Page:
    """A context's first page, of whose session nothing is shown."""
    set_connection(context, connection)
    page = context.new_page()
    hide_new_cookies(page)
    return page


def ask(
    page: Page,
    url: str,
    *,
    method: str = "GET",
    body: Any = None,
    headers: Mapping[str, str] = {},
    follow: bool = False,
    as_nobody: bool = False,
) -> Answer:
    """Call DHIS2 with the session of the page's context; to where it redirects only if that is wanted.

    `as_nobody` leaves the session out, where a call goes another way than the browser's own.
    A question is asked once more where the answer says the same address, with https or with a slash at its end.

    Raises:
        NoAnswer: no whole answer came within the time-out, or it is too large.
        PlaywrightError: the browser is gone.
    """
    from requests import Session  # noqa: PLC0415 - slow to load

    from automation.network.http import NO_ANSWER, mount, why  # noqa: PLC0415 - slow to load

    connection = connection_of(page)
    known = [] if as_nobody else page.context.cookies(url)
    cookies = "; ".join(f"{each.get('name')}={each.get('value')}" for each in known)
    given = {"Accept": "*/*", **({"Cookie": cookies} if cookies else {}), **headers}
    if body is not None:
        given["Content-Type"] = "application/json"
    try:
        with Session() as session:
            mount(session, connection.transport)
            data = None if body is None else json.dumps(body).encode()
            answer = session.request(method, url, headers=given, data=data, allow_redirects=follow)
    except NO_ANSWER as error:
        raise NoAnswer(why(error)) from None
    for one in (*answer.history, answer):
        for value in one.cookies.values():
            _hide(value, connection.redactor)
    names = {name.lower(): value for name, value in answer.headers.items()}
    meant = names.get("location", "")
    if method == "GET" and not follow and _is_the_same(url, meant):
        return ask(page, meant, headers=headers, as_nobody=as_nobody)
    return Answer(status=answer.status_code, url=answer.url, headers=names, content=answer.content)


def _is_the_same(asked: str, leads_to: str) -> bool:
    """Whether a redirect leads to what was asked for, spelled as the server wants it."""
    one, other = urlsplit(asked), urlsplit(leads_to)
    is_upgrade = (
        (one.scheme, other.scheme) == ("http", "https") and one.port in {None, 80} and other.port in {None, 443}
    )
    same_place = one.hostname == other.hostname and (one[:2] == other[:2] or is_upgrade)
    # One slash, once: a server that adds another each time is not asked for ever.
    with_slash = one.path if one.path.endswith("/") else f"{one.path}/"
    same_path = other.path in {one.path, with_slash} and one.query == other.query
    return same_place and same_path and one[:4] != other[:4]


def hide_session(page: Page) -> None:
    """Keep the cookies that the page's context has now out of sight."""
    redactor = connection_of(page).redactor
    for cookie in page.context.cookies():
        if cookie.get("httpOnly") or cookie.get("name") in _CSRF:
            _hide(str(cookie.get("value", "")), redactor)


def hide_form(page: Page) -> None:
    """Keep out of sight what a form proves with that it is DHIS2's own, before it is sent."""
    redactor, fields = connection_of(page).redactor, page.locator(_FIELDS)
    # Most pages have none, and to look is ten times cheaper than the first script in a page.
    if not fields.count():
        return
    for value in fields.evaluate_all("fields => fields.map((field) => field.value)"):
        _hide(str(value), redactor)


def hide_new_cookies(page: Page) -> None:
    """Keep each cookie that an answer to the page sets out of sight, also one that lives for a moment only."""
    redactor = connection_of(page).redactor
    # Only Chromium has such sessions; where a test runs in another browser, `hide_session` has to do.
    with suppress(PlaywrightError):
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceivedExtraInfo", lambda event: _hide_set(event.get("headers", {}), redactor))
        session.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})


def _hide_set(headers: Mapping[str, str], redactor: Redactor) -> None:
    for name, lines in headers.items():
        for line in lines.split("\n") if name.lower() == "set-cookie" else ():
            _hide_line(line, redactor)


def _hide_line(line: str, redactor: Redactor) -> None:
    """One Set-Cookie line (RFC 6265 §5.2), which a server may write as it likes."""
    pair, *attributes = line.split(";")
    name, _, value = pair.partition("=")
    if name.strip() in _CSRF or any(each.strip().lower() == "httponly" for each in attributes):
        _hide(value.strip().strip('"'), redactor)


def _hide(value: str, redactor: Redactor) -> None:
    if len(value) >= _SHORTEST and not unquote(value).startswith(_PLACES):
        redactor.register(Secret(value))
