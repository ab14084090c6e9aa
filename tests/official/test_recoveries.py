"""Getting over bad days on upstream's compiled UI."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import Build, builds, locales
from tests.scenarios.recoveries import Recoveries
from tests.support.harness import Person, journal_in

CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in builds() for locale in locales()]


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES)
class TestOnOfficialBuilds(Recoveries):
    @pytest.fixture
    def person(self, build: Build, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(build.version, locale=locale, **build.options()), journal_in(tmp_path))
