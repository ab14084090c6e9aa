"""The sandbox's sign-in pages answer as those of each DHIS2 version do: told over HTTP."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import Standing, User
from automation.sandbox.totp import Totp
from tests.conftest import StartSandbox

SECRET = "JBSWY3DPEHPK3PXP"
PAGE = "/dhis-web-commons/security/login.action"


def account(**properties: Any) -> tuple[User, ...]:
    return (User(username="ann", password="right", **properties),)


def totp() -> str:
    return Totp(SECRET).now()


def wrong_totp() -> str:
    return f"{(int(totp()) + 1) % 1_000_000:06}"


@dataclass
class Visitor:
    """A browser without scripts."""

    sandbox: Sandbox
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.sandbox.url + path, timeout=10, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.session.post(self.sandbox.url + path, timeout=10, allow_redirects=False, **options)

    def struts(self, password: str = "right", code: str | None = None) -> str:
        """Post the form; where that leads to, below the sandbox."""
        data = {"j_username": "ann", "j_password": password} | ({"2fa_code": code} if code is not None else {})
        answer = self.post("/dhis-web-commons-security/login.action", data=data)
        assert answer.status_code == 302
        return answer.headers["Location"].removeprefix("/dhis-web-commons/security")

    def login_app(self, password: str = "right", code: str | None = None) -> tuple[int, dict[str, Any]]:
        body = {"username": "ann", "password": password} | ({"twoFactorCode": code} if code is not None else {})
        answer = self.post("/api/auth/login", json=body)
        return answer.status_code, answer.json()

    def status(self, password: str = "right", code: str | None = None) -> str:
        http_status, body = self.login_app(password, code)
        assert http_status == 200
        return str(body["loginStatus"])

    @property
    def is_signed_in(self) -> bool:
        return self.get("/api/me").status_code == 200


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
        ("version", "status"), [("2.40.11", 404), ("2.41.9", 404), ("2.42.5", 200), ("2.43.1", 200)]
    )
    def test_it_is_there_since_2_42(self, start_sandbox: StartSandbox, version: str, status: int) -> None:
        assert Visitor(start_sandbox(version)).get("/login.html").status_code in {status, 501 if status == 404 else 200}

    @pytest.mark.parametrize(
        ("version", "mark"),
        [("2.41.9", 'id="j_username"'), ("2.42.5", 'id="twoFAToggle"'), ("2.43.1", 'id="dhis2-app-root"')],
    )
    def test_the_old_address_leads_to_the_page_of_the_version(
        self, start_sandbox: StartSandbox, version: str, mark: str
    ) -> None:
        assert mark in Visitor(start_sandbox(version)).get(PAGE).text


class TestIdentityProviders:
    @pytest.mark.parametrize(("version", "submits"), [("2.30", 2), ("2.36.13", 3), ("2.40.11", 3)])
    def test_their_forms_use_the_submit_buttons_id_again(
        self, start_sandbox: StartSandbox, version: str, submits: int
    ) -> None:
        html = Visitor(start_sandbox(version, oidc_providers=("google", "azure"))).get(PAGE).text

        assert html.count('id="submit"') == html.count('id="submitDiv"') == submits

    def test_the_login_app_hears_of_them(self, start_sandbox: StartSandbox) -> None:
        config = Visitor(start_sandbox("2.42.5", oidc_providers=("google",))).get("/api/loginConfig").json()

        assert [provider["url"] for provider in config["oidcProviders"]] == ["/oauth2/authorization/google"]

    def test_coming_back_from_one_opens_a_session(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.42.5", oidc_providers=("google",), users=account(), context_path="/dhis"))
        page = visitor.get("/oauth2/authorization/google")

        assert page.url == f"{visitor.sandbox.url}/idp/google"
        refused = visitor.session.post(page.url, data={"username": "ann", "password": "wrong"}, timeout=10)
        assert refused.status_code == 401
        visitor.session.post(page.url, data={"username": "ann", "password": "right"}, timeout=10)
        assert visitor.is_signed_in

    def test_an_unknown_one_is_not_there(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.42.5", oidc_providers=("google",)))

        assert [visitor.get(path).status_code for path in ("/idp/azure", "/oauth2/authorization/azure")] == [501, 501]

    @pytest.mark.parametrize("path", ["/", PAGE, "/dhis-web-settings/", "/api/me"])
    def test_a_proxy_with_single_sign_on_shows_no_page_of_dhis2(self, start_sandbox: StartSandbox, path: str) -> None:
        visitor = Visitor(start_sandbox("2.40.11", faults=frozenset({Fault.SSO_ONLY})))

        assert visitor.get(path).url == f"{visitor.sandbox.url}/idp/sso"

    def test_behind_such_a_proxy_one_gets_where_one_wanted(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.40.11", faults=frozenset({Fault.SSO_ONLY}), users=account()))
        page = visitor.get("/dhis-web-settings/")
        arrived = visitor.session.post(page.url, data={"username": "ann", "password": "right"}, timeout=10)

        assert arrived.url == f"{visitor.sandbox.url}/dhis-web-settings/"


class TestCounting:
    def test_refusals_are_counted_by_user_and_steps_are_not(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.42.5", users=account(totp_secret=SECRET)))
        visitor.login_app("wrong")
        visitor.login_app()
        visitor.login_app(code=wrong_totp())
        visitor.login_app(code=totp())

        assert visitor.sandbox.state.refused_sign_ins == {"ann": 2}

    def test_too_many_wrong_passwords_lock_the_account(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.41.9", users=account(), lockout=3))

        assert [visitor.login_app("wrong")[0] for _ in range(3)] == [401, 401, 401]
        assert visitor.status() == "ACCOUNT_LOCKED"

    def test_a_success_in_between_wipes_the_slate(self, start_sandbox: StartSandbox) -> None:
        visitor = Visitor(start_sandbox("2.40.11", users=account(), lockout=2))
        targets = [visitor.struts(password) for password in ("wrong", "right", "wrong", "right")]

        assert targets[1] == targets[3] == "/"

    @pytest.mark.parametrize(("version", "target"), [("2.39.10", "failed=true"), ("2.40.11", "twoFactor=true")])
    def test_wrong_codes_lock_nobody_out_since_2_40(
        self, start_sandbox: StartSandbox, version: str, target: str
    ) -> None:
        visitor = Visitor(start_sandbox(version, users=account(totp_secret=SECRET), lockout=1))
        visitor.struts(code=wrong_totp())

        assert visitor.struts(code=wrong_totp()).endswith(target)
        assert (visitor.struts(code=totp()) == "/") == (version == "2.40.11")


def test_sessions_can_be_ended(start_sandbox: StartSandbox) -> None:
    visitor = Visitor(start_sandbox("2.41.9", users=account()))
    visitor.login_app()
    assert visitor.is_signed_in

    visitor.sandbox.state.end_sessions()

    assert not visitor.is_signed_in


@pytest.mark.parametrize("version", ["2.36.13", "2.40.11"])
def test_a_custom_struts_page_has_forms_before_and_after(start_sandbox: StartSandbox, version: str) -> None:
    html = Visitor(start_sandbox(version, custom_login_page=True)).get(PAGE).text

    assert re.findall(r'<form[^>]* id="([\w-]+)"', html) == ["site-search", "loginForm", "newsletter"]


def test_a_custom_login_app_page_is_a_template(start_sandbox: StartSandbox) -> None:
    config = Visitor(start_sandbox("2.41.9", custom_login_page=True)).get("/api/loginConfig").json()

    assert config["loginPageLayout"] == "CUSTOM"
    assert 'id="login-box"' in config["loginPageTemplate"]
