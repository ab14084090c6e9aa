"""`dhis2-oauth matrix`."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from automation.cli.folder import make_folder
from automation.cli.group import command, formerly, under
from automation.cli.interruption import undisturbed
from automation.cli.matrix_text import lines
from automation.cli.matrix_watch import watching
from automation.cli.options import TELLING, takes
from automation.cli.output import output
from automation.cli.parameter_types import OutputPath, Seconds
from automation.cli.render import Report
from automation.errors import AutomationError, ConfigError, ExtraMissing, Interrupted, NewFailures, StaleKnown
from automation.secrets.child_environment import Purpose, environment
from automation.testing.matrix import wording
from automation.testing.matrix.cells import Cell, builds_in, cells_of, select
from automation.testing.matrix.html import to_html
from automation.testing.matrix.junit import to_junit
from automation.testing.matrix.known_failures import read_known_failures
from automation.testing.matrix.results import Mark, Matrix, judge, useless
from automation.testing.matrix.running import Plan, run_cells
from automation.testing.plugin.starting import SUITE, suite_at

_MARKER = ".made-by-dhis2-oauth-matrix"
_NEEDED = ("pytest", "pytest_playwright", "pytest_reportlog", "jinja2", "PIL", "flask")
_FILE = click.Path(dir_okay=False, path_type=Path)
_WRITTEN = OutputPath(dir_okay=False, path_type=Path)


class _Words(click.ParamType[tuple[str, ...]]):
    """Words with commas between them."""

    name = "words"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else tuple(filter(None, (word.strip() for word in value.split(","))))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixOptions:
    """All that `matrix` is told; `time_limit` in seconds."""

    builds: Path
    versions: tuple[str, ...]
    languages: tuple[str, ...]
    suite: str
    only_list: bool
    jobs: int | None
    time_limit: float
    junit: Path | None
    html: Path | None
    known: Path | None
    strict_known: bool
    artefacts: Path
    pytest_arguments: tuple[str, ...]


@command(example="dhis2-oauth matrix --builds builds --versions v36,v40,master --language en,fr --html matrix.html")
@under(
    "What is tested",
    click.option("--builds", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
                 help="Folder with a subfolder for each compiled System Settings app, named after its ref."),
    click.option("--versions", type=_Words(), default=(), metavar="LIST", show_default="all that are there",
                 help="Builds by folder, server version or line, with commas: v36,2.41.4,master."),
    click.option("--language", "languages", type=_Words(), default=("en", "fr"), metavar="LIST", show_default="en,fr",
                 help="Languages of the UI, with commas."),
    formerly("--locales", now="--language", name="languages", type=_Words()),
    click.option("--suite", default=SUITE, show_default=True, metavar="TESTS",
                 help="The tests to run: a folder, a file or an installed module."),
    click.option("--list", "only_list", is_flag=True, help="Print the cells and run none."),
    click.option("--jobs", type=click.IntRange(1), metavar="N", show_default="one for each core",
                 help="Cells that run at the same time."),
    click.option("--time-limit", type=Seconds(min=1), default=1800, show_default=True, metavar="SECONDS",
                 help="Longest time for one cell."),
)  # fmt: skip
@under(
    TELLING,
    click.option("--junit", type=_WRITTEN, metavar="FILE", help="Write one JUnit file of all cells there."),
    click.option("--html", type=_WRITTEN, metavar="FILE", help="Write the report there: one file, no other needed."),
    click.option("--known", type=_FILE, metavar="FILE", help="TOML file of failures that are known."),
    click.option("--strict-known", is_flag=True, help="Fail where an entry of that file is of no use any more."),
    click.option("--artefacts", type=OutputPath(file_okay=False, path_type=Path), default=Path("dhis2-matrix"),
                 metavar="DIR", show_default=True, help="What the cells leave goes there; made anew."),
)  # fmt: skip
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
@takes(MatrixOptions)
def matrix(given: MatrixOptions) -> Report:
    """Run the suite against many builds in many languages.

    Each build of System Settings in each language is a cell, with a stand-in DHIS2 and a browser of its own.

    What stands after -- goes to the pytest of every cell: -- -k create.
    """
    cells = cells_of(select(builds_in(given.builds.resolve()), given.versions), given.languages)
    known = read_known_failures(given.known)
    if given.only_list:
        listed = [str(cell) for cell in cells]
        return Report(lines=listed, document={"cells": listed})
    found = _run(cells, _plan(given), known)
    with undisturbed():
        written = list(_write(found, given))
    return Report(lines=lines(found, written), error=_error(found, written, is_strict=given.strict_known))


def _plan(given: MatrixOptions) -> Plan:
    """Everything that can be refused is refused before the first cell.

    Raises:
        ConfigError: an extra is not installed, or something cannot be written.
    """
    missing = [name for name in _NEEDED if not find_spec(name)]
    if missing:
        raise ExtraMissing("preparing the matrix", missing[0], extra="test,sandbox")
    make_folder(given.artefacts, _MARKER, hint="name another with --artefacts.")
    for file in filter(None, (given.junit, given.html)):
        _writable(file)
    return Plan(
        folder=given.artefacts.resolve(), environment=environment(Purpose.TESTS), jobs=_jobs(given.jobs),
        limit=given.time_limit, suite=suite_at(given.suite), more=given.pytest_arguments,
    )  # fmt: skip


def _jobs(asked: int | None) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if asked and asked > cores:
        output().say(
            f"! --jobs {asked}: there are {cores} cores, and more browsers than that only wait for one another"
        )
    return min(asked or cores, cores)


def _run(cells: list[Cell], plan: Plan, known: list[Any]) -> Matrix:
    begun = time.monotonic()
    with watching(cells, known) as watcher:
        runs, is_interrupted = run_cells(cells, plan, watcher)
    judged = judge(cells, runs, known)
    return Matrix(cells=judged, jobs=plan.jobs, seconds=time.monotonic() - begun, is_interrupted=is_interrupted,
                  useless=tuple(useless(judged, known)))  # fmt: skip


def _write(found: Matrix, given: MatrixOptions) -> Iterable[Path]:
    made = f"Made by dhis2-oauth {version('dhis2-oauth')}, {datetime.now(UTC):%d %B %Y, %H:%M} UTC."
    if given.junit:
        yield _written(given.junit, to_junit(found))
    if given.html:
        page = to_html(found, beside=given.html.resolve().parent, made=made)
        yield _written(given.html, page.encode("utf-8"))


def _written(file: Path, content: bytes) -> Path:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise _not_writable(file, error) from None
    return file


def _writable(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab"):
            pass
    except OSError as error:
        raise _not_writable(file, error) from None


def _not_writable(file: Path, error: OSError) -> ConfigError:
    return ConfigError(f"writing {file}", error.strerror or str(error), hint="name another file.",
                       code="output_not_writable")  # fmt: skip


def _error(found: Matrix, written: list[Path], *, is_strict: bool) -> AutomationError | None:
    did, says = "running the matrix", wording.verdict(found).rstrip(".")
    if found.is_interrupted:
        return Interrupted(did, says[0].lower() + says[1:])
    if found.counts[Mark.NEW]:
        where = f"{written[-1]} has each with what is to be seen" if written else "--html FILE shows each"
        return NewFailures(did, says, hint=f"{where}; what is to stay goes into the file for --known.")
    if is_strict and found.useless:
        saw = f"{wording.count(len(found.useless), 'known failure')} no more"
        return StaleKnown(did, saw, hint="take them out of the file for --known.")
    return None
