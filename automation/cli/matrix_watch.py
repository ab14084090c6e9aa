"""The cells while they run: a live table in a terminal, one line a cell when piped."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from automation.cli.matrix_text import in_short
from automation.cli.output import ignore_broken_pipe, output
from automation.testing.matrix import wording
from automation.testing.matrix.cells import Cell
from automation.testing.matrix.known_failures import KnownFailure
from automation.testing.matrix.results import CellRun, JudgedCell, Mark, Result, judge
from automation.testing.matrix.running import Watcher

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_NOWHERE = Path()
_STYLES = {Mark.NEW: "bold red", Mark.KNOWN: "yellow", Mark.MENDED: "magenta"}


@contextmanager
def watching(cells: Sequence[Cell], known: Sequence[KnownFailure]) -> Iterator[Watcher]:
    """The watcher for this stderr."""
    if not output().is_terminal:
        yield _Plain(known)
        return
    from rich.live import Live  # noqa: PLC0415 - slow to load, and of use in a terminal only

    table = LiveTable(cells, known)
    live = Live(get_renderable=table.drawn, console=output().console(), transient=True)
    with ignore_broken_pipe():
        live.start()
    try:
        yield table
    finally:
        with ignore_broken_pipe():
            live.stop()


class _Plain:
    """One line a cell, when it has ended."""

    def __init__(self, known: Sequence[KnownFailure]) -> None:
        self._known = known

    def started(self, cell: Cell) -> None: ...

    def counted(self, cell: Cell, results: Sequence[Result]) -> None: ...

    def ended(self, run: CellRun) -> None:
        (cell,) = judge([run.cell], [run], self._known)
        output().say(f"{(Mark.NEW if cell.counts[Mark.NEW] else Mark.PASSED).sign} {run.cell}: {in_short(cell)}")


class LiveTable:
    """Versions by languages; drawn again and again from what the workers have told."""

    def __init__(self, cells: Sequence[Cell], known: Sequence[KnownFailure]) -> None:
        self._cells, self._known = cells, known
        self._begun: dict[Cell, float] = {}
        self._results: dict[Cell, tuple[Result, ...]] = {}
        self._runs: dict[Cell, CellRun] = {}
        self._lock = threading.Lock()

    def started(self, cell: Cell) -> None:
        with self._lock:
            self._begun[cell] = time.monotonic()

    def counted(self, cell: Cell, results: Sequence[Result]) -> None:
        with self._lock:
            self._results[cell] = tuple(results)

    def ended(self, run: CellRun) -> None:
        with self._lock:
            self._runs[run.cell] = run

    def drawn(self) -> "Table":
        """The table as it is now."""
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - as above
        from rich.table import Table  # noqa: PLC0415 - as above

        with self._lock:
            locales = list(dict.fromkeys(cell.locale for cell in self._cells))
            title = f"{len(self._runs)} of {wording.count(len(self._cells), 'cell')} done"
            table = Table("DHIS2", *locales, box=SIMPLE_HEAD, title=title)
            for build in dict.fromkeys(cell.build for cell in self._cells):
                table.add_row(str(build), *(self._drawn(Cell(build, locale)) for locale in locales))
        return table

    def _drawn(self, cell: Cell) -> "Text":
        from rich.text import Text  # noqa: PLC0415 - as above

        if cell not in self._begun:
            return Text("waits", style="dim")
        (judged,) = judge([cell], [self._so_far(cell)], self._known)
        is_running = cell not in self._runs
        return Text(in_short(judged) + (" …" if is_running else ""), style=_style(judged, is_running=is_running))

    def _so_far(self, cell: Cell) -> CellRun:
        seconds = time.monotonic() - self._begun[cell]
        done = self._runs.get(cell)
        return done or CellRun(cell=cell, folder=_NOWHERE, results=self._results.get(cell, ()), seconds=seconds)


def _style(cell: JudgedCell, *, is_running: bool) -> str:
    worst = next((style for mark, style in _STYLES.items() if cell.counts[mark]), "green")
    return "cyan" if is_running and worst == "green" else worst
