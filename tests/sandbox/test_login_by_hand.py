"""A person signs in by hand; here at an identity provider that lets them through without asking."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from automation.account import Account, Instance
from automation.errors import SignInRefused
from automation.flows.sign_in import sign_in_by_hand
from automation.sandbox.faults import Fault
from automation.sandbox.state import User
from automation.secrets.sessions import Session, cookies_of
from tests.conftest import StartSandbox
from tests.scenarios.sign_in_pages import account
from tests.scenarios.signing_in import SIGN_IN_POSTS
from tests.support.harness import Person, journal_in
from tests.support.redirecting import redirecting
from tests.support.sampling import cases

VERSIONS = ["2.36.13", "2.40.11", "2.41.9", "2.42.5", "2.43.1"]
SSO_ONLY = frozenset({Fault.SSO_ONLY})


@dataclass
class Visitor(Person):
    """Whoever has only a kept session."""

    def instance(self) -> Instance:
        return Instance(base_url=self.sandbox.url, account=Account(username="ann", password=None))


def at(url: str, username: str = "") -> Instance:
    return Instance(base_url=url, account=Account(username=username, password=None))


@pytest.mark.parametrize("version", cases(VERSIONS, always=["2.36.13", "2.41.9", "2.43.1"]))
def test_the_kept_session_does_the_whole_job_where_only_a_provider_signs_in(
    page: Page, browser: Browser, start_sandbox: StartSandbox, tmp_path: Path, version: str
) -> None:
    sandbox = start_sandbox(version, faults=SSO_ONLY, provider_knows="ann", users=account())

    instance = sign_in_by_hand(page, at(sandbox.url), wait=30)
    cookies = cookies_of(instance.base_url, [dict(cookie) for cookie in page.context.cookies()])
    session = Session(asked_url=sandbox.url, base_url=instance.base_url, username=instance.username, cookies=cookies)
    state: Any = session.as_browser_state()

    with browser.new_context(service_workers="block", storage_state=state) as context:
        person = Visitor(context.new_page(), sandbox, journal_in(tmp_path))
        done = person.provision()
    assert done.verdict is not None
    assert done.verdict.is_good, done.verdict.failures
    assert instance.username == "ann"
    assert not any(asked in SIGN_IN_POSTS for asked in sandbox.state.requests)


def test_who_is_named_must_be_the_one_who_signs_in(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(
        faults=SSO_ONLY, provider_knows="ann", users=(*account(), User(username="bob", password="right"))
    )

    assert sign_in_by_hand(page, at(sandbox.url, "ann"), wait=30).username == "ann"
    with pytest.raises(SignInRefused) as caught:
        sign_in_by_hand(page, at(sandbox.url, "bob"), wait=30)

    assert (caught.value.code, caught.value.saw) == ("other_user", "ann signed in, not bob")


def test_nobody_comes(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(users=account())

    with pytest.raises(SignInRefused) as caught:
        sign_in_by_hand(page, at(sandbox.url), wait=1)

    assert (caught.value.code, caught.value.saw) == ("nobody_signed_in", "nobody did within 1 s")


@pytest.mark.parametrize("close", [lambda page: page.close(), lambda page: page.context.close()], ids=["tab", "window"])
def test_the_browser_is_closed(page: Page, start_sandbox: StartSandbox, close: Callable[[Page], None]) -> None:
    sandbox = start_sandbox("2.40.11", users=account())
    page.on("load", close)

    with pytest.raises(SignInRefused) as caught:
        sign_in_by_hand(page, at(sandbox.url), wait=30)

    assert (caught.value.code, caught.value.saw) == ("nobody_signed_in", "the browser was closed")


@pytest.mark.in_turn("version")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_root_that_leads_to_the_context_path_is_followed(
    page: Page, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version, faults=SSO_ONLY, provider_knows="ann", users=account(), context_path="/dhis")

    with redirecting(f"{sandbox.url}/") as front:
        instance = sign_in_by_hand(page, at(front.url), wait=30)

    assert instance == at(sandbox.url, "ann")


def test_another_host_is_not_asked_who_is_in(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(faults=SSO_ONLY, provider_knows="ann", users=account())
    elsewhere = sandbox.url.replace("127.0.0.1", "localhost")

    with redirecting(f"{elsewhere}/") as front, pytest.raises(SignInRefused) as caught:
        sign_in_by_hand(page, at(front.url), wait=1)

    assert caught.value.code == "nobody_signed_in"
