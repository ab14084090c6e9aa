"""Stopped while asking, while delivering, by a pipe that breaks; and two runs at once."""

import json
import os
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from automation.narrator import Step
from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.support.command import Command, ctrl_c, hang_up
from tests.support.stopping import NOISE, Run, check, loses_nothing


@pytest.fixture
def command(own_process: Command) -> Command:
    return own_process


def test_killed_between_delivering_and_forgetting(command: Command, start_sandbox: StartSandbox) -> None:
    run = Run(command, start_sandbox("2.40.11"))
    run.stopped(after=Step.READ_BACK, by=ctrl_c)
    (entry,) = (command.folder.parent / "state").rglob("*.json")
    kept = shutil.copy(entry, command.folder / "kept")
    assert command("recover", entry.stem, "--output", run.output).returncode == 0
    shutil.move(kept, entry)
    before = run.file.read_text()

    again = command(*run.arguments)

    assert again.returncode == 0, again.stderr
    assert run.is_finished()
    assert run.file.read_text() == before


@pytest.mark.thorough
def test_killed_while_writing(command: Command, start_sandbox: StartSandbox) -> None:
    run = Run(command, start_sandbox("2.40.11"))
    run.stopped(after=Step.READ_BACK, by=ctrl_c)
    (command.folder / ".dhis2-oauth-ab12cd34.tmp").write_text("DHIS2_OAUTH_CLIENT_SECRET=5ecret")

    again = command(*run.arguments)

    assert again.returncode == 0, again.stderr
    assert run.is_finished()


@pytest.mark.thorough
def test_stopped_again_before_it_carries_on(command: Command, start_sandbox: StartSandbox) -> None:
    run = Run(command, start_sandbox("2.43.1"))
    run.stopped(after=Step.SEE_IN_LIST, by=ctrl_c)

    stopped = run.stopped(after=Step.SIGN_IN, by=ctrl_c)

    assert "what an earlier one left is safe" in stopped.stderr
    check(run, run.stopped(after=Step.FINISH, by=ctrl_c), by=ctrl_c, exit_code=130)


@pytest.mark.parametrize("whole", [False, True], ids=["progress alone", "all"])
@pytest.mark.thorough
def test_the_reader_has_gone_after_the_first_line(
    command: Command, start_sandbox: StartSandbox, *, whole: bool
) -> None:
    run = Run(command, start_sandbox("2.40.11"))
    reader, writer = os.pipe()

    with command.started(run.arguments, stderr=writer, **({"stdout": writer} if whole else {})) as process:
        os.close(writer)
        with os.fdopen(reader) as progress:
            progress.readline()
        process.communicate(timeout=120)

    assert process.returncode == (2 if whole else 0)
    assert run.is_finished()


class TestTerminal:
    """Where the progress is live."""

    @pytest.fixture(autouse=True)
    def _only_where_there_are_some(self) -> None:
        if sys.platform == "win32":
            pytest.skip("needs pseudo terminals")

    def test_ctrl_c_at_the_prompt(self, command: Command, start_sandbox: StartSandbox) -> None:
        run = Run(command, start_sandbox("2.40.11"))
        command.environment["DHIS2_PASSWORD"] = ""
        ours, theirs = os.openpty()

        with command.started(run.arguments, stdin=theirs, stderr=theirs) as process:
            os.close(theirs)
            _read_until(ours, "DHIS2 password of admin")
            ctrl_c(process)
            said = _read_until(ours, "nothing was started")
            process.communicate(timeout=60)
        os.close(ours)

        assert process.returncode == 130
        assert not any(noise in said for noise in NOISE), said
        assert run.sandbox.state.requests == []

    @pytest.mark.thorough
    def test_the_window_is_closed(self, command: Command, start_sandbox: StartSandbox) -> None:
        run = Run(command, start_sandbox("2.40.11"))
        ours, theirs = os.openpty()

        with command.started(run.arguments, stdin=theirs, stderr=theirs) as process:
            os.close(theirs)
            _read_until(ours, str(Step.SEE_IN_LIST))
            os.close(ours)
            hang_up(process)
            process.communicate(timeout=60)

        assert process.returncode == 130
        assert loses_nothing(run)
        assert command(*run.arguments).returncode == 0
        assert run.is_finished()


def test_each_of_two_runs_at_once_speaks_of_its_own_client(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.40.11")
    mine, other = Run(command, sandbox), Run(command, sandbox, client_id="other", output="other.env")

    with ThreadPoolExecutor() as pool:
        stopped = pool.submit(mine.stopped, after=Step.SAVE, by=ctrl_c)
        done = pool.submit(command, *other.arguments)

    assert done.result().returncode == 0, done.result().stderr
    assert other.is_finished()
    check(mine, stopped.result(), by=ctrl_c, exit_code=130)


@pytest.mark.parametrize("version", ["2.40.11", "2.43.1"])
def test_of_two_runs_at_once_for_one_client_one_wins(
    command: Command, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version)
    runs = [Run(command, sandbox, output=f"{name}.env") for name in ("one", "two")]

    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(lambda run: command(*run.arguments), runs))

    codes = sorted(done.returncode for done in ended)
    said = "\n".join(done.stderr for done in ended)
    # Refused while the other was at it, or taken where that one had ended.
    assert codes in ([0, 2], [0, 6]), said
    assert len(sandbox.state.clients) == 1
    assert [run.is_finished() for run in runs if run.file.exists()] == [True] * codes.count(0), said


@pytest.mark.thorough
def test_a_run_that_comes_too_early_is_refused_and_told_who_is_at_it(
    command: Command, start_sandbox: StartSandbox
) -> None:
    sandbox = start_sandbox("2.43.1", faults=frozenset({Fault.SAVE_NEVER}))
    first, second = Run(command, sandbox), Run(command, sandbox, output="second.env")
    seen = []

    def when() -> bool:
        if "POST /api/oAuth2Clients" not in sandbox.state.requests:
            return False
        seen.extend([command(*second.arguments), command("recover", "--json")])
        return True

    command.interrupted(first.arguments, when=when, by=signal.SIGINT)
    refused, recovered = seen

    assert refused.returncode == 2
    assert "another one is: process" in refused.stderr
    assert [entry["state"] for entry in json.loads(recovered.stdout)["entries"]] == ["about_to_save"]


def _read_until(terminal: int, text: str) -> str:
    said = ""
    while text not in said:
        said += os.read(terminal, 4096).decode(errors="replace")
    return said
