"""`delete` from end to end: what it asks, what it says, what is gone; and that nothing else is."""

import json
import os
from pathlib import Path
from typing import Any

import click
import pytest

from automation.cli.output import Output
from automation.narrator import Step
from automation.sandbox.server import Sandbox
from automation.secrets.journal import Journal
from tests.conftest import StartSandbox
from tests.support.command import Command, Way, ctrl_c, kill
from tests.support.harness import as_shown, seed
from tests.support.journals import entry
from tests.support.platforms import POSIX
from tests.support.pseudo_terminal import Terminal
from tests.support.sampling import cases

VERSIONS = ["2.36", "2.40.11", "2.43.1"]
IDS = ["aaa", "bbb", "ccc"]


def filled(sandbox: Sandbox) -> Sandbox:
    for name in IDS:
        seed(sandbox, name=f"The {name}", client_id=name)
    return sandbox


def ids(sandbox: Sandbox) -> list[str]:
    return sorted(as_shown(client)[0] for client in sandbox.state.clients.values())


def asked(monkeypatch: pytest.MonkeyPatch, answer: str | BaseException) -> list[str]:
    """Somebody at the terminal gives that answer; the questions."""
    questions: list[str] = []

    def ask(_output: Output, question: str, **_how: Any) -> str:
        questions.append(question)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.setattr(Output, "ask", ask)
    monkeypatch.setattr(Output, "can_ask", property(lambda _: True))
    return questions


class TestAsked:
    @pytest.mark.parametrize("version", cases(VERSIONS, always=["2.40.11"]))
    def test_yes_deletes_it_after_its_details_were_shown(
        self, command: Command, start_sandbox: StartSandbox, monkeypatch: pytest.MonkeyPatch, version: str
    ) -> None:
        sandbox = filled(start_sandbox(version))
        questions = asked(monkeypatch, "Yes")

        done = command("delete", "bbb", *command.at(sandbox))

        assert (done.returncode, questions, ids(sandbox)) == (0, ["Delete it? [y/N]"], ["aaa", "ccc"]), done.stderr
        before, _, after = done.stderr.partition("can then sign nobody in")
        assert "https://old.example/cb" in before
        assert "as a rule within" in after
        assert "cannot be undone" in after
        assert f"Deleted the OAuth2 client bbb in {sandbox.url}." in done.stdout
        assert "cannot be undone" in done.stdout
        assert "0123456789abcdef" not in done.stdout + done.stderr

    @pytest.mark.parametrize("answer", ["", "n", "1", "bbb"])
    def test_anything_else_keeps_it(
        self, command: Command, start_sandbox: StartSandbox, monkeypatch: pytest.MonkeyPatch, answer: str
    ) -> None:
        sandbox = filled(start_sandbox())
        asked(monkeypatch, answer)

        done = command("delete", "bbb", *command.at(sandbox), "--json")

        assert (done.returncode, ids(sandbox)) == (2, IDS)
        report = json.loads(done.stdout)
        assert (report["error"]["code"], report["clients"], report["outcome"]) == ("not_confirmed", [], None)

    @pytest.mark.parametrize(("answer", "left"), [("2", ["ccc"]), ("y", IDS)])
    def test_several_are_deleted_only_by_their_number(
        self, command: Command, start_sandbox: StartSandbox, monkeypatch: pytest.MonkeyPatch, answer: str,
        left: list[str],
    ) -> None:  # fmt: skip
        sandbox = filled(start_sandbox())
        questions = asked(monkeypatch, answer)

        command("delete", "bbb", "aaa", *command.at(sandbox))

        assert (questions, ids(sandbox)) == (["Type 2 to delete all 2, anything else to keep them"], left)

    def test_ctrl_c_keeps_it(
        self, command: Command, start_sandbox: StartSandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sandbox = filled(start_sandbox())
        asked(monkeypatch, click.Abort())

        done = command("delete", "bbb", *command.at(sandbox))

        assert (done.returncode, ids(sandbox)) == (130, IDS)
        assert "Nothing was deleted." in done.stderr

    @pytest.mark.skipif(not POSIX, reason="a pseudo terminal is POSIX's")
    @pytest.mark.parametrize(("typed", "left"), [("y\n", ["aaa", "ccc"]), ("\n", IDS)])
    def test_in_a_real_terminal(
        self, own_process: Command, start_sandbox: StartSandbox, typed: str, left: list[str]
    ) -> None:
        sandbox = filled(start_sandbox())
        terminal = Terminal(columns=200)
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), terminal.theirs)
        with own_process.started(("delete", "bbb", *own_process.at(sandbox)), **streams):
            os.close(terminal.theirs)
            terminal.until("Delete it? [y/N]: ")
            assert ids(sandbox) == IDS
            terminal.type(typed)
            terminal.to_the_end()
        terminal.close()

        assert ids(sandbox) == left


class TestWithoutATerminal:
    def test_nothing_is_even_started(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = filled(start_sandbox())

        done = command("delete", "bbb", *command.at(sandbox), "--json")

        error = json.loads(done.stdout)["error"]
        assert (done.returncode, error["code"], ids(sandbox)) == (2, "not_confirmed", IDS)
        assert "--yes" in error["hint"]
        assert sandbox.state.requests == []

    @pytest.mark.parametrize("version", cases(VERSIONS, always=["2.36", "2.43.1"]))
    def test_yes_deletes_and_reports(self, command: Command, start_sandbox: StartSandbox, version: str) -> None:
        sandbox = filled(start_sandbox(version))

        done = command("delete", "ccc", "aaa", *command.at(sandbox), "--yes", "--json")

        report = json.loads(done.stdout)
        assert (done.returncode, report["ok"], report["outcome"]) == (0, True, "deleted"), done.stderr
        assert [client["client_id"] for client in report["clients"]] == ["ccc", "aaa"]
        assert report["dhis2"]["url"] == sandbox.url
        assert done.stderr.count(f"✓ {Step.DELETE}") == 2
        assert ids(sandbox) == ["bbb"]

    def test_a_dry_run_says_what_would_go_and_deletes_nothing(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = filled(start_sandbox())

        done = command("delete", "bbb", *command.at(sandbox), "--dry-run")
        report = json.loads(command("delete", "bbb", *command.at(sandbox), "--dry-run", "--json").stdout)

        assert (done.returncode, ids(sandbox)) == (0, IDS)
        assert f"Would delete the OAuth2 client bbb in {sandbox.url}." in done.stdout
        assert "cannot be undone" not in done.stdout
        assert (report["ok"], report["outcome"], report["client"]["client_id"]) == (True, None, "bbb")

    def test_what_is_not_there_stops_all_unless_that_is_fine(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = filled(start_sandbox())
        arguments = ("delete", "bbb", "ddd", *command.at(sandbox), "--yes", "--json")

        refused = command(*arguments)
        assert (refused.returncode, json.loads(refused.stdout)["error"]["code"]) == (13, "client_not_found")
        assert ids(sandbox) == IDS

        done = command(*arguments, "--missing-ok")
        assert (done.returncode, ids(sandbox)) == (0, ["aaa", "ccc"])
        again = command(*arguments, "--missing-ok")
        report = json.loads(again.stdout)
        assert (again.returncode, report["outcome"], report["clients"]) == (0, None, [])

    def test_a_pattern_deletes_nothing(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = filled(start_sandbox())

        done = command("delete", "*", *command.at(sandbox), "--yes", "--missing-ok")

        assert (done.returncode, ids(sandbox)) == (13, IDS)
        assert "patterns are not taken (it would be 'aaa', 'bbb' and 'ccc')" in done.stderr

    def test_what_the_journal_has_of_it_is_said_and_left(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = filled(start_sandbox())
        journal = Journal(command.folder / "state")
        journal.check()
        kept = entry(client_id="bbb", url=sandbox.url)
        journal.write(kept)

        done = command("delete", "bbb", *command.at(sandbox), "--yes", "--state-dir", "state")

        assert f"`dhis2-oauth recover {kept.id} --forget`" in done.stdout
        assert [each.id for each in journal.entries()] == [kept.id]

    def test_another_run_is_not_disturbed(self, command: Command, start_sandbox: StartSandbox, tmp_path: Path) -> None:
        sandbox = filled(start_sandbox())
        other = Journal(tmp_path / "shared")
        other.check()
        other.claim(sandbox.url, "bbb")

        done = command(
            "delete", "bbb", *command.at(sandbox), "--yes", "--state-dir", str(tmp_path / "shared"), "--json"
        )
        other.release()

        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "run_in_progress")
        assert ids(sandbox) == IDS


@pytest.mark.parametrize(
    ("version", "by", "exit_code"),
    cases(
        [(version, *way) for version in VERSIONS for way in ((kill, -9), (ctrl_c, 130))],
        always=[("2.40.11", kill, -9), ("2.43.1", ctrl_c, 130)],
    ),
)
def test_stopped_between_two_the_same_command_run_again_does_the_rest(
    own_process: Command, start_sandbox: StartSandbox, version: str, by: Way, exit_code: int
) -> None:
    sandbox = filled(start_sandbox(version))
    arguments = ("delete", *IDS, *own_process.at(sandbox), "--yes", "--json")

    stopped = own_process.stopped(arguments, after=Step.DELETE, by=by)

    assert (stopped.returncode, "aaa" in ids(sandbox), "ccc" in ids(sandbox)) == (exit_code, False, True)
    if by is ctrl_c:
        report = json.loads(stopped.stdout)
        assert [client["client_id"] for client in report["clients"]][:1] == ["aaa"]
        assert "'aaa' is deleted for good; " in report["error"]["hint"]
        assert "'ccc'" in report["error"]["hint"]
        assert "--missing-ok" in report["error"]["hint"]
    assert own_process(*arguments, "--missing-ok").returncode == 0
    assert ids(sandbox) == []
