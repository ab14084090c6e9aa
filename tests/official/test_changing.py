"""What is done with a client that is there, on upstream's compiled UI, mounted in the sandbox's back end."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import Build
from tests.official.test_scenarios import CASES
from tests.scenarios.changing import Changing
from tests.support.harness import Person, journal_in


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES)
class TestOnOfficialBuilds(Changing):
    @pytest.fixture
    def person(self, build: Build, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        sandbox = start_sandbox(build.version, locale=locale, **build.options())
        return Person(page, sandbox, journal_in(tmp_path))
