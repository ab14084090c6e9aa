"""How upstream's builds look: the goldens are taken from them, and hold for each."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.testing.screens.comparison import ComparisonOptions
from automation.testing.screens.goldens import goldens_folder
from automation.versions import Dhis2Version
from tests.conftest import StartSandbox
from tests.official.builds import Build, builds, locales
from tests.support.harness import Person, journal_in
from tests.support.screen_walk import ScreenWalk

# The oldest first, as --update-goldens wants it: what a newer build shows otherwise goes beside what was there.
_BUILDS = sorted(builds(), key=lambda build: Dhis2Version.parse(build.version))
CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in _BUILDS for locale in locales()]
NONE = [pytest.param(None, None, id="none", marks=pytest.mark.skip(reason="DHIS2_OFFICIAL_BUILDS names no builds"))]


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES or NONE)
def test_every_screen_is_as_its_golden_and_has_the_known_obstacles(
    build: Build, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    # A whole build is loaded more than once, on a machine that may have other work.
    page.set_default_timeout(60_000)
    sandbox = start_sandbox(build.version, locale=locale, **build.options())
    update = pytestconfig.getoption("update_goldens")
    walk = ScreenWalk(
        Person(page, sandbox, journal_in(tmp_path)), ComparisonOptions(goldens=goldens_folder(), update=update)
    )

    told: list[str] = []
    for screen in walk.screens():
        told.append(walk.comparison.golden(screen.target, screen.name, instead=screen.instead))
        told.append(walk.comparison.accessible(screen.target, screen.name))

    if any(told):
        pytest.fail("\n\n".join(filter(None, told)), pytrace=False)
