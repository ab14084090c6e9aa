"""A DHIS2 that answers a byte at a time, or without end: the command says so within --timeout, and stays small."""

import pytest

from automation.sandbox.faults import Fault
from automation.sandbox.state import DEFAULT_PASSWORD
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.sampling import cases

SLOW, LARGE = "no whole answer within 4 s", "the answer is larger than 4 MiB"
CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")


@pytest.mark.parametrize(
    ("version", "fault", "code", "words"),
    cases(
        [
            (version, *case)
            for version in ("2.40.11", "2.43.1")
            for case in (
                (Fault.TOKEN_DRIPS, 8, SLOW),
                (Fault.TOKEN_ENDLESS, 8, LARGE),
                (Fault.API_DRIPS, 3, SLOW),
                (Fault.API_ENDLESS, 3, LARGE),
            )
        ],
        always=lambda case: case[0] == "2.43.1" and case[1] in {Fault.TOKEN_DRIPS, Fault.API_ENDLESS},
    ),
)
def test_what_has_no_end_is_given_up(
    start_sandbox: StartSandbox, command: Command, version: str, fault: Fault, code: int, words: str
) -> None:
    sandbox = start_sandbox(version, faults=frozenset({fault}))

    done = command("create", *command.at(sandbox), *CLIENT, "--timeout", "4", DHIS2_PASSWORD=DEFAULT_PASSWORD)

    assert words in done.stderr
    assert done.returncode == code
