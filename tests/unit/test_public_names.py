"""The library is the names of `automation.__all__`: sorted, there, described, and loaded only when they are used."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import automation

SOURCE = ast.parse(Path(automation.__file__).read_text(encoding="utf-8"))
# What a type checker is told, by module.
DECLARED = {
    node.module.removeprefix("automation."): tuple(alias.name for alias in node.names)
    for block in SOURCE.body
    if isinstance(block, ast.If)
    for node in block.body
    if isinstance(node, ast.ImportFrom) and node.module
}


def test_they_are_sorted() -> None:
    assert automation.__all__ == sorted(set(automation.__all__))
    assert dir(automation) == automation.__all__


def test_a_type_checker_is_told_of_the_names_that_can_be_had() -> None:
    assert vars(automation)["_HOMES"] == DECLARED
    assert sorted(name for names in DECLARED.values() for name in names) == automation.__all__


@pytest.mark.parametrize("name", automation.__all__)
def test_each_is_there_and_says_what_it_is(name: str) -> None:
    named = getattr(automation, name)
    sentence = inspect.cleandoc(named.__doc__ or "").partition("\n\n")[0]

    assert named.__name__ == name
    assert sentence.endswith((".", ":"))
    # What a dataclass without a docstring is given.
    assert not sentence.startswith(f"{name}(")


def test_the_reference_has_each_once() -> None:
    page = Path(automation.__file__).parents[1] / "docs" / "reference" / "library.md"
    shown = re.findall(r"^::: automation\.(\w+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert sorted(shown) == automation.__all__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        automation.nothing  # noqa: B018


def test_loading_the_library_loads_no_part_of_it() -> None:
    listing = "import sys, automation; print([name for name in sys.modules if name.startswith('automation.')])"
    told = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
