"""What people read in a terminal: marks in colour, and lines that break between words."""

import re
from pathlib import Path

import pytest

from automation.cli.streams import broken, coloured
from tests.support.command import Command
from tests.support.platforms import POSIX
from tests.support.pseudo_terminal import shown

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("line", "mark", "code"),
    [
        ("✓ Sign in to DHIS2", "✓", 32),
        ("✗ Save", "✗", 31),
        ("! An earlier run was stopped", "!", 33),
        ("Error: signing in: refused.", "Error:", 31),
        ("Warning: other people can read .env", "Warning:", 33),
        ("  ✓ indented", "✓", 32),
    ],
)
def test_the_mark_is_in_colour_and_nothing_else(line: str, mark: str, code: int) -> None:
    told = coloured(line)

    assert ESCAPE.sub("", told) == line
    assert re.search(rf"\x1b\[{code}m{re.escape(mark)}\x1b\[0m ", told)


@pytest.mark.parametrize(
    "line", ["- password  not tried", "Try: again", "Created ✓ it", "!important", "✓", "", "Errors: 2"]
)
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert coloured(line) == line


@pytest.mark.parametrize(
    ("line", "width", "pieces"),
    [
        ("short", 10, ["short"]),
        ("Try: one two three four", 12, ["Try: one two", "three four"]),
        ("✓ Sign in to DHIS2: https://dhis2.example.org as admin, or somebody else", 44,
         ["✓ Sign in to DHIS2:", "  https://dhis2.example.org as admin, or", "  somebody else"]),
        ("✓ token endpoint  answers (400 to an empty request, as it should)", 56,
         ["✓ token endpoint  answers (400 to an empty request, as", "                  it should)"]),
        ("- token revoked  this DHIS2 cannot; the token was dropped and expires by itself", 40,
         ["- token revoked  this DHIS2 cannot; the", "  token was dropped and expires by", "  itself"]),
        ("  Redirect URI   https://app.example.org/oauth/callback and more of it", 60,
         ["  Redirect URI   https://app.example.org/oauth/callback and", "                 more of it"]),
        ("https://no.one/breaks/an/address", 10, ["https://no.one/breaks/an/address"]),
        ("run `dhis2-oauth recover ab12 --output FILE` again", 30,
         ["run", "`dhis2-oauth recover ab12 --output FILE`", "again"]),
        ("an --option-with-hyphens is whole", 16, ["an", "--option-with-hyphens", "is whole"]),
    ],
)  # fmt: skip
def test_a_line_breaks_between_words(line: str, width: int, pieces: list[str]) -> None:
    assert broken(line, width) == pieces


def test_nothing_is_lost_however_narrow_it_is() -> None:
    line = "✗ application           GeoPrism calls /uaa/oauth/* and reads userCredentials, both gone since 2.42"

    for width in range(1, 120):
        assert " ".join(broken(line, width)).split() == line.split()


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path, {"TERM": "xterm"})


@POSIX
def test_a_terminal_gets_colour(command: Command) -> None:
    code, text = shown(command, "doctor")

    assert code == 2
    assert text.startswith("\x1b[31mError:\x1b[0m reading the command line: --url")
    assert max(len(ESCAPE.sub("", line)) for line in text.splitlines()) <= 80


@POSIX
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_may_be_declined(command: Command, environment: dict[str, str]) -> None:
    command.environment.update(environment)

    assert "\x1b" not in shown(command, "doctor")[1]


def test_a_pipe_gets_neither_colour_nor_broken_lines(command: Command) -> None:
    told = command("doctor").stderr.splitlines()

    assert len(told) == 2
    assert "\x1b" not in "".join(told)


@POSIX
def test_json_is_neither_coloured_nor_broken(command: Command) -> None:
    text = shown(command, "doctor", "--json", columns=40)[1]

    assert "\x1b" not in text
    assert next(line for line in text.splitlines() if '"hint"' in line).endswith('."')
