"""The process around the commands: its streams, its exit codes, and what it says when we are to blame."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from automation.cli import main as main_module
from automation.cli import render
from automation.cli.main import main
from automation.cli.render import Report
from automation.config import switched_on
from automation.errors import ConfigError, ExitCode, SecretUnusable
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from tests.support.command import Command
from tests.support.in_process import InProcess
from tests.support.journals import entry
from tests.support.platforms import IN_UTF8, LINUX, POSIX


@pytest.fixture
def command(tmp_path: Path) -> Command:
    folder = tmp_path / "work"
    folder.mkdir()
    return Command(folder, in_process=InProcess())


def run(monkeypatch: pytest.MonkeyPatch, outcome: Any, *arguments: str) -> int:
    """The process's exit code when the command `act` has this outcome: a report, or an exception."""

    @click.command("act")
    @click.option("--json", "as_json", is_flag=True)
    @click.pass_obj
    def act(redactor: Redactor, /, **_: bool) -> Report:
        redactor.register(Secret("5ecret-5ecret"))
        if isinstance(outcome, Exception):
            raise outcome
        assert isinstance(outcome, Report)
        return outcome

    monkeypatch.setitem(main_module.cli.commands, "act", act)
    with pytest.raises(SystemExit) as ended:
        main(["act", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


class TestBug:
    def test_it_is_admitted_with_what_to_report_and_without_a_secret(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        code = run(monkeypatch, RuntimeError('fill("5ecret-5ecret") failed'))

        told = capfd.readouterr()
        assert (code, told.out) == (ExitCode.BUG, "")
        assert told.err.startswith("Traceback (most recent call last)")
        assert "RuntimeError: fill(" in told.err
        assert "a bug of ours" in told.err
        assert "Try: report it" in told.err
        assert "5ecret" not in told.err

    def test_as_json_it_has_a_code_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        code = run(monkeypatch, RuntimeError("5ecret-5ecret"), "--json")

        told = capfd.readouterr()
        answer = json.loads(told.out)
        assert (code, answer["ok"], answer["error"]["code"]) == (ExitCode.BUG, False, "bug")
        assert "RuntimeError" in answer["error"]["message"]
        assert "5ecret" not in told.out + told.err
        assert "Traceback" in told.err


class TestSecretForStdout:
    RESULT: Any = object()

    @pytest.fixture(autouse=True)
    def _summary(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(render, "summary", lambda _report: ["Created the OAuth2 client x"])

    @pytest.mark.parametrize("error", [None, SecretUnusable("proving", "it did not")])
    def test_without_a_secret_stdout_stays_empty(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], error: SecretUnusable | None
    ) -> None:
        run(monkeypatch, Report(url="https://d", result=self.RESULT, secret_to_stdout=True, error=error))

        told = capfd.readouterr()
        assert told.out == ""
        assert "Created the OAuth2 client x" in told.err

    def test_with_a_file_the_summary_is_the_product(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        run(monkeypatch, Report(url="https://d", result=self.RESULT, delivered_to="x.env"))

        assert capfd.readouterr().out.startswith("Created the OAuth2 client x")


@pytest.mark.parametrize(
    "locale",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_the_product_is_utf8_whatever_the_locale(
    command: Command, tmp_path: Path, locale: dict[str, str], flags: tuple[str, ...]
) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry(client_id="größe-🙂-عربي"))

    done = subprocess.run(
        [sys.executable, "-m", "automation", "recover", "ab12", "--no-verify", "--output", "-", *flags,
         "--state-dir", str(journal.folder)],
        cwd=command.folder, env=os.environ | locale, capture_output=True, check=True, timeout=60,
    )  # fmt: skip

    assert "größe-🙂-عربي".encode() in done.stdout
    assert b"\r" not in done.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("create", "-h"), ("--version",)])
def test_help_is_there_although_dotenv_cannot_be_read(command: Command, arguments: tuple[str, ...]) -> None:
    (command.folder / ".env").write_bytes(b"DHIS2_URL=\xff\n")

    done = command(*arguments)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_dotenv_that_cannot_be_read_is_told(command: Command) -> None:
    (command.folder / ".env").write_bytes(b"DHIS2_URL=\xff\n")

    done = command("presets", "--json")

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (ExitCode.USAGE, "bad_dotenv")


@POSIX
def test_a_password_that_others_can_read_is_warned_of(command: Command) -> None:
    (command.folder / ".env").write_text("DHIS2_PASSWORD=5ecret\n")
    (command.folder / ".env").chmod(0o644)

    done, helped = command("presets", "--json"), command("presets", "--help")

    assert done.returncode == 0
    assert done.stderr == (
        "Warning: other people on this machine can read .env, which holds DHIS2_PASSWORD.\nTry: chmod 600 .env\n"
    )
    assert helped.stderr == ""


@POSIX
def test_a_dotenv_that_others_can_change_is_obeyed_in_nothing(command: Command) -> None:
    (command.folder / ".env").write_text("DHIS2_OAUTH_JSON=1\nDHIS2_OAUTH_BROWSER_PATH=/tmp/theirs\n")
    (command.folder / ".env").chmod(0o666)

    done = command("doctor", "--url", "http://127.0.0.1:9", "--username", "admin")

    assert done.returncode == ExitCode.USAGE
    assert done.stdout == ""
    assert done.stderr.startswith(
        "Error: reading .env: other people on this machine can write to it.\nTry: chmod go-w "
    )


def test_without_a_command_there_is_help(command: Command) -> None:
    done = command()

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("Usage: dhis2-oauth")
    assert "Error" not in done.stderr


@LINUX
def test_an_output_that_takes_nothing_is_no_bug(command: Command) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "automation", "presets"],
            cwd=command.folder, env=os.environ | IN_UTF8, stdout=full, stderr=subprocess.PIPE, encoding="utf-8",
            check=False, timeout=60,
        )  # fmt: skip

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("Error: writing to standard output")
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_gone_is_no_bug(command: Command) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "automation", "presets"],
            cwd=command.folder, env=os.environ | IN_UTF8, stdout=nobody, stderr=subprocess.PIPE, encoding="utf-8",
            check=False, timeout=60,
        )  # fmt: skip

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("Error: writing to standard output")
    assert done.stderr.count("Error") == 1


@pytest.mark.parametrize("flag", ["--timeout", "--slow-mo"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e400", "-1", "soon"])
def test_seconds_are_a_number_that_ends(flag: str, value: str) -> None:
    done = CliRunner().invoke(main_module.cli, ["doctor", f"{flag}={value}"], obj=Redactor())

    assert done.exit_code == ExitCode.USAGE
    assert f"Invalid value for '{flag}'" in done.stderr


WORDS = ["1", "true", "t", "T", "TRUE", "yes", "y", "Y", "on", " on ", "0", "false", "f", "no", "n", "off", "", "maybe"]


@pytest.mark.parametrize("word", WORDS)
def test_a_switch_is_read_as_click_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str) -> None:
    monkeypatch.setenv("A_SWITCH", word)
    (tmp_path / ".env").write_text(f"B_SWITCH='{word}'\n")
    try:
        meant = click.BOOL.convert(word, None, None) if word else False
    except click.BadParameter:
        meant = False

    assert switched_on("A_SWITCH", tmp_path) is meant
    assert switched_on("B_SWITCH", tmp_path) is meant


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_SWITCH", "")
    (tmp_path / ".env").write_text("A_SWITCH=1\n")

    assert switched_on("A_SWITCH", tmp_path)


def test_what_we_refuse_is_no_bug(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, ConfigError("reading", "nothing")) == ExitCode.USAGE
    assert capfd.readouterr().err == "Error: reading: nothing.\n"


@pytest.mark.parametrize("name", ["create", "doctor", "login", "logout"])
def test_a_missing_url_is_said_to_be_missing(command: Command, name: str) -> None:
    client = ["--client-id", "x", "--grant", "authorization_code", "--redirect-uri", "https://a.example/cb"]

    done = command(name, *(client if name == "create" else []), DHIS2_PASSWORD="")

    assert (done.returncode, "reading the command line: --url" in done.stderr) == (2, True), done.stderr


def test_what_is_told_as_it_is_has_the_common_keys_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = Report(lines=["Browser: /usr/bin/chromium"], document={"browser": "/usr/bin/chromium"})

    run(monkeypatch, told)
    assert capfd.readouterr().out == "Browser: /usr/bin/chromium\n"

    run(monkeypatch, told, "--json")
    assert json.loads(capfd.readouterr().out) == {
        "schema": "dhis2-oauth/1", "ok": True, "error": None, "browser": "/usr/bin/chromium",
    }  # fmt: skip


def test_what_was_perhaps_meant_is_asked_with_one_mark(command: Command) -> None:
    one, two = (command(word).stderr.splitlines()[0] for word in ("lgin", "craete"))

    assert one == "Error: reading the command line: No such command 'lgin'. Did you mean 'login'?"
    assert two.startswith("Error: reading the command line: No such command 'craete'. Did you mean 'create', ")
    assert two.endswith(" or 'rotate'?")
