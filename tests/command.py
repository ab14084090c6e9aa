"""Run the command as a user would: in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER

GEOPRISM = ("--preset", "geoprism", "--app-url", "https://gpr.example.org", "--app-version", "1.6.4")
ANY = "--accept-incompatible"


@dataclass
class Command:
    """`dhis2-oauth` in a folder of its own, with an environment of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = ("-m", "automation")

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._words(arguments), cwd=self.folder, env=self._environment(environment), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    def create(self, sandbox: Sandbox, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`create` for GeoPrism Registry against a sandbox, as its demo user."""
        return self("create", *self.at(sandbox), *GEOPRISM, ANY, *arguments, **environment)

    def interrupted(
        self, arguments: tuple[str, ...], *, when: Callable[[], bool], by: signal.Signals = signal.SIGINT
    ) -> subprocess.CompletedProcess[str]:
        """Start, wait until `when` is so, send the signal to the whole foreground group as a terminal does."""
        with subprocess.Popen(
            self._words(arguments), cwd=self.folder, env=self._environment({}), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
        ) as process:  # fmt: skip
            while not when() and process.poll() is None:
                _let_the_others_run()
            if by is signal.SIGINT:
                os.killpg(process.pid, by)
            else:
                process.send_signal(by)
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    @staticmethod
    def at(sandbox: Sandbox) -> tuple[str, ...]:
        return ("--url", sandbox.url, "--username", DEFAULT_USER)

    def _words(self, arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, *self.program, *arguments]

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DHIS2_")}
        given = {"DHIS2_PASSWORD": DEFAULT_PASSWORD, **self.environment, **more}
        return kept | {name: value for name, value in given.items() if value}


def _let_the_others_run() -> None:
    """The sandbox answers in threads of this process; a poll of its state must let them in."""
    import time  # noqa: PLC0415 - nowhere else is there anything to wait for

    time.sleep(0.01)
