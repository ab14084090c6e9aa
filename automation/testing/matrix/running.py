"""Run each cell in a process of its own, with its own Playwright.

Playwright's sync API lives in one thread, a build may crash or hang a browser, and one cell must not end the others. A
process can be ended from outside, with all that it has started; threads only wait for it.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Protocol

from automation.testing.matrix.cells import REPORT_LOG, Cell
from automation.testing.matrix.reading import ReportLog, plain
from automation.testing.matrix.results import CellRun, PytestOutcome, Result
from automation.testing.plugin.starting import BEGUN, STOPPED

OUTPUT = "output.txt"
# The scenario under which it is reported that a cell did not come to its end.
CELL_ENDS = "the-cell-ends"
_LOOK = 0.5
_GRACE = 15.0
_LAST_WORDS = 25
# pytest's exit codes for "none was to be run", "all passed" and "some failed"; the others mean that not all were tried.
_TRIED_ALL = {0, BEGUN, BEGUN + 1}
_NO_TEST = 5


class StopReason(Enum):
    """Why a cell was ended by us."""

    TOO_LONG = "too long"
    INTERRUPTED = "interrupted"


class Watcher(Protocol):
    """Somebody who is told how the cells are doing, from several threads at once."""

    def started(self, cell: Cell) -> None:
        """The cell's process has started."""

    def counted(self, cell: Cell, results: Sequence[Result]) -> None:
        """So much is known of a cell that is running."""

    def ended(self, run: CellRun) -> None:
        """The cell is over, one way or another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the cells are run.

    `environment` is the whole of each process's, `limit` in seconds ends one that hangs, `more` is for pytest.
    """

    folder: Path
    environment: Mapping[str, str]
    jobs: int
    limit: float
    suite: Path
    more: Sequence[str] = ()


def run_cells(cells: Iterable[Cell], plan: Plan, watcher: Watcher) -> tuple[list[CellRun], bool]:
    """Run them all, `plan.jobs` at a time; what came of those that were started, and whether we were interrupted."""
    stop = threading.Event()
    with ThreadPoolExecutor(plan.jobs, thread_name_prefix="cell") as pool:
        futures = [pool.submit(_run_or_say_why, cell, plan, watcher, stop) for cell in cells]
        try:
            wait(futures)
        except KeyboardInterrupt:
            stop.set()
            wait(futures)
    runs = [future.result() for future in futures]
    return [run for run in runs if run], stop.is_set()


def _run_or_say_why(cell: Cell, plan: Plan, watcher: Watcher, stop: threading.Event) -> CellRun | None:
    try:
        return _run(cell, plan, watcher, stop)
    except OSError as error:
        result = Result(scenario=CELL_ENDS, outcome=PytestOutcome.FAILED, words=str(error))
        return CellRun(cell=cell, folder=plan.folder / cell.key, results=(result,), seconds=0.0)


def _run(cell: Cell, plan: Plan, watcher: Watcher, stop: threading.Event) -> CellRun | None:
    if stop.is_set():
        return None
    folder = plan.folder / cell.key
    folder.mkdir(parents=True)
    begun = time.monotonic()
    log = ReportLog(folder / REPORT_LOG)
    with (folder / OUTPUT).open("wb") as output:
        process = _started(cell, folder, plan, output)
        watcher.started(cell)
        ending = _attend(process, log, begun + plan.limit, stop, lambda: watcher.counted(cell, log.results))
    log.read_on()
    results = (*log.results, *_on_the_ending(ending, log, folder / OUTPUT, plan))
    run = CellRun(cell=cell, folder=folder, results=results, seconds=time.monotonic() - begun)
    watcher.ended(run)
    return run


def _started(cell: Cell, folder: Path, plan: Plan, output: BinaryIO) -> "subprocess.Popen[bytes]":
    # In a session of its own: Ctrl-C reaches us alone, and what hangs can be ended with all its children.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and words
        cell.command(folder, plan.suite, plan.more), env=plan.environment, stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def _attend(process: "subprocess.Popen[bytes]", log: ReportLog, deadline: float, stop: threading.Event,
            tell: Callable[[], None]) -> "int | StopReason":  # fmt: skip
    """Wait for the process to end, or end it; its exit code, or why it was ended."""
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_LOOK)
        if log.read_on():
            tell()
        cut = StopReason.INTERRUPTED if stop.is_set() else StopReason.TOO_LONG if time.monotonic() > deadline else None
        if cut:
            _end(process)
            return cut


def _end(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C would, so that the suite cleans up; if that does not help, by force."""
    if not hasattr(os, "killpg"):
        process.kill()
        process.wait()
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _on_the_ending(ending: "int | StopReason", log: ReportLog, output: Path, plan: Plan) -> list[Result]:
    """One more result where the cell did not come to its end."""
    if ending in _TRIED_ALL:
        return []
    at = f" in {log.running}" if log.running else ""
    if ending is StopReason.INTERRUPTED:
        return [Result(scenario=CELL_ENDS, outcome=PytestOutcome.SKIPPED, words=f"interrupted{at}")]
    words = f"not done within {plan.limit:g} s" if ending is StopReason.TOO_LONG else _exit_words(int(ending))
    return [Result(scenario=CELL_ENDS, outcome=PytestOutcome.FAILED, words=words + at, detail=_last_words(output))]


def _exit_words(code: int) -> str:
    if code < 0:
        return f"ended by signal {-code}"
    if code == _NO_TEST:
        return "there was no test"
    if code < BEGUN:
        return f"pytest could not begin (its exit code is {code})"
    return f"pytest ended with exit code {code - BEGUN if code < STOPPED else code}"


def _last_words(output: Path) -> str:
    return plain("\n".join(output.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_WORDS:]))
