"""The sign-in page, whichever of DHIS2's it is."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Response

from automation.dialects.sign_in import ANY_USERNAME, SIGN_IN_FORMS, SIGN_IN_PATHS, SIGN_IN_POSTS, SignInForm
from automation.errors import SignInRefused, Unreachable
from automation.pages.acting import acting
from automation.secret import Secret
from automation.transport import page_tls_failure, proxy_failure, tls_failure

# `loginStatus` of /api/auth/login and marks in the Struts redirect -> (code, what it means, what to do).
_REFUSALS: dict[str, tuple[str, str, str]] = {
    "INCORRECT_TWO_FACTOR_CODE": ("two_factor", "DHIS2 asks for a two-factor code", ""),
    "INCORRECT_TWO_FACTOR_CODE_TOTP": ("two_factor", "DHIS2 asks for a two-factor code", ""),
    "INCORRECT_TWO_FACTOR_CODE_EMAIL": ("two_factor", "DHIS2 asks for the code it sent by e-mail", ""),
    "EMAIL_TWO_FACTOR_CODE_SENT": ("two_factor", "DHIS2 asks for the code it sent by e-mail", ""),
    "twoFactor": ("two_factor", "DHIS2 asks for a two-factor code", ""),
    "PASSWORD_EXPIRED": ("password_expired", "the password has expired", "sign in by hand and set a new one."),
    "expired.action": ("password_expired", "the password has expired", "sign in by hand and set a new one."),
    "ACCOUNT_LOCKED": ("account_locked", "the account is locked", "wait 15 minutes or ask an administrator."),
    "ACCOUNT_DISABLED": ("account_disabled", "the account is disabled", "ask an administrator to enable it."),
    "ACCOUNT_EXPIRED": ("account_expired", "the account has expired", "ask an administrator to renew it."),
    "REQUIRES_TWO_FACTOR_ENROLMENT": ("two_factor_enrolment", "DHIS2 wants two-factor to be set up first",
                                      "sign in by hand once and follow DHIS2."),
    "enrolTwoFa": ("two_factor_enrolment", "DHIS2 wants two-factor to be set up first",
                   "sign in by hand once and follow DHIS2."),
}  # fmt: skip
_TWO_FACTOR_HINT = "use an account without two-factor sign-in; this version cannot enter the code."
_WRONG_PASSWORD_HINT = "check --username and DHIS2_PASSWORD; nothing was tried twice, so no lockout was risked."  # noqa: S105 - a hint


@dataclass(frozen=True, slots=True)
class LoginPage:
    """DHIS2's door; `base_url` has no trailing slash."""

    page: Page
    base_url: str

    def open(self) -> None:
        """Open the instance and see its sign-in form.

        Raises:
            Unreachable: nothing answers, TLS fails, or what answers is no DHIS2.
        """
        did = f"opening {self.base_url}"
        try:
            answer = self.page.goto(f"{self.base_url}/", wait_until="domcontentloaded")
        except PlaywrightError as error:
            raise _unreachable(did, error) from None
        if answer and answer.status == 503 and (reason := page_tls_failure(answer.text())):  # noqa: PLR2004 - as the driver answers
            raise _tls_failed(did, reason)
        if answer and answer.status >= 500:  # noqa: PLR2004 - HTTP server error
            raise Unreachable(did, f"it answered {answer.status}", hint="is DHIS2 starting or down? Try again later.")
        self._insist_on_dhis2(did)
        with acting(did, otherwise=Unreachable, saw="no sign-in form appeared", code="no_sign_in_form",
                    hint="open the address in a browser: is it DHIS2's own sign-in page?"):  # fmt: skip
            self.page.locator(ANY_USERNAME).wait_for()

    def sign_in(self, username: str, password: Secret) -> None:
        """Fill the form and submit it once.

        Raises:
            SignInRefused: DHIS2 did not let the user in; the code says why.
            Unreachable: DHIS2 did not answer.
        """
        form = self._form()
        did = f"signing in as {username}"
        with acting(did, otherwise=Unreachable, saw="DHIS2 did not answer the sign-in"):
            self.page.locator(form.username).fill(username)
            self.page.locator(form.password).fill(password.reveal())
            with self.page.expect_response(_is_sign_in_answer) as answered:
                self.page.locator(form.submit).click()
            refusal = _refusal(did, answered.value)
        if refusal:
            raise refusal
        with acting(did, otherwise=SignInRefused, saw="DHIS2 accepted the password but stayed on the sign-in page"):
            self.page.wait_for_url(lambda url: not _is_sign_in_page(url), wait_until="commit")

    def _form(self) -> SignInForm:
        return next(form for form in SIGN_IN_FORMS if self.page.locator(form.username).count())

    def _insist_on_dhis2(self, did: str) -> None:
        """Only DHIS2 answers `/api/me` with JSON, or by sending the browser to its sign-in page."""
        with acting(did, otherwise=Unreachable):
            probe = self.page.request.get(f"{self.base_url}/api/me")
        is_dhis2 = "json" in probe.headers.get("content-type", "") or _is_sign_in_page(probe.url)
        if not is_dhis2 and not self.page.locator(ANY_USERNAME).count():
            raise Unreachable(
                did,
                f"something answers there, but not a DHIS2 (/api/me gave {probe.status})",
                hint="is the context path missing? Often it is https://host/dhis.",
                code="not_dhis2",
            )


def _unreachable(did: str, error: PlaywrightError) -> Unreachable:
    reason = error.message.splitlines()[0]
    name = reason[reason.index("net::") + 5 :].split(" ")[0] if "net::" in reason else "no answer in time"
    if tls_failure(reason):
        return _tls_failed(did, name)
    if proxy_failure(reason):
        hint = "check --proxy (or HTTPS_PROXY), DHIS2_OAUTH_PROXY_USERNAME and DHIS2_OAUTH_PROXY_PASSWORD."
        return Unreachable(did, f"the proxy did not let us through ({name})", hint=hint, code="proxy")
    hint = "check the address, your network, VPN and proxy."
    return Unreachable(did, f"no connection ({name})", hint=hint)


def _tls_failed(did: str, reason: str) -> Unreachable:
    hint = "the server's certificate is not trusted; check the address, and name a private CA with --ca-file."
    return Unreachable(did, f"the TLS connection failed ({reason})", hint=hint, code="tls")


def _is_sign_in_answer(response: Response) -> bool:
    path = urlsplit(response.url).path
    return response.request.method == "POST" and path.endswith(SIGN_IN_POSTS)


def _is_sign_in_page(url: str) -> bool:
    return any(mark in urlsplit(url).path for mark in SIGN_IN_PATHS)


def _refusal(did: str, response: Response) -> SignInRefused | None:
    """What DHIS2's answer means; None when it let the user in."""
    if response.status >= 500:  # noqa: PLR2004 - HTTP server error
        return SignInRefused(did, f"DHIS2 answered {response.status}", hint="try again later.", code="server_error")
    if 300 <= response.status < 400:  # noqa: PLR2004 - HTTP redirects: the form login answers so
        said = response.headers.get("location", "")
        wrong = "failed" in said
    else:
        said = _login_status(response)
        wrong = response.status >= 400  # noqa: PLR2004 - HTTP client error
    if wrong:
        return SignInRefused(did, "DHIS2 refused the username or password", hint=_WRONG_PASSWORD_HINT)
    mark = next((mark for mark in _REFUSALS if mark == said or (mark in said and "action" in said)), None)
    if mark:
        code, saw, hint = _REFUSALS[mark]
        return SignInRefused(did, saw, hint=hint or _TWO_FACTOR_HINT, code=code)
    if response.status < 300 and said != "SUCCESS":  # noqa: PLR2004 - HTTP success
        return SignInRefused(did, f"DHIS2 answered {said or 'something unknown'}", hint="sign in by hand once.")
    return None


def _login_status(response: Response) -> str:
    if "json" not in response.headers.get("content-type", ""):
        return ""
    try:
        body = response.json()
    except PlaywrightError:
        # Only after a success does the login app leave the page, and the browser drops the answer with it.
        return "SUCCESS"
    return str(body.get("loginStatus", "")) if isinstance(body, dict) else ""
