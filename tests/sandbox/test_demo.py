"""What a newcomer sees first: the demo, what it leaves to look at, and what it says to try next."""

import re
import shlex
from pathlib import Path

import click
import pytest

from automation.cli.main import cli
from automation.secrets.redact import Redactor
from tests.support.command import Command

COMMANDS = {name: cli.get_command(click.Context(cli), name) for name in ("doctor", "create", "verify")}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("newcomer")
    done = Command(folder)("demo")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_what_there_is_to_look_at_is_there(told: tuple[Path, str]) -> None:
    folder, out = told
    listed = re.findall(r"^  (\.demo/\S+)  ", out.partition("Look at what it made:")[2], flags=re.MULTILINE)

    assert [Path(name).suffix for name in listed] == [".png", ".mp4", ".env"]
    assert all((folder / name).stat().st_size for name in listed)


def test_it_ends_with_three_commands_that_could_be_typed(told: tuple[Path, str]) -> None:
    end = told[1].partition("with a DHIS2 of your own:\n")[2].splitlines()
    lines = [shlex.split(line) for line in end if not line.startswith("  #")]

    assert [words[1] for words in lines] == [*COMMANDS]
    assert {Path(words[0]).name for words in lines} == {"dhis2-oauth"}
    for _, name, *words in lines:
        command = COMMANDS[name]
        assert command
        command.make_context(name, words, obj=Redactor())


def test_where_nothing_was_made_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    done = Command(tmp_path)("demo", "--version", "2.43.0")

    assert done.returncode == 5
    assert done.stdout == ""
