"""`dhis2-oauth test`."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path

import click

from automation import config
from automation.cli.connection import asked_password
from automation.cli.group import DHIS2, command
from automation.cli.interruption import interruptible
from automation.cli.missing import complete, target_needs
from automation.cli.options import InstanceFlags, suite_options, takes, transport_options
from automation.cli.render import Report
from automation.errors import AutomationError, ConfigError, ExitCode, ExtraMissing, Interrupted, NewFailures
from automation.network import certificates
from automation.network.options import ConnectionOptions, key_file
from automation.network.transport import PASSWORD_VARIABLE, USERNAME_VARIABLE
from automation.secrets.child_environment import Purpose, environment
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.testing.plugin.starting import BEGUN, OTHER_PASSWORD_VARIABLE, STOPPED, SUITE, pytest_command, suite_at

# pytest's exit codes; the second is what pytest ends with where one test stopped it.
_FAILED, _INTERRUPTED, _NOTHING_CHOSEN = BEGUN + 1, STOPPED + ExitCode.INTERRUPTED, 5
# How long, in seconds, the suite may take to tidy up.
_PATIENCE = 60
_NEEDED = {
    "pytest": "pytest", "pytest_playwright": "pytest-playwright",
    "axe_playwright_python": "axe-playwright-python", "PIL": "pillow", "pixelmatch": "pixelmatch",
}  # fmt: skip
_SECRETS = (
    config.PASSWORD_VARIABLE, config.TOTP_VARIABLE, OTHER_PASSWORD_VARIABLE, USERNAME_VARIABLE, PASSWORD_VARIABLE,
    certificates.PASSPHRASE_VARIABLE,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOptions:
    """All that `test` is told."""

    instance: InstanceFlags
    other_username: str | None
    sandbox: str | None
    chosen: str | None
    read_only: bool
    many: bool
    prefix: str
    language: str | None
    junit: str | None
    artefacts: str | None
    connection: ConnectionOptions
    no_browser_sandbox: bool
    pytest_arguments: tuple[str, ...]

    @property
    def named(self) -> Iterator[tuple[str, str | float | bool | None]]:
        """What the plugin is told, by the name of its option without `--dhis2-`."""
        if not self.sandbox:
            yield from (("url", self.instance.url), ("username", self.instance.username))
        names = (
            "other_username",
            "prefix",
            "language",
            "artefacts",
            "sandbox",
            "read_only",
            "many",
            "no_browser_sandbox",
        )
        yield from ((name, getattr(self, name)) for name in names)
        yield from ((each.name, getattr(self.connection, each.name)) for each in fields(self.connection))
        yield "allow_http", self.instance.allow_http


@command(example=f"dhis2-oauth test {DHIS2} --junit results.xml --artefacts failures")
@suite_options
@transport_options
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
@takes(SuiteOptions)
def test(redactor: Redactor, given: SuiteOptions) -> Report:
    """Run the regression suite of the page against a DHIS2.

    It does on OAuth2 Clients what people do there, and says what does not work as it should.

    What follows -- goes to pytest: -- --headed, for example. Exit code 0 says that no scenario failed, 10 that one did.
    """
    _check_installed(needs_sandbox=bool(given.sandbox))
    secrets = _secrets(given, redactor)
    with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as folder:
        code = _run(_words(given, Path(folder)), _environment(secrets))
    return Report(url=given.instance.url, error=_meaning(code, given.artefacts))


def _check_installed(*, needs_sandbox: bool) -> None:
    needed = _NEEDED | ({"flask": "flask"} if needs_sandbox else {})
    lacking = [name for module, name in needed.items() if find_spec(module) is None]
    if lacking:
        extra = "test,sandbox" if needs_sandbox else "test"
        raise ExtraMissing("starting the suite", *lacking, extra=extra)


def _secrets(given: SuiteOptions, redactor: Redactor) -> dict[str, Secret | None]:
    """What the suite signs in with; it goes into its environment and nowhere else."""
    if not given.sandbox:
        complete(given.instance, target_needs)
        key_file(given.connection)
    dotenv = config.read_dotenv()
    found = {name: config.take_secret(name, dotenv) for name in _SECRETS}
    if not given.sandbox and not found[config.PASSWORD_VARIABLE]:
        found[config.PASSWORD_VARIABLE] = asked_password(given.instance.username or "")
    for secret in filter(None, found.values()):
        redactor.register(secret)
    return found


def _environment(secrets: dict[str, Secret | None]) -> dict[str, str]:
    return environment(Purpose.TESTS, {name: secret.reveal() for name, secret in secrets.items() if secret})


def _words(given: SuiteOptions, folder: Path) -> list[str]:
    """What pytest is told."""
    output = Path(given.artefacts) / "playwright" if given.artefacts else folder
    words = ["--output", str(output)]
    for name, value in given.named:
        if value not in {None, "", False}:
            words += [f"--dhis2-{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    words += ["-k", given.chosen] if given.chosen else []
    words += [f"--junit-xml={given.junit}"] if given.junit else []
    return [*words, *given.pytest_arguments]


def _run(words: list[str], environment: dict[str, str]) -> int:
    """Run pytest in a group of processes of its own, so that Ctrl-C reaches it once, and from us."""
    command = pytest_command(suite_at(SUITE), words)
    with interruptible():
        suite = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603 - ours
        try:
            return suite.wait()
        except KeyboardInterrupt:
            return _stopped(suite)


def _stopped(suite: "subprocess.Popen[bytes]") -> int:
    """Ask it to stop, and let it delete what it has made; on Windows Ctrl-C has reached it by itself."""
    if os.name == "posix":
        suite.send_signal(signal.SIGINT)
    try:
        suite.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        suite.kill()
    return _INTERRUPTED


def _meaning(code: int, artefacts: str | None) -> AutomationError | None:
    did = "running the scenarios"
    if code in {0, BEGUN}:
        return None
    if code == _INTERRUPTED:
        return Interrupted(did, "interrupted")
    if code == _FAILED:
        hint = f"{artefacts} has what they saw." if artefacts else "--artefacts DIR keeps what they saw."
        return NewFailures(did, "some did not end as they should", code="scenarios_failed", hint=hint)
    if code == _NOTHING_CHOSEN:
        return ConfigError(did, "none of them has such a name", hint="`-- --collect-only` in place of -k lists them.")
    if code > STOPPED:
        stopped = AutomationError(did, "none could be run, for the reason above")
        stopped.exit_code = ExitCode(code - STOPPED)
        return stopped
    saw = f"pytest ended before its end ({code - BEGUN})" if code > BEGUN else f"pytest could not begin ({code})"
    return ConfigError(did, saw, hint="it says why above.", code="tests_not_run")
