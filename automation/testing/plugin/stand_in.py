"""The sandbox that is tested where no instance is named."""

from collections.abc import Iterator
from contextlib import contextmanager

from automation.account import Account
from automation.errors import ExtraMissing
from automation.secrets.secret import Secret
from automation.testing.plugin.options import Options

try:
    from automation.sandbox.server import Sandbox, running
    from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, SandboxOptions, User
except ModuleNotFoundError as missing:
    raise ExtraMissing("starting the sandbox", str(missing.name), extra="sandbox") from None

ADMINISTRATOR = Account(username=DEFAULT_USER, password=Secret(DEFAULT_PASSWORD))
OTHER = Account(username="viewer", password=Secret("Just-looking-1"))
# Into the app, and no further than that.
_AUTHORITIES = frozenset({"M_dhis-web-settings", "F_SYSTEM_SETTING"})


@contextmanager
def standing_in(options: Options) -> Iterator[Sandbox]:
    """A sandbox as the options want it, with a user who may not manage OAuth2 clients."""
    wanted = options.stand_in
    assert wanted is not None  # noqa: S101 - whoever asks has looked
    users = [_user(ADMINISTRATOR, frozenset({"ALL"})), _user(OTHER, _AUTHORITIES)]
    asked = SandboxOptions(
        version_text=wanted.version,
        locale=options.locale or "en",
        settings_ui=wanted.settings_ui,
        login_ui=wanted.login_ui,
        shell_ui=wanted.shell_ui,
        core_resources=wanted.core_resources,
        users=tuple(users),
    )
    with running(asked) as sandbox:
        yield sandbox


def _user(account: Account, authorities: frozenset[str]) -> User:
    password = account.password.reveal() if account.password else ""
    return User(username=account.username, password=password, authorities=authorities)
