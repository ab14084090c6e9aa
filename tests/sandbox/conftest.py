"""The commands that these tests run, and what they find in their environment."""

from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.in_process import InProcess, SharedBrowser
from tests.support.lean_browser import lean_environment


@pytest.fixture(autouse=True)
def _lean_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in lean_environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def command(tmp_path: Path, request: pytest.FixtureRequest) -> InProcess:
    """The command as most tests run it: in this process, in a folder where nothing else is."""
    folder = tmp_path / "work"
    folder.mkdir()
    return InProcess(folder, shared=SharedBrowser.of(request))


@pytest.fixture
def own_process(tmp_path: Path) -> Command:
    """The command for tests of its process, in the same folder as `command`."""
    folder = tmp_path / "work"
    folder.mkdir(exist_ok=True)
    return Command(folder)
