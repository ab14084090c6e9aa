"""What pytest's report log says of one cell, also while it is being written.

The log (pytest-reportlog) has one line of JSON for each phase of a test. It is read instead of the JUnit file because
pytest writes that at its very end: a cell that crashes or hangs would leave nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from automation.testing.matrix.results import Outcome, Result

# The properties that the suite records; pytest's own JUnit file has them too.
_SCENARIO, _QUIRK, _GONE = "scenario", "quirk", "quirk-gone"
# Colours for a terminal, and what neither a terminal should be sent nor XML can say.
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CONTROL = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text without colours; other characters that are none are named."""
    return _CONTROL.sub(lambda found: f"#x{ord(found[0]):02X}", _COLOUR.sub("", text).replace("\r\n", "\n"))


class ReportLog:
    """The log of one cell, read on from where the last reading ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._phases: dict[str, list[dict[str, Any]]] = {}
        self.exit_status: int | None = None

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
            self._take(json.loads(line))
        return bool(whole)

    @property
    def results(self) -> tuple[Result, ...]:
        """The tests that have ended, in the order in which they began."""
        ended = (phases for phases in self._phases.values() if phases[-1]["when"] in {"teardown", "collect"})
        return tuple(_result(phases) for phases in ended)

    @property
    def running(self) -> str | None:
        """The test that has begun and not ended: the one that hangs, if anything does."""
        begun = [test for test, phases in self._phases.items() if phases[-1]["when"] in {"setup", "call"}]
        return begun[-1].rpartition("::")[2] if begun else None

    def _take(self, line: dict[str, Any]) -> None:
        kind = line.get("$report_type")
        if kind == "TestReport":
            self._phases.setdefault(line["nodeid"], []).append(line)
        elif kind == "CollectReport" and line["outcome"] == "failed":
            self._phases[line["nodeid"]] = [line | {"when": "collect"}]
        elif kind == "SessionFinish":
            self.exit_status = line["exitstatus"]


def _result(phases: list[dict[str, Any]]) -> Result:
    outcomes = {phase["outcome"]: phase for phase in reversed(phases)}
    outcome = next(outcome for outcome in (Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED) if outcome in outcomes)
    telling = outcomes[outcome]
    said = [(name, plain(str(value))) for name, value in phases[-1].get("user_properties", [])]
    test = plain(telling["nodeid"])
    return Result(
        scenario=next((value for name, value in said if name == _SCENARIO), test.rpartition("::")[2]),
        outcome=outcome,
        seconds=sum(phase.get("duration", 0.0) for phase in phases),
        words=_words(telling),
        detail=plain(_detail(telling.get("longrepr"))),
        quirks=_named(_QUIRK, said),
        gone=_named(_GONE, said),
        test=test,
    )


def _named(name: str, said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each, value in said if each == name))


def _words(phase: Mapping[str, Any]) -> str:
    """One line on why a test failed or was skipped."""
    why = phase.get("wasxfail") or phase.get("longrepr")
    if isinstance(why, Mapping):
        why = why["reprcrash"]["message"] if why.get("reprcrash") else _detail(why)
    elif isinstance(why, list):
        why = str(why[-1]).removeprefix("Skipped: ")
    lines = [line.rstrip() for line in plain(str(why or "")).splitlines() if line.strip()]
    # Of a traceback that is mere text, pytest's E marks the lines that say what went wrong.
    said = [line.removeprefix("E ") for line in lines if line.startswith("E ")] or lines
    return said[0].strip().removeprefix("Failed: ") if said else ""


def _detail(longrepr: Any) -> str:
    """All that pytest would print of it."""
    if not isinstance(longrepr, Mapping):
        return longrepr if isinstance(longrepr, str) else ""
    return "\n".join(_lines_of_traceback(longrepr.get("reprtraceback") or {}))


def _lines_of_traceback(traceback: Mapping[str, Any]) -> Iterable[str]:
    for entry in traceback.get("reprentries", []):
        data = entry["data"]
        yield from data.get("lines", [])
        place = data.get("reprfileloc")
        if place:
            yield f"{place['path']}:{place['lineno']}: {place['message']}"
            yield ""
