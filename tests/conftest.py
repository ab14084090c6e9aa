"""Fixtures that every kind of test shares; pytest-playwright launches the browser."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_playwright import CreateContextCallback

from automation.browser.session import BrowserOptions, launch_arguments
from automation.sandbox.server import Sandbox, running
from automation.sandbox.state import SandboxOptions
from tests.support.film_command import FilmCommand
from tests.support.in_process import InProcess
from tests.support.lean_browser import lean_browser
from tests.support.sampling import take_turns

StartSandbox = Callable[..., Sandbox]
GiveAway = Callable[[Path], None]
NOBODY = 65534


def is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before pytest deselects what is thorough."""
    take_turns(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: a test waits, for time-outs and for what starts, about as long as that."""
    cores = os.cpu_count() or 1
    return cores + cores // 2


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder for temporary files with a short name: Chromium makes a socket there, whose path has 108 characters."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that the tool itself would take, with what makes its windows cheap."""
    arguments = launch_arguments(BrowserOptions()) | browser_type_launch_args
    return {**arguments, "executable_path": lean_browser()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(15_000)
    return context


@pytest.fixture
def open_page(new_context: CreateContextCallback) -> Callable[..., Page]:
    """Open pages in contexts of their own, as Playwright's new_context is asked for, with Playwright's time-out."""
    return lambda **arguments: new_context(**arguments).new_page()


@pytest.fixture
def start_sandbox() -> Iterator[StartSandbox]:
    """Start sandboxes that end with the test."""
    with ExitStack() as stack:

        def start(version: str = "2.41.9", **options: Any) -> Sandbox:
            return stack.enter_context(running(SandboxOptions(version_text=version, **options)))

        yield start


@pytest.fixture
def film_command(request: pytest.FixtureRequest) -> Iterator[FilmCommand]:
    """A folder with a short name: the path of Chromium's socket may have 107 characters."""
    with tempfile.TemporaryDirectory(prefix="film-", ignore_cleanup_errors=True) as folder:
        yield FilmCommand(Path(folder), in_process=InProcess.of(request))


@pytest.fixture
def give_away(monkeypatch: pytest.MonkeyPatch) -> GiveAway:
    """Make a path somebody else's; who is not root, and cannot, becomes somebody else instead."""
    if os.name != "posix":
        pytest.skip("owners are POSIX's")

    def give(path: Path) -> None:
        if is_root():
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        else:
            monkeypatch.setattr("os.geteuid", lambda: NOBODY)

    return give


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the machine's own DHIS2 settings, `.env` or journal."""
    for name in [name for name in os.environ if name.startswith("DHIS2_") and name != "DHIS2_OFFICIAL_BUILDS"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    if sys.platform != "linux":
        # Other systems know no XDG_STATE_HOME.
        monkeypatch.setattr("platformdirs.user_state_path", lambda name: tmp_path / "state" / name)
    monkeypatch.chdir(tmp_path)
