"""What is missing is said all at once, with a command that would do, or asked for on a terminal."""

import io
import json
import os
import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from automation.cli.main import cli
from automation.cli.output import Output
from automation.errors import ConfigError, ExitCode
from automation.secrets.redact import Redactor
from tests.support.command import Command
from tests.support.in_process import InProcess
from tests.support.platforms import POSIX
from tests.support.pseudo_terminal import interactive

INSTANCE = ["--url", "--username", "DHIS2_PASSWORD"]
ROWS: list[tuple[str, list[str], str]] = [
    ("create", [*INSTANCE, "--client-id", "--redirect-uri"], "settings_missing"),
    ("create --url https://d.example", ["--username", "DHIS2_PASSWORD", "--client-id", "--redirect-uri"],
     "settings_missing"),
    ("create --preset geoprism", [*INSTANCE, "--app-url", "--app-version"], "settings_missing"),
    ("create --preset hesabu", [*INSTANCE, "--client-id", "--app-url", "--preset-param program_id=…"],
     "settings_missing"),
    ("create --preset iaso --redirect-uri https://i.example/cb", [*INSTANCE, "--client-id"], "settings_missing"),
    ("guide", ["--guide", *INSTANCE, "--client-id", "--redirect-uri"], "settings_missing"),
    ("guide --card c.pdf", [*INSTANCE, "--client-id", "--redirect-uri"], "settings_missing"),
    ("guide verify", ["ENV_FILE", "--username", "DHIS2_PASSWORD", "--guide"], "settings_missing"),
    ("record", ["--video", *INSTANCE, "--client-id", "--redirect-uri"], "settings_missing"),
    ("record create", ["--video", *INSTANCE, "--client-id", "--redirect-uri"], "settings_missing"),
    ("record verify", ["ENV_FILE", "--username", "DHIS2_PASSWORD", "--video"], "settings_missing"),
    ("verify", ["ENV_FILE", "--username", "DHIS2_PASSWORD"], "settings_missing"),
    ("doctor", INSTANCE, "settings_missing"),
    ("doctor --preset geoprism", [*INSTANCE, "--app-url", "--app-version"], "settings_missing"),
    ("delete georegistry --yes", INSTANCE, "settings_missing"),
    ("migrate", ["--from", "--to", "--username", "DHIS2_PASSWORD", "DHIS2_FROM_PASSWORD"], "settings_missing"),
    ("migrate --from https://old.example --username ann", ["--to", "DHIS2_PASSWORD", "DHIS2_FROM_PASSWORD"],
     "settings_missing"),
    ("login", INSTANCE, "settings_missing"),
    ("login --headed", ["--url"], "url_missing"),
    ("logout", ["--url"], "url_missing"),
    ("test", INSTANCE, "settings_missing"),
]  # fmt: skip
GIVEN = [row for row in ROWS if row[1]]


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), obj=Redactor(), prog_name="dhis2-oauth")


def refused(*words: str) -> ConfigError:
    """What the command ends with where there is nobody to ask."""
    done = run(*words)
    assert isinstance(done.exception, ConfigError), done.output
    return done.exception


def flags_in(text: str) -> list[str]:
    named = r"--preset-param program_id=…|--[a-z-]+|DHIS2_(?:FROM_)?PASSWORD|ENV_FILE"
    return re.findall(named, text.partition(" (")[0])


@pytest.mark.parametrize(("typed", "lacking", "code"), GIVEN, ids=[row[0] for row in GIVEN])
def test_all_that_is_missing_is_named_at_once(typed: str, lacking: list[str], code: str) -> None:
    error = refused(*shlex.split(typed))

    assert (flags_in(error.saw), error.code, error.exit_code) == (lacking, code, ExitCode.USAGE)


@pytest.mark.parametrize("typed", [row[0] for row in GIVEN if "--headed" not in row[0]])
def test_the_command_that_is_offered_lacks_nothing_but_the_password(typed: str) -> None:
    (offered,) = re.findall(r"^`([^`]+)`", refused(*shlex.split(typed)).hint)

    done = run(*shlex.split(offered)[1:])

    assert offered.startswith(f"dhis2-oauth {typed.split(maxsplit=1)[0]} ")
    assert "missing" not in str(done.exception)
    assert done.exit_code == 0 or getattr(done.exception, "code", "") in {"password_missing", "bad_env_file"}


def test_what_is_to_be_deleted_is_missed_with_all_else() -> None:
    error = refused("delete", "--yes")

    assert error.saw.startswith("CLIENT_ID, --url, --username and DHIS2_PASSWORD"), error.saw


def test_what_was_typed_is_part_of_what_is_offered() -> None:
    error = refused("create", "--name", "A portal", "--no-verify", "--quiet", "--grant", "password")

    assert "--name 'A portal' --grant password --quiet --no-verify --url " in error.hint


def test_a_password_in_an_address_is_not_repeated() -> None:
    words = ["--url", "https://admin:5ecret@d.example", "--proxy", "http://me:5ecret@p.example", "--username", "a@b.c"]
    error = refused("create", *words, "--app-url", "https://x:5ecret@g.example")

    assert "5ecret" not in error.message + error.hint
    assert "--url '…' --username a@b.c --app-url '…' --proxy '…' " in error.hint


def test_variables_are_named_too() -> None:
    hint = refused("doctor").hint

    assert hint.endswith("with DHIS2_PASSWORD in the environment or in .env, or set DHIS2_URL and DHIS2_USERNAME.")


def test_a_url_that_is_wrong_does_not_hide_what_is_missing() -> None:
    assert flags_in(refused("doctor", "--url", "nonsense").saw) == ["--username", "DHIS2_PASSWORD"]


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_what_stands_elsewhere_is_not_missing(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if place == ".env":
        (tmp_path / ".env").write_text("DHIS2_PASSWORD=x\n")
    else:
        monkeypatch.setenv("DHIS2_PASSWORD", "x")

    assert flags_in(refused("doctor").saw) == ["--url", "--username"]


def test_programs_are_told_as_well(tmp_path: Path) -> None:
    done = Command(tmp_path, in_process=InProcess())("create", "--json", DHIS2_PASSWORD="")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (2, "settings_missing")
    assert flags_in(error["message"]) == [*INSTANCE, "--client-id", "--redirect-uri"]
    assert error["hint"].startswith("`dhis2-oauth create --json --url https://dhis2.example.org/dhis --username admin ")


@dataclass
class Person:
    """Somebody at the terminal, who answers one question after the other."""

    answers: list[str | BaseException]
    asked: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *answers: str | BaseException) -> Person:
    person = Person([*answers])
    monkeypatch.setattr(Output, "ask", lambda _, question, **_how: person(question))
    monkeypatch.setattr(Output, "can_ask", property(lambda _: True))
    return person


def test_create_asks_for_what_is_missing_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    person = at_a_terminal(monkeypatch, "https://d.example", "me", "x", "https://a.example/cb", click.Abort())

    run("create")

    assert person.asked == [
        "Address of DHIS2, with its context path, like https://dhis2.example.org/dhis",
        "Who signs in, like admin",
        "Client ID, like reports",
        "Redirect URI, as the application sends it, like https://reports.example.org/oauth/callback",
        "DHIS2 password of me",
    ]


def test_a_preset_is_asked_for_what_it_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    person = at_a_terminal(monkeypatch, "https://d.example", "me", "h", "https://h.example", "7", click.Abort())

    run("create", "--preset", "hesabu")

    assert person.asked[2:] == [
        "Client ID of Hesabu (orbf2, Bluesquare), like reports",
        "Address of Hesabu (orbf2, Bluesquare), exactly as its own configuration has it, like https://hesabu.example.org",
        "The program_id of Hesabu (orbf2, Bluesquare), like 7",
        "DHIS2 password of me",
    ]


@pytest.mark.parametrize(
    ("typed", "wrong", "says"),
    [
        ((), "d.example", "does not say http:// or https://"),
        (("--url", "https://d.example"), "a\tb", "control characters"),
        (("--url", "https://d.example", "--username", "me"), "a\u200bb", "cannot be printed"),
        (("--url", "https://d.example", "--username", "me"), "x" * 300, "it has 300 characters"),
        (("--url", "https://d.example", "--username", "me", "--client-id", "x"), "a.example", "no application"),
        (("--url", "https://d.example", "--username", "me", "--preset", "geoprism", "--app-url", "https://g"), "new",
         "not a release number"),
        (("--url", "https://d.example", "--username", "me", "--preset", "geoprism", "--app-url", "https://g"), "0.1",
         "no such release is known"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], wrong: str, says: str
) -> None:
    person = at_a_terminal(monkeypatch, wrong, click.Abort())

    done = run("create", *typed)

    assert len(set(person.asked)) == 1
    assert len(person.asked) == 2
    assert says in capsys.readouterr().err + done.stderr


def test_other_commands_do_not_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    person = at_a_terminal(monkeypatch)

    assert flags_in(refused("doctor").saw) == ["--url", "--username"]
    assert person.asked == []


@POSIX
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_question_may_be_declined(key: str) -> None:
    words = [sys.executable, "-m", "automation", "create", "--output", "-"]
    with interactive(words, os.environ | {"NO_COLOR": "1"}) as terminal:
        terminal.until("like https://dhis2.example.org/dhis: ")
        terminal.type(key)
        told = terminal.to_the_end()

    # The keys as a terminal shows them; on macOS it takes Ctrl-D back with two backspaces.
    assert told.replace("^C", "").replace("^D\b\b", "") == "\r\nError: asking: interrupted; nothing was started.\r\n"


def test_what_is_no_text_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    typed = io.TextIOWrapper(io.BytesIO(b"\xff\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typed)

    with pytest.raises(click.Abort):
        Output(Redactor()).ask("Who")

    assert capfd.readouterr().err.startswith("Who: ! That is not in this machine's encoding of text.\nWho: ")


@POSIX
def test_questions_leave_nothing_on_stdout(tmp_path: Path) -> None:
    words = ["sh", "-c", f"{shlex.quote(sys.executable)} -m automation create --output - >product"]
    with interactive(words, os.environ) as terminal:
        terminal.until("like https://dhis2.example.org/dhis: ")
        terminal.type("\n")
        terminal.until("like https://dhis2.example.org/dhis: ")
        terminal.type("https://d.example\n")
        terminal.until("Who signs in, like admin: ")
        terminal.type("\x04")
        terminal.to_the_end()

    assert (tmp_path / "product").read_text() == ""
