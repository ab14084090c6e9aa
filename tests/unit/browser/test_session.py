"""Which browser is taken, how one is got, and what it is started with."""

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.browser import session
from automation.errors import ConfigError
from tests.support.platforms import make_program

NOTHING: Sequence[Sequence[str]] = ()
GOOD = [[sys.executable, "-c", ""]]
BAD = [[sys.executable, "-c", "raise SystemExit(1)"]]


def missing() -> Path:
    raise ConfigError("looking", "nothing there", code="browser_missing")


def test_a_browser_that_is_there_is_taken_without_a_word() -> None:
    told: list[str] = []

    found = session.first_that_works(lambda: Path("there"), [("a download", BAD)], told.append)

    assert (found, told) == (Path("there"), [])


def test_the_next_way_is_tried_when_one_fails() -> None:
    told: list[str] = []
    answers = iter([None, Path("installed")])

    def look() -> Path:
        return next(answers) or missing()

    found = session.first_that_works(look, [("a download", BAD), ("a package", GOOD)], told.append)

    assert found == Path("installed")
    assert [text.split(";")[0] for text in told] == ["No browser yet"] * 2


def test_when_no_way_is_left_it_says_what_was_tried() -> None:
    with pytest.raises(ConfigError) as caught:
        session.first_that_works(missing, [("a download", BAD), ("a package", GOOD)], lambda _text: None)

    assert caught.value.saw == "a download failed"
    assert caught.value.code == "browser_missing"


@pytest.mark.parametrize(("user", "asked", "kept"), [(0, True, False), (1000, True, True), (1000, False, False)])
def test_only_root_and_who_says_so_give_up_chromiums_sandbox(
    monkeypatch: pytest.MonkeyPatch, *, user: int, asked: bool, kept: bool
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user, raising=False)

    given = session.launch_arguments(session.BrowserOptions(has_sandbox=asked))

    assert given["chromium_sandbox"] is kept
    assert "--no-sandbox" not in given["args"]


@pytest.mark.parametrize(("headed", "name"), [(False, "chromium-headless-shell"), (True, "chromium")])
def test_one_without_windows_is_taken_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, headed: bool, name: str
) -> None:
    # Not in the working directory, where Windows looks first, and where none counts.
    (tmp_path / "bin").mkdir()
    for each in ("chromium", "chromium-headless-shell"):
        make_program(tmp_path / "bin", each)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    nothing_of_its_own = SimpleNamespace(chromium=SimpleNamespace(executable_path=tmp_path / "none"))

    assert session.candidates(nothing_of_its_own, headed=headed)[0].stem == name  # type: ignore[arg-type]


def test_a_folder_that_is_somebody_elses_has_no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where HOME is another user's, for example."""
    theirs, stat = tmp_path / "theirs", os.stat

    def refusing(path: Any, **options: Any) -> os.stat_result:
        if str(path).startswith(str(theirs)):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    (tmp_path / "bin").mkdir()
    installed = make_program(tmp_path / "bin", "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("os.stat", refusing)
    playwright: Any = SimpleNamespace(chromium=SimpleNamespace(executable_path=theirs / "chrome"))

    assert session.candidates(playwright)[0] == installed
    with pytest.raises(ConfigError, match="there is no such file"):
        session.candidates(playwright, theirs / "chrome")
