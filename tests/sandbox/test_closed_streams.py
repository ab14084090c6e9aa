"""A process that starts with a stream closed says what it can, and no file takes the stream's place."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from automation.secrets.env_file import read_env
from automation.secrets.journal import Journal
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.journals import entry

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell closes streams")

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
CLOSED = "Error: writing to standard output: it is closed.\nTry: "
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def command(own_process: Command) -> Command:
    return own_process


def without(streams: str, command: Command, *arguments: str) -> Done:
    """Run the command with those streams closed, in the words of a shell."""
    shell = f'exec "{sys.executable}" -m automation "$@" {streams}'
    return replace(command, interpreter="/bin/sh", program=("-c", shell, "sh"))(*arguments)


@pytest.mark.parametrize("streams", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_product_needs_stdout_alone(command: Command, streams: str) -> None:
    done = without(streams, command, "presets")

    assert (done.returncode, done.stderr) == (0, "")
    assert "geoprism" in done.stdout


@pytest.mark.parametrize("arguments", [("presets",), ("presets", "--json"), ("--help",), ("recover",)])
def test_a_product_that_cannot_be_told_is_an_error(command: Command, arguments: tuple[str, ...]) -> None:
    done = without(">&-", command, *arguments)

    assert (done.returncode, done.stderr.startswith(CLOSED)) == (2, True), done.stderr


def test_an_error_that_is_no_product_is_told_on_stderr(command: Command) -> None:
    done = without(">&-", command, "doctor", "--json")

    assert (
        done.returncode,
        done.stderr.startswith("Error: reading the command line: --url and --username are missing."),
    ) == (2, True)


@pytest.mark.parametrize("streams", ["2>&-", "<&- 2>&-"])
def test_without_stderr_the_work_is_done_in_silence(
    command: Command, start_sandbox: StartSandbox, streams: str
) -> None:
    sandbox = start_sandbox("2.40.11")

    done = without(streams, command, "create", *command.at(sandbox), *CLIENT, "--screenshot-dir", "shots")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Created the OAuth2 client mine")


def test_without_any_stream_each_file_has_what_belongs_there(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.40.11")

    done = without("<&- >&- 2>&-", command, "create", *command.at(sandbox), *CLIENT, "--trace", "traces")

    assert (done.returncode, done.stdout + done.stderr) == (2, "")
    (client,) = sandbox.state.clients.values()
    assert read_env(command.folder / "mine.dhis2-oauth.env").secret.reveal() == client["secret"]


def test_a_product_that_cannot_be_told_is_there_all_the_same(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.40.11")

    done = without(">&-", command, "create", *command.at(sandbox), *CLIENT)

    assert done.returncode == 2
    assert f"{CLOSED}nothing more is to be done: the secret is in mine.dhis2-oauth.env.\n" in done.stderr


@pytest.mark.parametrize("flags", [(), ("--json",), ("--if-exists", "keep")])
def test_a_secret_that_could_not_be_handed_over_is_not_made(
    command: Command, start_sandbox: StartSandbox, flags: tuple[str, ...]
) -> None:
    sandbox = start_sandbox("2.40.11")

    done = without(">&-", command, "create", *command.at(sandbox), *CLIENT, "--output", "-", *flags)

    assert (done.returncode, sandbox.state.requests) == (2, [])
    assert "it is closed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_secret_that_could_not_be_handed_over_is_not_forgotten(
    command: Command, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry(client_id="mine"))

    done = without(">&-", command, "recover", "ab12", "--output", "-", "--state-dir", str(journal.folder), *flags)

    assert (done.returncode, len(list(journal.entries()))) == (2, 1)
    assert "Nothing was forgotten" in done.stderr


def test_where_nobody_can_be_asked_that_is_said(command: Command) -> None:
    command.environment["DHIS2_PASSWORD"] = ""

    done = without("<&-", command, "doctor", "--url", "https://dhis2.example.org", "--username", "ann")

    assert (done.returncode, "there is no terminal to ask on" in done.stderr) == (2, True)
