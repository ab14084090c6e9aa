"""Fixtures that every kind of test shares; pytest-playwright launches the browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright
from pytest_playwright import CreateContextCallback

from automation.browser import BrowserOptions, find, launch_arguments
from automation.sandbox.server import Sandbox, running
from automation.sandbox.state import SandboxOptions

StartSandbox = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """The browser that the tool itself would take."""
    arguments = launch_arguments(BrowserOptions()) | browser_type_launch_args
    return {**arguments, "executable_path": find(playwright)}


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


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the machine's own DHIS2 settings, `.env` or journal."""
    import os  # noqa: PLC0415 - nobody but this fixture and config.py looks at the environment

    for name in [name for name in os.environ if name.startswith("DHIS2_") and name != "DHIS2_OFFICIAL_BUILDS"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
