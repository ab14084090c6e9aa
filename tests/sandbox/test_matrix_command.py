"""`dhis2-oauth matrix`, with a suite that needs no browser."""

import os
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from automation.errors import ExitCode
from automation.testing.matrix import running
from automation.testing.matrix.cells import builds_in, cells_of
from automation.testing.matrix.results import CellRun, PytestOutcome
from automation.testing.matrix.running import Plan, run_cells
from tests.support.command import Command
from tests.support.matrices import make_build, make_suite

REPORTS = ("--junit", "reports/all.xml", "--html", "reports/all.html")


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """What names the builds and the suite."""
    return ("matrix", "--builds", str(tmp_path / "builds"), "--suite", str(make_suite(tmp_path)))


def junit(folder: Path) -> ET.Element:
    return ET.parse(folder / "reports" / "all.xml").getroot()  # noqa: S314 - our own


def messages(root: ET.Element, tag: str) -> list[str]:
    return [each.get("message", "") for each in root.iter(tag)]


def test_one_that_crashes_and_one_that_fails_harm_no_other(command: Command, words: tuple[str, ...], tmp_path: Path
                                                           ) -> None:  # fmt: skip
    make_build(tmp_path / "builds", "v36", delete_fr_fails="the label is gone", edit="is skipped")
    make_build(tmp_path / "builds", "v40", edit_fr="is killed")

    ended = command(*words, *REPORTS)

    assert ended.returncode == ExitCode.NEW_FAILURES, ended.stderr
    root = junit(command.folder)
    assert {suite.get("name"): (suite.get("tests"), suite.get("failures")) for suite in root} == {
        "DHIS2 v36 (2.36) en": ("3", "0"),
        "DHIS2 v36 (2.36) fr": ("3", "1"),
        "DHIS2 v40 (2.40) en": ("3", "0"),
        "DHIS2 v40 (2.40) fr": ("2", "1"),
    }
    assert messages(root, "failure") == [
        "the label is gone", "ended by signal 9 in test_scenario[edit]",
    ]  # fmt: skip
    assert "  ✗ v36 (2.36) fr, delete: the label is gone\n" in ended.stdout
    assert ended.stdout.endswith("\n2 new failures, in 2 of 4 cells.\n")
    assert "✗ v36 (2.36) fr: 1✓ 1✗ 1-" in ended.stderr
    assert "✓ v36 (2.36) en: 2✓ 1-" in ended.stderr
    page = (command.folder / "reports" / "all.html").read_text("utf-8")
    assert 'href="../dhis2-matrix/v36-fr/delete/trace.zip"' in page


def test_a_cell_runs_nothing_that_lies_in_the_folder(
    own_process: Command, words: tuple[str, ...], tmp_path: Path
) -> None:
    make_build(tmp_path / "builds", "v36")
    sprung = tmp_path / "sprung"
    for name in ("conftest", "sitecustomize", "pytest", "pytest_playwright"):
        (own_process.folder / f"{name}.py").write_text(f"open({str(sprung)!r}, 'a').write({name!r} + ' ')\n")
    (own_process.folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    own_process.program = ("-P", *own_process.program)

    ended = own_process(*words, "--language", "en")

    assert not sprung.exists(), sprung.read_text()
    assert (ended.returncode, "✓ v36 (2.36) en: 3✓" in ended.stderr) == (0, True), ended.stderr


def test_a_cell_that_cannot_begin_has_not_passed(command: Command, words: tuple[str, ...], tmp_path: Path) -> None:
    make_build(tmp_path / "builds", "v36")
    (tmp_path / "suite" / "conftest.py").write_text("import os\nos._exit(1)\n")

    ended = command(*words, "--language", "en")

    assert ended.returncode == ExitCode.NEW_FAILURES, ended.stderr
    assert "pytest could not begin (its exit code is 1)" in ended.stdout


def test_ctrl_c_ends_the_children_and_writes_what_is_known(command: Command, words: tuple[str, ...], tmp_path: Path
                                                           ) -> None:  # fmt: skip
    make_build(tmp_path / "builds", "v36")
    hanging = make_build(tmp_path / "builds", "v37", edit="hangs") / "hanging.pid"
    make_build(tmp_path / "builds", "v40")

    arguments = (*words, "--language", "fr", "--jobs", "1", *REPORTS)
    ended = command.interrupted(arguments, when=hanging.is_file)

    assert ended.returncode == ExitCode.INTERRUPTED, ended.stderr
    root = junit(command.folder)
    assert [suite.get("failures") for suite in root] == ["0", "0", "0"]
    assert [len(suite.findall("testcase")) for suite in root] == [3, 2, 1]
    assert messages(root, "skipped") == ["interrupted in test_scenario[edit]", "not run"]
    assert ended.stdout.endswith("\nInterrupted, 1 cell not run. Nothing new failed.\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(hanging.read_text()), 0)


class Silent:
    def started(self, cell: object) -> None: ...
    def counted(self, cell: object, results: object) -> None: ...
    def ended(self, run: CellRun) -> None: ...


@pytest.mark.parametrize("grace", [15.0, 0.0], ids=["it cleans up", "by force"])
def test_a_cell_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grace: float) -> None:
    processes: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            processes.append(self)

    monkeypatch.setattr(running, "_GRACE", grace)
    monkeypatch.setattr(subprocess, "Popen", Kept)
    make_build(tmp_path / "builds", "v36", create="hangs")
    plan = Plan(folder=tmp_path / "cells", environment=dict(os.environ), jobs=1, limit=5, suite=make_suite(tmp_path))

    (run,), is_interrupted = run_cells(cells_of(builds_in(tmp_path / "builds"), ["en"]), plan, Silent())

    assert not is_interrupted
    assert [each.outcome for each in run.results] == [PytestOutcome.FAILED]
    assert run.results[0].words.startswith("not done within 5 s")
    assert processes[0].returncode is not None
    with pytest.raises(ProcessLookupError):
        os.killpg(processes[0].pid, 0)
