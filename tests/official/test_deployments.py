"""Deployments of upstream's compiled UI."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import Build, builds, locales
from tests.scenarios.deployments import Deployments, OpenPage, Visit
from tests.support.harness import Person, journal_in

CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in builds() for locale in locales()]


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES)
class TestOnOfficialBuilds(Deployments):
    @pytest.fixture
    def visit(
        self, build: Build, locale: str, open_page: OpenPage, start_sandbox: StartSandbox, tmp_path: Path
    ) -> Visit:
        def visit(page: Page | None = None, **options: Any) -> Person:
            sandbox = start_sandbox(build.version, locale=locale, **build.options(), **options)
            return Person(page or open_page(), sandbox, journal_in(tmp_path))

        return visit

    @pytest.fixture
    def latency(self) -> float:
        return 0.5
