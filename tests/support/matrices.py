"""Builds, cells and results made up for tests of the matrix."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from automation.testing.matrix.cells import Build, Cell
from automation.testing.matrix.known_failures import KnownFailure
from automation.testing.matrix.results import CellRun, Matrix, PytestOutcome, Result, judge, useless

SUITE = Path(__file__).with_name("matrix_suite.py")


def cell(ref: str = "v40", version: str = "2.40", locale: str = "en") -> Cell:
    return Cell(Build(ref, version, Path("builds") / ref), locale)


def passed(scenario: str, *quirks: str) -> Result:
    return Result(scenario=scenario, outcome=PytestOutcome.PASSED, quirks=quirks)


def failed(scenario: str, words: str = "the label is gone", detail: str = "") -> Result:
    return Result(scenario=scenario, outcome=PytestOutcome.FAILED, words=words, detail=detail)


def matrix(
    runs: Mapping[Cell, tuple[Result, ...] | None], *known: KnownFailure, folder: Path = Path("cells")
) -> Matrix:
    """A matrix of these results; a cell without any was not run."""
    started = [
        CellRun(cell=it, folder=folder / it.key, results=results, seconds=61.2)
        for it, results in runs.items()
        if results is not None
    ]
    judged = judge(list(runs), started, known)
    return Matrix(cells=judged, jobs=2, seconds=75.0, useless=tuple(useless(judged, known)))


def make_build(root: Path, ref: str, **befalls: str) -> Path:
    """A folder that passes for a build; `delete_fr_fails="words"` and the like say what befalls the suite there."""
    folder = root / ref
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "befalls.json").write_text(json.dumps({name.replace("_", " "): what for name, what in befalls.items()}))
    return folder


def make_suite(root: Path) -> Path:
    """The suite without a browser, where pytest finds it."""
    folder = root / "suite"
    folder.mkdir()
    shutil.copy(SUITE, folder / "test_build.py")
    return folder
