"""The nine UI languages on upstream's compiled UI."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import Build, builds
from tests.scenarios.languages import USERNAMES, Languages
from tests.support.harness import Person, journal_in

CASES = [pytest.param(build, id=build.ref) for build in builds()]


@pytest.mark.official
@pytest.mark.parametrize("locale", USERNAMES)
@pytest.mark.parametrize("build", CASES)
class TestOnOfficialBuilds(Languages):
    @pytest.fixture
    def person(self, build: Build, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(build.version, locale=locale, **build.options()), journal_in(tmp_path))
