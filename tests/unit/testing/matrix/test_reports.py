"""What is said of a matrix: the text, the JUnit file, the HTML file."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from automation.cli.matrix_text import lines
from automation.testing.matrix.html import to_html
from automation.testing.matrix.junit import to_junit
from automation.testing.matrix.known_failures import KnownFailure
from automation.testing.matrix.results import Matrix, PytestOutcome, Result
from tests.support.matrices import cell, failed, matrix, passed
from tests.support.matrix_suite import leave

HOSTILE = "\"><script>alert(1)</script>&amp;' onerror=x"
EDIT = KnownFailure(scenario="edit", reason="Edit does nothing", version="2.32", link="https://example.org/1")


@pytest.fixture
def found(tmp_path: Path) -> Matrix:
    leave_in(tmp_path, "v40-fr", "delete")
    return matrix(
        {
            cell("2.32.7", "2.32.7", "en"): (passed("create"), failed("edit"), passed("delete", "delete-asks-nobody")),
            cell("2.32.7", "2.32.7", "fr"): (passed("create"), passed("edit"), passed("delete", "delete-asks-nobody")),
            cell("v40", "2.40", "en"): (
                replace(passed("create"), gone=("the-modal-has-no-role",)),
                Result(scenario="edit", outcome=PytestOutcome.SKIPPED, words="no"),
            ),
            cell("v40", "2.40", "fr"): (passed("create"), passed("edit"), failed("delete", "the label is gone", "why")),
            cell("master", "2.43.1", "en"): None,
            cell("master", "2.43.1", "fr"): None,
        },
        EDIT,
        KnownFailure(scenario="create", reason="it was slow"),
        folder=tmp_path,
    )


def leave_in(folder: Path, *names: str) -> None:
    leave(folder.joinpath(*names))


def junit(found: Matrix) -> ET.Element:
    return ET.fromstring(to_junit(found))  # noqa: S314 - our own


class Page(HTMLParser):
    """What a browser would fetch, and what stands in the page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attributes)
        self.addresses += [value for name in ("src", "href", "action") if (value := given.get(name))]
        self.ids += [value for value in [given.get("id")] if value]
        assert not [name for name in given if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class TestText:
    def test_the_table_then_what_is_new_then_the_verdict(self, found: Matrix) -> None:
        assert lines(found, [Path("r.html")]) == [
            "DHIS2            en             fr",
            "2.32.7           1✓ 1≈ 1★ 1:01  1✓ 2★ 1:01",
            "v40 (2.40)       1★ 1- 1:01     1✓ 1✗ 1★ 1:01",
            "master (2.43.1)  not run        not run",
            "✓ passed  ✗ new failure  ≈ known failure  ★ known, but passes  - skipped",
            "",
            "New failures:",
            "  ✗ v40 (2.40) fr, delete: the label is gone",
            "",
            "Known failures to be taken out of the file:",
            "  create (version *, locale *): it passes",
            "",
            "Quirks seen:",
            "  2.32.7: delete-asks-nobody",
            "  v40 (2.40): not the-modal-has-no-role",
            "",
            (
                "6 cells (3 builds in 2 languages), 11 tests: "
                "3 passed, 1 failed anew, 1 failed as known, 5 known and yet passed, 1 skipped."
            ),
            "1 min 15 s with 2 workers; the cells took 4 min 05 s in all.",
            "Written: r.html",
            "1 new failure, in 1 of 6 cells.",
        ]

    def test_an_interrupted_run_says_so(self, found: Matrix) -> None:
        last = lines(replace(found, is_interrupted=True), [])[-1]

        assert last == "Interrupted, 2 cells not run. 1 new failure, in 1 of 6 cells."


class TestJUnit:
    def test_a_suite_for_each_cell_with_the_known_skipped(self, found: Matrix) -> None:
        root = junit(found)

        assert [suite.get("name") for suite in root] == [
            "DHIS2 2.32.7 en", "DHIS2 2.32.7 fr", "DHIS2 v40 (2.40) en", "DHIS2 v40 (2.40) fr",
            "DHIS2 master (2.43.1) en", "DHIS2 master (2.43.1) fr",
        ]  # fmt: skip
        assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": "13", "failures": "1", "errors": "0", "skipped": "4",
        }  # fmt: skip

    def test_numbers_are_those_of_the_cases(self, found: Matrix) -> None:
        for suite in junit(found):
            assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
            assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
            assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))

    def test_a_failure_says_what_and_shows_its_picture(self, found: Matrix) -> None:
        (case,) = [case for case in junit(found).iter("testcase") if case.find("failure") is not None]

        failure = case.find("failure")
        assert failure is not None
        assert (case.get("classname"), case.get("name")) == ("v40.fr", "delete")
        assert (failure.get("message"), failure.text) == ("the label is gone", "why")
        picture = re.escape(str(Path("v40-fr", "delete", "screenshot.png")))
        assert re.fullmatch(rf"\[\[ATTACHMENT\|.*{picture}]]", case.findtext("system-out", ""))

    def test_a_known_failure_says_why(self, found: Matrix) -> None:
        known = [each.get("message") for each in junit(found).iter("skipped") if each.get("type")]

        assert known == ["known: Edit does nothing"]

    def test_quirks_are_properties_of_their_test(self, found: Matrix) -> None:
        quirks = junit(found).findall("testsuite/testcase/properties/property")

        assert [(each.get("name"), each.get("value")) for each in quirks] == [("quirk", "delete-asks-nobody")] * 2


class TestHtml:
    def test_nothing_is_fetched_but_what_lies_beside(self, found: Matrix, tmp_path: Path) -> None:
        page = Page(to_html(found, beside=tmp_path, made="Made today."))

        outside = [it for it in page.addresses if not it.startswith(("#", "data:image/webp;base64,"))]
        assert sorted(set(outside)) == ["https://example.org/1", "v40-fr/delete/trace.zip"]
        assert {"link", "iframe", "object", "base"}.isdisjoint(page.tags)
        assert page.tags.count("script") == page.tags.count("style") == 1

    def test_every_link_inside_leads_somewhere(self, found: Matrix, tmp_path: Path) -> None:
        page = Page(to_html(found, beside=tmp_path, made=""))

        assert {it[1:] for it in page.addresses if it.startswith("#")} <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))

    def test_a_failure_shows_all_that_it_has_left(self, found: Matrix, tmp_path: Path) -> None:
        page = Page(to_html(found, beside=tmp_path, made=""))

        words = "".join(page.words)
        assert '-  - button "Save"' in words
        assert '+  - button "<i>Sauver</i>"' in words
        assert "the page differs from its golden" in words
        assert "Known: Edit does nothing" in words
        assert "1 new failure, in 1 of 6 cells." in words

    def test_hostile_names_and_messages_stay_words(self, tmp_path: Path) -> None:
        found = matrix(
            {cell(): (failed(HOSTILE, HOSTILE, HOSTILE), passed(f"ok {HOSTILE}", HOSTILE), failed("known"))},
            KnownFailure(scenario="known", reason=HOSTILE),
            KnownFailure(scenario=f"no {HOSTILE}", reason=HOSTILE),
            folder=tmp_path,
        )
        page = Page(to_html(found, beside=tmp_path, made=HOSTILE))

        assert page.tags.count("script") == 1
        assert "".join(page.words).count("<script>alert(1)</script>") >= 6
        junit(found)

    def test_a_scenario_whose_name_leads_elsewhere_shows_nothing_from_there(self, tmp_path: Path) -> None:
        leave_in(tmp_path, "elsewhere")
        (tmp_path / "v40-en").mkdir()
        found = matrix({cell(): (failed("../elsewhere"),)}, folder=tmp_path)

        assert "data:image" not in to_html(found, beside=tmp_path, made="")
        assert b"ATTACHMENT" not in to_junit(found)

    def test_nothing_new_is_said_first(self, tmp_path: Path) -> None:
        found = matrix({cell(): (passed("create"), failed("edit"))}, KnownFailure(scenario="edit", reason="it is so"))
        content = to_html(found, beside=tmp_path, made="")

        assert "<title>Nothing new failed." in content
        assert 'id="new"' not in content
