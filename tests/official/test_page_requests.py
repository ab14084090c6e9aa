"""What the page asks for and sends, on upstream's compiled UI, mounted in the sandbox's back end."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import Build, builds, locales
from tests.scenarios.page_requests import PageRequests
from tests.support.harness import Person, journal_in

CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in builds() for locale in locales()]


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES)
class TestPageRequestsOnOfficialBuilds(PageRequests):
    @pytest.fixture
    def person(self, build: Build, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        sandbox = start_sandbox(build.version, locale=locale, **build.options())
        return Person(page, sandbox, journal_in(tmp_path))
