"""The sandbox's sessions: from identity providers, refused and counted, ended."""

import pytest

from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.support.visitor import PAGE, SECRET, Visitor, account, totp, wrong_totp


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
