"""The browser is closed, crashes or cannot start: one sentence, and nobody waits."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.browser.loss import browser_process
from automation.browser.session import BrowserGone, BrowserOptions, fresh_page, open_page
from automation.errors import ConfigError, Unreachable
from tests.support.own_thread import in_own_thread


def end(process: int | None) -> None:
    assert process
    os.kill(process, signal.SIGKILL)


def use(action: Callable[[Page], object]) -> None:
    with open_page(BrowserOptions(timeout=20)) as page:
        action(page)


def lose_the_browser(page: Page) -> None:
    browser = page.context.browser
    assert browser
    end(browser_process(browser))
    page.wait_for_function("false")


def blame_dhis2_for_it(page: Page) -> None:
    with pytest.raises(PlaywrightError):
        lose_the_browser(page)
    raise Unreachable("opening https://dhis2.example.org", "no sign-in form appeared")


def blame_dhis2(_page: Page) -> None:
    raise Unreachable("opening https://dhis2.example.org", "no sign-in form appeared")


def interrupt(page: Page) -> None:
    with pytest.raises(PlaywrightError):
        lose_the_browser(page)
    raise KeyboardInterrupt


@in_own_thread
def test_a_killed_browser_is_gone() -> None:
    with pytest.raises(BrowserGone) as caught:
        use(lose_the_browser)

    assert (caught.value.code, caught.value.saw) == ("browser_gone", "the browser was closed or crashed")


@in_own_thread
def test_a_killed_browser_is_gone_also_where_a_page_blames_dhis2() -> None:
    with pytest.raises(BrowserGone):
        use(blame_dhis2_for_it)


@in_own_thread
def test_what_a_page_says_of_a_living_browser_is_left_alone() -> None:
    with pytest.raises(Unreachable):
        use(blame_dhis2)


@in_own_thread
def test_an_interruption_is_left_alone() -> None:
    with pytest.raises(KeyboardInterrupt):
        use(interrupt)


def test_a_killed_driver_is_one_sentence_and_no_noise() -> None:
    """In a process of its own, because the noise comes when Python ends."""
    script = """
        import automation.browser.session as browser, automation.browser.driver as driver, os, signal
        from automation.browser.loss import driver_process
        driver.driver_process = lambda manager: found.append(driver_process(manager))
        found = []
        try:
            with browser.open_page(browser.BrowserOptions()) as page:
                os.kill(found[0], signal.SIGKILL)
                page.wait_for_function("false")
        except browser.BrowserGone as error:
            print(error.code)
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False, timeout=120
    )

    assert (done.stdout, done.stderr) == ("browser_gone\n", "")


@in_own_thread
def test_a_page_can_begin_where_another_ended() -> None:
    options = BrowserOptions(viewport=(640, 480))
    cookie = {"name": "a", "value": "b", "domain": "dhis2.example.org", "path": "/", "expires": -1,
              "httpOnly": False, "secure": False, "sameSite": "Lax"}  # fmt: skip

    with open_page(options, state={"cookies": [cookie], "origins": []}) as page:
        assert [one["name"] for one in page.context.cookies()] == ["a"]
        assert page.viewport_size == {"width": 640, "height": 480}
        with fresh_page(page, options) as fresh:
            assert fresh.context.cookies() == []
        with fresh_page(page, options, state=dict(page.context.storage_state())) as fresh:
            assert [one["name"] for one in fresh.context.cookies()] == ["a"]


@in_own_thread
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_headed_without_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ConfigError) as caught, open_page(BrowserOptions(headed=True)):
        pass

    assert caught.value.code == "no_display"
    assert "Missing X server" not in caught.value.message
