"""The sandbox's own UI against the goldens of upstream's builds, and pages that are not as they should be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.testing.screens.comparison import ComparisonOptions
from automation.testing.screens.goldens import changes, goldens_folder
from automation.versions import Dhis2Version
from tests.conftest import StartSandbox
from tests.support.gaps import Gaps
from tests.support.harness import Person, journal_in
from tests.support.sampling import cases
from tests.support.screen_walk import ScreenWalk

# One of each dialect, and each version from which a golden goes.
VERSIONS = ("2.30", "2.31", "2.36.13", "2.37.10", "2.38", "2.40.11", "2.41", "2.41.4", "2.41.5", "2.41.9", "2.42",
            "2.42.1", "2.43.1")  # fmt: skip
AGAINST = ComparisonOptions(goldens=goldens_folder())
GAPS = Gaps(goldens_folder() / "sandbox-gaps.toml")

WalkPast = Callable[..., ScreenWalk]


@pytest.fixture
def walk_past(page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> WalkPast:
    return lambda version, **options: ScreenWalk(
        Person(page, start_sandbox(version, **options), journal_in(tmp_path)), AGAINST
    )


@pytest.mark.parametrize("version", cases(VERSIONS, always=["2.36.13", "2.41.9", "2.43.1"]))
def test_the_sandbox_looks_as_upstream_but_for_the_gaps_that_are_written_down(
    walk_past: WalkPast, version: str
) -> None:
    walk = walk_past(version)

    told = []
    for screen in walk.screens():
        words = walk.comparison.golden(screen.target, screen.name, instead=screen.instead)
        told.append(GAPS.judge(str(walk.seen.dialect.name), screen.name, changes(words)))
        told.append("" if changes(words) else words)

    assert list(filter(None, told)) == []


@pytest.mark.parametrize("version", ["2.36.13", "2.41.9", "2.43.1"])
def test_in_another_language_it_has_the_same_structure(walk_past: WalkPast, version: str) -> None:
    walk = walk_past(version, locale="fr")

    told = [walk.comparison.golden(it.target, it.name, instead=it.instead) for it in walk.screens()]

    assert walk.comparison.language == "fr"
    assert list(filter(None, told)) == []


SPOIL = """
form => {
  form.querySelector("h1, h2").textContent = "Make a client";
  form.querySelector("input[name=refresh_token]").remove();
}
"""
LEVEL = {
    "2.36.13": "- heading {} [level=2]",
    "2.41.9": "  - heading {} [level=1]",
    "2.43.1": "  - heading {} [level=1]",
}


@pytest.mark.parametrize("version", ["2.36.13", "2.41.9", "2.43.1"])
def test_a_changed_label_and_a_removed_field_are_told_and_left(
    walk_past: WalkPast, version: str, tmp_path: Path
) -> None:
    walk = walk_past(version)
    walk.comparison.artefacts = tmp_path / "left"
    screen = next(it for it in walk.screens() if it.name == "new")
    screen.target.evaluate(SPOIL)

    words = walk.comparison.golden(screen.target, screen.name, instead=screen.instead)

    heading = LEVEL[version]
    assert words.startswith(
        f"new is not as DHIS2 {walk.seen.version} is known to show it:\n--- {walk.seen.dialect.name}/new"
    )
    assert [line for line in changes(words) if "heading" in line] == [
        "-" + heading.format('"Create new OAuth2 Client"'),
        "+" + heading.format('"Make a client"'),
    ]
    assert [line.strip("- ") for line in changes(words) if "heading" not in line] == ["checkbox"]
    assert (tmp_path / "left" / "aria.diff").read_text().strip() in words


def test_an_app_of_another_version_is_told(walk_past: WalkPast) -> None:
    walk = walk_past("2.41.9")
    walk.seen.version = Dhis2Version(40)
    screen = next(it for it in walk.screens() if it.name == "sidebar")

    words = walk.comparison.golden(screen.target, screen.name, instead=screen.instead)

    assert words.startswith(
        "sidebar is not as DHIS2 2.40.0 is known to show it, but as sidebar@2.41.5.aria.yml has it: "
        "another System Settings app may be installed:\n"
    )
