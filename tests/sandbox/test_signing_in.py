"""Signing in to every sign-in page DHIS2 has had."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from automation.account import CodeKind, Codes
from automation.errors import SignInRefused
from automation.sandbox.faults import Fault
from automation.secrets.secret import Secret
from automation.secrets.totp import Totp
from tests.conftest import StartSandbox
from tests.scenarios.sign_in_pages import account
from tests.scenarios.signing_in import SECRET, SIGN_IN_POSTS, Meet, Newcomer, SigningIn
from tests.support.harness import journal_in
from tests.support.sampling import THOROUGH, cases

STRUTS = "/dhis-web-commons/security/login.action"
FALLBACK = "/login.html"
DOORS = [
    ("2.29", ""), ("2.36.13", ""), ("2.39.10", ""), ("2.40.11", ""), ("2.41.0", ""), ("2.41.9", ""), ("2.42.5", ""),
    ("2.43.1", ""), ("2.41.9", STRUTS), ("2.42.5", FALLBACK), ("2.43.1", FALLBACK),
]  # fmt: skip
USUAL = [("2.36.13", ""), ("2.40.11", ""), ("2.43.1", "")]
PAGES = cases(
    ["2.29", "2.34", "2.36.13", "2.40.11", "2.41.9", "2.42.5", "2.43.1"], always=["2.34", "2.40.11", "2.43.1"]
)


@pytest.fixture
def newcomer(page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Meet:
    def meet(version: str, path: str = "", **options: Any) -> Newcomer:
        return Newcomer(page, start_sandbox(version, **options), journal_in(tmp_path), path=path)

    return meet


class TestEveryPage(SigningIn):
    @pytest.fixture(
        params=[pytest.param(door, id="".join(door), marks=() if door in USUAL else THOROUGH) for door in DOORS]
    )
    def meet(self, request: pytest.FixtureRequest, newcomer: Meet) -> Meet:
        def meet(**properties: Any) -> Newcomer:
            return newcomer(*request.param, users=account(**properties))

        return meet


class TestOtherFormsOnThePage:
    """Where there are several, the password goes into DHIS2's own."""

    @pytest.mark.parametrize("version", PAGES)
    def test_identity_providers_have_buttons_beside_the_form(self, newcomer: Meet, version: str) -> None:
        at = newcomer(version, users=account(), oidc_providers=("google", "azure"))

        at.enter()

        assert at.is_in
        assert only_signed_in(at)

    @pytest.mark.parametrize("version", PAGES)
    def test_a_custom_page_has_forms_before_and_after(self, newcomer: Meet, version: str) -> None:
        at = newcomer(version, users=account(), custom_login_page=True)
        typed = watch_fields(at)

        at.enter()

        assert at.is_in
        assert only_signed_in(at)
        assert typed
        assert not typed & {"q", "district", "email", "member"}

    @pytest.mark.parametrize("version", cases(["2.40.11", "2.41.9", "2.42.5"], always=["2.40.11", "2.42.5"]))
    def test_a_custom_page_with_providers_asks_for_the_code_as_well(self, newcomer: Meet, version: str) -> None:
        at = newcomer(version, users=account(totp_secret=SECRET), custom_login_page=True, oidc_providers=("google",))
        at.codes = Codes(totp_secret=Secret(SECRET))

        at.enter()

        assert at.is_in
        assert only_signed_in(at)

    @pytest.mark.parametrize("version", PAGES)
    def test_an_identity_providers_own_page_gets_nothing(self, newcomer: Meet, version: str) -> None:
        at = newcomer(version, users=account(), faults=frozenset({Fault.SSO_ONLY}))
        typed = watch_fields(at)

        with pytest.raises(SignInRefused) as caught:
            at.enter()

        assert caught.value.code == "other_sign_in"
        assert caught.value.exit_code == 4
        assert "/idp/sso" in caught.value.saw
        assert "login --headed" in caught.value.hint
        assert typed == set()
        assert not any(asked.startswith("POST") for asked in at.sandbox.state.requests)


@pytest.mark.parametrize(
    "version", cases(["2.36.13", "2.40.11", "2.41.9", "2.42.5", "2.43.1"], always=["2.40.11", "2.43.1"])
)
class TestTheWholeJob:
    """Create, complete and prove, for an account with a second factor."""

    def test_the_code_is_made_from_the_secret(self, newcomer: Meet, version: str) -> None:
        at = newcomer(version, users=account(totp_secret=SECRET))
        at.codes = Codes(totp_secret=Secret(SECRET))

        done = at.provision()

        assert done.verdict is not None
        assert done.verdict.is_good, done.verdict.failures
        assert (at.refusals, len(at.stored)) == (0, 1)

    def test_a_typed_code_is_asked_for_exactly_once(self, newcomer: Meet, version: str) -> None:
        at = newcomer(version, users=account(totp_secret=SECRET))
        at.types(Totp(SECRET).now, beforehand=version == "2.36.13")

        done = at.provision()

        assert done.verdict is not None
        assert done.verdict.is_good, done.verdict.failures
        assert at.asked == [CodeKind.TOTP]
        assert at.refusals == 0

    def test_who_is_in_by_a_session_is_not_asked_again_although_there_is_a_password(
        self, newcomer: Meet, version: str
    ) -> None:
        at = newcomer(version, users=account(totp_secret=SECRET))
        at.codes = Codes(totp_secret=Secret(SECRET))
        at.enter()
        posts = at.posts
        at.codes = Codes()

        done = at.provision()

        assert done.verdict is not None
        assert done.verdict.is_good, done.verdict.failures
        assert at.posts == posts


def only_signed_in(at: Newcomer) -> bool:
    """Of all that was posted, everything was a sign-in of DHIS2's own."""
    posted = [asked for asked in at.sandbox.state.requests if asked.startswith("POST")]
    return (
        bool(posted) and set(posted) <= set(SIGN_IN_POSTS) and not any("/idp/" in a for a in at.sandbox.state.requests)
    )


def watch_fields(at: Newcomer) -> set[str]:
    """The names of the fields that are typed into, from now on."""
    typed: set[str] = set()
    at.page.expose_function("typedInto", lambda name: typed.add(name))  # noqa: PLW0108 - Playwright marks its handlers
    at.page.add_init_script("addEventListener('input', (event) => typedInto(event.target.name), true)")
    return typed
