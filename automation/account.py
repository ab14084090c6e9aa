"""Who signs in, and what DHIS2 may ask of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from automation.errors import ConfigError
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret


class CodeKind(StrEnum):
    """Where a two-factor code comes from."""

    TOTP = "the authenticator app"
    EMAIL = "the e-mail that DHIS2 sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """A person's two-factor codes: made from the TOTP secret (RFC 6238), or asked of the person.

    `beforehand` says that the sign-in pages that do not ask for a code shall get one all the same
    (2.30-2.39 refuse a missing code in the words of a wrong password). The `redactor` is told of each code.
    """

    totp_secret: Secret | None = None
    ask: Callable[[CodeKind], Secret | None] | None = None
    beforehand: bool = False
    redactor: Redactor = field(default_factory=Redactor, compare=False, repr=False)

    def code(self, kind: CodeKind) -> Secret | None:
        """A fresh code; None where there is neither a TOTP secret for it nor anybody to ask."""
        if kind is CodeKind.TOTP and self.totp_secret:
            from automation.secrets.totp import Totp  # noqa: PLC0415 - few accounts need PyOTP

            return self.redactor.register(Secret(Totp(self.totp_secret.reveal()).now()))
        code = self.ask(kind) if self.ask else None
        return self.redactor.register(code) if code else None

    def code_beforehand(self) -> Secret | None:
        """The code for a page that does not say whether it wants one."""
        return self.code(CodeKind.TOTP) if self.totp_secret or self.beforehand else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A DHIS2 user; without a password only a kept session lets them in.

    `gave_code` says that this run signed in with a two-factor code, and would have to give another
    to sign in again; `came_by_session` that it did not sign in at all, so that nobody knows whether
    the password alone would do.
    """

    username: str
    password: Secret | None
    codes: Codes = field(default_factory=Codes)
    gave_code: bool = False
    came_by_session: bool = False

    @property
    def needs_its_session(self) -> bool:
        """Whether signing in once more is impossible, or would bother the person."""
        return self.password is None or self.gave_code or self.came_by_session


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A DHIS2 instance and who signs in; `base_url` has no trailing slash.

    `allow_http` says that the password may travel in the clear; to this machine itself it always may.
    `asked_url` is what the person gave where `base_url` comes from a kept session: signing in begins there.
    """

    base_url: str
    account: Account
    allow_http: bool = False
    asked_url: str = ""

    @property
    def username(self) -> str:
        """Who signs in."""
        return self.account.username


def totp_secret(text: str, variable: str = "DHIS2_TOTP_SECRET") -> Secret:
    """The TOTP secret as an authenticator app takes it: Base32, spaces and case aside, or an otpauth:// URI.

    Raises:
        ConfigError: it is neither.
    """
    from automation.secrets.totp import Totp  # noqa: PLC0415 - few accounts need PyOTP

    try:
        secret = _of_uri(text) if urlsplit(text).scheme == "otpauth" else "".join(text.split()).upper()
        Totp(secret).now()
    except ValueError:
        raise ConfigError(
            f"reading {variable}",
            "it is not a TOTP secret",
            hint="it is the Base32 text behind the QR code that DHIS2 showed when two-factor was set up.",
            code="bad_totp_secret",
        ) from None
    return Secret(secret)


def _of_uri(text: str) -> str:
    """The secret of an otpauth:// URI; PyOTP's own reader refuses short ones."""
    parts = urlsplit(text)
    secrets = parse_qs(parts.query).get("secret", [])
    if parts.netloc != "totp" or len(secrets) != 1:
        raise ValueError(parts.netloc)
    return secrets[0]
