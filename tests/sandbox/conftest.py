"""The commands that these tests run, and what they find in their environment."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from tests.support.command import Command
from tests.support.in_process import InProcess
from tests.support.lean_browser import lean_environment

_signing_key = cache(RSAKey.generate_key)


@pytest.fixture(autouse=True)
def _lean_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in lean_environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def _weakest_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As weak as DHIS2 allows: here nobody guesses, and each costs four times less."""
    monkeypatch.setattr("automation.flows.complete.COST", 10)


@pytest.fixture(autouse=True)
def _one_signing_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sandboxes sign with the same key: making one takes longer than starting the rest of a sandbox."""
    monkeypatch.setattr(RSAKey, "generate_key", _signing_key)


@pytest.fixture
def own_process(tmp_path: Path) -> Command:
    """The command in a folder where nothing else is, and each time in a process of its own."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Command(folder)


@pytest.fixture
def command(own_process: Command, request: pytest.FixtureRequest) -> Command:
    """The command as most tests run it: in the same folder, but in the process and the browser of the tests."""
    return replace(own_process, in_process=InProcess.of(request))
