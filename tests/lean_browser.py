"""The browser that the tool itself would take, started with less: most tests start many, or open many windows."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from automation.browser import find_or_install

_SCRIPT = Path(__file__).with_suffix(".sh")


@cache
def lean_browser() -> Path:
    """Where it is; what it needs of the environment is in `lean_environment`."""
    return _SCRIPT if os.name == "posix" else _usual()


def lean_environment() -> dict[str, str]:
    return {"LEAN_BROWSER_OF": str(_usual())}


@cache
def _usual() -> Path:
    """In a thread of its own: in one where pytest-playwright has started Playwright, nobody else can."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(find_or_install, print).result()
