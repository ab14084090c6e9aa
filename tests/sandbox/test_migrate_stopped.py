"""`migrate` stopped at every step: what is there then, and what the next run does with it."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from automation.narrator import Step
from tests.conftest import StartSandbox
from tests.support.command import Command, Way, ctrl_c, kill, kill_the_browser
from tests.support.migrating import LONG, REFRESHED, REPORTS, Migrating, Old, knows, outcomes
from tests.support.sampling import cases
from tests.support.stopping import NOISE

# Each with the time that it is told: first in the old DHIS2, then in the new one, there for both clients.
IN_THE_OLD_ONE = [(Step.SIGN_IN, 1), (Step.OPEN_SECTION, 1), (Step.READ_LIST, 1), (Step.READ_EXISTING, 1),
                  (Step.READ_EXISTING, 2)]  # fmt: skip
BEFORE_SAVE = [
    (Step.SIGN_IN, 2), (Step.OPEN_SECTION, 2), (Step.READ_LIST, 2), (Step.OPEN_SECTION, 3), (Step.PRESS_ADD, 1),
    (Step.ENTER_CLIENT_ID, 1), (Step.SET_GRANT_TYPES, 1), (Step.ENTER_REDIRECT_URIS, 1), (Step.NOTE_SECRET, 1),
]  # fmt: skip
AFTER_SAVE = [(Step.SAVE, 1), (Step.SEE_IN_LIST, 1), (Step.READ_BACK, 1), (Step.FINISH, 1), (Step.TICK_SCOPES, 1),
              (Step.CONSENT, 1)]  # fmt: skip
PROVED = [(Step.PROVE, 1)]
IN_THE_SECOND = [(step, 2) for step in (Step.NOTE_SECRET, Step.SAVE, Step.FINISH, Step.PROVE)]
ALL = [*IN_THE_OLD_ONE, *BEFORE_SAVE, *AFTER_SAVE, *PROVED, *IN_THE_SECOND]
KILLED, INTERRUPTED, BROWSER_GONE = -9, 130, 5
_MADE = {"created", "resumed"}


def stopped(migrating: Migrating, moment: tuple[Step, int], by: Way, exit_code: int) -> str:
    step, time = moment
    done = migrating.command.stopped((*migrating.arguments, "--output-dir", "out"), after=step, by=by, time=time)
    assert not any(noise in done.stderr for noise in NOISE), done.stderr
    # Who is asked to stop when all is done has come too late.
    assert done.returncode == exit_code or (moment == ALL[-1] and done.returncode == 0), done.stderr
    return done.stdout + done.stderr


def check(migrating: Migrating, moment: tuple[Step, int], clients: tuple[Old, ...], before: dict[str, Any]) -> None:
    """No client twice, no secret torn; the next run ends it, and says what it did with which client."""
    for client in clients:
        assert len(migrating.stored(client)) <= 1
    # Reading them proves that none is torn; the secret of each is the one that the old DHIS2 still has.
    assert {one["secret"] for one in migrating.left} <= {client.password for client in clients}

    again = migrating.run("--output-dir", "out")

    assert again["exit"] == 0, again
    first, second = (outcomes(again)[client.client_id] for client in clients)
    if moment in [*IN_THE_OLD_ONE, *BEFORE_SAVE[:-1]]:
        assert (first, second) == ("created", "created")
    elif moment in AFTER_SAVE:
        assert (first, second) == ("resumed", "created")
    elif moment in IN_THE_SECOND:
        assert first == "unchanged"
        assert second in _MADE | {"unchanged"}
    else:
        assert first in _MADE | {"unchanged"}
    assert all(map(migrating.is_migrated, clients))
    assert (migrating.left, migrating.temporary) == ([], [])
    assert sorted(path.name for path in (migrating.command.folder / "out").iterdir()) == sorted(
        f"{client.client_id}.dhis2-oauth.env" for client in clients
    )
    assert migrating.old.state.clients == before


@pytest.fixture
def patient(command: Command) -> Command:
    """A run works in two instances, with a browser for each."""
    return replace(command, patience=600)


@pytest.fixture
def start(patient: Command, start_sandbox: StartSandbox) -> Migrating:
    migrating = Migrating(patient, start_sandbox("2.41.4"), start_sandbox("2.43.2"))
    migrating.seed(REPORTS, REFRESHED)
    return migrating


@pytest.mark.parametrize("moment", cases([(one,) for one in ALL], always=[((Step.FINISH, 2),)]))
def test_killed(start: Migrating, moment: tuple[Step, int]) -> None:
    before = copy.deepcopy(start.old.state.clients)

    stopped(start, moment, kill, KILLED)

    check(start, moment, (REPORTS, REFRESHED), before)


@pytest.mark.parametrize("moment", cases([(one,) for one in ALL], always=[((Step.READ_BACK, 1),)]))
def test_asked_to_stop(start: Migrating, moment: tuple[Step, int]) -> None:
    before = copy.deepcopy(start.old.state.clients)

    said = stopped(start, moment, ctrl_c, INTERRUPTED)

    assert not [client for client in (REPORTS, REFRESHED) if client.password in said]
    if moment in [*AFTER_SAVE, *IN_THE_SECOND[:-1]]:
        assert "run the same command again" in said
        assert "Result:" in said
    check(start, moment, (REPORTS, REFRESHED), before)


@pytest.mark.thorough
@pytest.mark.parametrize("moment", [(Step.READ_EXISTING, 1), (Step.NOTE_SECRET, 1), (Step.SAVE, 1), (Step.FINISH, 1)])
def test_without_its_browser(start: Migrating, moment: tuple[Step, int]) -> None:
    before = copy.deepcopy(start.old.state.clients)

    stopped(start, moment, kill_the_browser, BROWSER_GONE)

    check(start, moment, (REPORTS, REFRESHED), before)


@pytest.mark.thorough
@pytest.mark.parametrize("step", [Step.NOTE_SECRET, Step.SAVE, Step.READ_BACK, Step.FINISH, Step.PROVE])
def test_killed_with_a_new_secret(patient: Command, start_sandbox: StartSandbox, step: Step) -> None:
    migrating = Migrating(patient, start_sandbox("2.41.4"), start_sandbox("2.42.5"))
    migrating.seed(LONG)

    migrating.command.stopped(migrating.arguments, after=step, by=kill)
    again = migrating.run()

    path = migrating.command.folder / "long.dhis2-oauth.env"
    (secret,) = (line.partition("=")[2] for line in path.read_text().splitlines() if "CLIENT_SECRET" in line)
    assert again["exit"] == 0, again
    (stored_client,) = migrating.stored(LONG)
    assert knows(stored_client, secret.strip("'\""))
    assert (migrating.left, migrating.temporary) == ([], [])
