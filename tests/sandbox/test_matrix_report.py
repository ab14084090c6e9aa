"""The HTML report of a matrix in a browser, on a phone and on a desk, with its script and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from automation.testing.matrix.cells import BUNDLED_IN
from automation.testing.matrix.html import to_html
from automation.testing.matrix.known_failures import KnownFailure
from automation.testing.screens.accessibility import violations
from tests.scenarios.deployments import OpenPage
from tests.support.matrices import cell, failed, matrix, passed
from tests.support.matrix_suite import leave

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def report(tmp_path: Path) -> str:
    """Where a report lies with many builds, one new failure and one that is known."""
    leave(tmp_path / "v41-fr" / "edit")
    runs = {
        cell(ref, version, locale): (passed("create", "delete-asks-nobody"), passed("edit"))
        for ref, version in BUNDLED_IN.items()
        for locale in ("en", "fr", "ar")
    }
    runs[cell("v41", BUNDLED_IN["v41"], "fr")] = (failed("create"), failed("edit", "a word " * 60))
    found = matrix(runs, KnownFailure(scenario="create", reason="it is so", version="v41"), folder=tmp_path)
    (tmp_path / "report.html").write_text(to_html(found, beside=tmp_path, made="Made today."), encoding="utf-8")
    return (tmp_path / "report.html").as_uri()


def opened(page: Page, address: str) -> list[str]:
    """What goes wrong on the page, and what it asks for besides itself; it goes on growing."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(error.message))
    page.on("request", lambda request: told.append(request.url))
    page.goto(address)
    assert told == [address]
    return told


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_it_fits_and_a_failure_opens(open_page: OpenPage, report: str, viewport: object, script: bool) -> None:  # noqa: FBT001
    page = open_page(viewport=viewport, java_script_enabled=script)
    told = opened(page, report)

    page.get_by_role("region", name="Scenarios").get_by_role("link", name="new failure", exact=True).click()

    expect(page.get_by_alt_text("Screenshot of the page")).to_be_visible()
    expect(page.get_by_text('+  - button "<i>Sauver</i>"')).to_be_visible()
    expect(page.get_by_role("link", name="Trace")).to_have_attribute("href", "v41-fr/edit/trace.zip")
    assert [it for it in told[1:] if not it.startswith("data:image/webp;")] == []
    if script:
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0


def test_it_can_be_narrowed_down(open_page: OpenPage, report: str) -> None:
    page = open_page(viewport=DESK)
    opened(page, report)
    rows = page.locator("tr[data-scenario]:visible")
    expect(rows).to_have_count(2)

    page.get_by_label("Results").select_option(label="with a new failure")
    expect(rows).to_have_count(1)
    expect(rows).to_have_text(re.compile(r"^\s*edit"))

    page.get_by_label("Language").select_option("ar")
    expect(rows).to_have_count(0)
    expect(page.locator("details:visible")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("0 of 2 scenarios")

    page.get_by_label("Results").select_option(label="all")
    page.get_by_label("Build").select_option("v41")
    page.get_by_role("searchbox", name="Scenario").fill("CRE")
    expect(rows).to_have_count(1)
    expect(rows.get_by_role("cell")).to_have_count(1)
    expect(page.locator("table.cells tbody tr:visible")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_obstacle(open_page: OpenPage, report: str, scheme: str) -> None:
    page = open_page(viewport=PHONE, color_scheme=scheme)
    opened(page, report)
    page.locator("details summary").first.click()

    assert violations(page) == []


def test_it_can_be_read_with_the_keyboard_and_without_colours(open_page: OpenPage, report: str) -> None:
    page = open_page(viewport=PHONE)
    opened(page, report)

    summary = page.locator("details summary").first
    summary.focus()
    page.keyboard.press("Enter")

    expect(page.locator("details").first).to_have_attribute("open", "")
    header = page.get_by_role("columnheader", name="2.41.0.1", exact=False)
    expect(header.first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^edit")).get_by_role("cell", name="new failure")).to_have_count(1)
    expect(page.get_by_role("row", name=re.compile("^create")).get_by_role("cell", name="known failure")).to_have_count(
        1
    )
