"""What came of a matrix, as text."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from automation.testing.matrix import wording
from automation.testing.matrix.cells import Build
from automation.testing.matrix.results import JudgedCell, Mark, Matrix


def lines(matrix: Matrix, written: Sequence[Path]) -> list[str]:
    """The table, what is new, what is known no more, the quirks, and the verdict last."""
    parts = [
        list(_table(matrix)),
        _part("New failures:", (_line(cell, each.result.scenario, each.result.words)
                                for cell, each in matrix.marked(Mark.NEW))),
        _part("Known failures to be taken out of the file:", (f"{entry}: {why}" for entry, why in matrix.useless)),
        _part("Quirks seen:", _quirks(matrix)),
        [wording.extent(matrix), wording.timing(matrix), *(f"Written: {path}" for path in written),
         wording.verdict(matrix)],
    ]  # fmt: skip
    return [line for part in parts if part for line in ("", *part)][1:]


def in_short(cell: JudgedCell) -> str:
    """A cell in a few characters, for a table."""
    if cell.run is None:
        return "not run"
    counted = " ".join(f"{cell.counts[mark]}{mark.sign}" for mark in Mark if cell.counts[mark])
    return f"{counted or 'nothing'} {wording.clock(cell.run.seconds)}"


def _table(matrix: Matrix) -> Iterator[str]:
    rows = [["DHIS2", *matrix.locales]]
    for build, cells in _by_build(matrix).items():
        rows.append([str(build), *(in_short(cells[locale]) for locale in matrix.locales)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
    yield "  ".join(f"{mark.sign} {mark}" for mark in Mark)


def _by_build(matrix: Matrix) -> Mapping[Build, dict[str, JudgedCell]]:
    found: dict[Build, dict[str, JudgedCell]] = {}
    for cell in matrix.cells:
        found.setdefault(cell.cell.build, {})[cell.cell.locale] = cell
    return found


def _quirks(matrix: Matrix) -> Iterator[str]:
    for build in _by_build(matrix):
        seen = [name for name, cells in matrix.quirks.items() if any(cell.build == build for cell in cells)]
        gone = [f"not {name}" for name in matrix.quirks if any(cell.build == build for cell in matrix.lacks(name))]
        if seen or gone:
            yield f"{build}: {', '.join([*seen, *gone])}"


def _line(cell: JudgedCell, scenario: str, words: str) -> str:
    return f"{Mark.NEW.sign} {cell.cell}, {scenario}: {words}"


def _part(head: str, listed: Iterator[str]) -> list[str]:
    indented = [f"  {line}" for line in listed]
    return [head, *indented] if indented else []
