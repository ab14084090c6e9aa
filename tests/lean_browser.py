"""The browser that the tool itself would take, started with less: the tests open hundreds of windows."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from automation.browser import find_or_install

_SCRIPT = Path(__file__).with_suffix(".sh")
_NAME = "LEAN_BROWSER_OF"


def lean_browser() -> Path:
    """Where it is; it works in `lean_environment` only."""
    return _SCRIPT if os.name == "posix" else _usual()


def lean_environment() -> dict[str, str]:
    return {_NAME: str(_usual())}


def is_lean() -> bool:
    """Whether this test has that environment; one that needs no browser has not."""
    return _NAME in os.environ


@cache
def _usual() -> Path:
    """In a thread of its own: in one where pytest-playwright has started Playwright, nobody else can."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(find_or_install, print).result()
