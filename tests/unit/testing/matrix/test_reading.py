"""A cell's report log, as pytest writes it: read when it is whole, and while it is being written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from automation.testing.matrix.reading import ReportLog, plain
from automation.testing.matrix.results import PytestOutcome

TESTS = """
import pytest

def test_passes(record_property):
    record_property("scenario", "create")
    record_property("quirk", "fields-store-on-blur")
    record_property("quirk", "delete-asks-nobody")
    record_property("quirk", "fields-store-on-blur")
    record_property("quirk-gone", "the-modal-has-no-role")

def test_fails(record_property):
    record_property("scenario", "edit")
    assert "shown" == "expected", "\\x1b[31mred\\x1b[0m \\ud800 \\x07"

def test_is_skipped():
    pytest.skip("not here")

@pytest.mark.xfail(reason="as upstream has it")
def test_fails_as_expected():
    assert False

@pytest.fixture
def broken():
    raise LookupError("the sandbox is gone")

def test_errs(broken):
    pass

@pytest.fixture
def breaks_afterwards():
    yield
    raise OSError("cannot clean up")

@pytest.mark.parametrize("number", [1, 2])
def test_breaks_afterwards(breaks_afterwards, number):
    pass
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    (folder / "test_it.py").write_text(TESTS)
    words = [sys.executable, "-m", "pytest", "--report-log", "log.jsonl", "-p", "no:cacheprovider"]
    subprocess.run(words, cwd=folder, capture_output=True, check=False)
    return folder / "log.jsonl"


@pytest.fixture
def read(log: Path) -> ReportLog:
    read = ReportLog(log)
    assert read.read_on()
    return read


def test_outcomes_and_scenarios(read: ReportLog) -> None:
    assert [(each.scenario, each.outcome) for each in read.results] == [
        ("create", PytestOutcome.PASSED),
        ("edit", PytestOutcome.FAILED),
        ("test_is_skipped", PytestOutcome.SKIPPED),
        ("test_fails_as_expected", PytestOutcome.SKIPPED),
        ("test_errs", PytestOutcome.FAILED),
        ("test_breaks_afterwards[1]", PytestOutcome.FAILED),
        ("test_breaks_afterwards[2]", PytestOutcome.FAILED),
    ]


def test_the_words_are_one_line_that_a_terminal_can_be_sent(read: ReportLog) -> None:
    assert [each.words for each in read.results] == [
        "",
        "AssertionError: red #xD800 #x07",
        "not here",
        "as upstream has it",
        "LookupError: the sandbox is gone",
        "OSError: cannot clean up",
        "OSError: cannot clean up",
    ]


def test_the_detail_is_what_pytest_prints(read: ReportLog) -> None:
    detail = read.results[1].detail

    assert "assert 'shown' == 'expected'" in detail
    assert "\x1b" not in detail


def test_each_quirk_is_told_once(read: ReportLog) -> None:
    assert read.results[0].quirks == ("fields-store-on-blur", "delete-asks-nobody")
    assert read.results[0].gone == ("the-modal-has-no-role",)


def test_nothing_is_said_twice(read: ReportLog) -> None:
    before = read.results

    assert not read.read_on()
    assert read.results == before


def test_half_a_line_waits_for_its_other_half(log: Path, tmp_path: Path) -> None:
    content = log.read_bytes()
    ends = content.index(b"\n", content.index(b'"teardown"'))
    growing = tmp_path / "growing.jsonl"
    growing.write_bytes(content[: ends - 5])
    read = ReportLog(growing)
    assert read.read_on()
    assert (read.results, read.running) == ((), "test_passes")

    growing.write_bytes(content[: ends + 1])
    read.read_on()

    assert [each.scenario for each in read.results] == ["create"]
    assert read.running is None


def test_a_log_that_is_not_there_yet_says_nothing(tmp_path: Path) -> None:
    read = ReportLog(tmp_path / "later.jsonl")

    assert not read.read_on()
    assert read.results == ()


def test_a_file_that_cannot_be_collected_is_a_failure(tmp_path: Path) -> None:
    line = {"$report_type": "CollectReport", "nodeid": "test_it.py", "outcome": "failed", "longrepr": "SyntaxError: no"}
    (tmp_path / "log.jsonl").write_text(json.dumps(line) + "\n")
    read = ReportLog(tmp_path / "log.jsonl")
    read.read_on()

    (only,) = read.results
    assert (only.scenario, only.outcome, only.words) == ("test_it.py", PytestOutcome.FAILED, "SyntaxError: no")


def test_a_traceback_as_text_is_read_where_it_says_what_went_wrong(tmp_path: Path) -> None:
    told = "    def test_edit():\n> edit()\nE       Failed: the label is gone\nE       and more\n\nsuite.py:4: Failed"
    line = {"$report_type": "TestReport", "nodeid": "t.py::test_edit", "when": "teardown", "outcome": "failed",
            "longrepr": told}  # fmt: skip
    (tmp_path / "log.jsonl").write_text(json.dumps(line) + "\n")
    read = ReportLog(tmp_path / "log.jsonl")
    read.read_on()

    assert (read.results[0].words, read.results[0].detail) == ("the label is gone", told)


PHASE = {"$report_type": "TestReport", "nodeid": "t.py::test_edit", "when": "teardown", "outcome": "failed"}


@pytest.mark.parametrize(
    ("line", "saw"),
    [
        ("{", "not a line of pytest's: it is not JSON"),
        ("[" * 100_000, "not a line of pytest's: it is nested too deep"),
        ("[]", "not a line of pytest's: expected object, got array"),
        (json.dumps(PHASE | {"nodeid": 5}), "not a phase of a test: expected str, got int at $.nodeid"),
        (json.dumps(PHASE | {"outcome": "s3cret"}), "not a phase of a test: invalid enum value at $.outcome"),
        (json.dumps(PHASE | {"user_properties": 5}), "not a phase of a test: expected array, got int at $.user_prop"),
        (json.dumps(PHASE | {"longrepr": {"reprtraceback": []}}), "not a phase of a test: expected object | null, got"),
        (json.dumps({"$report_type": "SessionFinish", "exitstatus": "0"}), "not the end of a session: expected int"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_failure(tmp_path: Path, line: str, saw: str) -> None:
    (tmp_path / "log.jsonl").write_text(f"{line}\n{json.dumps(PHASE | {'outcome': 'passed'})}\n")
    read = ReportLog(tmp_path / "log.jsonl")
    read.read_on()

    passed, odd = read.results
    assert (passed.outcome, odd.outcome, odd.scenario) == (PytestOutcome.PASSED, PytestOutcome.FAILED, "report-log")
    assert odd.words.startswith(f"a line is {saw}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb", "a\nb"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07", "#x1B]0;title#x07"),
        ("لا é ✓", "لا é ✓"),
    ],
)
def test_what_is_no_character_is_named(text: str, shown: str) -> None:
    assert plain(text) == shown
