"""The sign-in scenarios on upstream's compiled login app, mounted in the sandbox's back end."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.scenarios.sign_in_pages import LoginAppScenarios, OpenSignInPage, SignInPage


@pytest.mark.official
class TestOnOfficialLoginApp(LoginAppScenarios):
    @pytest.fixture
    def door(self, page: Page, start_sandbox: StartSandbox) -> OpenSignInPage:
        app = Path(os.environ.get("DHIS2_OFFICIAL_BUILDS", "nowhere")) / "login-app"
        if not app.is_dir():
            pytest.skip("DHIS2_OFFICIAL_BUILDS has no login-app")

        def open_door(version: str, **options: Any) -> SignInPage:
            return SignInPage(page, start_sandbox(version, login_ui=app, **options))

        return open_door
