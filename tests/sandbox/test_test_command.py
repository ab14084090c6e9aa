"""`dhis2-oauth test`: how it ends, and what it leaves."""

import re
from pathlib import Path

import pytest

from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from tests.conftest import StartSandbox
from tests.support.command import Command


@pytest.fixture
def command(own_process: Command) -> Command:
    return own_process


def test_scenarios_that_pass_end_with_0_whatever_lies_in_the_folder(command: Command) -> None:
    (command.folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (command.folder / "test-results").mkdir()

    done = command("test", "--sandbox", "2.41.9", "-k", "test_escape", "--junit", "results.xml")

    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout + done.stderr
    assert sorted(path.name for path in command.folder.iterdir()) == ["pytest.ini", "results.xml", "test-results"]


_PYTHON = ("sitecustomize", "usercustomize", "pytest", "pytest_playwright", "automation", "xdist", "evil")


@pytest.fixture
def trap(command: Command) -> Path:
    """A file that is there as soon as anything that lies in the folder has run."""
    sprung = command.folder.parent / "sprung"
    for name in (*_PYTHON, "conftest", "test_theirs"):
        (command.folder / f"{name}.py").write_text(f"open({str(sprung)!r}, 'a').write({name!r} + ' ')\n")
    for name in ("pytest.ini", ".pytest.ini", "tox.ini"):
        (command.folder / name).write_text("[pytest]\naddopts = -p evil\n")
    (command.folder / "pytest.toml").write_text('[pytest]\naddopts = ["-p", "evil"]\n')
    (command.folder.parent / "conftest.py").write_text(f"open({str(sprung)!r}, 'a').write('above ')\n")
    installed = command.folder / "evil-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[pytest11]\nevil = evil\n")
    # As an installed command, which does not look for modules where it is started.
    command.program = ("-P", *command.program)
    return sprung


@pytest.mark.parametrize("more", [(), ("--", "-n", "1")], ids=["alone", "with a worker"])
def test_nothing_that_lies_in_the_folder_is_run(command: Command, trap: Path, more: tuple[str, ...]) -> None:
    command.environment |= {
        "PYTEST_ADDOPTS": "-p evil", "PYTEST_PLUGINS": "evil", "PYTHONPATH": "", "PYTHONSTARTUP": "evil.py",
    }  # fmt: skip

    done = command("test", "--sandbox", "2.41.9", "-k", "test_escape", *more)

    assert not trap.exists(), trap.read_text()
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("begins", "says"),
    [
        ("raise SystemExit(1)", "pytest could not begin"),
        ("raise RuntimeError('boom')", "pytest could not begin"),
        ("def pytest_collection(): raise RuntimeError('boom')", "pytest could not begin"),
        ("def pytest_collect_file(): raise RuntimeError('boom')", "pytest could not begin"),
    ],
)
def test_where_pytest_could_not_begin_no_scenario_failed(command: Command, begins: str, says: str) -> None:
    (command.folder / "plugins").mkdir()
    (command.folder / "plugins" / "broken.py").write_text(begins)

    done = command("test", "--sandbox", "2.41.9", "-k", "test_escape", "--", "-p", "broken",
                   "-o", f"pythonpath={command.folder / 'plugins'}")  # fmt: skip

    assert (done.returncode, says in done.stderr) == (2, True), done.stdout + done.stderr


def test_a_scenario_that_fails_ends_with_1(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(faults=frozenset({Fault.SAVE_ALTERED}))

    done = command("test", *command.at(sandbox), "-k", "test_create", "--artefacts", "left")

    assert (done.returncode, "1 failed" in done.stdout) == (10, True), done.stdout + done.stderr
    assert "Error: running the scenarios: some did not end as they should." in done.stderr
    assert {path.name for path in (command.folder / "left" / "create").iterdir()} == {
        "aria.yml", "error.txt", "screenshot.png", "trace.zip",
    }  # fmt: skip
    assert sandbox.state.clients == {}


class EndsTrouble(list[str]):
    """What was asked for; the first list of clients is the last that a fault spoils."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def append(self, asked: str) -> None:
        super().append(asked)
        if asked.endswith("/oAuth2Clients"):
            self._sandbox.state.faults.clear()


@pytest.mark.parametrize("more", [(), ("--", "-n", "1")], ids=["alone", "with a worker"])
def test_trouble_at_opening_that_passes_is_counted_as_flaky(
    command: Command, start_sandbox: StartSandbox, more: tuple[str, ...]
) -> None:
    sandbox = start_sandbox("2.36.13", faults=frozenset({Fault.LIST_NOT_JSON}))
    sandbox.state.requests = EndsTrouble(sandbox)

    words = ("--read-only", "-k", "test_escape or test_cancel", "--junit", "results.xml")
    done = command("test", *command.at(sandbox), *words, *more)

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search("1 passed, .*1 flaky|1 passed, 1 flaky", done.stdout)
    assert re.search(r"dhis2: flaky: (cancel|escape): opened at the second try only; the first: opening", done.stdout)
    told = (command.folder / "results.xml").read_text(encoding="utf-8")
    assert '<property name="flaky" value="opening OAuth2 Clients in System Settings: ' in told


def test_trouble_at_opening_that_stays_and_what_dhis2_says_itself_fail(
    command: Command, start_sandbox: StartSandbox
) -> None:
    for fault, lists in ((Fault.LIST_NEVER, 2), (Fault.SECTION_MISSING, 0)):
        sandbox = start_sandbox(faults=frozenset({fault}))

        done = command("test", *command.at(sandbox), "--read-only", "-k", "test_escape", "--timeout", "4")

        assert (done.returncode, "1 error" in done.stdout) == (10, True), done.stdout + done.stderr
        assert "flaky" not in done.stdout
        assert sandbox.state.requests.count("GET /api/oAuth2Clients") >= lists


def test_nothing_is_tried_twice_where_nobody_gets_in(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()

    refused = command("test", *command.at(sandbox), DHIS2_PASSWORD="wrong-password")
    unreached = command("test", "--url", "http://127.0.0.1:9", "--username", "admin", "-k", "test_escape")

    assert (refused.returncode, unreached.returncode) == (4, 3), refused.stdout + unreached.stdout
    assert sandbox.state.refused_sign_ins["admin"] == 1
    assert "none could be run, for the reason above" in refused.stderr


def test_ctrl_c_ends_with_130_and_leaves_no_client(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()

    done = command.interrupted(
        ("test", *command.at(sandbox), "-k", "test_grant_combinations"), when=lambda: bool(sandbox.state.clients)
    )

    assert done.returncode == 130, done.stdout + done.stderr
    assert sandbox.state.clients == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sandbox", "2.41.9", "-k", "no_such_name"), "none of them has such a name"),
        (("--username", "admin"), "--url is missing"),
        (("--sandbox", "2.41.9", "--prefix", "x"), "pytest could not begin"),
    ],
)
def test_what_cannot_be_run_ends_with_2(command: Command, words: tuple[str, ...], said: str) -> None:
    done = command("test", *words)

    assert (done.returncode, said in done.stderr) == (2, True), done.stdout + done.stderr
