"""What --help says fits a terminal, stands in groups, and shows a command that could be typed."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner

from automation.cli.group import Command
from automation.cli.main import cli
from automation.secrets.redact import Redactor

COLUMNS = 80


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), group
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands())
EACH = pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path or "dhis2-oauth")


def helped(path: str) -> str:
    done = CliRunner().invoke(cli, [*path.split(), "--help"], terminal_width=COLUMNS - 1, prog_name="dhis2-oauth")
    return done.stdout


def parsed(words: list[str]) -> click.Context:
    """The context of the command that these words name, without running it."""
    path = next(" ".join(words[:count]) for count in (2, 1) if " ".join(words[:count]) in COMMANDS)
    command, rest = COMMANDS[path], words[len(path.split()) :]
    if isinstance(command, click.Group):  # `record --video FILE` is `record create --video FILE`
        return parsed([path, "create", *rest])
    return command.make_context(f"dhis2-oauth {path}", rest, obj=Redactor())


@EACH
def test_it_fits_a_terminal(path: str) -> None:
    assert [line for line in helped(path).splitlines() if len(line) > COLUMNS] == []


@EACH
def test_no_summary_is_cut_off(path: str) -> None:
    assert "..." not in re.sub(r"\[[A-Z_]+\]\.\.\.", "", helped(path))


@EACH
def test_it_shows_a_command_that_could_be_typed(path: str) -> None:
    (example,) = re.findall(r"^Example:\n((?:  .*\n)+)", helped(path), flags=re.MULTILINE)
    name, *words = shlex.split(example.replace("\\\n", ""))

    context = parsed(words)

    assert name == "dhis2-oauth"
    assert context.command_path.startswith(f"dhis2-oauth {path}".strip())


@EACH
def test_many_options_stand_in_groups(path: str) -> None:
    command = COMMANDS[path]
    shown = [each for each in command.params if isinstance(each, click.Option) and not each.hidden]
    assert isinstance(command, Command)

    assert len(shown) <= 5 or all(hasattr(each, "heading") for each in shown)


def test_commands_stand_in_groups() -> None:
    headings = re.findall(r"^([A-Z][^\n]*):$", helped(""), flags=re.MULTILINE)

    assert headings == ["Example", "Options", "Clients", "Proof", "Show", "Tests", "Set-up"]
    assert set(re.findall(r"^  ([a-z][a-z-]+)  ", helped(""), flags=re.MULTILINE)) == {
        path for path in COMMANDS if path and " " not in path
    }


FORMER: list[tuple[str, str, str, str, Any]] = [
    ("create", "--ui modal", "--form", "form", "modal"),
    ("guide", "--ui=modal", "--form", "form", "modal"),
    ("record create", "--ui modal", "--form", "form", "modal"),
    ("test", "--locale fr", "--language", "language", "fr"),
    ("sandbox", "--locale fr", "--language", "language", "fr"),
    ("matrix --builds x", "--locales fr,pt", "--language", "languages", ("fr", "pt")),
]


@pytest.mark.parametrize(
    ("command", "typed", "now", "name", "value"), FORMER, ids=[f"{row[0]} {row[1]}" for row in FORMER]
)
def test_a_former_name_still_works_and_says_so_once(
    capfd: pytest.CaptureFixture[str], command: str, typed: str, now: str, name: str, value: object
) -> None:
    old = re.split("[ =]", typed)[0]

    context = parsed(f"{command} {typed} {typed}".split())

    assert context.params[name] == value
    assert capfd.readouterr().err == f"! {old} is now called {now}; the former name still works.\n"
    assert not any("former" in parameter for parameter in context.params)


def test_a_former_name_gives_way_to_the_present_one() -> None:
    assert parsed(["create", "--form", "fab", "--ui", "modal"]).params["form"] == "fab"
    assert parsed(["sandbox", "--locale", "fr", "--language", "pt"]).params["language"] == "pt"


def test_a_former_name_may_be_a_value(capfd: pytest.CaptureFixture[str]) -> None:
    assert parsed(["create", "--name", "--ui"]).params["name"] == "--ui"
    assert capfd.readouterr().err == ""


def test_a_former_variable_still_works(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DHIS2_OAUTH_UI", "modal")

    assert parsed(["create"]).params["form"] == "modal"
    assert capfd.readouterr().err == "! DHIS2_OAUTH_UI is now called DHIS2_OAUTH_FORM; the former name still works.\n"

    assert parsed(["create", "--form", "fab"]).params["form"] == "fab"
    monkeypatch.setenv("DHIS2_OAUTH_FORM", "authserver")
    assert parsed(["create"]).params["form"] == "authserver"


def test_what_is_now_called_otherwise_has_one_meaning() -> None:
    """`--ui` is a folder of the sandbox's, and languages have one name."""
    shown = {
        flag: path
        for path, command in COMMANDS.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
        for flag in option.opts
    }

    assert shown["--ui"] == "sandbox"
    assert not {"--locale", "--locales"} & shown.keys()


def test_an_example_is_never_broken_between_a_flag_and_its_value() -> None:
    for path in COMMANDS:
        for line in re.findall(r"^  .*\\$", helped(path), flags=re.MULTILINE):
            assert not line.removesuffix(" \\").split()[-1].startswith("--")
