"""A command in the tests' own process does what one in a process of its own does, and leaves nothing behind there."""

import logging
import os
import signal
import sys
import tempfile
import threading
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from automation.cli import output
from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.in_process import InProcess
from tests.support.lean_browser import lean_browser

PRESETS = "automation.cli.commands.presets.presets.callback"
TAKES_NO_MORE = {PRESETS: "Mock(side_effect=OSError(28, 'no space left'))"}
# What is left of a signal that was heard. None is sent: it might reach the tests when the command is over.
IS_STOPPED = {PRESETS: "lambda **_: __import__('signal').signal(2, __import__('signal').SIG_IGN) and None"}


def traces() -> dict[str, Any]:
    """What a command may change in its process."""
    return {
        "environment": dict(os.environ),
        "folder": Path.cwd(),
        "streams": [sys.stdin, sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__],
        "signals": [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)],
        "filters": (warnings.filters[:], logging.getLogger("asyncio").filters[:]),
        "writers": output._IN_CHARGE[:],  # noqa: SLF001 - it has no public name
        "temporary": tempfile.gettempdir(),
        "locks": {path for path in Path("/proc/self/fd").glob("*") if path.resolve().suffix == ".lock"},
        "threads": {thread.name for thread in threading.enumerate() if thread.name.startswith("dhis2-oauth")},
    }


@pytest.mark.parametrize("fault", [None, Fault.SAVE_ERROR])
def test_nothing_is_left_behind(
    command: Command, start_sandbox: StartSandbox, browser: Browser, short_folder: Path, fault: Fault | None
) -> None:
    sandbox = start_sandbox(faults=frozenset({fault} if fault else ()))
    before, contexts = traces(), browser.contexts

    done = command.create(sandbox, TMPDIR=str(short_folder))

    assert done.returncode == (7 if fault else 0), done.stderr
    assert traces() == before
    assert browser.contexts == contexts


def test_it_ends_and_says_what_a_process_does(command: Command, own_process: Command) -> None:
    for words in ((), ("--version",), ("doctor", "--json"), ("verify", "x.env", "--username", "a")):
        here, there = command(*words), own_process(*words)

        assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)


def test_an_end_that_skips_all_else_ends_the_command_alone(command: Command) -> None:
    done = replace(command, patches=TAKES_NO_MORE)("presets")

    assert done.returncode == 2
    assert done.stderr.startswith("Error: writing to standard output: no space left.\n")


@pytest.mark.skipif(os.name != "posix", reason="it writes a shell script")
def test_a_browser_that_has_to_be_started_otherwise_is_started_and_ends(
    command: Command, start_sandbox: StartSandbox, tmp_path: Path, browser: Browser
) -> None:
    other, started = tmp_path / "browser", tmp_path / "started"
    other.write_text(f'#!/bin/sh\necho $$ >{started}\nexec {lean_browser()} "$@"\n')
    other.chmod(0o755)

    done = command("doctor", *command.at(start_sandbox()), "--browser-path", str(other))

    assert done.returncode == 0, done.stdout + done.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
    assert browser.is_connected()


def test_what_needs_a_driver_of_its_own_fails_here(command: Command) -> None:
    without_browser = replace(command, in_process=InProcess())

    with pytest.raises(pytest.fail.Exception, match="a process of its own"):
        without_browser("doctor", "--url", "http://127.0.0.1:9", "--username", "admin")


def test_who_asks_the_tests_to_stop_is_heard(command: Command) -> None:
    # Where the tests run in the background, their shell may have had it ignored.
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        before = traces()

        with pytest.raises(KeyboardInterrupt):
            replace(command, patches=IS_STOPPED)("presets")

        assert traces() == before
    finally:
        signal.signal(signal.SIGINT, was)
