"""What the options of the pytest plugin say, checked."""

import re
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

import pytest

from automation import config
from automation.account import Account, Codes, totp_secret
from automation.browser.options import driver_settings
from automation.errors import ConfigError
from automation.network.address import base_url
from automation.network.certificates import PASSPHRASE_VARIABLE
from automation.network.options import ConnectionOptions, ProxyAccount, is_duration, read_transport
from automation.network.transport import PASSWORD_VARIABLE, USERNAME_VARIABLE, Transport
from automation.secrets.child_environment import lend
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret, as_given
from automation.testing.plugin.starting import OTHER_PASSWORD_VARIABLE
from automation.versions import Dhis2Version

_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """The sandbox to start; the folders hold compiled front ends to mount in it."""

    version: str
    settings_ui: Path | None
    login_ui: Path | None
    shell_ui: Path | None
    core_resources: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which DHIS2 is tested, as whom and how; `timeout` in seconds. Of `url` and `stand_in` there is one."""

    url: str
    stand_in: StandIn | None
    account: Account
    other: Account | None
    allow_http: bool
    read_only: bool
    prefix: str
    many: bool
    locale: str | None
    artefacts: Path | None
    timeout: float
    transport: Transport
    has_sandbox: bool = True


def read_options(pytest_config: pytest.Config, redactor: Redactor) -> Options:
    """The options, and the secrets out of the environment; readies the latter for Playwright's driver.

    Raises:
        ConfigError: something is missing or wrong.
    """
    said = pytest_config.option
    if said.dhis2_url and said.dhis2_sandbox:
        raise _refused("--dhis2-url", "there is a --dhis2-sandbox as well", "give one of them.")
    if not is_duration(said.dhis2_timeout):
        raise _refused("--dhis2-timeout", f"{said.dhis2_timeout} is no time to wait", "give a number of seconds.")
    url = base_url(said.dhis2_url) if said.dhis2_url else ""
    return Options(
        url=url,
        stand_in=_stand_in(said) if said.dhis2_sandbox else None,
        account=_account(said.dhis2_username, redactor, needs_password=bool(url)),
        other=_other(said.dhis2_other_username, redactor),
        allow_http=said.dhis2_allow_http,
        read_only=said.dhis2_read_only,
        has_sandbox=not said.dhis2_no_browser_sandbox,
        prefix=_prefix(said.dhis2_prefix),
        many=said.dhis2_many or not url,
        locale=said.dhis2_language or said.dhis2_locale,
        artefacts=Path(said.dhis2_artefacts).resolve() if said.dhis2_artefacts else None,
        timeout=said.dhis2_timeout,
        transport=_transport(said, url, redactor),
    )


def _account(username: str | None, redactor: Redactor, *, needs_password: bool) -> Account:
    username = as_given(username or config.setting("DHIS2_USERNAME") or "", "--dhis2-username")
    password = _secret(config.PASSWORD_VARIABLE, redactor)
    if needs_password and not username:
        raise _refused("--dhis2-username", "nobody is named", "give it, or set DHIS2_USERNAME.")
    if needs_password and not password:
        raise _refused(config.PASSWORD_VARIABLE, "it is not set", "set it in the environment; there is no flag for it.")
    code = _secret(config.TOTP_VARIABLE, redactor)
    return Account(
        username=username,
        password=password,
        codes=Codes(totp_secret=totp_secret(code.reveal()) if code else None, redactor=redactor),
    )


def _other(username: str | None, redactor: Redactor) -> Account | None:
    password = _secret(OTHER_PASSWORD_VARIABLE, redactor)
    if username and not password:
        raise _refused("--dhis2-other-username", f"{OTHER_PASSWORD_VARIABLE} is not set", "set it in the environment.")
    return Account(username=as_given(username, "--dhis2-other-username"), password=password) if username else None


def _secret(variable: str, redactor: Redactor) -> Secret | None:
    value = config.take_secret(variable, {})
    return redactor.register(value) if value else None


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise _refused("--dhis2-prefix", f"{text!r} is not a prefix", "take 3 to 40 letters, digits, dots and dashes.")
    return text


def _stand_in(said: Namespace) -> StandIn:
    try:
        Dhis2Version.parse(said.dhis2_sandbox)
    except ValueError as error:
        raise _refused("--dhis2-sandbox", str(error), "write it like 2.41.9.") from None
    return StandIn(
        version=said.dhis2_sandbox,
        settings_ui=_folder("--dhis2-sandbox-ui", said.dhis2_sandbox_ui),
        login_ui=_folder("--dhis2-sandbox-login-ui", said.dhis2_sandbox_login_ui),
        shell_ui=_folder("--dhis2-sandbox-shell-ui", said.dhis2_sandbox_shell_ui),
        core_resources=_folder("--dhis2-sandbox-core", said.dhis2_sandbox_core),
    )


def _folder(flag: str, given: str | None) -> Path | None:
    if given and not Path(given).is_dir():
        raise _refused(flag, f"{given} is no folder", "name the folder of a compiled front end.")
    return Path(given).resolve() if given else None


def _transport(said: Namespace, url: str, redactor: Redactor) -> Transport:
    # Out of the environment whether or not they are of use: the tests and the browser inherit it.
    taken = {name: _secret(name, redactor) for name in (USERNAME_VARIABLE, PASSWORD_VARIABLE, PASSPHRASE_VARIABLE)}
    if not url:
        return Transport()
    given = ConnectionOptions(
        ca_file=said.dhis2_ca_file,
        client_cert=said.dhis2_client_cert,
        client_key=said.dhis2_client_key,
        insecure=said.dhis2_insecure,
        proxy=said.dhis2_proxy,
        timeout=said.dhis2_timeout,
    )
    name = taken[USERNAME_VARIABLE]
    account = ProxyAccount(username=name.reveal() if name else "", password=taken[PASSWORD_VARIABLE])
    transport = read_transport(url, given, account, lambda _: taken[PASSPHRASE_VARIABLE], prefix="--dhis2-")
    for secret in transport.secrets:
        redactor.register(secret)
    lend(driver_settings(transport))
    return transport


def _refused(what: str, saw: str, hint: str) -> ConfigError:
    return ConfigError(f"reading {what}", saw, hint=hint)
