"""Run the command as a user would, in a process of its own; or in the one of the tests, which costs far less."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from automation.narrator import Step
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER
from tests.support.in_process import InProcess
from tests.support.lean_browser import is_lean, lean_browser
from tests.support.platforms import IN_UTF8, IS_WINDOWS

# What becomes another program. Not a `preexec_fn`: in the copy of a process with threads, Python may wait for ever.
_BECOME = (sys.executable, "-S", "-E", "-c")
_HEAR = """\
import os, signal, sys
for name in ("SIGINT", "SIGTERM", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
GEOPRISM = ("--preset", "geoprism", "--app-url", "https://gpr.example.org", "--app-version", "1.6.4")
ANY = "--accept-incompatible"
Process: TypeAlias = "subprocess.Popen[str]"
Way: TypeAlias = Callable[[Process], None]


@dataclass
class Command:
    """`dhis2-oauth` in a folder of its own, with an environment of its own.

    When it is called it runs in a process of its own, or in this one where `in_process` is given. What is `started`,
    and so `interrupted` or `stopped`, is always a process. A test needs one if it is about a process itself (its
    streams, signals, children and their environments, its start and its end), about Playwright's driver or its files.

    `patches` says what is put in place of which names in the program's code, as Python expressions. A name that is not
    there ends the program: a rename must not take a patch away.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = ("-m", "automation")
    patches: Mapping[str, str] = field(default_factory=dict)
    interpreter: str = sys.executable
    patience: float = 120
    in_process: InProcess | None = None

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        if self.in_process:
            return self.in_process.run(arguments, self.folder, self._environment(environment), self.patches)
        return subprocess.run(
            self._words(arguments), cwd=self.folder, env=self._environment(environment), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=self.patience,
        )  # fmt: skip

    def create(self, sandbox: Sandbox, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`create` for GeoPrism Registry against a sandbox, as its demo user."""
        return self("create", *self.at(sandbox), *GEOPRISM, ANY, *arguments, **environment)

    def interrupted(
        self, arguments: tuple[str, ...], *, when: Callable[[], bool], by: signal.Signals = signal.SIGINT
    ) -> subprocess.CompletedProcess[str]:
        """Start, wait until `when` is so, send the signal to the whole foreground group as a terminal does."""
        with self.started(arguments) as process:
            while not when() and process.poll() is None:
                _let_the_others_run()
            if by is signal.SIGINT:
                os.killpg(process.pid, by)
            else:
                process.send_signal(by)
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def stopped(
        self, arguments: tuple[str, ...], *, after: Step, by: Way, time: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Start, and do that to the process as soon as it tells that the step is done, each time or the given time."""
        with self.started(arguments) as process:
            said, times = [], 0
            for line in process.stderr or ():
                said.append(line)
                if line.partition(":")[0].strip() == f"✓ {after}":
                    times += 1
                    if time in {None, times}:
                        by(process)
            out = process.stdout.read() if process.stdout else ""
        assert times >= (time or 1), "".join(said)
        return subprocess.CompletedProcess(process.args, process.returncode, out, "".join(said))

    @contextmanager
    def started(self, arguments: tuple[str, ...], **streams: Any) -> Iterator[Process]:
        """The command in a process group of its own, as a shell starts it; it ends with the block, or by force."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(
            hearing_signals(self._words(arguments)), cwd=self.folder, env=self._environment({}), text=True,
            encoding="utf-8", start_new_session=True, **pipes | streams,
        )  # fmt: skip
        with not_for_ever(process, self.patience), process:
            try:
                yield process
            except BaseException:
                kill(process)
                raise

    @staticmethod
    def at(sandbox: Sandbox) -> tuple[str, ...]:
        return ("--url", sandbox.url, "--username", DEFAULT_USER)

    def _words(self, arguments: tuple[str, ...]) -> list[str]:
        return [self.interpreter, *(_patched(self.patches) if self.patches else self.program), *arguments]

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DHIS2_")}
        browser = {"DHIS2_OAUTH_BROWSER_PATH": str(lean_browser())} if is_lean() else {}
        text = IN_UTF8 if IS_WINDOWS else {}
        given = {"DHIS2_PASSWORD": DEFAULT_PASSWORD, **text, **browser, **self.environment, **more}
        return kept | {name: value for name, value in given.items() if value}


def _patched(patches: Mapping[str, str]) -> tuple[str, str]:
    lines = [f"patch({name!r}, {value}).start()" for name, value in patches.items()]
    return "-c", "\n".join(
        ["from unittest.mock import Mock, patch", *lines, "from automation.cli.main import main", "main()"]
    )


def kill(process: "subprocess.Popen[Any]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def ctrl_c(process: Process) -> None:
    os.killpg(process.pid, signal.SIGINT)


def ctrl_c_twice(process: Process) -> None:
    ctrl_c(process)
    _let_the_others_run()
    with suppress(ProcessLookupError):
        ctrl_c(process)


def terminate(process: Process) -> None:
    process.terminate()


def hang_up(process: Process) -> None:
    os.killpg(process.pid, signal.SIGHUP)


def kill_the_browser(process: Process) -> None:
    """The browser is what Playwright's driver has started, and the driver is our only child."""
    for driver in children(process.pid):
        for browser in children(driver):
            os.kill(browser, signal.SIGKILL)


def children(parent: int) -> list[int]:
    """The children of a process; what ends while it is looked at is left out."""
    found: list[int] = []
    with suppress(OSError):
        for listed in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, listed.read_text().split())
    return found


@contextmanager
def not_for_ever(process: "subprocess.Popen[Any]", patience: float) -> Iterator[None]:
    """End a process that hangs, so that its test fails; `patience` is in seconds."""
    timer = threading.Timer(patience, kill, (process,))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def hearing_signals(words: Sequence[str], *, first: str = "") -> list[str]:
    """The program with signals as in a terminal; a CI system that starts tests in the background ignores some.

    `first` is Python code that the process runs before it becomes the program.
    """
    return [*_BECOME, first + _HEAR, *words]


def _let_the_others_run() -> None:
    """Let the sandbox's threads run while its state is polled."""
    import time  # noqa: PLC0415 - nowhere else is there anything to wait for

    time.sleep(0.01)
