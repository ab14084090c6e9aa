"""Bad days on upstream's compiled UI; this is where the sandbox's stand-in has its manners from."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import Build, builds
from tests.scenarios.bad_network import BadNetwork
from tests.support.harness import Person, journal_in

CASES = [pytest.param(build, id=build.ref) for build in builds()]


@pytest.mark.official
@pytest.mark.parametrize("build", CASES)
class TestOnOfficialBuilds(BadNetwork):
    @pytest.fixture
    def person(self, build: Build, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(build.version, **build.options()), journal_in(tmp_path))
