"""Stopped at any moment, by anything: the next run neither duplicates nor loses a client."""

from itertools import product
from pathlib import Path

import pytest

from automation.narrator import Step
from tests.conftest import StartSandbox
from tests.support.command import Command, Way, ctrl_c, ctrl_c_twice, hang_up, kill, kill_the_browser, terminate
from tests.support.sampling import cases
from tests.support.steps import CREATION
from tests.support.stopping import Run, check

FORM, API = "2.40.11", "2.43.1"
# FINISH is for 2.42 and later, where there is no name; a fresh client ID has no client to be opened.
STEPS: dict[str, list[Step]] = {
    FORM: [step for step in CREATION if step is not Step.FINISH],
    API: [step for step in CREATION if step is not Step.ENTER_NAME],
}
EVERYWHERE = [(version, step) for version, steps in STEPS.items() for step in steps]
KILLED, INTERRUPTED, BROWSER_GONE = -9, 130, 5


@pytest.fixture
def command(own_process: Command) -> Command:
    return own_process


@pytest.mark.parametrize(
    ("version", "after"),
    cases(
        [("2.36", Step.NOTE_SECRET), *EVERYWHERE],
        always=[("2.36", Step.NOTE_SECRET), (FORM, Step.SAVE), (FORM, Step.PROVE), (API, Step.FINISH)],
    ),
)
def test_killed(command: Command, start_sandbox: StartSandbox, version: str, after: Step) -> None:
    run = Run(command, start_sandbox(version))

    check(run, run.stopped(after=after, by=kill), by=kill, exit_code=KILLED)


@pytest.mark.parametrize(
    ("by", "version", "after"),
    cases(
        [
            *((by, *moment) for by in (ctrl_c, terminate) for moment in EVERYWHERE),
            *((ctrl_c_twice, version, Step.READ_BACK) for version in (FORM, API)),
            (ctrl_c_twice, FORM, Step.PROVE),
            *((hang_up, version, Step.READ_BACK) for version in (FORM, API)),
        ],
        always=[
            (ctrl_c, API, Step.READ_BACK),
            (ctrl_c_twice, FORM, Step.PROVE),
            (terminate, API, Step.SAVE),
            (hang_up, FORM, Step.READ_BACK),
        ],
    ),
)
def test_asked_to_stop(command: Command, start_sandbox: StartSandbox, by: Way, version: str, after: Step) -> None:
    run = Run(command, start_sandbox(version))

    check(run, run.stopped(after=after, by=by), by=by, exit_code=INTERRUPTED)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("version", "after"),
    cases(
        product([FORM, API], [Step.NOTE_SECRET, Step.SAVE, Step.READ_BACK]),
        always=[(FORM, Step.SAVE), (API, Step.READ_BACK)],
    ),
)
def test_without_its_browser(command: Command, start_sandbox: StartSandbox, version: str, after: Step) -> None:
    run = Run(command, start_sandbox(version))

    check(run, run.stopped(after=after, by=kill_the_browser), by=kill_the_browser, exit_code=BROWSER_GONE)
