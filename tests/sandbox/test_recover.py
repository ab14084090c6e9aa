"""`recover` asks DHIS2 before it hands a secret over, and says what it heard."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from dotenv import dotenv_values

from automation.sandbox.server import Sandbox
from automation.secrets.journal import EntryState, Journal
from automation.secrets.secret import Secret
from tests.conftest import StartSandbox
from tests.sandbox.test_client_ids import SECRET, client_of
from tests.support.command import Command
from tests.support.journals import entry
from tests.support.sampling import cases

VERSIONS = ("2.36", "2.41.9", "2.43.1")


@dataclass
class Left:
    """A client in a sandbox and what a run has left of it in the journal."""

    sandbox: Sandbox
    command: Command
    journal: Journal

    def recover(self, *flags: str) -> subprocess.CompletedProcess[str]:
        return self.command("recover", "ab12", "--state-dir", str(self.journal.folder), *flags)

    @property
    def delivered(self) -> str | None:
        return dotenv_values(self.command.folder / "x.env").get("DHIS2_OAUTH_CLIENT_SECRET")

    @property
    def ids(self) -> list[str]:
        return [kept.id for kept in self.journal.entries()]


Leave = Callable[..., Left]


@pytest.fixture
def leave(tmp_path: Path, command: Command, start_sandbox: StartSandbox) -> Leave:
    def leave(version: str = "2.41.9", secret: str = SECRET, state: EntryState = EntryState.SAVED) -> Left:
        sandbox, journal = start_sandbox(version), Journal(tmp_path / "journal")
        client = client_of(sandbox, "mine")
        journal.check()
        journal.write(entry(url=sandbox.url, client_id="mine", endpoints=client.endpoints, secret=Secret(secret),
                            state=state))  # fmt: skip
        return Left(sandbox, command, journal)

    return leave


@pytest.mark.parametrize(
    ("version", "state"),
    cases(product(VERSIONS, EntryState), always=list(zip((*VERSIONS, "2.41.9"), EntryState, strict=True))),
)
def test_a_secret_that_dhis2_has_is_delivered_whatever_the_journal_thinks_of_it(
    leave: Leave, version: str, state: EntryState
) -> None:
    left = leave(version, state=state)

    done = left.recover("--output", "x.env")

    assert done.returncode == 0, done.stderr
    assert done.stdout == "The secret of mine is in x.env (only you can read that file). DHIS2 takes it.\n"
    assert (left.delivered, left.ids) == (SECRET, [])


@pytest.mark.parametrize(
    ("version", "target"), cases(product(VERSIONS, ["x.env", "-"]), always=[("2.41.9", "-"), ("2.43.1", "x.env")])
)
def test_a_dead_secret_is_not_handed_over_and_not_forgotten(leave: Leave, version: str, target: str) -> None:
    left = leave(version, secret="never-stored-never-stored-never")

    done = left.recover("--output", target)

    assert (done.returncode, done.stdout, left.ids) == (8, "", ["ab12"])
    assert done.stderr.startswith("Error: asking DHIS2 whether it has the secret of 'mine': DHIS2 answered ")
    assert "never-stored" not in done.stderr
    assert not (left.command.folder / "x.env").exists()


@pytest.mark.parametrize("version", cases(VERSIONS, always=["2.41.9"]))
def test_a_client_that_is_not_there_is_told(leave: Leave, version: str) -> None:
    left = leave(version, state=EntryState.ABOUT_TO_SAVE)
    left.sandbox.state.clients.clear()

    done = left.recover("--output", "x.env", "--json")

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (8, "secret_refused")
    assert left.ids == ["ab12"]


def test_where_nothing_answers_it_is_handed_over_only_when_asked_for(leave: Leave) -> None:
    left = leave()
    (kept,) = left.journal.entries()
    endpoints = type(kept.endpoints)(
        authorize="http://127.0.0.1:9/a", token="http://127.0.0.1:9/t", profile="http://127.0.0.1:9/m"
    )
    left.journal.write(entry(url="http://127.0.0.1:9", client_id="mine", endpoints=endpoints, state=EntryState.SAVED))

    refused = left.recover("--output", "x.env", "--json")
    delivered = left.recover("--output", "x.env", "--no-verify")

    assert (refused.returncode, json.loads(refused.stdout)["error"]["code"]) == (8, "secret_not_proved")
    assert "it cannot be known (no answer" in json.loads(refused.stdout)["error"]["message"]
    assert delivered.returncode == 0, delivered.stderr
    assert delivered.stdout.endswith("Whether DHIS2 takes it was not asked.\n")
    assert left.ids == []


@pytest.mark.parametrize("flags", [(), ("--no-verify",)])
def test_a_client_that_was_stored_without_its_secret_is_left_to_create(leave: Leave, flags: tuple[str, ...]) -> None:
    left = leave("2.43.1", secret="not-yet-stored-not-yet-stored", state=EntryState.SAVED_WITHOUT_SECRET)

    done = left.recover("--output", "x.env", "--json", *flags)

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (8, "secret_not_stored")
    assert left.ids == ["ab12"]


def test_what_another_run_is_at_is_left_to_it(leave: Leave) -> None:
    left = leave()
    left.journal.claim(left.sandbox.url, "mine")

    for flags in (("--output", "x.env"), ("--forget",)):
        done = left.recover("--json", *flags)
        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "run_in_progress")
    assert left.ids == ["ab12"]


def test_programs_are_told_whether_it_was_proved(leave: Leave) -> None:
    answer = json.loads(leave().recover("--output", "-", "--json").stdout)

    assert (answer["verified"], answer["entry"]["client_secret"]) == (True, SECRET)
