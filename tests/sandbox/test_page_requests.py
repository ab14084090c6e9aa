"""What the page asks for and sends, on our own stand-in UI."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.scenarios.page_requests import PageRequests
from tests.support.harness import Person, journal_in
from tests.support.sampling import cases

VERSIONS = ("2.30", "2.32.2", "2.36", "2.37.10", "2.40.11", "2.41.9", "2.42.4", "2.43.1")


@pytest.mark.in_turn("person")
class TestPageRequestsOnTheSandbox(PageRequests):
    @pytest.fixture(params=cases(VERSIONS, always=["2.36", "2.41.9", "2.43.1"]))
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))
