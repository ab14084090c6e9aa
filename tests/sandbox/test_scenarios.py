"""The scenarios on our own stand-in UI, one version for each generation and each turn it took."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.harness import Person, journal_in
from tests.scenarios import Scenarios

VERSIONS = ("2.36", "2.37.10", "2.40.11", "2.41.9", "2.42.5", "2.43.1")


class TestOnTheSandbox(Scenarios):
    @pytest.fixture(params=VERSIONS)
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))
