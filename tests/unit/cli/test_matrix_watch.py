"""The table that a terminal shows while the cells run."""

from pathlib import Path

from rich.console import Console

from automation.cli.matrix_watch import LiveTable
from automation.testing.matrix.known_failures import KnownFailure
from automation.testing.matrix.results import CellRun
from tests.support.matrices import cell, failed, passed

ENGLISH, FRENCH, MASTER = cell("v40", "2.40", "en"), cell("v40", "2.40", "fr"), cell("master", "2.43.1", "en")


def drawn(table: LiveTable) -> list[list[str]]:
    console = Console(width=100)
    with console.capture() as shown:
        console.print(table.drawn())
    lines = [line.strip() for line in shown.get().splitlines() if line.strip(" ─\n")]
    return [[word for word in line.split("  ") if word.strip()] for line in lines]


def ended(*results: object) -> CellRun:
    return CellRun(cell=ENGLISH, folder=Path("v40-en"), results=results, seconds=72.0)  # type: ignore[arg-type]


def test_it_shows_what_is_done_what_runs_and_what_waits() -> None:
    table = LiveTable([ENGLISH, FRENCH, MASTER], [KnownFailure(scenario="edit", reason="it is so")])
    table.started(ENGLISH)
    table.ended(ended(passed("create"), failed("edit"), failed("delete")))
    table.started(FRENCH)
    table.counted(FRENCH, [passed("create"), passed("edit")])

    rows = [[word.strip() for word in row] for row in drawn(table)]
    assert rows[0] == ["1 of 3 cells done"]
    assert rows[1] == ["DHIS2", "en", "fr"]
    assert rows[2] == ["v40 (2.40)", "1✓ 1✗ 1≈ 1:12", "1✓ 1★ 0:00 …"]
    assert rows[3][:2] == ["master (2.43.1)", "waits"]
