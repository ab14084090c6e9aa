"""What a command says holds no secret and gives the terminal no orders, whatever DHIS2 says."""

import json
import os

import pytest

from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_USER, User
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.harness import seed
from tests.support.pseudo_terminal import shown, unwrapped
from tests.support.sampling import cases

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
QUOTES = (Fault.SAVE_STORED_ERROR_QUOTES, Fault.SAVE_STORED_SIGNED_OUT_QUOTES)
A_TERMINAL = pytest.mark.skipif(os.name != "posix", reason="Windows has no pseudo terminals")


def create(sandbox: Sandbox) -> tuple[str, ...]:
    return ("create", *Command.at(sandbox), *CLIENT, "--force")


def secret_of(sandbox: Sandbox) -> str:
    return next(str(client["secret"]) for client in sandbox.state.clients.values() if client.get("cid") == "mine")


@pytest.mark.parametrize("fault", QUOTES)
def test_progress_quotes_no_secret(command: Command, start_sandbox: StartSandbox, fault: Fault) -> None:
    sandbox = start_sandbox("2.40.11", faults=frozenset({fault}))

    done = command(*create(sandbox))

    assert "Failing row contains (" in done.stderr, done.stderr
    assert secret_of(sandbox) not in done.stderr + done.stdout


@A_TERMINAL
@pytest.mark.parametrize("fault", cases(QUOTES, always=QUOTES[:1]))
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


ORDERS = "\x1b]0;owned\x07\x1b[2J\r\u202e\u2066\u2028\x9b31m\n✓ Prove the client"


def has_orders(text: str) -> bool:
    """What only a hostile server sends; rich draws with other escapes, and with carriage returns."""
    forged = any(line.startswith("✓ Prove the client") and "real OAuth2" not in line for line in text.splitlines())
    return forged or any(order in text for order in ("\x1b]", "\x07", "\x1b[2J", "\u202e", "\u2066", "\u2028", "\x9b"))


def hostile(start_sandbox: StartSandbox) -> Sandbox:
    """DHIS2's version, the name of a client and its redirect URI are orders to a terminal."""
    sandbox = start_sandbox(f"2.40.11-{ORDERS.partition(chr(10))[0]}")
    seed(sandbox, name=f"mine {ORDERS}", client_id="mine")["redirectUris"] = [f"https://a.example/{ORDERS}"]
    return sandbox


@pytest.mark.parametrize("flags", [(), ("--if-exists", "keep"), ("--if-exists", "keep", "--json")])
def test_what_dhis2_says_is_no_order(command: Command, start_sandbox: StartSandbox, flags: tuple[str, ...]) -> None:
    done = command(*create(hostile(start_sandbox)), "--timeout", "5", *flags)

    assert r"\x1b]0;owned\x07" in done.stderr
    assert not has_orders(done.stderr + done.stdout)
    assert "--json" not in flags or json.loads(done.stdout)["schema"]


@A_TERMINAL
def test_what_dhis2_says_is_no_order_to_a_terminal(command: Command, start_sandbox: StartSandbox) -> None:
    _, text = shown(command, *create(hostile(start_sandbox)), "--if-exists", "keep", "--timeout", "5", columns=300)

    assert r"\x1b]0;owned\x07" in text
    assert not has_orders(text)
