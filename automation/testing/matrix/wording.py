"""Sentences and numbers about a matrix that the terminal and the HTML report share."""

from collections.abc import Iterable

from automation.testing.matrix.results import Mark, Matrix


def verdict(matrix: Matrix) -> str:
    """The one sentence that matters."""
    new = list(matrix.marked(Mark.NEW))
    failed = f"{count(len(new), 'new failure')}, in {_of_cells(len({cell.cell for cell, _ in new}), matrix)}."
    said = failed if new else "Nothing new failed."
    not_run = sum(cell.run is None for cell in matrix.cells)
    if matrix.is_interrupted:
        return f"Interrupted, {count(not_run, 'cell')} not run. {said}"
    return said


def extent(matrix: Matrix) -> str:
    """How much was tried."""
    builds = len({cell.cell.build for cell in matrix.cells})
    sides = f"{count(builds, 'build')} in {count(len(matrix.locales), 'language')}"
    cells = f"{count(len(matrix.cells), 'cell')} ({sides})"
    tests = sum(len(cell.judged) for cell in matrix.cells)
    return f"{cells}, {count(tests, 'test')}: {tally(matrix.counts[mark] for mark in Mark)}."


def tally(counts: Iterable[int]) -> str:
    """Numbers of the marks in words, without those that are none."""
    names = ("passed", "failed anew", "failed as known", "known and yet passed", "skipped")
    return ", ".join(f"{number} {name}" for number, name in zip(counts, names, strict=True) if number) or "none"


def timing(matrix: Matrix) -> str:
    """Wall time, and what it would have been without workers side by side."""
    spent = sum(cell.run.seconds for cell in matrix.cells if cell.run)
    workers = count(matrix.jobs, "worker")
    return f"{duration(matrix.seconds)} with {workers}; the cells took {duration(spent)} in all."


def duration(seconds: float) -> str:
    """A duration as people read it."""
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    return f"{whole // 60} min {whole % 60:02d} s"


def clock(seconds: float) -> str:
    """A duration as a clock shows it, for tables."""
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def count(number: int, noun: str) -> str:
    """So many of something."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _of_cells(number: int, matrix: Matrix) -> str:
    return f"{number} of {count(len(matrix.cells), 'cell')}"


def quirk_words(anchor: str) -> str:
    """The anchor of a heading, as near to the heading as can be had."""
    return anchor.replace("-", " ").capitalize()
