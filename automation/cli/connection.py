"""Which DHIS2, as whom, over which connection, in which browser: what every command that opens one asks first."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from automation import config
from automation.account import Account, CodeKind, Codes, Instance, totp_secret
from automation.browser.options import BrowserOptions
from automation.cli.options import BrowserFlags, InstanceFlags
from automation.cli.output import output
from automation.cli.progress import Progress
from automation.clients.needs import Need, missing
from automation.errors import ConfigError
from automation.network import certificates
from automation.network.address import base_url
from automation.network.options import ConnectionOptions, ProxyAccount, key_file
from automation.network.options import read_transport as checked_transport
from automation.network.transport import PASSWORD_VARIABLE, USERNAME_VARIABLE, WARNING_INSECURE, Transport
from automation.secrets.journal import default_folder
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret, as_given
from automation.secrets.sessions import Session, Sessions
from automation.secrets.trusted import Untrusted, check_program

URL = Need(name="url", flag="--url", word="Address of DHIS2, with its context path", check=base_url,
           example="https://dhis2.example.org/dhis", code="url_missing")  # fmt: skip
USERNAME = Need(name="username", flag="--username", word="Who signs in", example="admin", code="username_missing",
                check=lambda text: as_given(text, "--username"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInVariables:
    """The variables that have the secrets of who signs in."""

    password: str = config.PASSWORD_VARIABLE
    totp: str = config.TOTP_VARIABLE


TARGET = SignInVariables()
SOURCE = SignInVariables(password=config.FROM_PASSWORD_VARIABLE, totp=config.FROM_TOTP_VARIABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An instance, and the session that was kept of it, if there is one."""

    instance: Instance
    session: Session | None = None

    @property
    def browser_state(self) -> dict[str, Any] | None:
        """What the browser starts with."""
        return self.session.as_browser_state() if self.session else None


def read_target(
    given: InstanceFlags, redactor: Redactor, progress: Progress, variables: SignInVariables = TARGET
) -> Target:
    """Where to sign in and as whom; secrets come from the environment, `.env`, a kept session or a prompt.

    Raises:
        ConfigError: something is missing or wrong.
    """
    url = read_url(given)
    session = None if given.no_session else kept_sessions(given).find(url, given.username)
    username = given.username or (session.username if session else None)
    if not username:
        raise missing([USERNAME], ["dhis2-oauth"])
    as_given(username, "--username")
    if session:
        keep_out_of_sight(session, redactor)
    dotenv = config.read_dotenv()
    password = config.take_secret(variables.password, dotenv)
    if password is None and session is None:
        password = asked_password(username, variables.password, at="" if variables is TARGET else url)
    if password:
        redactor.register(password)
    account = Account(
        username=username, password=password, codes=_codes(given, dotenv, redactor, progress, variables.totp)
    )
    base_url, asked_url = (session.base_url, url) if session else (url, "")
    instance = Instance(base_url=base_url, account=account, allow_http=given.allow_http, asked_url=asked_url)
    return Target(instance=instance, session=session)


def read_url(given: InstanceFlags) -> str:
    """The instance's base URL.

    Raises:
        ConfigError: it is missing or wrong.
    """
    if not given.url:
        raise missing([URL], ["dhis2-oauth"])
    return base_url(given.url)


def keep_out_of_sight(session: Session, redactor: Redactor) -> None:
    """Whoever has a session's cookies is signed in: none is shown."""
    for cookie in session.cookies:
        redactor.register(Secret(str(cookie.get("value", ""))))


def put_secrets_away() -> None:
    """Where no password is needed, no process that is started inherits one."""
    for variable in (TARGET.password, TARGET.totp, SOURCE.password, SOURCE.totp):
        with suppress(ConfigError):
            config.take_secret(variable, {})


def kept_sessions(given: InstanceFlags) -> Sessions:
    """The folder of kept sessions."""
    return Sessions(state_folder(given.state_dir) / "sessions")


def state_folder(named: str | None) -> Path:
    """Where this program keeps what outlives a run."""
    return Path(named) if named else default_folder()


def _codes(
    given: InstanceFlags, dotenv: dict[str, str], redactor: Redactor, progress: Progress, variable: str
) -> Codes:
    totp = config.take_secret(variable, dotenv)
    if totp:
        redactor.register(totp)
    return Codes(
        redactor=redactor,
        totp_secret=redactor.register(totp_secret(totp.reveal(), variable)) if totp else None,
        ask=_asking_for_codes(redactor, progress) if output().can_ask else None,
        beforehand=given.two_factor,
    )


def _asking_for_codes(redactor: Redactor, progress: Progress) -> Callable[[CodeKind], Secret | None]:
    def ask(kind: CodeKind) -> Secret | None:
        with progress.paused():
            typed = output().ask(f"Two-factor code from {kind}", is_optional=True)
        code = "".join(typed.split())
        return redactor.register(Secret(code)) if code else None

    return ask


def asked_password(username: str, variable: str = config.PASSWORD_VARIABLE, *, at: str = "") -> Secret:
    """The password, asked for in the terminal; `at` says of which DHIS2, where there are several.

    Raises:
        ConfigError: there is none, or no field holds it as it is.
    """
    if not output().can_ask:
        raise ConfigError("looking for the password", f"{variable} is not set and there is no terminal to ask on",
                          hint=f"set {variable}, put it into .env, or keep a session with `dhis2-oauth login`.",
                          code="password_missing")  # fmt: skip
    typed = output().ask(f"DHIS2 password of {username}{f' at {at}' if at else ''}", is_hidden=True)
    return Secret(as_given(typed, "the password"))


def read_browser(url: str, connection: ConnectionOptions, browser: BrowserFlags, redactor: Redactor) -> BrowserOptions:
    """How the browser is to be started, and how it gets to the instance at `url`.

    Raises:
        ConfigError: a file that is named cannot be used.
    """
    return read_browsers([url], connection, browser, redactor)[0]


def read_browsers(
    urls: Sequence[str], connection: ConnectionOptions, browser: BrowserFlags, redactor: Redactor
) -> list[BrowserOptions]:
    """The same for several instances; what has to be asked for is asked once.

    Raises:
        ConfigError: a file that is named cannot be used.
    """
    return [
        BrowserOptions(
            path=_browser(Path(browser.browser_path)) if browser.browser_path else None,
            headed=browser.headed,
            slow_mo=browser.slow_mo,
            timeout=connection.timeout,
            has_sandbox=not browser.no_browser_sandbox,
            viewport=read_viewport(browser.viewport),
            transport=transport,
            redactor=redactor,
        )
        for transport in _transports(urls, connection, redactor)
    ]


def read_transport(url: str, given: ConnectionOptions, redactor: Redactor) -> Transport:
    """The way to the instance at `url`, checked; its secrets are registered.

    Raises:
        ConfigError: a certificate, a key or the proxy cannot be used.
    """
    return _transports([url], given, redactor)[0]


def _transports(urls: Sequence[str], given: ConnectionOptions, redactor: Redactor) -> list[Transport]:
    dotenv = config.read_dotenv()
    name, password = (config.take_secret(variable, dotenv) for variable in (USERNAME_VARIABLE, PASSWORD_VARIABLE))
    account = ProxyAccount(username=name.reveal() if name else "", password=password)
    known = cache(passphrase)
    transports = [checked_transport(url, given, account, known) for url in urls]
    key = key_file(given)
    if key and certificates.is_on_show(key):
        output().say(
            f"Warning: other people on this machine can read {key}, which holds a key.", f"Try: chmod 600 {key}"
        )
    if given.insecure:
        output().say(WARNING_INSECURE)
    for secret in (secret for transport in transports for secret in transport.secrets):
        redactor.register(secret)
    return transports


def passphrase(key: Path) -> Secret | None:
    """From the environment, `.env` or a prompt, in this order; None where none is needed or nobody can be asked."""
    given = config.take_secret(certificates.PASSPHRASE_VARIABLE, config.read_dotenv())
    if given or not certificates.is_encrypted(key) or not output().can_ask:
        return given
    typed = output().ask(f"Passphrase of {key}", is_hidden=True, is_optional=True)
    return Secret(as_given(typed, "the passphrase"))


def read_viewport(text: str | None) -> tuple[int, int] | None:
    """Width and height of `WxH`, in CSS pixels.

    Raises:
        ConfigError: it is something else.
    """
    if not text:
        return None
    found = re.fullmatch(r"([1-9]\d{2,4})x([1-9]\d{2,4})", text.strip().lower())
    if not found:
        raise ConfigError("reading --viewport", f"{text!r} is not WIDTHxHEIGHT in pixels",
                          hint="write it like 1280x800.", code="bad_viewport")  # fmt: skip
    return int(found[1]), int(found[2])


def _browser(path: Path) -> Path:
    try:
        check_program(path)
    except Untrusted as error:
        raise ConfigError(f"looking at the browser {path}", error.saw, hint=error.hint,
                          code="browser_not_trusted") from None  # fmt: skip
    return path
