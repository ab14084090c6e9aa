"""What is loaded while the browser starts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import MagicMock

import pytest

from automation.browser import install, session
from automation.browser.options import BrowserOptions
from automation.errors import ConfigError


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A driver and a browser that start only while something is loaded beside them: until then nothing goes on."""
    is_loading = threading.Event()

    @contextmanager
    def driver(_options: object) -> Iterator[tuple[MagicMock, None]]:
        assert is_loading.wait(60)
        yield MagicMock(), None

    monkeypatch.setattr(session, "driver", driver)
    monkeypatch.setattr(session, "browser_process", lambda _browser: None)
    monkeypatch.setattr(install, "launched", lambda *_: MagicMock())
    return is_loading


def test_it_is_loaded_beside_the_start_and_has_ended_when_there_is_a_page(loading: threading.Event) -> None:
    ended: list[threading.Thread] = []

    def load() -> None:
        loading.set()
        ended.append(threading.current_thread())

    with session.open_page(BrowserOptions(), meanwhile=load):
        assert ended != [threading.main_thread()]
        assert not ended[0].is_alive()


def test_what_cannot_be_loaded_ends_no_start(loading: threading.Event) -> None:
    def load() -> None:
        loading.set()
        raise ImportError

    with session.open_page(BrowserOptions(), meanwhile=load) as page:
        assert page


def test_a_browser_that_does_not_start_is_told_of(loading: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = MagicMock(side_effect=ConfigError("starting a browser", "none starts"))
    monkeypatch.setattr(install, "launched", broken)

    with pytest.raises(ConfigError), session.open_page(BrowserOptions(), meanwhile=loading.set):
        pass
