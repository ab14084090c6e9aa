"""The commands that these tests run, and what they find in their environment."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.in_process import InProcess
from tests.support.lean_browser import lean_environment


@pytest.fixture(autouse=True)
def _lean_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in lean_environment().items():
        monkeypatch.setenv(name, value)


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
