"""The nine UI languages on our own stand-in UI, one version for each generation and sign-in page."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.scenarios.languages import USERNAMES, Languages
from tests.support.harness import Person, journal_in
from tests.support.sampling import cases

USUAL = [("2.36", "lo"), ("2.36", "ar"), ("2.40.11", "fr"), ("2.41.9", "ru"), ("2.43.1", "ar"), ("2.43.1", "pt")]
VERSIONS = ("2.36", "2.40.11", "2.41.9", "2.43.1")


@pytest.mark.parametrize(("version", "locale"), cases(product(VERSIONS, USERNAMES), always=USUAL))
class TestOnTheSandbox(Languages):
    @pytest.fixture
    def person(self, version: str, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(version, locale=locale), journal_in(tmp_path))
