"""One run at a time for one client of one instance, and no run that has ended is in the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from automation.errors import ConfigError, ExitCode
from automation.secrets.claims import name_of
from automation.secrets.journal import Journal
from tests.support.platforms import POSIX, has_mode

HOLD = """
import subprocess, sys
from pathlib import Path
from automation.secrets.journal import Journal

journal = Journal(Path(sys.argv[1]))
journal.claim("https://d.example/dhis", "x")
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_a_second_run_is_told_who_is_at_it(tmp_path: Path) -> None:
    first, second = Journal(tmp_path / "journal"), Journal(tmp_path / "journal")
    first.claim("https://d.example/dhis", "x")

    with pytest.raises(ConfigError) as caught:
        second.claim("https://d.example/dhis", "x")

    assert (caught.value.code, caught.value.exit_code) == ("run_in_progress", ExitCode.USAGE)
    assert caught.value.saw.startswith(f"another one is: process {os.getpid()} on ")
    first.release()
    second.claim("https://d.example/dhis", "x")


def test_other_clients_and_instances_are_free(tmp_path: Path) -> None:
    held = Journal(tmp_path)
    held.claim("https://d.example/dhis", "x")

    for url, client_id in (
        ("https://d.example/dhis", "y"),
        ("https://d.example", "x"),
        ("https://e.example/dhis", "x"),
    ):
        Journal(tmp_path).claim(url, client_id)


def test_one_run_claims_by_each_address_and_twice(tmp_path: Path) -> None:
    mine = Journal(tmp_path)
    for url in ("https://front.example", "https://d.example/dhis", "https://d.example/dhis"):
        mine.claim(url, "x")

    with pytest.raises(ConfigError):
        Journal(tmp_path).claim("https://d.example/dhis", "x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://d.example/dhis", "http://d.example/dhis/"),
        ("https://d.example", "https://D.example."),
        ("http://localhost:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://127.0.0.1:8080"),
    ],
)
def test_an_instance_is_known_however_its_address_is_spelled(one: str, other: str) -> None:
    assert name_of(one, "x") == name_of(other, "x")


def test_what_is_written_is_private(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.claim("https://d.example", "x")

    claims = tmp_path / "journal" / "claims"
    assert has_mode(claims, 0o700)
    assert [path.name for path in claims.iterdir() if not has_mode(path, 0o600)] == []
    assert list(journal.entries()) == []
    assert journal.unreadable() == []


@POSIX
def test_a_claim_ends_with_its_process_though_its_children_live(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        assert process.stdout is not None
        child = int(process.stdout.readline())
        with pytest.raises(ConfigError) as caught:
            Journal(tmp_path).claim("https://d.example/dhis", "x")
        assert f"process {process.pid} on " in caught.value.saw

        process.kill()
        process.wait()

        try:
            os.kill(child, 0)
            Journal(tmp_path).claim("https://d.example/dhis", "x")
        finally:
            os.kill(child, signal.SIGKILL)
