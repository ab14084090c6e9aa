"""What pytest's report log says of one cell, also while it is being written.

The log (pytest-reportlog) has one line of JSON for each phase of a test. It is read instead of the JUnit file because
pytest writes that at its very end: a cell that crashes or hangs would leave nothing.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from automation.shapes import Misshapen, shaped
from automation.testing.matrix.results import PytestOutcome, Result

# The properties that the suite records; pytest's own JUnit file has them too.
_SCENARIO, _QUIRK, _GONE = "scenario", "quirk", "quirk-gone"
_LOG = "report-log"
# Colours for a terminal, and what neither a terminal should be sent nor XML can say.
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CONTROL = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text without colours; other characters that are none are named."""
    return _CONTROL.sub(lambda found: f"#x{ord(found[0]):02X}", _COLOUR.sub("", text).replace("\r\n", "\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    path: str
    lineno: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    lines: list[str] = field(default_factory=list)
    reprfileloc: _Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    data: _Data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traceback:
    reprentries: list[_Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crash:
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What went wrong, as pytest serialises it."""

    reprcrash: _Crash | None = None
    reprtraceback: _Traceback | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phase:
    """One phase of a test, or the collecting of tests."""

    nodeid: str
    outcome: PytestOutcome
    when: Literal["setup", "call", "teardown", "collect"] = "collect"
    duration: float = 0.0
    user_properties: list[tuple[str, Any]] = field(default_factory=list)
    longrepr: str | list[Any] | _Failure | None = None
    wasxfail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """The end of the session; checked, but the exit code of the process says the same."""

    exitstatus: int


class ReportLog:
    """The log of one cell, read on from where the last reading ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._phases: dict[str, list[_Phase]] = {}
        self._odd: list[Result] = []

    def read_on(self) -> bool:
        """Read what has been written since; whether there was anything."""
        if not self._path.is_file():
            return False
        with self._path.open("rb") as file:
            file.seek(self._offset)
            written = file.read()
        whole, newline, _half_a_line = written.rpartition(b"\n")
        self._offset += len(whole) + len(newline)
        for line in whole.splitlines():
            try:
                self._take(_read(line))
            except Misshapen as error:
                # It may be the one that says that a test failed.
                self._odd.append(Result(scenario=_LOG, outcome=PytestOutcome.FAILED, words=f"a line is {error}"))
        return bool(whole)

    @property
    def results(self) -> tuple[Result, ...]:
        """The tests that have ended, in the order in which they began."""
        ended = (phases for phases in self._phases.values() if phases[-1].when in {"teardown", "collect"})
        return (*(_result(phases) for phases in ended), *self._odd)

    @property
    def running(self) -> str | None:
        """The test that has begun and not ended: the one that hangs, if anything does."""
        begun = [test for test, phases in self._phases.items() if phases[-1].when in {"setup", "call"}]
        return begun[-1].rpartition("::")[2] if begun else None

    def _take(self, line: dict[str, Any]) -> None:
        kind = line.get("$report_type")
        if kind == "TestReport":
            phase = shaped(line, _Phase, asked="a phase of a test")
            self._phases.setdefault(phase.nodeid, []).append(phase)
        elif kind == "CollectReport" and line.get("outcome") == PytestOutcome.FAILED:
            phase = shaped(line, _Phase, asked="the collecting of tests")
            self._phases[phase.nodeid] = [replace(phase, when="collect")]
        elif kind == "SessionFinish":
            shaped(line, _End, asked="the end of a session")


def _read(line: bytes) -> dict[str, Any]:
    """A line of the log. Python's own reader, because pytest writes half surrogate pairs where a test has them."""
    asked = "a line of pytest's"
    try:
        value = json.loads(line)
    except RecursionError:
        raise Misshapen(asked, "it is nested too deep") from None
    except ValueError:
        raise Misshapen(asked, "it is not JSON") from None
    return shaped(value, dict[str, Any], asked=asked)


def _result(phases: list[_Phase]) -> Result:
    outcomes = {phase.outcome: phase for phase in reversed(phases)}
    outcome = next(
        outcome
        for outcome in (PytestOutcome.FAILED, PytestOutcome.SKIPPED, PytestOutcome.PASSED)
        if outcome in outcomes
    )
    telling = outcomes[outcome]
    said = [(name, plain(str(value))) for name, value in phases[-1].user_properties]
    test = plain(telling.nodeid)
    return Result(
        scenario=next((value for name, value in said if name == _SCENARIO), test.rpartition("::")[2]),
        outcome=outcome,
        seconds=sum(phase.duration for phase in phases),
        words=_words(telling),
        detail=plain(_detail(telling)),
        quirks=_named(_QUIRK, said),
        gone=_named(_GONE, said),
        test=test,
    )


def _named(name: str, said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each, value in said if each == name))


def _words(phase: _Phase) -> str:
    """One line on why a test failed or was skipped."""
    lines = [line.rstrip() for line in plain(_why(phase)).splitlines() if line.strip()]
    # Of a traceback that is mere text, pytest's E marks the lines that say what went wrong.
    said = [line.removeprefix("E ") for line in lines if line.startswith("E ")] or lines
    return said[0].strip().removeprefix("Failed: ") if said else ""


def _why(phase: _Phase) -> str:
    failure = phase.longrepr
    if phase.wasxfail:
        return phase.wasxfail
    if isinstance(failure, _Failure):
        return failure.reprcrash.message if failure.reprcrash else _detail(phase)
    if isinstance(failure, list):
        return str(failure[-1]).removeprefix("Skipped: ") if failure else ""
    return failure or ""


def _detail(phase: _Phase) -> str:
    """All that pytest would print of it."""
    failure = phase.longrepr
    if isinstance(failure, str):
        return failure
    traceback = failure.reprtraceback if isinstance(failure, _Failure) else None
    return "\n".join(_lines_of_traceback(traceback)) if traceback else ""


def _lines_of_traceback(traceback: _Traceback) -> Iterable[str]:
    for entry in traceback.reprentries:
        yield from entry.data.lines
        place = entry.data.reprfileloc
        if place:
            yield f"{place.path}:{place.lineno}: {place.message}"
            yield ""
