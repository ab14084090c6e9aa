"""Filling the sandbox's sign-in pages as a person does."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from automation.sandbox.state import Standing
from tests.conftest import StartSandbox
from tests.scenarios.sign_in_pages import DEEP, SECRET, LoginAppScenarios, OpenSignInPage, SignInPage, account, code_now


class TestOnStandInLoginApp(LoginAppScenarios):
    @pytest.fixture
    def door(self, page: Page, start_sandbox: StartSandbox) -> OpenSignInPage:
        def open_door(version: str, **options: Any) -> SignInPage:
            return SignInPage(page, start_sandbox(version, **options))

        return open_door

    def test_2_41_0_says_nothing_of_a_standing(self, door: OpenSignInPage) -> None:
        at = door("2.41.0", users=account(standing=Standing.PASSWORD_EXPIRED))
        at.open()
        with at.page.expect_response("**/auth/login"):
            at.enter()

        expect(at.submit).to_be_enabled()
        expect(at.notice).to_have_count(0)

    def test_2_41_0_forgets_the_hash(self, door: OpenSignInPage) -> None:
        at = door("2.41.0", users=account())
        at.open(DEEP)
        at.enter()

        at.expect_arrival(DEEP.partition("#")[0])


class TestStrutsPage:
    @pytest.mark.parametrize("version", ["2.36.13", "2.39.10"])
    def test_the_box_shows_the_codes_field(self, page: Page, start_sandbox: StartSandbox, version: str) -> None:
        sandbox = start_sandbox(version, users=account(totp_secret=SECRET))
        page.goto(f"{sandbox.url}/")
        expect(page.locator('[id="2fa_code"]')).to_be_hidden()
        page.locator('[id="2fa"]').check()
        page.locator('[id="2fa_code"]').fill(code_now())
        page.locator("#j_username").fill("ann")
        page.locator("#j_password").fill("right")
        page.locator("#loginForm input[type=submit]").click()

        expect(page).to_have_url(f"{sandbox.url}/dhis-web-dashboard/")

    @pytest.mark.parametrize("version", ["2.40.11", "2.41.9"])
    def test_the_second_step_wants_everything_again(
        self, page: Page, start_sandbox: StartSandbox, version: str
    ) -> None:
        sandbox = start_sandbox(version, users=account(totp_secret=SECRET))
        page.goto(f"{sandbox.url}/dhis-web-commons/security/login.action")
        page.locator("#j_username").fill("ann")
        page.locator("#j_password").fill("right")
        page.locator("#loginForm input[type=submit]").click()

        expect(page).to_have_url(re.compile(r"\?twoFactor=true$"))
        expect(page.locator("#j_username")).to_have_value("")
        page.locator("#j_username").fill("ann")
        page.locator("#j_password").fill("right")
        page.locator('[id="2fa_code"]').fill(code_now())
        page.locator("#loginForm input[type=submit]").click()
        expect(page).to_have_url(f"{sandbox.url}/dhis-web-dashboard/")

    @pytest.mark.parametrize(
        ("version", "words"),
        [("2.36.13", "Identifiant ou mot de passe incorrect"), ("2.40.11", "Votre compte est bloqué")],
    )
    def test_a_remembered_language_rewrites_the_message(
        self, page: Page, start_sandbox: StartSandbox, version: str, words: str
    ) -> None:
        sandbox = start_sandbox(version, users=account(standing=Standing.LOCKED))
        page.goto(f"{sandbox.url}/")
        page.locator("#localeSelect").select_option("fr")
        page.locator("#j_username").fill("ann")
        page.locator("#j_password").fill("right")
        page.locator("#loginForm input[type=submit]").click()

        expect(page.locator("#loginMessage")).to_have_text(words)

    def test_providers_and_a_custom_page_surround_the_form(self, page: Page, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.40.11", custom_login_page=True, oidc_providers=("google",), users=account())
        page.goto(f"{sandbox.url}/")
        expect(page.locator("#submit")).to_have_count(2)
        page.locator("#oidcProvider_google input[type=submit]").click()
        page.get_by_label("Account").fill("ann")
        page.get_by_label("Password").fill("right")
        page.get_by_role("button", name="Continue").click()

        expect(page).to_have_url(f"{sandbox.url}/dhis-web-dashboard/")


class TestFallbackPage:
    @pytest.fixture
    def page(self, page: Page, start_sandbox: StartSandbox) -> Page:
        sandbox = start_sandbox("2.43.1", users=account(totp_secret=SECRET), context_path="/dhis")
        page.goto(f"{sandbox.url}/login.html")
        page.locator("#username").fill("ann")
        page.locator("#password").fill("right")
        return page

    def test_the_code_has_a_box(self, page: Page) -> None:
        page.locator("#twoFAToggle").check()
        page.locator("#twoFA").fill(code_now())
        page.get_by_role("button", name="Log in").click()

        expect(page).to_have_url(re.compile(r"/dhis/apps/$"))

    def test_without_it_the_status_is_shown(self, page: Page) -> None:
        page.get_by_role("button", name="Log in").click()

        expect(page.locator("#errorMessage")).to_have_text("Login failed. Status: INCORRECT_TWO_FACTOR_CODE_TOTP")
        expect(page.locator("#twoFA")).to_be_hidden()

    def test_a_wrong_password_is_told_in_the_servers_words(self, page: Page) -> None:
        page.locator("#password").fill("wrong")
        page.get_by_role("button", name="Log in").click()

        expect(page.locator("#errorMessage")).to_have_text("Bad credentials")

    def test_below_the_old_address_2_42s_page_cannot_post(self, page: Page, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.42.5", users=account())
        page.goto(f"{sandbox.url}/dhis-web-commons/security/login.action")
        page.locator("#username").fill("ann")
        page.locator("#password").fill("right")
        page.get_by_role("button", name="Log in").click()

        expect(page.locator("#errorMessage")).not_to_be_empty()
        assert sandbox.state.sessions == {}
