"""What a command says holds no secret and gives the terminal no orders, whatever DHIS2 says."""

import os
import re
from pathlib import Path

import pytest

from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_USER, User
from tests.command import Command
from tests.conftest import StartSandbox
from tests.pseudo_terminal import shown

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
QUOTES = (Fault.SAVE_STORED_ERROR_QUOTES, Fault.SAVE_STORED_SIGNED_OUT_QUOTES)
A_TERMINAL = pytest.mark.skipif(os.name != "posix", reason="Windows has no pseudo terminals")


@pytest.fixture
def command(tmp_path: Path) -> Command:
    folder = tmp_path / "work"
    folder.mkdir()
    return Command(folder)


def create(sandbox: Sandbox) -> tuple[str, ...]:
    return ("create", *Command.at(sandbox), *CLIENT, "--force")


def secret_of(sandbox: Sandbox) -> str:
    return next(str(client["secret"]) for client in sandbox.state.clients.values() if client.get("cid") == "mine")


def unwrapped(text: str) -> str:
    """The text without a terminal's escapes and line ends: whatever was broken over two lines is whole again."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\s", "", text)


@pytest.mark.parametrize("fault", QUOTES)
def test_progress_quotes_no_secret(command: Command, start_sandbox: StartSandbox, fault: Fault) -> None:
    sandbox = start_sandbox("2.40.11", faults=frozenset({fault}))

    done = command(*create(sandbox))

    assert "Failing row contains (" in done.stderr, done.stderr
    assert secret_of(sandbox) not in done.stderr + done.stdout


@A_TERMINAL
@pytest.mark.parametrize("fault", QUOTES)
def test_progress_in_a_terminal_quotes_no_secret(command: Command, start_sandbox: StartSandbox, fault: Fault) -> None:
    sandbox = start_sandbox("2.40.11", faults=frozenset({fault}))

    _, text = shown(command, *create(sandbox), columns=60)

    assert "Failingrowcontains(" in unwrapped(text), text
    assert secret_of(sandbox) not in unwrapped(text)


@A_TERMINAL
def test_a_version_that_quotes_the_password_is_shown_without(command: Command, start_sandbox: StartSandbox) -> None:
    password = "correct-horse-battery-staple"
    users = (User(username=DEFAULT_USER, password=password),)
    sandbox = start_sandbox(f"2.40.11-{password}", users=users)
    command.environment["DHIS2_PASSWORD"] = password

    done = command(*create(sandbox))
    _, text = shown(command, *create(sandbox), columns=40)

    assert (done.returncode, "2.40.11-" in done.stderr) == (0, True), done.stderr
    assert password not in done.stderr + unwrapped(text)
