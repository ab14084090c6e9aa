"""What the documents say is there is there, and what is there is said."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from cogapp import Cog

from automation.cli.main import cli
from automation.config import PASSWORD_VARIABLE
from automation.errors import AutomationError, ExitCode
from docs import error_codes, generated
from docs.generated import SCHEMA_FILE

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
QUIRKS = (DOCS / "upstream-quirks.md").read_text(encoding="utf-8")
CREATE = cli.get_command(click.Context(cli), "create")
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
GENERATED = [name for name, text in PAGES.items() if "[[[cog" in text]
# For those who look after the folder; `exclude_docs` in mkdocs.yml has it.
NO_PAGES = {"media/README.md"}
OURS = re.compile(r"\b(dialect|journal|quirk|cell|golden)s?\b", re.IGNORECASE)
EXPLAINED = re.compile(r"\]\([^)]*words\.md[^)]*\)|\*(?:dialect|journal|quirk|cell|golden)s?\*")
MENDED = "`make docs-reference` writes it anew"

SETTINGS = [
    parameter.envvar
    for parameter in (CREATE.params if CREATE else ())
    if isinstance(parameter.envvar, str) and not (isinstance(parameter, click.Option) and parameter.hidden)
]
NAMED_TESTS = sorted(set(re.findall(r"`((?:tests|automation/testing)/[\w/]+\.py(?:::\w+)+)`", QUIRKS)))


def commands_in_readme() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def cells_by_hand(text: str) -> Iterator[str]:
    """The cells of tables, but for what the code makes."""
    by_hand = re.sub(r"\[\[\[cog.*?\[\[\[end\]\]\]", "", text, flags=re.DOTALL)
    for row in re.findall(r"^\|.*", by_hand, flags=re.MULTILINE):
        yield from (cell.strip() for cell in re.split(r"(?<!\\)\|", row))


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


@pytest.mark.parametrize("name", GENERATED)
def test_a_reference_page_is_as_the_code_makes_it(name: str) -> None:
    # Cog leaves among the modules what is none, on which others stumble.
    with patch.dict(sys.modules):
        made = Cog().process_string(PAGES[name], name)

    assert made == PAGES[name], MENDED


def test_the_schema_of_the_report_is_as_the_code_makes_it() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == generated.report_schema(), MENDED


def test_what_is_generated_is_on_a_page() -> None:
    asked = set(re.findall(r"cog\.outl\(generated\.(\w+)\(\)\)", "".join(PAGES.values())))
    made = {name for name in vars(generated) if getattr(vars(generated)[name], "__module__", "") == generated.__name__}

    assert asked == {name for name in made if not name.startswith("_")} - {"report_schema"}


@pytest.mark.parametrize(
    ("exit_code", "code"),
    [
        (ExitCode.USAGE, "bad_secret"),  # a literal
        (ExitCode.USAGE, "no_display"),  # a constant
        (ExitCode.USAGE, "url_missing"),  # of something that is missing
        (ExitCode.SIGN_IN_REFUSED, "account_locked"),  # out of a table
        (ExitCode.SIGN_IN_REFUSED, "session_elsewhere"),  # one of two
        (ExitCode.PAGE_UNUSABLE, "section_not_loaded"),  # from a caller
        (ExitCode.PAGE_UNUSABLE, "server_error"),  # carried from where an answer was read
        (ExitCode.PAGE_UNUSABLE, "browser_gone"),  # of a class
        (ExitCode.SECRET_UNUSABLE, "oauth2_server_off"),
        (None, "unwell"),  # whose exit code is that of what was found
    ],
)
def test_a_code_is_found_wherever_it_stands(exit_code: ExitCode | None, code: str) -> None:
    assert code in error_codes.codes()[exit_code]


def test_every_class_of_errors_has_codes_with_its_exit_code() -> None:
    classes = AutomationError.__subclasses__()

    assert all(error_codes.codes()[kind.exit_code] for kind in classes)


def test_the_codes_that_come_with_several_exit_codes_are_those_that_the_page_explains() -> None:
    explained = re.findall(r"^- Two words .*", PAGES["reference/exit-codes.md"], flags=re.MULTILINE)

    assert [code for code in error_codes.codes()[None] if f"`{code}`" in explained[0]] == ["error", "unwell"]
    assert len(error_codes.codes()[None]) == 2


def test_every_exit_code_says_what_it_means() -> None:
    assert [code for code in ExitCode if not code.meaning] == []
    assert ExitCode(2) is ExitCode.USAGE


def test_the_example_of_a_report_has_the_keys_of_the_schema() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", PAGES["reference/json.md"], flags=re.MULTILINE | re.DOTALL)

    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert list(json.loads(example)) == schema["$defs"]["Envelope"]["required"]


@pytest.mark.parametrize("variable", [*SETTINGS, PASSWORD_VARIABLE])
def test_every_variable_has_a_comment_in_the_example(variable: str) -> None:
    assert re.search(rf"^# [A-Z].*\n# {variable}=", ENV_EXAMPLE, flags=re.MULTILINE)


def test_the_example_sets_nothing_by_itself() -> None:
    assert [line for line in ENV_EXAMPLE.splitlines() if line and not line.startswith("#")] == []


def test_the_readme_starts_with_two_commands_and_ci_runs_the_second() -> None:
    assert commands_in_readme()[:2] == ["make demo", "make test"]
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) <= 150


def test_every_page_is_in_the_navigation() -> None:
    named = re.findall(
        r"^ +- [^:\n]+: (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.MULTILINE
    )

    assert PAGES.keys() - NO_PAGES - set(named) == set()
    assert len(named) == len(set(named))


@pytest.mark.parametrize("name", PAGES)
def test_what_is_long_stands_in_no_table(name: str) -> None:
    longest = 120 if name == "architecture.md" else 200

    assert [cell for cell in cells_by_hand(PAGES[name]) if len(cell) > longest] == []


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


@pytest.mark.parametrize("name", [name for name in PAGES if name != "reference/words.md"])
def test_no_word_of_ours_stands_before_a_page_has_said_what_it_is(name: str) -> None:
    """By then a page has emphasised the word, where it explains it, or has led to the words."""
    text = re.sub(r"```.*?```|`[^`\n]*`|^:::.*$|<!--.*?-->", "", PAGES[name], flags=re.DOTALL | re.MULTILINE)
    explained = EXPLAINED.search(text)
    before = text[: explained.end()] if explained else text
    bare = re.sub(r"\[[^]]*\]\([^)]*\)|\*\w+\*", "", before)

    assert OURS.findall(bare.rpartition("\n")[0] if explained else bare) == []
