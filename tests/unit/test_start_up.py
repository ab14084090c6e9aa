"""What asks for no browser loads none: help, the list of presets, the journal, TAB."""

import sys
from pathlib import Path
from subprocess import run

import click
import pytest

from automation.cli.main import SECTIONS, cli

HEAVY = {"playwright", "requests", "httpx", "bcrypt", "authlib", "flask", "cryptography", "jinja2", "PIL", "rich"}
# What is read and checked; who asks for help gives nothing to check.
CHECKS = {"msgspec", "dotenv", "platformdirs", "idna", "pathlib", "importlib.metadata", "urllib.request", "tomllib"}
NAMES = [name for commands in SECTIONS.values() for name in commands]
# The modules that a run has loaded by its end.
LISTED = """
import atexit, sys
atexit.register(lambda: sys.__stderr__.write("\\n" + " ".join(sys.modules)))
from automation.__main__ import main
sys.argv = ["dhis2-oauth", *sys.argv[1:]]
main()
"""


def loaded(folder: Path, *arguments: str, **environment: str) -> set[str]:
    done = run(
        [sys.executable, "-c", LISTED, *arguments],
        cwd=folder,
        env={"DHIS2_OAUTH_STATE_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["presets"], ["presets", "--json"], ["recover"], ["recover", "--json"]]
)
def test_what_needs_no_browser_loads_none(tmp_path: Path, arguments: list[str]) -> None:
    assert loaded(tmp_path, *arguments) & HEAVY == set()


def test_help_loads_next_to_nothing_but_click(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--help")

    assert not modules & (HEAVY | CHECKS)
    assert not [name for name in modules if name.startswith("automation.cli.commands.")]


@pytest.mark.parametrize("words", ["", *(f"{name} --" for name in NAMES), "record create --", "create --preset "])
def test_completion_loads_no_browser(tmp_path: Path, words: str) -> None:
    given = {"_DHIS2_OAUTH_COMPLETE": "bash_complete", "COMP_WORDS": f"dhis2-oauth {words}",
             "COMP_CWORD": str(len(words.split(" ")))}  # fmt: skip

    assert loaded(tmp_path, **given) & HEAVY == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_listed_of_a_command_is_what_it_says_of_itself(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    (text,) = [commands[name] for commands in SECTIONS.values() if name in commands]

    assert command
    assert (command.name, command.get_short_help_str(limit=200)) == (name, text)
