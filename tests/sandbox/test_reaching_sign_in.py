"""Getting to the sign-in page by way of redirects, and stopping where a password must not be typed."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest
import trustme
from playwright.sync_api import Browser, Page

from automation.account import Account, Instance
from automation.browser import api_calls
from automation.errors import SignInRefused
from automation.flows.sign_in import ensure_signed_in
from automation.narrator import Silent
from automation.network.transport import Transport
from automation.sandbox.server import Sandbox, running
from automation.sandbox.state import SandboxOptions
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from tests.scenarios.sign_in_pages import account
from tests.scenarios.signing_in import SIGN_IN_POSTS
from tests.support.redirecting import redirecting

# This machine by another name than those that are known to be it.
ELSEWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there
VERSIONS = ["2.40.11", "2.42.5"]


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(ignore_https_errors=True, service_workers="block") as context:
        api_calls.set_connection(context, api_calls.Connection(transport=Transport(insecure=True)))
        context.set_default_timeout(15_000)
        yield context.new_page()


@dataclass
class Way:
    """From an address to a sandbox."""

    page: Page
    stack: ExitStack
    tls: ssl.SSLContext

    def to_dhis2(self, version: str = "2.42.5", *, secure: bool = False) -> Sandbox:
        options = SandboxOptions(version_text=version, context_path="/dhis", users=account())
        return self.stack.enter_context(running(options, tls=self.tls if secure else None))

    def leading(self, to: str, *, secure: bool = False) -> str:
        return self.stack.enter_context(redirecting(f"{to}/", tls=self.tls if secure else None)).url

    def enter(self, url: str, *, allow_http: bool = False) -> Instance:
        ann = Account(username="ann", password=Secret("right"))
        instance = Instance(base_url=url, account=ann, allow_http=allow_http)
        return ensure_signed_in(self.page, instance, Silent(), Redactor())

    def refused(self, url: str, sandbox: Sandbox, *, allow_http: bool = False) -> SignInRefused:
        with pytest.raises(SignInRefused) as caught:
            self.enter(url, allow_http=allow_http)
        assert caught.value.code == "unsafe_sign_in"
        assert "the password was not typed" in caught.value.hint
        assert not any(asked in SIGN_IN_POSTS for asked in sandbox.state.requests)
        assert self.page.locator('input[type="password"]').evaluate_all("fields => fields.map(f => f.value)") in (
            [],
            [""],
        )
        return caught.value


@pytest.fixture
def way(page: Page, tls: ssl.SSLContext) -> Iterator[Way]:
    with ExitStack() as stack:
        yield Way(page, stack, tls)


def named(sandbox: Sandbox, host: str) -> Sandbox:
    """The same sandbox by another of this machine's names."""
    return replace(sandbox, url=sandbox.url.replace("127.0.0.1", host))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_root_leads_to_the_context_path(way: Way, version: str) -> None:
    sandbox = way.to_dhis2(version)

    instance = way.enter(way.leading(sandbox.url))

    assert instance.base_url == sandbox.url
    assert "ann" in sandbox.state.sessions.values()


@pytest.mark.parametrize("version", VERSIONS)
def test_http_leads_to_https_on_the_same_host(way: Way, version: str) -> None:
    sandbox = way.to_dhis2(version, secure=True)

    instance = way.enter(way.leading(sandbox.url))

    assert instance.base_url == sandbox.url
    assert "ann" in sandbox.state.sessions.values()


def test_another_host_is_vouched_for_by_https_on_both_sides(way: Way) -> None:
    sandbox = named(way.to_dhis2(secure=True), "localhost")

    instance = way.enter(way.leading(sandbox.url, secure=True))

    assert instance.base_url == sandbox.url
    assert "ann" in sandbox.state.sessions.values()


def test_another_host_is_refused_when_http_leads_there(way: Way) -> None:
    sandbox = named(way.to_dhis2(secure=True), "localhost")

    error = way.refused(way.leading(sandbox.url), sandbox, allow_http=True)

    assert error.saw == f"it leads to another host ({sandbox.url})"
    assert f"say --url {sandbox.url}" in error.hint


def test_another_host_is_refused_over_plain_http(way: Way) -> None:
    sandbox = named(way.to_dhis2(), "localhost")

    assert "another host" in way.refused(way.leading(sandbox.url), sandbox).saw


@pytest.mark.parametrize("allow_http", [False, True])
def test_https_that_leads_to_plain_http_is_refused_whatever_is_allowed(way: Way, allow_http: bool) -> None:  # noqa: FBT001 - as pytest calls it
    sandbox = named(way.to_dhis2(), ELSEWHERE)

    error = way.refused(way.leading(sandbox.url, secure=True), sandbox, allow_http=allow_http)

    assert error.saw == f"it leads from https to plain http ({sandbox.url})"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.thorough
def test_plain_http_to_anything_but_this_machine_must_be_allowed(way: Way, version: str) -> None:
    sandbox = named(way.to_dhis2(version), ELSEWHERE)

    error = way.refused(sandbox.url, sandbox)

    assert error.saw == f"{sandbox.url} is plain http"
    assert "--allow-http" in error.hint
    way.enter(sandbox.url, allow_http=True)
    assert "ann" in sandbox.state.sessions.values()


def test_somebody_elses_session_does_not_open_the_door(way: Way) -> None:
    sandbox = way.to_dhis2()
    sandbox.state.sessions["another"] = "bob"
    way.page.context.add_cookies([{"name": "JSESSIONID", "value": "another", "url": sandbox.url}])

    way.enter(sandbox.url)

    assert sorted(sandbox.state.sessions.values()) == ["ann", "bob"]
