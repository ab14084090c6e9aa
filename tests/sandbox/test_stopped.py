"""Stopped at any moment, by anything: the next run neither duplicates nor loses a client."""

from itertools import product
from pathlib import Path

import pytest

from automation.narrator import Step
from tests.command import Command, Way, ctrl_c, ctrl_c_twice, hang_up, kill, kill_the_browser, terminate
from tests.conftest import StartSandbox
from tests.sandbox.stopping import Run, check
from tests.thorough import cases

FORM, API = "2.40.11", "2.43.1"
KILLED, INTERRUPTED, BROWSER_GONE = -9, 130, 5


@pytest.fixture
def command(tmp_path: Path) -> Command:
    folder = tmp_path / "work"
    folder.mkdir()
    return Command(folder)


@pytest.mark.parametrize(
    ("version", "after"),
    cases(
        [
            ("2.36", Step.NOTE_SECRET),
            (FORM, Step.OPEN_SECTION),
            *((FORM, step) for step in (Step.NOTE_SECRET, Step.SAVE, Step.SEE_IN_LIST, Step.READ_BACK, Step.PROVE)),
            *((API, step) for step in (Step.NOTE_SECRET, Step.SAVE, Step.READ_BACK, Step.FINISH, Step.PROVE)),
        ],
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
            (ctrl_c, FORM, Step.OPEN_SECTION),
            *((ctrl_c, FORM, step) for step in (Step.NOTE_SECRET, Step.SAVE, Step.READ_BACK, Step.PROVE)),
            *((ctrl_c, API, step) for step in (Step.NOTE_SECRET, Step.READ_BACK, Step.FINISH)),
            *((ctrl_c_twice, version, Step.READ_BACK) for version in (FORM, API)),
            (ctrl_c_twice, FORM, Step.PROVE),
            *((terminate, version, Step.SAVE) for version in (FORM, API)),
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
