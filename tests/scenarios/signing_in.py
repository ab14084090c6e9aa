"""Every way to sign in; on the sandbox's sign-in pages and on upstream's login app."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from automation.account import CodeKind, Codes, Instance
from automation.errors import SignInRefused
from automation.flows.sign_in import ensure_signed_in, sign_in
from automation.pages.sign_in.form import LoginPage
from automation.sandbox.behaviour import TwoFactor
from automation.sandbox.state import Standing
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.secrets.totp import Totp
from tests.support.harness import Listener, Person

SECRET = "JBSWY3DPEHPK3PXP"
OTHER_SECRET = "JBSWY3DPEHPK3PXQ"
EMAIL_CODE = "493021"
SIGN_IN_POSTS = ("POST /dhis-web-commons-security/login.action", "POST /api/auth/login")


@dataclass
class Newcomer(Person):
    """Somebody who signs in, at the page that DHIS2 leads to or at `path`."""

    username: str = "ann"
    password: str = "right"
    path: str = ""
    asked: list[CodeKind] = field(default_factory=list)

    def enter(self) -> Instance:
        if not self.path:
            return ensure_signed_in(self.page, self.instance(), self.narrator, Redactor())
        self.page.goto(self.sandbox.url + self.path)
        return sign_in(self.page, self.instance(), Redactor())

    def refused(self) -> SignInRefused:
        with pytest.raises(SignInRefused) as caught:
            self.enter()
        assert not self.is_in
        assert self.sandbox.state.sessions == {}
        return caught.value

    def types(self, code: Callable[[], str | None], *, beforehand: bool = False) -> None:
        """Let the codes be asked for, and this one typed."""

        def ask(kind: CodeKind) -> Secret | None:
            self.asked.append(kind)
            typed = code()
            return Secret(typed) if typed else None

        self.codes = Codes(ask=ask, beforehand=beforehand)

    @property
    def is_in(self) -> bool:
        return LoginPage(self.page, self.sandbox.url).who_is_in() == self.username

    @property
    def posts(self) -> int:
        return sum(asked in SIGN_IN_POSTS for asked in self.sandbox.state.requests)

    @property
    def refusals(self) -> int:
        return self.sandbox.state.refused_sign_ins.total()

    @property
    def lockout_counts(self) -> int:
        return self.sandbox.state.lockout_counts.total()

    @property
    def two_factor(self) -> TwoFactor:
        return self.sandbox.state.options.behaviour.two_factor


Meet = Callable[..., Newcomer]

_REFUSED = "DHIS2 refused the username or password"
_WORDS = {
    Standing.PASSWORD_EXPIRED: ("password_expired", "the password has expired"),
    Standing.LOCKED: ("account_locked", "the account is locked"),
    Standing.DISABLED: ("account_disabled", "the account is disabled"),
    Standing.EXPIRED: ("account_expired", "the account has expired"),
    Standing.MUST_ENROL: ("two_factor_enrolment", "DHIS2 wants two-factor to be set up first"),
}
# The Struts page leads these back to the form with failed=true, and tells them from a wrong password by nothing.
_SAME_TO_STRUTS = {Standing.DISABLED, Standing.EXPIRED}


class SigningIn:
    """`meet` makes somebody with these properties of their account; each kind of page has its own."""

    @pytest.fixture
    def meet(self) -> Meet:
        raise NotImplementedError

    def test_a_password_is_enough_where_no_code_is_wanted(self, meet: Meet) -> None:
        newcomer = meet()

        instance = newcomer.enter()

        assert newcomer.is_in
        assert (newcomer.posts, newcomer.refusals, newcomer.asked) == (1, 0, [])
        assert not instance.account.needs_its_session

    def test_the_code_is_made_from_the_secret(self, meet: Meet) -> None:
        newcomer = meet(totp_secret=SECRET)
        newcomer.codes = Codes(totp_secret=Secret(SECRET))

        instance = newcomer.enter()

        assert newcomer.is_in
        assert (newcomer.refusals, newcomer.lockout_counts) == (0, 0)
        assert instance.account.needs_its_session == (newcomer.two_factor is not TwoFactor.NONE)

    def test_the_code_is_typed_by_a_person_who_is_asked_once(self, meet: Meet) -> None:
        newcomer = meet(totp_secret=SECRET)
        newcomer.types(Totp(SECRET).now, beforehand=newcomer.two_factor is TwoFactor.SAME_POST)

        newcomer.enter()

        assert newcomer.is_in
        assert newcomer.asked == ([] if newcomer.two_factor is TwoFactor.NONE else [CodeKind.TOTP])
        assert (newcomer.refusals, newcomer.lockout_counts) == (0, 0)

    @pytest.mark.parametrize("codes", ["typed", "made"])
    def test_a_wrong_code_is_given_once_and_never_again(self, meet: Meet, codes: str) -> None:
        newcomer = meet(totp_secret=SECRET)
        if newcomer.two_factor is TwoFactor.NONE:
            pytest.skip("this version asks nobody for a code")
        newcomer.types(Totp(OTHER_SECRET).now, beforehand=newcomer.two_factor is TwoFactor.SAME_POST)
        if codes == "made":
            newcomer.codes = Codes(totp_secret=Secret(OTHER_SECRET))

        error = newcomer.refused()

        is_same = newcomer.two_factor is TwoFactor.SAME_POST
        assert error.code == ("sign_in_refused" if is_same else "two_factor_refused")
        assert "code" in error.saw
        assert "clock" in error.hint
        assert (newcomer.refusals, newcomer.lockout_counts) == (1, 1 if is_same else 0)
        assert newcomer.posts <= 2
        assert newcomer.asked == ([] if codes == "made" else [CodeKind.TOTP])

    def test_where_nobody_can_give_the_code_none_is_guessed(self, meet: Meet) -> None:
        newcomer = meet(totp_secret=SECRET)
        if newcomer.two_factor is TwoFactor.NONE:
            pytest.skip("this version asks nobody for a code")

        error = newcomer.refused()

        assert newcomer.posts == 1
        if newcomer.two_factor is TwoFactor.SAME_POST:
            assert (error.code, error.saw) == ("sign_in_refused", _REFUSED)
            assert "--two-factor" in error.hint
        else:
            assert (error.code, error.saw) == ("two_factor", "DHIS2 asks for the code from the authenticator app")
            assert "DHIS2_TOTP_SECRET" in error.hint
            assert (newcomer.refusals, newcomer.lockout_counts) == (0, 0)

    def test_a_person_who_types_nothing_sends_nothing(self, meet: Meet) -> None:
        newcomer = meet(totp_secret=SECRET)
        if newcomer.two_factor is not TwoFactor.SECOND_STEP:
            pytest.skip("this version does not ask")
        newcomer.types(lambda: None)

        error = newcomer.refused()

        assert (error.code, newcomer.posts, newcomer.refusals) == ("two_factor", 1, 0)
        assert newcomer.asked == [CodeKind.TOTP]

    def test_a_code_by_e_mail_is_asked_for_once_and_sent_once(self, meet: Meet) -> None:
        newcomer = self._with_code_by_email(meet)
        newcomer.types(lambda: EMAIL_CODE)

        newcomer.enter()

        assert newcomer.is_in
        assert newcomer.asked == [CodeKind.EMAIL]
        assert newcomer.sandbox.state.sent_codes == [EMAIL_CODE]
        assert (newcomer.posts, newcomer.refusals) == (2, 0)

    def test_a_wrong_code_by_e_mail_is_not_tried_twice(self, meet: Meet) -> None:
        newcomer = self._with_code_by_email(meet)
        newcomer.types(lambda: "000000")

        error = newcomer.refused()

        assert error.code == "two_factor_refused"
        assert error.saw == "DHIS2 refused the code from the e-mail that DHIS2 sent"
        assert (newcomer.posts, newcomer.refusals, newcomer.lockout_counts) == (2, 1, 0)

    def test_a_code_by_e_mail_that_nobody_can_read_is_told(self, meet: Meet) -> None:
        newcomer = self._with_code_by_email(meet)

        error = newcomer.refused()

        assert (error.code, error.saw) == ("two_factor", "DHIS2 asks for the code from the e-mail that DHIS2 sent")
        assert "terminal" in error.hint
        assert newcomer.posts == 1

    def test_a_wrong_password_is_tried_once(self, meet: Meet) -> None:
        newcomer = meet()
        newcomer.password = "wrong"

        error = newcomer.refused()

        assert (error.code, error.saw) == ("sign_in_refused", _REFUSED)
        assert (newcomer.posts, newcomer.refusals, newcomer.lockout_counts) == (1, 1, 1)

    @pytest.mark.parametrize("standing", list(_WORDS))
    def test_what_stands_between_password_and_session_is_told_after_one_attempt(
        self, meet: Meet, standing: Standing
    ) -> None:
        newcomer = meet(standing=standing)
        if standing is Standing.MUST_ENROL and newcomer.two_factor is not TwoFactor.SECOND_STEP:
            pytest.skip("this version makes nobody enrol")

        error = newcomer.refused()

        is_struts = newcomer.sandbox.state.requests.count(SIGN_IN_POSTS[0]) == 1
        told = (error.code, error.saw)
        assert told == (
            ("sign_in_refused", _REFUSED) if is_struts and standing in _SAME_TO_STRUTS else _WORDS[standing]
        )
        assert newcomer.posts == 1

    def test_an_unverified_address_keeps_nobody_out_and_is_told(self, meet: Meet) -> None:
        newcomer = meet(standing=Standing.EMAIL_UNVERIFIED)
        newcomer.narrator = listener = Listener()

        newcomer.enter()

        assert newcomer.is_in
        leads_to_profile = newcomer.sandbox.state.options.behaviour.has_two_factor_kinds
        assert LoginPage(newcomer.page, newcomer.sandbox.url).wants_verified_email == leads_to_profile
        if not newcomer.path:
            assert any("verified e-mail address" in note for note in listener.notes) == leads_to_profile

    def _with_code_by_email(self, meet: Meet) -> Newcomer:
        newcomer = meet(email_code=EMAIL_CODE)
        if not newcomer.sandbox.state.options.behaviour.has_two_factor_kinds:
            pytest.skip("this version sends no codes by e-mail")
        return newcomer
