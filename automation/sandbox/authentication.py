"""Judge a username, password and code as DHIS2 does."""

from dataclasses import dataclass
from enum import StrEnum
from secrets import compare_digest

from automation.sandbox.behaviour import TwoFactor
from automation.sandbox.state import SandboxState, Standing, User
from automation.secrets.totp import Totp


class SignInResult(StrEnum):
    """What DHIS2 makes of a sign-in."""

    GRANTED = "granted"
    WRONG = "wrong"
    CODE_WANTED = "code-wanted"
    CODE_WRONG = "code-wrong"
    EMAIL_CODE_SENT = "email-code-sent"
    EMAIL_CODE_WRONG = "email-code-wrong"
    ENROLMENT_WANTED = "enrolment-wanted"
    PASSWORD_EXPIRED = "password-expired"  # noqa: S105 - an outcome
    LOCKED = "locked"
    DISABLED = "disabled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed; `code` is empty when none was sent."""

    username: str
    password: str
    code: str = ""


# Spring Security looks at these before the password, and at an expired password after it.
_BEFORE_PASSWORD = {
    Standing.LOCKED: SignInResult.LOCKED,
    Standing.DISABLED: SignInResult.DISABLED,
    Standing.EXPIRED: SignInResult.EXPIRED,
}
_A_STEP = {SignInResult.CODE_WANTED, SignInResult.EMAIL_CODE_SENT}
# From 2.40 on the two-factor exceptions are classes of their own, which no failure event is published for
# (Spring's DefaultAuthenticationEventPublisher goes by the exact class), so they lock nobody out.
_NOT_COUNTED = {SignInResult.CODE_WRONG, SignInResult.EMAIL_CODE_WRONG, SignInResult.ENROLMENT_WANTED} | _A_STEP


def authenticate(state: SandboxState, attempt: Attempt) -> SignInResult:
    """Judge the attempt and remember it: refusals are counted, a success resets the count (dhis2-core 2.40.11)."""
    result = _judge(state, attempt)
    name = attempt.username
    if result is SignInResult.GRANTED:
        state.lockout_counts.pop(name, None)
        return result
    state.refused_sign_ins[name] += result not in _A_STEP
    state.lockout_counts[name] += result not in _NOT_COUNTED
    return result


def _judge(state: SandboxState, attempt: Attempt) -> SignInResult:
    user = state.user(attempt.username)
    lockout = state.options.lockout
    if user is None:
        return SignInResult.WRONG
    if lockout is not None and state.lockout_counts[user.username] >= lockout:
        return SignInResult.LOCKED
    if user.standing in _BEFORE_PASSWORD:
        return _BEFORE_PASSWORD[user.standing]
    if not compare_digest(user.password.encode(), attempt.password.encode()):
        return SignInResult.WRONG
    if user.standing is Standing.PASSWORD_EXPIRED:
        return SignInResult.PASSWORD_EXPIRED
    return _second_factor(state, user, attempt.code)


def _second_factor(state: SandboxState, user: User, code: str) -> SignInResult:
    behaviour = state.options.behaviour
    if behaviour.two_factor is TwoFactor.NONE:
        return SignInResult.GRANTED
    if behaviour.two_factor is TwoFactor.SAME_POST:
        return SignInResult.GRANTED if _is_right_now(user, code) else SignInResult.WRONG
    if user.standing is Standing.MUST_ENROL:
        return SignInResult.ENROLMENT_WANTED
    if user.email_code is not None and behaviour.has_two_factor_kinds:
        return _by_email(state, user.email_code, code)
    if _is_right_now(user, code):
        return SignInResult.GRANTED
    return SignInResult.CODE_WRONG if code.strip() else SignInResult.CODE_WANTED


def _is_right_now(user: User, code: str) -> bool:
    """A code is valid for its 30 seconds and the 30 before and after; blanks in it are ignored."""
    if user.totp_secret is None:
        return True
    return Totp(user.totp_secret).verify(_without_blanks(code), valid_window=1)


def _by_email(state: SandboxState, expected: str, code: str) -> SignInResult:
    if not code.strip():
        state.sent_codes.append(expected)
        return SignInResult.EMAIL_CODE_SENT
    return SignInResult.GRANTED if _without_blanks(code) == expected else SignInResult.EMAIL_CODE_WRONG


def _without_blanks(code: str) -> str:
    return "".join(code.split())
