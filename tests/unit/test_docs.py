"""What the documents say is there is there, and what is there is said."""

import ast
import re
from itertools import takewhile
from pathlib import Path

import click
import pytest

from automation.cli.main import cli
from automation.config import PASSWORD_VARIABLE
from automation.errors import ExitCode
from automation.sandbox.faults import DESCRIPTIONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
QUIRKS = (ROOT / "docs" / "upstream-quirks.md").read_text(encoding="utf-8")
CONTEXT = click.Context(cli)
COMMANDS = {name: command for name in cli.list_commands(CONTEXT) if (command := cli.get_command(CONTEXT, name))}

FLAGS = [
    (name, flag)
    for name, command in COMMANDS.items()
    for parameter in command.params
    if isinstance(parameter, click.Option) and not parameter.hidden
    for flag in (*parameter.opts, *parameter.secondary_opts)
]
SETTINGS = [
    (parameter.opts[0], parameter.envvar)
    for parameter in COMMANDS["create"].params
    if isinstance(parameter.envvar, str) and not (isinstance(parameter, click.Option) and parameter.hidden)
]
NAMED_TESTS = sorted(set(re.findall(r"`((?:tests|automation/testing)/[\w/]+\.py(?:::\w+)+)`", QUIRKS)))


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under the first line that has `heading`, without the table's own head."""
    after = README.partition(heading)[2].splitlines()
    start = next(number for number, line in enumerate(after) if line.startswith("|---"))
    body = takewhile(lambda line: line.startswith("|"), after[start + 1 :])
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in body]


def commands_in_readme() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def defined_in(path: Path) -> set[str]:
    """Classes and functions of a module, nested ones as `Class::function`."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names.add(node.name)
            names |= {f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            names.add(node.name)
    return names


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"`(dhis2-oauth )?{name}`|^dhis2-oauth {name}\b", README, flags=re.MULTILINE)


@pytest.mark.parametrize(("command", "flag"), FLAGS, ids=" ".join)
def test_every_flag_is_in_the_readme(command: str, flag: str) -> None:
    assert re.search(rf"`{flag}( [^`]+)?`", README), f"{command} {flag}"


@pytest.mark.parametrize(("flag", "variable"), SETTINGS)
def test_every_setting_of_create_stands_beside_its_variable(flag: str, variable: str) -> None:
    table = {flags.split("`")[0]: name for flags, name, *_ in rows("## Settings of `create`")}

    assert table[flag] == variable


@pytest.mark.parametrize("variable", [*(variable for _, variable in SETTINGS), PASSWORD_VARIABLE])
def test_every_variable_has_a_comment_in_the_example(variable: str) -> None:
    assert re.search(rf"^# [A-Z].*\n# {variable}=", ENV_EXAMPLE, flags=re.MULTILINE)
    assert f"`{variable}`" in README


def test_the_example_sets_nothing_by_itself() -> None:
    assert [line for line in ENV_EXAMPLE.splitlines() if line and not line.startswith("#")] == []


def test_the_exit_codes_are_those_of_the_tool() -> None:
    assert [int(code) for code, _ in rows("## Exit codes")] == [code.value for code in ExitCode]


def test_the_faults_are_those_of_the_sandbox() -> None:
    assert rows("With a fault it misbehaves") == [[fault.value, text] for fault, text in DESCRIPTIONS.items()]


def test_the_readme_starts_with_two_commands_and_ci_runs_the_second() -> None:
    assert commands_in_readme()[:2] == ["make demo", "make test"]
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", NAMED_TESTS)
def test_every_test_that_holds_a_quirk_exists(name: str) -> None:
    path, _, inside = name.partition("::")

    assert inside in defined_in(ROOT / path)


def test_every_quirk_says_what_holds_it() -> None:
    quirks = re.split(r"^### ", QUIRKS, flags=re.MULTILINE)[1:]
    lacking = {
        quirk.splitlines()[0]: label
        for quirk in quirks
        for label in ("Versions", "How to see it", "What we do", "Held by")
        if f"- **{label}:**" not in quirk
    }

    assert NAMED_TESTS
    assert lacking == {}
