"""The browser that the tool would take, started with less, because the tests open hundreds of windows."""

import atexit
import os
import shlex
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from automation.browser.session import find_or_install

_SCRIPT = Path(__file__).with_suffix(".sh")
_NAME = "LEAN_BROWSER_OF"


@cache
def lean_browser() -> Path:
    """A script that starts it; it has the browser's path in it, because browsers get few environment variables."""
    if os.name != "posix":
        return _usual()
    folder = Path(tempfile.mkdtemp(prefix="lean-browser-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    script = folder / "browser"
    script.write_text(
        _SCRIPT.read_text(encoding="utf-8").replace(
            _NAME,
            shlex.quote(str(_usual())),
        ),
        encoding="utf-8",
    )
    script.chmod(0o755)
    folder.chmod(0o755)
    return script


@cache
def windowless_browser() -> Path:
    """A script that starts the same without a window, also where one is asked for: test machines have no display."""
    if os.name != "posix":
        return _usual()
    script = lean_browser().with_name("windowless")
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(lean_browser()))} "$@" --headless\n', encoding="utf-8")
    script.chmod(0o755)
    return script


def lean_environment() -> dict[str, str]:
    """The environment of tests whose commands use it."""
    return {_NAME: str(_usual())}


def is_lean() -> bool:
    """Whether this test has that environment; one that needs no browser has not."""
    return _NAME in os.environ


@cache
def _usual() -> Path:
    """Run it in a thread of its own: in the one where pytest-playwright has started Playwright, no other can start."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(find_or_install, print).result()
