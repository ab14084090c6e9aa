"""The sign-in page, whichever of DHIS2's it is."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Response

from automation.account import Account, CodeKind
from automation.browser.answers import read_answer
from automation.browser.api_calls import ask, hide_form, hide_session
from automation.browser.playwright_errors import BROWSER_CLOSED, browser_words, means_closed
from automation.dialects.sign_in import (
    ANY_USERNAME,
    LOCKED_MESSAGE,
    LOCKED_WORD,
    PROFILE_PATHS,
    SIGN_IN_FORMS,
    SIGN_IN_POSTS,
    SignInForm,
    is_sign_in_page,
)
from automation.errors import SignInRefused, Unreachable
from automation.pages.actions import page_errors
from automation.pages.sign_in.answers import CodeWanted, about_quotes, interpret, locked, no_code, wrong_code
from automation.secrets.secret import Secret
from automation.shapes import Misshapen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Me:
    """Of `/api/me`."""

    username: str | None = None


@dataclass(frozen=True, slots=True)
class LoginPage:
    """DHIS2's door; `base_url` has no trailing slash."""

    page: Page
    base_url: str

    def who_is_in(self) -> str | None:
        """The signed-in user, told by `/api/me`; None where nobody is.

        Raises:
            Unreachable: DHIS2 does not answer.
        """
        try:
            answer = ask(self.page, f"{self.base_url}/api/me?fields=username")
        except PlaywrightError as error:
            is_gone = means_closed(error.message) or self.page.is_closed()
            saw = BROWSER_CLOSED if is_gone else browser_words(error)
            raise Unreachable(f"asking {self.base_url} who is signed in", saw) from None
        try:
            return read_answer(answer, _Me, asked="a user").username or None if answer.ok else None
        except Misshapen:
            return None  # A page in its place is what nobody who is signed in gets to see.

    def sign_in(self, account: Account) -> Account:
        """Fill the form and submit it once, with a second step if DHIS2 asks for a code.

        Raises:
            SignInRefused: DHIS2 did not let the user in; the code says why.
            Unreachable: DHIS2 did not answer.
        """
        did = f"signing in as {account.username}"
        form = self._form(did)
        takes_code = form.code_box is not None and self.page.locator(form.code_box).count() > 0
        beforehand = account.codes.code_beforehand() if takes_code else None
        answer = self._submit(did, form, account, beforehand)
        gave_code = bool(beforehand)
        # Only the Struts page of 2.30-2.39 refuses a missing code in the words of a wrong password.
        may_want_code = form.forgets and takes_code and not gave_code
        verdict = interpret(did, answer, code_sent=gave_code, may_want_code=may_want_code)
        if isinstance(verdict, CodeWanted):
            gave_code = True
            verdict = self._give_code(did, form, account, verdict.kind, already=bool(beforehand))
        if verdict:
            refused = locked(did) if form.forgets and self._says_locked(verdict) else verdict
            raise refused.with_hint(about_quotes(account) if refused.code == SignInRefused.default_code else "")
        with page_errors(
            did, otherwise=SignInRefused, saw="DHIS2 accepted the password but stayed on the sign-in page"
        ):
            self.page.wait_for_url(lambda url: not is_sign_in_page(url), wait_until="commit")
            hide_session(self.page)
        return replace(account, gave_code=gave_code)

    @property
    def wants_verified_email(self) -> bool:
        """Whether DHIS2 led the user to their profile: it insists on a verified e-mail address (2.42+)."""
        path = urlsplit(self.page.url).path
        return any(mark in path for mark in PROFILE_PATHS)

    def _form(self, did: str) -> SignInForm:
        """The form that is there; a password goes to DHIS2's own page and to no other."""
        if not self.page.url.startswith(f"{self.base_url}/"):
            raise SignInRefused(
                did, f"the sign-in page is at {origin_of(self.page.url)}, not at {self.base_url}",
                hint="the password was not typed; sign in there yourself with `dhis2-oauth login --headed`.",
                code="other_sign_in",
            )  # fmt: skip
        return next(form for form in SIGN_IN_FORMS if self.page.locator(form.username).count())

    def _submit(self, did: str, form: SignInForm, account: Account, code: Secret | None) -> Response:
        assert account.password is not None  # noqa: S101 - who has none is not let to the door
        with page_errors(did, otherwise=Unreachable, saw="DHIS2 did not answer the sign-in"):
            hide_session(self.page)
            hide_form(self.page)
            for field, value in ((form.username, account.username), (form.password, account.password.reveal())):
                self.page.locator(field).fill(value)
                if self.page.locator(field).input_value() != value:
                    raise _changed(did)
            if code:
                self._fill_code(form, code)
            return self._pressed(form)

    def _give_code(
        self, did: str, form: SignInForm, account: Account, kind: CodeKind, *, already: bool
    ) -> SignInRefused | None:
        """The second step: once, with a code of the kind that DHIS2 wants."""
        if already:
            return wrong_code(did, kind)
        code = account.codes.code(kind)
        if code is None:
            return no_code(did, kind)
        if form.forgets:
            with page_errors(did, otherwise=Unreachable, saw="the page that asks for the code did not appear"):
                self.page.locator(form.code).wait_for()
            answer = self._submit(did, form, account, code)
        else:
            with page_errors(did, otherwise=Unreachable, saw="DHIS2 did not answer the code"):
                self._fill_code(form, code)
                answer = self._pressed(form)
        verdict = interpret(did, answer, code_sent=True, may_want_code=False)
        return wrong_code(did, kind) if isinstance(verdict, CodeWanted) else verdict

    def _says_locked(self, verdict: SignInRefused) -> bool:
        """The Struts page answers a locked account as it answers a wrong password, in other words."""
        if verdict.code != SignInRefused.default_code:
            return False
        try:
            self.page.wait_for_url(lambda url: "failed=true" in url, wait_until="domcontentloaded")
            return any(LOCKED_WORD in text for text in self.page.locator(LOCKED_MESSAGE).all_text_contents())
        except PlaywrightError:
            return False

    def _fill_code(self, form: SignInForm, code: Secret) -> None:
        if form.code_box and self.page.locator(form.code_box).count():
            self.page.locator(form.code_box).check()
        self.page.locator(form.code).fill(code.reveal())

    def _pressed(self, form: SignInForm) -> Response:
        with self.page.expect_response(_is_sign_in_answer) as answered:
            # By the keyboard: administrators style this page, and a banner over the button keeps a pointer from it.
            self.page.locator(f"{form.submit}:enabled").press("Enter")
        return answered.value


def _changed(did: str) -> SignInRefused:
    return SignInRefused(did, "a field of the sign-in page holds something other than what was typed into it",
                         hint="nothing was sent; does the page take a name and a password that long?",
                         code="field_changed")  # fmt: skip


def wait_for_form(page: Page, did: str) -> None:
    """Wait for one of the sign-in forms.

    Raises:
        Unreachable: none appears.
    """
    hint = "open the address in a browser: is it DHIS2's own sign-in page?"
    with page_errors(did, otherwise=Unreachable, saw="no sign-in form appeared", code="no_sign_in_form", hint=hint):
        page.locator(ANY_USERNAME).wait_for()


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_sign_in_answer(response: Response) -> bool:
    path = urlsplit(response.url).path
    return response.request.method == "POST" and path.endswith(SIGN_IN_POSTS)
