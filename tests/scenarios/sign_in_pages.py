"""The login app of 2.41 and later as a person meets it; on the sandbox's and on upstream's."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from automation.sandbox.server import Sandbox
from automation.sandbox.state import Standing, User
from automation.secrets.totp import Totp

SECRET = "JBSWY3DPEHPK3PXP"
DEEP = "/dhis-web-settings/?shell=false#/access"


@dataclass
class SignInPage:
    """The login app in a browser, in front of one sandbox."""

    page: Page
    sandbox: Sandbox

    def open(self, path: str = "/") -> None:
        self.page.goto(self.sandbox.url + path)
        expect(self.username).to_be_visible()

    def enter(self, password: str = "right") -> None:
        self.username.fill("ann")
        self.password.fill(password)
        self.submit.press("Enter")

    def enter_code(self, code: str) -> None:
        self.code.fill(code)
        self.submit.click()

    @property
    def form(self) -> Locator:
        return self.page.locator("form").filter(has=self.page.locator("#username"))

    @property
    def username(self) -> Locator:
        return self.form.locator("input[name=username]")

    @property
    def password(self) -> Locator:
        return self.form.locator("input[name=password]")

    @property
    def code(self) -> Locator:
        return self.form.locator("input[name=twoFA]")

    @property
    def submit(self) -> Locator:
        return self.form.locator("button[type=submit]")

    @property
    def notice(self) -> Locator:
        return self.page.locator("[data-test=dhis2-uicore-noticebox]")

    @property
    def posts(self) -> int:
        return self.sandbox.state.requests.count("POST /api/auth/login")

    def expect_arrival(self, where: str | None = None) -> None:
        """At an address, or where DHIS2 leads who has asked for none before."""
        start = "/apps/" if self.sandbox.state.options.behaviour.has_shell else "/dhis-web-dashboard/"
        expect(self.page).to_have_url(self.sandbox.url + (start if where is None else where))


OpenSignInPage = Callable[..., SignInPage]


def account(**properties: Any) -> tuple[User, ...]:
    return (User(username="ann", password="right", **properties),)


def code_now() -> str:
    return Totp(SECRET).now()


class LoginAppScenarios:
    @pytest.fixture
    def door(self) -> OpenSignInPage:
        raise NotImplementedError

    @pytest.mark.parametrize("version", ["2.41.9", "2.42.5", "2.43.1"])
    def test_the_code_is_asked_for_in_the_same_form(self, door: OpenSignInPage, version: str) -> None:
        at = door(version, users=account(totp_secret=SECRET))
        at.open()
        expect(at.code).to_be_hidden()
        at.enter()

        expect(at.code).to_be_visible()
        expect(at.username).to_be_hidden()
        expect(at.password).to_be_hidden()
        expect(at.submit).to_have_text("Verify and log in")
        expect(at.page.get_by_role("heading", name="Two-factor authentication")).to_be_visible()
        expect(at.notice).to_have_count(0)
        at.enter_code("000000")
        expect(at.notice).to_have_text("Incorrect authentication code")
        at.enter_code(code_now())
        at.expect_arrival()
        assert at.posts == 3

    def test_an_empty_code_is_not_sent(self, door: OpenSignInPage) -> None:
        at = door("2.42.5", users=account(totp_secret=SECRET))
        at.open()
        at.enter()
        expect(at.code).to_be_visible()
        at.submit.click()

        expect(at.notice).to_have_text("Authentication code is required")
        assert at.posts == 1

    def test_cancel_leads_back_and_forgets_the_password(self, door: OpenSignInPage) -> None:
        at = door("2.42.5", users=account(totp_secret=SECRET))
        at.open()
        at.enter()
        at.page.get_by_role("button", name="Cancel").click()

        expect(at.code).to_be_hidden()
        expect(at.username).to_have_value("ann")
        expect(at.password).to_have_value("")
        expect(at.submit).to_have_text("Log in")

    def test_a_code_comes_by_e_mail_and_once_more(self, door: OpenSignInPage) -> None:
        at = door("2.42.5", users=account(email_code="493021"))
        at.open()
        at.enter()
        expect(at.page.get_by_text("We have sent you an email")).to_be_visible()
        resend = at.page.get_by_role("button", name="Resend Code")
        resend.click()
        expect(resend).to_be_disabled()
        expect(at.submit).to_be_enabled()

        expect(at.notice).to_have_count(0)
        assert at.sandbox.state.sent_codes == ["493021", "493021"]
        at.enter_code("000000")
        expect(at.notice).to_have_text("Incorrect authentication code")
        at.enter_code("493021")
        at.expect_arrival()

    @pytest.mark.parametrize(
        ("standing", "words"),
        [
            (Standing.PASSWORD_EXPIRED, "Password expired"),
            (Standing.LOCKED, "Account not accessible"),
            (Standing.DISABLED, "Account not accessible"),
            (Standing.EXPIRED, "Account not accessible"),
            (Standing.MUST_ENROL, "Something went wrong"),
        ],
    )
    def test_a_standing_has_its_notice(self, door: OpenSignInPage, standing: Standing, words: str) -> None:
        at = door("2.41.9", users=account(standing=standing))
        at.open()
        at.enter()

        expect(at.notice).to_have_text(f"{words}Contact your system administrator.")
        expect(at.notice).to_have_class(re.compile(r"\berror\b"))
        expect(at.submit).to_be_enabled()

    def test_a_wrong_password_has_its_notice(self, door: OpenSignInPage) -> None:
        at = door("2.41.9", users=account())
        at.open()
        at.enter("wrong")

        expect(at.notice).to_have_text("Incorrect username or password")
        expect(at.notice.locator("[data-test$=content-title]")).to_have_text("Incorrect username or password")
        at.enter()
        at.expect_arrival()

    def test_nothing_is_sent_without_a_password(self, door: OpenSignInPage) -> None:
        at = door("2.41.9", users=account())
        at.open()
        at.enter("")

        expect(at.form.locator("[data-test$=validation]")).to_be_visible()
        assert at.posts == 0

    @pytest.mark.parametrize("version", ["2.41.9", "2.42.5"])
    def test_the_deep_link_survives(self, door: OpenSignInPage, version: str) -> None:
        at = door(version, users=account())
        at.open(DEEP)
        expect(at.page).to_have_url(re.compile(r"/dhis-web-login/#/$"))
        at.enter()

        at.expect_arrival(DEEP)

    def test_an_unverified_address_leads_to_the_profile(self, door: OpenSignInPage) -> None:
        at = door("2.42.5", users=account(standing=Standing.EMAIL_UNVERIFIED))
        at.open()
        at.enter()

        at.expect_arrival("/dhis-web-user-profile/#/profile")

    def test_a_custom_page_has_other_forms_around_the_box(self, door: OpenSignInPage) -> None:
        at = door("2.42.5", users=account(), custom_login_page=True)
        at.open()

        expect(at.page.locator("form")).to_have_count(3)
        expect(at.page.locator("button[type=submit]")).to_have_text(["Search", "Log in", "Subscribe"])
        expect(at.page.locator("form").last.locator("input[type=password]")).to_be_visible()
        at.enter()
        at.expect_arrival()

    def test_an_identity_provider_is_a_button_and_a_page_elsewhere(self, door: OpenSignInPage) -> None:
        at = door("2.42.5", users=account(totp_secret=SECRET), oidc_providers=("google", "azure"))
        at.open()
        provider = at.page.get_by_role("button", name="Log in with azure")
        expect(provider).to_have_attribute("type", "button")
        at.enter()
        expect(at.code).to_be_visible()
        expect(provider).to_be_hidden()
        at.page.get_by_role("button", name="Cancel").click()
        provider.click()
        at.expect_arrival("/idp/azure")
        at.page.get_by_label("Account").fill("ann")
        at.page.get_by_label("Password").fill("right")
        at.page.get_by_role("button", name="Continue").click()

        at.expect_arrival()
