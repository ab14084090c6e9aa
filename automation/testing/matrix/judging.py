"""New failures told apart from known ones."""

from collections.abc import Iterable, Sequence

from automation.testing.matrix.cells import Cell
from automation.testing.matrix.known import Known
from automation.testing.matrix.results import CellRun, Judged, JudgedCell, Mark, Outcome, Result


def judge(cells: Sequence[Cell], runs: Iterable[CellRun], known: Sequence[Known]) -> list[JudgedCell]:
    """The cells in their order, each result with its mark."""
    by_cell = {run.cell: run for run in runs}
    return [_judged(cell, by_cell.get(cell), known) for cell in cells]


def useless(cells: Sequence[JudgedCell], known: Iterable[Known]) -> list[tuple[Known, str]]:
    """The known failures that should be taken out of the file, and why; of cells that did not run nothing is said."""
    found = []
    for entry in known:
        met = [mark for cell in cells if entry.covers(cell.cell) for mark in _marks(cell, entry)]
        ran = any(entry.covers(cell.cell) and cell.run for cell in cells)
        if ran and not met:
            found.append((entry, "there is no such scenario"))
        elif met and Mark.KNOWN not in met and Mark.MENDED in met:
            found.append((entry, "it passes"))
    return found


def _marks(cell: JudgedCell, entry: Known) -> list[Mark]:
    return [each.mark for each in cell.judged if entry.names(each.result.scenario)]


def _judged(cell: Cell, run: CellRun | None, known: Sequence[Known]) -> JudgedCell:
    here = [entry for entry in known if entry.covers(cell)]
    judged = tuple(_judge(result, here) for result in run.results) if run else ()
    return JudgedCell(cell=cell, run=run, judged=judged)


def _judge(result: Result, known: Sequence[Known]) -> Judged:
    entry = next((entry for entry in known if entry.names(result.scenario)), None)
    if result.outcome is Outcome.SKIPPED:
        return Judged(result, Mark.SKIPPED, entry)
    if result.outcome is Outcome.PASSED:
        return Judged(result, Mark.MENDED if entry else Mark.PASSED, entry)
    return Judged(result, Mark.KNOWN if entry else Mark.NEW, entry)
