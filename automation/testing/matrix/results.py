"""The results of the cells, and which failures are new or known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from automation.testing.matrix.cells import Cell
from automation.testing.matrix.known_failures import KnownFailure


class PytestOutcome(StrEnum):
    """What pytest says of a test."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Mark(StrEnum):
    """What we say of it, knowing what is known."""

    PASSED = "passed"
    NEW = "new failure"
    KNOWN = "known failure"
    MENDED = "known, but passes"
    SKIPPED = "skipped"

    @property
    def sign(self) -> str:
        """The mark in one character."""
        return _SIGNS[self]


_SIGNS = {Mark.PASSED: "✓", Mark.NEW: "✗", Mark.KNOWN: "≈", Mark.MENDED: "★", Mark.SKIPPED: "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One test in one cell.

    `words` is one line on what went wrong, `detail` all that is known of it; `quirks` were seen, `gone` were expected.
    """

    scenario: str
    outcome: PytestOutcome
    seconds: float = 0.0
    words: str = ""
    detail: str = ""
    quirks: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    test: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """One cell that was started."""

    cell: Cell
    folder: Path
    results: tuple[Result, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A result, with what is known of it."""

    result: Result
    mark: Mark
    known: KnownFailure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCell:
    """A cell with its results judged; one that was never started has none."""

    cell: Cell
    run: CellRun | None
    judged: tuple[Judged, ...] = ()

    @property
    def counts(self) -> Counter[Mark]:
        """How many of each mark."""
        return Counter(each.mark for each in self.judged)

    @property
    def scenarios(self) -> dict[str, Judged]:
        """The results by scenario, of several the worst."""
        worst = sorted(self.judged, key=lambda each: _BY_WEIGHT.index(each.mark))
        return {each.result.scenario: each for each in worst}

    def shows(self, quirk: str) -> bool:
        """Whether the quirk was seen here."""
        return any(quirk in each.result.quirks for each in self.judged)

    def lacks(self, quirk: str) -> bool:
        """Whether the quirk was expected here, and not seen."""
        return not self.shows(quirk) and any(quirk in each.result.gone for each in self.judged)


_BY_WEIGHT = [Mark.SKIPPED, Mark.PASSED, Mark.MENDED, Mark.KNOWN, Mark.NEW]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All cells: `seconds` is the wall time, `useless` are entries of known failures that say nothing any more."""

    cells: Sequence[JudgedCell]
    jobs: int
    seconds: float
    is_interrupted: bool = False
    useless: tuple[tuple[KnownFailure, str], ...] = field(default=())

    def marked(self, mark: Mark) -> Iterator[tuple[JudgedCell, Judged]]:
        """The results that have this mark."""
        return ((cell, each) for cell in self.cells for each in cell.judged if each.mark is mark)

    @property
    def counts(self) -> Counter[Mark]:
        """How many of each mark in all cells."""
        return sum((cell.counts for cell in self.cells), Counter())

    @property
    def locales(self) -> list[str]:
        """The languages, in the order that they were asked for."""
        return list(dict.fromkeys(each.cell.locale for each in self.cells))

    @property
    def scenarios(self) -> list[str]:
        """All scenarios, in the order of the suite."""
        return list(dict.fromkeys(each.result.scenario for cell in self.cells for each in cell.judged))

    @property
    def quirks(self) -> dict[str, list[Cell]]:
        """Which cells showed which quirk; those that were expected and not seen in any have none."""
        shown: dict[str, list[Cell]] = {}
        for cell in self.cells:
            for quirk in sorted({quirk for each in cell.judged for quirk in (*each.result.quirks, *each.result.gone)}):
                cells = shown.setdefault(quirk, [])
                cells += [cell.cell] if cell.shows(quirk) else []
        return dict(sorted(shown.items()))

    def lacks(self, quirk: str) -> list[Cell]:
        """The cells that were expected to show the quirk, and did not."""
        return [cell.cell for cell in self.cells if cell.lacks(quirk)]


def judge(cells: Sequence[Cell], runs: Iterable[CellRun], known: Sequence[KnownFailure]) -> list[JudgedCell]:
    """The cells in their order, each result with its mark."""
    by_cell = {run.cell: run for run in runs}
    return [_judged(cell, by_cell.get(cell), known) for cell in cells]


def useless(cells: Sequence[JudgedCell], known: Iterable[KnownFailure]) -> list[tuple[KnownFailure, str]]:
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


def _marks(cell: JudgedCell, entry: KnownFailure) -> list[Mark]:
    return [each.mark for each in cell.judged if entry.names(each.result.scenario)]


def _judged(cell: Cell, run: CellRun | None, known: Sequence[KnownFailure]) -> JudgedCell:
    here = [entry for entry in known if entry.covers(cell)]
    judged = tuple(_judge(result, here) for result in run.results) if run else ()
    return JudgedCell(cell=cell, run=run, judged=judged)


def _judge(result: Result, known: Sequence[KnownFailure]) -> Judged:
    entry = next((entry for entry in known if entry.names(result.scenario)), None)
    if result.outcome is PytestOutcome.SKIPPED:
        return Judged(result, Mark.SKIPPED, entry)
    if result.outcome is PytestOutcome.PASSED:
        return Judged(result, Mark.MENDED if entry else Mark.PASSED, entry)
    return Judged(result, Mark.KNOWN if entry else Mark.NEW, entry)
