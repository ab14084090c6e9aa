"""Every program that a command starts: what it was told, what it was started with, what it leaves when it crashes."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from automation.sandbox.state import DEFAULT_PASSWORD
from tests.conftest import StartSandbox
from tests.support.command import Command, children

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="it reads /proc")

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
PLANTED = {
    "DHIS2_PASSWORD": DEFAULT_PASSWORD,
    "DHIS2_TOTP_SECRET": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "DHIS2_OTHER_PASSWORD": "the-other-password",
    "DHIS2_OAUTH_PROXY_PASSWORD": "the-proxy-password",
    "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE": "the-passphrase",
    "GITHUB_TOKEN": "somebody-elses-token",
}
SWITCHES = {
    "DEBUG": "*",
    "PWDEBUG": "console",
    "NODE_DEBUG": "http,net",
    "NODE_OPTIONS": "--require /nowhere/left-over.js",
    "PLAYWRIGHT_NODEJS_PATH": "/nowhere/node",
    "SSLKEYLOGFILE": "keys.log",
    "FFREPORT": "file=ffmpeg.log",
    "PYTEST_ADDOPTS": "--nonsense",
}


@dataclass
class Watch:
    """What was seen of the programs that one process has started."""

    environments: dict[str, set[str]] = field(default_factory=dict)
    raw: list[bytes] = field(default_factory=list)
    arguments: list[bytes] = field(default_factory=list)
    core_limits: set[str] = field(default_factory=set)

    def look(self, parent: int) -> None:
        for child in descendants(parent):
            with suppress(OSError):
                place = Path(f"/proc/{child}")
                # Before the environment: what has become the program by now has the program's.
                arguments = (place / "cmdline").read_bytes()
                if arguments == Path(f"/proc/{parent}/cmdline").read_bytes():
                    continue  # A copy of us that has not become the program yet.
                name, told = (place / "comm").read_text().strip(), (place / "environ").read_bytes()
                limit = next(line for line in (place / "limits").read_text().splitlines() if "core file" in line)
                self.raw.append(told)
                self.arguments.append(arguments)
                self.core_limits.add(limit.split()[4])
                variables = {one.split(b"=")[0].decode() for one in told.split(b"\0") if one}
                self.environments.setdefault(name, set()).update(variables)


def descendants(parent: int) -> Iterator[int]:
    for child in children(parent):
        yield child
        yield from descendants(child)


@contextmanager
def watching(command: Command, *arguments: str) -> Iterator[tuple[Watch, str, int]]:
    watch = Watch()
    with command.started(arguments) as process:
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(process.communicate()))
        reader.start()
        while reader.is_alive():
            watch.look(process.pid)
            reader.join(0.002)
    yield watch, "".join(said), process.returncode


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [("create", *CLIENT), ("doctor",), ("record", *CLIENT, "--video", "film.mp4", "--pace", "fast")],
    ids=lambda arguments: arguments[0],
)
def test_no_program_is_told_of_a_secret_or_of_a_switch(
    command: Command, start_sandbox: StartSandbox, arguments: tuple[str, ...]
) -> None:
    sandbox = start_sandbox("2.41.9")
    command.environment |= PLANTED | SWITCHES
    command.environment["DHIS2_TOTP_SECRET"] = ""

    with watching(command, arguments[0], *command.at(sandbox), *arguments[1:]) as (watch, said, code):
        assert code == 0, said

    assert not [value for value in PLANTED.values() if any(value.encode() in told for told in watch.raw)]
    assert len(watch.environments) > 1
    assert not [name for seen in watch.environments.values() for name in seen & {*PLANTED, *SWITCHES}]
    assert watch.core_limits == {"0"}
    assert not list(command.folder.glob("*.log"))


def test_root_alone_goes_without_chromiums_sandbox(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")

    with watching(command, "doctor", *command.at(sandbox)) as (watch, said, code):
        assert code == 0, said

    is_root = os.geteuid() == 0
    assert any(b"--no-sandbox" in arguments for arguments in watch.arguments) is is_root


def test_a_system_that_allows_chromium_no_sandbox_is_named_with_the_flag(
    command: Command, start_sandbox: StartSandbox
) -> None:
    sandbox, browser = start_sandbox("2.41.9"), command.folder / "browser"
    browser.write_text(
        "#!/bin/sh\necho '[0101/FATAL:zygote_host_impl_linux.cc] No usable sandbox! If you are' >&2\nexit 1\n"
    )
    browser.chmod(0o755)

    done = command("doctor", *command.at(sandbox), "--browser-path", str(browser))

    assert done.returncode == 2
    assert "does not let Chromium use its sandbox" in done.stderr
    assert "unprivileged user namespaces" in done.stderr
    assert "--no-browser-sandbox" in done.stderr


def test_a_pytest_of_ones_own_prints_no_password_whatever_is_to_be_debugged(command: Command) -> None:
    """Playwright's half in pytest's own process reads the switch when it is imported, which is before the plugin."""
    (command.folder / "test_theirs.py").write_text("def test_it(dhis2_page): pass\n")
    command.program = ("-m", "pytest", "-s", "-p", "no:cacheprovider")

    done = command("test_theirs.py", "--dhis2-sandbox", "2.41.9", DEBUG="*", PWDEBUG="1")

    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout[-2000:]
    assert DEFAULT_PASSWORD not in done.stdout + done.stderr
    assert "pw:" not in done.stdout + done.stderr
