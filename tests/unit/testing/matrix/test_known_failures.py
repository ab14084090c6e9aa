"""Known failures: read strictly, applied to the cells they speak of, and told when they are of no use."""

from pathlib import Path

import pytest

from automation.errors import ConfigError
from automation.testing.matrix.known_failures import KnownFailure, read_known_failures
from automation.testing.matrix.results import Mark, PytestOutcome, Result
from tests.support.matrices import cell, failed, matrix, passed


@pytest.mark.parametrize(
    ("asked", "ref", "version", "covered"),
    [
        ("*", "v30", "2.30", True),
        ("master", "master", "2.43.1", True),
        ("v40", "v100.7.6", "2.41.4", False),
        ("2.41", "v41", "2.41.0.1", True),
        ("2.41", "v100.7.6", "2.41.4", True),
        ("2.41.4", "v41", "2.41.0.1", False),
        ("2.4", "2.40.11", "2.40.11", False),
        ("2.37-2.41", "2.36.13", "2.36.13", False),
        ("2.37-2.41", "2.37.10", "2.37.10", True),
        ("2.37-2.41", "v100.7.6", "2.41.4", True),
        ("2.37 - 2.41", "v100.7.5", "2.42.0", False),
        ("2.42-", "master", "2.43.1", True),
        ("-2.36", "2.36.13", "2.36.13", True),
        ("-2.36", "2.37.10", "2.37.10", False),
        ("-2.36.13", "v36", "2.36", True),
    ],
)
def test_versions_and_ranges(asked: str, ref: str, version: str, covered: bool) -> None:  # noqa: FBT001
    known = KnownFailure(scenario="edit", reason="it is so", version=asked)

    assert known.covers(cell(ref, version)) is covered


def test_languages_and_scenarios_may_have_wildcards() -> None:
    known = KnownFailure(scenario="golden-*", reason="it is so", locale="pt*")

    assert known.covers(cell(locale="pt_BR"))
    assert not known.covers(cell(locale="fr"))
    assert known.names("golden-form")
    assert not known.names("form")


def test_a_scenario_with_brackets_is_meant_as_it_is_written() -> None:
    assert KnownFailure(scenario="create[two]", reason="it is so").names("create[two]")


def test_the_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "known.toml"
    file.write_text(
        """
        [[known]]
        scenario = "edit"
        version = "2.32"
        reason = "Edit does nothing in 2.32.0 to 2.32.2"
        link = "https://example.org/DHIS2-1"
        [[known]]
        scenario = "language-switch"
        locale = "ar"
        reason = "the shell stays left to right"
        """
    )

    assert read_known_failures(file) == [
        KnownFailure(
            scenario="edit",
            version="2.32",
            reason="Edit does nothing in 2.32.0 to 2.32.2",
            link="https://example.org/DHIS2-1",
        ),
        KnownFailure(scenario="language-switch", locale="ar", reason="the shell stays left to right"),
    ]
    assert read_known_failures(None) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[known]]\nscenario = "edit"', "entry 1: 'reason' is missing"),
        ('[[known]]\nscenario = " "\nreason = "so"', "entry 1: 'scenario' is missing"),
        ('[[known]]\nscenario = "edit"\nreason = "so"\nlocales = "en"', "'locales' is not expected there"),
        (
            '[[known]]\nscenario = "edit"\nreason = "so"\nversion = 2.4',
            "expected str, got float at $.version",
        ),
        ('[[known]]\nscenario = "edit"\nreason = "so"\nlink = "javascript:alert(1)"', "its link is no web address"),
        ('[[known]]\nscenario = "edit"\nreason = "s\\u001bo"', "a character that cannot be printed"),
        ('[known]\nscenario = "edit"', "something else than tables"),
        ("known = [1]", "something else than tables"),
        ('[[knwon]]\nscenario = "edit"', "something else than tables"),
        ("scenario", "Expected '=' after a key"),
        ("known = " + "[" * 10_000, "it is nested more than 64 deep"),
        ('[[known]]\nscenario = ["edit"]\nreason = "so"', "expected str, got array at $.scenario"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "known.toml"
    file.write_text(text)

    with pytest.raises(ConfigError) as caught:
        read_known_failures(file)

    assert complaint in caught.value.message
    assert caught.value.code == "bad_known"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read_known_failures(tmp_path / "known.toml")


def test_new_failures_are_told_from_known_ones() -> None:
    skipped = Result(scenario="form", outcome=PytestOutcome.SKIPPED)
    found = matrix(
        {
            cell(locale="en"): (passed("create"), failed("edit"), failed("delete"), skipped),
            cell(locale="fr"): (passed("create"), failed("edit"), passed("delete"), skipped),
        },
        KnownFailure(scenario="edit", reason="it is so", locale="fr"),
        KnownFailure(scenario="delete", reason="it is so"),
    )

    marks = [[each.mark for each in it.judged] for it in found.cells]
    assert marks == [
        [Mark.PASSED, Mark.NEW, Mark.KNOWN, Mark.SKIPPED],
        [Mark.PASSED, Mark.KNOWN, Mark.MENDED, Mark.SKIPPED],
    ]
    assert found.useless == ()


def test_what_passes_wherever_it_is_known_to_fail_is_of_no_use_any_more() -> None:
    mended = KnownFailure(scenario="edit", reason="it was so")
    misspelt = KnownFailure(scenario="edti", reason="it is so")
    elsewhere = KnownFailure(scenario="edit", reason="it is so", version="2.30")
    found = matrix({cell(): (passed("edit"),)}, mended, misspelt, elsewhere)

    assert found.useless == ((mended, "it passes"), (misspelt, "there is no such scenario"))


def test_of_cells_that_did_not_run_nothing_is_said() -> None:
    assert matrix({cell(): None}, KnownFailure(scenario="edit", reason="it is so")).useless == ()


def test_of_several_tests_of_one_scenario_the_worst_counts() -> None:
    found = matrix({cell(): (passed("edit"), failed("edit"), passed("edit"))})

    assert found.cells[0].scenarios["edit"].mark is Mark.NEW
