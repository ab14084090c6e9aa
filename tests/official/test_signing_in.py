"""Signing in on upstream's compiled login app, mounted in the sandbox's back end."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import StartSandbox
from tests.official.builds import locales
from tests.scenarios.languages import choose_on_sign_in_page
from tests.scenarios.sign_in_pages import account
from tests.scenarios.signing_in import Meet, Newcomer, SigningIn
from tests.support.harness import journal_in


@pytest.mark.official
@pytest.mark.parametrize("locale", locales())
class TestOnOfficialLoginApp(SigningIn):
    @pytest.fixture(params=["2.41.9", "2.42.5", "2.43.1"])
    def meet(
        self, request: pytest.FixtureRequest, locale: str, page: Page, start_sandbox: StartSandbox, tmp_path: Path
    ) -> Meet:
        app = Path(os.environ.get("DHIS2_OFFICIAL_BUILDS", "nowhere")) / "login-app"
        if not app.is_dir():
            pytest.skip("DHIS2_OFFICIAL_BUILDS has no login-app")

        choose_on_sign_in_page(page, locale)

        def meet(**properties: Any) -> Newcomer:
            sandbox = start_sandbox(request.param, locale=locale, login_ui=app, users=account(**properties))
            return Newcomer(page, sandbox, journal_in(tmp_path))

        return meet
