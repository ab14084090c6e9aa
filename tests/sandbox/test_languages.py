"""The nine UI languages on our own stand-in UI, one version for each generation and sign-in page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.harness import Person, journal_in
from tests.languages import WORDS, Languages

VERSIONS = ("2.36", "2.40.11", "2.41.9", "2.43.1")


@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("version", VERSIONS)
class TestOnTheSandbox(Languages):
    @pytest.fixture
    def person(self, version: str, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(version, locale=locale), journal_in(tmp_path))
