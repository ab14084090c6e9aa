"""Deployments of our own stand-in UI, one version for each generation."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.scenarios.deployments import Deployments, OpenPage, Visit
from tests.support.harness import Person, journal_in
from tests.support.sampling import cases

VERSIONS = ("2.33", "2.36", "2.41.9", "2.43.1")


class TestOnTheSandbox(Deployments):
    @pytest.fixture(params=cases(VERSIONS, always=["2.33"]))
    def version(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def visit(self, version: str, open_page: OpenPage, start_sandbox: StartSandbox, tmp_path: Path) -> Visit:
        def visit(page: Page | None = None, **options: Any) -> Person:
            return Person(page or open_page(), start_sandbox(version, **options), journal_in(tmp_path))

        return visit

    @pytest.fixture
    def latency(self, version: str) -> float:
        """As slow as the sandbox is by itself, in one version; that is enough to wait for."""
        return 3.0 if version == "2.41.9" else 0.3
