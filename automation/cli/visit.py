"""Whom to visit, as whom, and with which session: what every command that opens DHIS2 asks for first."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation import config
from automation.account import Account, CodeKind, Codes, Instance, totp_secret
from automation.cli.output import output
from automation.cli.progress import Progress
from automation.clients.needs import missing
from automation.config import URL, USERNAME
from automation.errors import ConfigError
from automation.secrets.journal import default_folder
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret, as_given
from automation.secrets.sessions import Session, Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An instance, and the session that was kept of it, if there is one."""

    instance: Instance
    session: Session | None = None

    @property
    def browser_state(self) -> dict[str, Any] | None:
        """What the browser starts with."""
        return self.session.as_browser_state() if self.session else None


def read_visit(flags: dict[str, Any], redactor: Redactor, progress: Progress) -> Visit:
    """Where to sign in and as whom; secrets come from the environment, `.env`, a kept session or a prompt.

    Raises:
        ConfigError: something is missing or wrong.
    """
    url = read_url(flags)
    session = None if flags["no_session"] else kept_sessions(flags).find(url, flags["username"])
    username = flags["username"] or (session.username if session else None)
    if not username:
        raise missing([USERNAME], ["dhis2-oauth"])
    as_given(username, "--username")
    if session:
        keep_out_of_sight(session, redactor)
    dotenv = config.read_dotenv(Path.cwd())
    password = config.take_secret(config.PASSWORD_VARIABLE, dotenv)
    if password is None and session is None:
        password = asked_password(username)
    if password:
        redactor.register(password)
    account = Account(username=username, password=password, codes=_codes(flags, dotenv, redactor, progress))
    base_url, asked_url = (session.base_url, url) if session else (url, "")
    instance = Instance(base_url=base_url, account=account, allow_http=flags["allow_http"], asked_url=asked_url)
    return Visit(instance=instance, session=session)


def read_url(flags: dict[str, Any]) -> str:
    """The instance's base URL.

    Raises:
        ConfigError: it is missing or wrong.
    """
    if not flags["url"]:
        raise missing([URL], ["dhis2-oauth"])
    return config.base_url(flags["url"])


def keep_out_of_sight(session: Session, redactor: Redactor) -> None:
    """Whoever has a session's cookies is signed in: none is shown."""
    for cookie in session.cookies:
        redactor.register(Secret(str(cookie.get("value", ""))))


def put_secrets_away() -> None:
    """Where no password is needed, no process that is started inherits one."""
    for variable in (config.PASSWORD_VARIABLE, config.TOTP_VARIABLE):
        with suppress(ConfigError):
            config.take_secret(variable, {})


def kept_sessions(flags: dict[str, Any]) -> Sessions:
    """The folder of kept sessions."""
    return Sessions(state_folder(flags) / "sessions")


def state_folder(flags: dict[str, Any]) -> Path:
    """Where this program keeps what outlives a run."""
    return Path(flags["state_dir"]) if flags["state_dir"] else default_folder()


def _codes(flags: dict[str, Any], dotenv: dict[str, str], redactor: Redactor, progress: Progress) -> Codes:
    given = config.take_secret(config.TOTP_VARIABLE, dotenv)
    if given:
        redactor.register(given)
    return Codes(
        redactor=redactor,
        totp_secret=redactor.register(totp_secret(given.reveal())) if given else None,
        ask=_asking_for_codes(redactor, progress) if output().can_ask else None,
        beforehand=flags["two_factor"],
    )


def _asking_for_codes(redactor: Redactor, progress: Progress) -> Callable[[CodeKind], Secret | None]:
    def ask(kind: CodeKind) -> Secret | None:
        with progress.aside():
            typed = output().ask(f"Two-factor code from {kind}", is_optional=True)
        code = "".join(typed.split())
        return redactor.register(Secret(code)) if code else None

    return ask


def asked_password(username: str) -> Secret:
    """The password, asked for in the terminal.

    Raises:
        ConfigError: there is none, or no field holds it as it is.
    """
    if not output().can_ask:
        raise ConfigError("looking for the password", "DHIS2_PASSWORD is not set and there is no terminal to ask on",
                          hint="set DHIS2_PASSWORD, put it into .env, or keep a session with `dhis2-oauth login`.",
                          code="password_missing")  # fmt: skip
    typed = output().ask(f"DHIS2 password of {username}", is_hidden=True)
    return Secret(as_given(typed, "the password"))
