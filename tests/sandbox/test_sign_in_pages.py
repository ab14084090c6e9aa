"""The sandbox's sign-in pages answer as those of each DHIS2 version do: told over HTTP."""

import re

import pytest

from automation.sandbox.state import Standing
from tests.conftest import StartSandbox
from tests.support.visitor import PAGE, SECRET, Visitor, account, totp, wrong_totp


class TestStrutsPage:
    @pytest.mark.parametrize(
        ("version", "ids"),
        [("2.29", []), ("2.30", ["2fa", "2fa_code"]), ("2.36.13", ["2fa", "2fa_code"]),
         ("2.39.10", ["2fa", "2fa_code"]), ("2.40.11", []), ("2.41.9", [])],
    )  # fmt: skip
    def test_the_first_page_has_its_two_factor_markup(
        self, start_sandbox: StartSandbox, version: str, ids: list[str]
    ) -> None:
        html = Visitor(start_sandbox(version)).get(PAGE).text

        assert re.findall(r'<input [^>]*id="(2fa\w*)"', html) == ids
        assert ("required" in html.split("</form>")[0]) == (version != "2.29")

    @pytest.mark.parametrize("version", ["2.36.13", "2.39.10"])
    @pytest.mark.parametrize("code", [None, "", "000000x"])
    def test_up_to_2_39_a_missing_code_looks_like_a_wrong_password(
        self, start_sandbox: StartSandbox, version: str, code: str | None
    ) -> None:
        visitor = Visitor(start_sandbox(version, users=account(totp_secret=SECRET)))

        assert visitor.struts(code=code) == "/login.action?failed=true"
        assert "Wrong username or password" in visitor.get(f"{PAGE}?failed=true").text

    @pytest.mark.parametrize("version", ["2.36.13", "2.39.10", "2.40.11", "2.41.9"])
    def test_the_right_code_signs_in(self, start_sandbox: StartSandbox, version: str) -> None:
        visitor = Visitor(start_sandbox(version, users=account(totp_secret=SECRET)))

        assert visitor.struts(code=f" {totp()[:3]} {totp()[3:]}") == "/"
        assert visitor.is_signed_in

    @pytest.mark.parametrize("version", ["2.40.11", "2.41.9"])
    def test_since_2_40_the_code_is_a_second_step_and_a_wrong_one_looks_the_same(
        self, start_sandbox: StartSandbox, version: str
    ) -> None:
        visitor = Visitor(start_sandbox(version, users=account(totp_secret=SECRET)))

        assert visitor.struts() == visitor.struts(code=wrong_totp()) == "/login.action?twoFactor=true"
        html = visitor.get(f"{PAGE}?twoFactor=true").text
        assert 'id="2fa_code"' in html
        assert 'id="loginMessage"' not in html

    def test_2_29_asks_nobody_for_a_code(self, start_sandbox: StartSandbox) -> None:
        assert Visitor(start_sandbox("2.29", users=account(totp_secret=SECRET))).struts() == "/"

    @pytest.mark.parametrize(
        ("standing", "target"),
        [
            (Standing.PASSWORD_EXPIRED, "/expired.action"),
            (Standing.MUST_ENROL, "/enrolTwoFa.action"),
            (Standing.LOCKED, "/login.action?failed=true"),
            (Standing.DISABLED, "/login.action?failed=true"),
            (Standing.EXPIRED, "/login.action?failed=true"),
            (Standing.EMAIL_UNVERIFIED, "/"),
        ],
    )
    def test_each_standing_leads_somewhere(self, start_sandbox: StartSandbox, standing: Standing, target: str) -> None:
        assert Visitor(start_sandbox("2.40.11", users=account(standing=standing))).struts() == target

    def test_before_2_40_nobody_must_enrol(self, start_sandbox: StartSandbox) -> None:
        assert Visitor(start_sandbox("2.39.10", users=account(standing=Standing.MUST_ENROL))).struts() == "/"

    def test_the_pages_in_between_know_who_came(self, start_sandbox: StartSandbox) -> None:
        expired = Visitor(start_sandbox("2.40.11", users=account(standing=Standing.PASSWORD_EXPIRED)))
        enrol = Visitor(start_sandbox("2.40.11", users=account(standing=Standing.MUST_ENROL)))
        pages = [visitor.get("/dhis-web-commons/security" + visitor.struts()).text for visitor in (expired, enrol)]

        assert all('value="ann"' in page for page in pages)
        assert re.findall(r'id="(accountForm|oldPassword|password|retypePassword)"', pages[0]) == [
            "accountForm", "oldPassword", "password", "retypePassword"]  # fmt: skip
        assert re.findall(r'<(?:form|input)[^>]* id="(\w+)"', pages[1]) == [
            "loginForm", "j_username", "j_password", "2fa_code", "submitButton"]  # fmt: skip

    @pytest.mark.parametrize(
        ("version", "text", "ids"),
        [("2.25", "Wrong username or password", ["loginMessage"]),
         ("2.36.13", "Your account is locked", ["loginMessage"]),
         ("2.40.11", "Your account is locked", ["loginMessage", "lockedMessage"])],
    )  # fmt: skip
    def test_a_locked_account_is_told_in_the_words_of_the_version(
        self, start_sandbox: StartSandbox, version: str, text: str, ids: list[str]
    ) -> None:
        visitor = Visitor(start_sandbox(version, users=account(standing=Standing.LOCKED)))
        html = visitor.get("/dhis-web-commons/security" + visitor.struts()).text

        assert re.findall(rf'<div id="(\w+)"[^>]*>{text}</div>', html) == ids

    def test_a_locked_account_hides_whether_the_password_was_right(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.41.9", users=account(standing=Standing.LOCKED)))

        assert visitor.status("wrong") == visitor.status("right") == "ACCOUNT_LOCKED"


class TestLoginAppsApi:
    @pytest.mark.parametrize(
        ("version", "status"),
        [
            ("2.41.0", "INCORRECT_TWO_FACTOR_CODE"),
            ("2.41.9", "INCORRECT_TWO_FACTOR_CODE"),
            ("2.42.5", "INCORRECT_TWO_FACTOR_CODE_TOTP"),
            ("2.43.1", "INCORRECT_TWO_FACTOR_CODE_TOTP"),
        ],
    )
    def test_a_code_is_asked_for(self, start_sandbox: StartSandbox, version: str, status: str) -> None:
        visitor = Visitor(start_sandbox(version, users=account(totp_secret=SECRET)))

        assert visitor.status() == visitor.status(code=wrong_totp()) == status
        assert not visitor.is_signed_in
        assert visitor.status(code=totp()) == "SUCCESS"
        assert visitor.is_signed_in

    def test_a_code_is_sent_by_e_mail(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.42.5", users=account(email_code="493021")))

        assert visitor.status() == "EMAIL_TWO_FACTOR_CODE_SENT"
        assert visitor.sandbox.state.sent_codes == ["493021"]
        assert visitor.status(code="000000") == "INCORRECT_TWO_FACTOR_CODE_EMAIL"
        assert visitor.status(code="493 021") == "SUCCESS"

    @pytest.mark.parametrize(
        ("standing", "status"),
        [
            (Standing.PASSWORD_EXPIRED, "PASSWORD_EXPIRED"),
            (Standing.LOCKED, "ACCOUNT_LOCKED"),
            (Standing.DISABLED, "ACCOUNT_DISABLED"),
            (Standing.EXPIRED, "ACCOUNT_EXPIRED"),
            (Standing.MUST_ENROL, "REQUIRES_TWO_FACTOR_ENROLMENT"),
        ],
    )
    def test_each_standing_has_a_status(self, start_sandbox: StartSandbox, standing: Standing, status: str) -> None:
        assert Visitor(start_sandbox("2.41.9", users=account(standing=standing))).status() == status

    def test_a_wrong_password_is_a_401(self, start_sandbox: StartSandbox) -> None:
        assert Visitor(start_sandbox("2.41.9", users=account())).login_app("wrong")[0] == 401

    @pytest.mark.parametrize(
        ("version", "target"),
        [("2.41.9", "/dhis/uaa/oauth/authorize?client_id=c"), ("2.42.5", "/dhis/dhis-web-user-profile/#/profile")],
    )
    def test_since_2_42_an_unverified_address_comes_before_the_saved_request(
        self, start_sandbox: StartSandbox, version: str, target: str
    ) -> None:
        users = account(standing=Standing.EMAIL_UNVERIFIED)
        visitor = Visitor(start_sandbox(version, users=users, context_path="/dhis"))
        authorize = "/uaa/oauth/authorize" if version == "2.41.9" else "/oauth2/authorize"
        visitor.get(f"{authorize}?client_id=c", allow_redirects=False)

        assert visitor.login_app()[1]["redirectUrl"] == target
        if version == "2.42.5":
            assert "not been verified" in visitor.get("/dhis-web-user-profile/").text
            assert "not been verified" in visitor.get("/apps/user-profile").text


class TestFallbackPage:
    @pytest.mark.parametrize(
        ("version", "status"), [("2.40.11", 302), ("2.41.9", 302), ("2.42.5", 200), ("2.43.1", 200)]
    )
    def test_it_is_there_since_2_42(self, start_sandbox: StartSandbox, version: str, status: int) -> None:
        assert Visitor(start_sandbox(version)).get("/login.html", allow_redirects=False).status_code == status

    @pytest.mark.parametrize(
        ("version", "mark"),
        [("2.41.9", 'id="j_username"'), ("2.42.5", 'id="twoFAToggle"'), ("2.43.1", "HTTP Status 404")],
    )
    def test_the_old_address_leads_to_the_page_of_the_version(
        self, start_sandbox: StartSandbox, version: str, mark: str
    ) -> None:
        assert mark in Visitor(start_sandbox(version)).get(PAGE).text


@pytest.mark.parametrize("version", ["2.36.13", "2.40.11"])
def test_a_custom_struts_page_has_forms_before_and_after(start_sandbox: StartSandbox, version: str) -> None:
    html = Visitor(start_sandbox(version, custom_login_page=True)).get(PAGE).text

    assert re.findall(r'<form[^>]* id="([\w-]+)"', html) == ["site-search", "loginForm", "newsletter"]


def test_a_custom_login_app_page_is_a_template(start_sandbox: StartSandbox) -> None:
    config = Visitor(start_sandbox("2.41.9", custom_login_page=True)).get("/api/loginConfig").json()

    assert config["loginPageLayout"] == "CUSTOM"
    assert 'id="login-box"' in config["loginPageTemplate"]
