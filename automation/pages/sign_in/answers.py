"""What DHIS2's answer to a sign-in means."""

from dataclasses import dataclass

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Response

from automation.account import Account, CodeKind
from automation.browser.answers import in_its_stead, is_error, is_redirect
from automation.errors import SignInRefused, listed
from automation.secrets.secret import is_quoted
from automation.shapes import Misshapen, read

# `loginStatus` of /api/auth/login and marks in the Struts redirect: which code is wanted, or wanted again.
_CODE_WANTED: dict[str, CodeKind] = {
    "INCORRECT_TWO_FACTOR_CODE": CodeKind.TOTP,
    "INCORRECT_TWO_FACTOR_CODE_TOTP": CodeKind.TOTP,
    "INCORRECT_TWO_FACTOR_CODE_EMAIL": CodeKind.EMAIL,
    "EMAIL_TWO_FACTOR_CODE_SENT": CodeKind.EMAIL,
    "twoFactor=true": CodeKind.TOTP,
}
_BY_HAND = "sign in by hand and set a new one."
_ENROL = "sign in by hand once and follow DHIS2, or use another account."
# As above -> (code, what it means, what to do).
_REFUSALS: dict[str, tuple[str, str, str]] = {
    "PASSWORD_EXPIRED": ("password_expired", "the password has expired", _BY_HAND),
    "expired.action": ("password_expired", "the password has expired", _BY_HAND),
    "ACCOUNT_LOCKED": ("account_locked", "the account is locked", "wait 15 minutes or ask an administrator."),
    "ACCOUNT_DISABLED": ("account_disabled", "the account is disabled", "ask an administrator to enable it."),
    "ACCOUNT_EXPIRED": ("account_expired", "the account has expired", "ask an administrator to renew it."),
    "REQUIRES_TWO_FACTOR_ENROLMENT": ("two_factor_enrolment", "DHIS2 wants two-factor to be set up first", _ENROL),
    "enrolTwoFa.action": ("two_factor_enrolment", "DHIS2 wants two-factor to be set up first", _ENROL),
}
# Up to 2.40.x a code that is no number is a bad request.
_REFUSED = {400, 401}
_ONCE = "nothing was tried twice, so no lockout was risked."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Login:
    """Of `/api/auth/login`."""

    loginStatus: str = ""  # noqa: N815 - DHIS2's own name


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """DHIS2 takes the password and wants a code as well."""

    kind: CodeKind


def interpret(did: str, answer: Response, *, code_sent: bool, may_want_code: bool) -> SignInRefused | CodeWanted | None:
    """What the answer means: refused, a code wanted, or None when the user is in.

    `may_want_code` says that this page refuses a missing code in the words of a wrong password.
    """
    if is_error(answer.status) and not _is_refusal(answer):
        found = in_its_stead(answer.status)
        return SignInRefused(did, found.saw, hint=f"{found.hint} {_ONCE}", code=found.code)
    said = answer.headers.get("location", "") if is_redirect(answer.status) else _login_status(answer)
    if is_error(answer.status) or "failed=true" in said:
        return _wrong(did, code_sent=code_sent, may_want_code=may_want_code)
    kind = next((kind for mark, kind in _CODE_WANTED.items() if _says(said, mark)), None)
    if kind:
        return CodeWanted(kind)
    refusal = next((refusal for mark, refusal in _REFUSALS.items() if _says(said, mark)), None)
    if refusal:
        code, saw, hint = refusal
        return SignInRefused(did, saw, hint=hint, code=code)
    if not is_redirect(answer.status) and said != "SUCCESS":
        return SignInRefused(did, f"DHIS2 answered {said or 'something unknown'}", hint="sign in by hand once.")
    return None


def _is_refusal(answer: Response) -> bool:
    """DHIS2's login API refuses in JSON (dhis2-core 2.41-2.43: 401, “Bad credentials”); nothing else is its word."""
    is_json = "json" in answer.headers.get("content-type", "")
    return is_json and answer.status in _REFUSED


def about_quotes(account: Account) -> str:
    """A word on quotes around what was refused; empty where there are none."""
    password = account.password.reveal() if account.password else ""
    named = (("the username", account.username), ("DHIS2_PASSWORD", password))
    found = [name for name, value in named if is_quoted(value)]
    return f"Are the quotes around {listed(found)} part of it? They were typed, too." if found else ""


def locked(did: str) -> SignInRefused:
    """The account is locked."""
    code, saw, hint = _REFUSALS["ACCOUNT_LOCKED"]
    return SignInRefused(did, saw, hint=hint, code=code)


def no_code(did: str, kind: CodeKind) -> SignInRefused:
    """A code is wanted and nobody can give it."""
    hint = "run this in a terminal, where the code can be asked for; or `dhis2-oauth login` first."
    if kind is CodeKind.TOTP:
        hint = "set DHIS2_TOTP_SECRET, or run this in a terminal, where the code can be asked for."
    return SignInRefused(did, f"DHIS2 asks for the code from {kind}", hint=hint, code="two_factor")


def wrong_code(did: str, kind: CodeKind) -> SignInRefused:
    """The code was given and is not the right one."""
    hint = f"ask for a new one and try again; {_ONCE}"
    if kind is CodeKind.TOTP:
        hint = f"check DHIS2_TOTP_SECRET and this machine's clock, or type a fresh code; {_ONCE}"
    return SignInRefused(did, f"DHIS2 refused the code from {kind}", hint=hint, code="two_factor_refused")


def _wrong(did: str, *, code_sent: bool, may_want_code: bool) -> SignInRefused:
    hint = f"check --username and DHIS2_PASSWORD; {_ONCE}"
    if code_sent:
        return SignInRefused(did, "DHIS2 refused the username, the password or the two-factor code",
                             hint=f"check all three, and this machine's clock; {_ONCE}")  # fmt: skip
    if may_want_code:
        hint += " If the account signs in with a two-factor code, set DHIS2_TOTP_SECRET; or add --two-factor."
    return SignInRefused(did, "DHIS2 refused the username or password", hint=hint)


def _says(said: str, mark: str) -> bool:
    """A status is said whole; what stands in a redirect is part of an address."""
    return mark in said if "=" in mark or "." in mark else mark == said


def _login_status(answer: Response) -> str:
    if "json" not in answer.headers.get("content-type", ""):
        return ""
    try:
        body = answer.body()
    except PlaywrightError:
        body = b""
    if not body:
        # Only after a success does the login app leave the page, and the browser drops the answer with it.
        return "SUCCESS"
    try:
        return read(body, _Login, asked="a sign-in's status").loginStatus
    except Misshapen:
        return ""
