"""The translations of the tutorial say what the English one says, and that nobody has read them over yet."""

import re
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
ENGLISH = "administrator.md"
# How the note asks for a native reader.
TRANSLATIONS = {"administrator.fr.md": "langue maternelle française", "administrator.pt.md": "falante nativo"}


def read(name: str) -> str:
    return (TUTORIAL / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[str]:
    """The blocks of code with what they are, also those that stand in a list."""
    return [block[0] for block in re.finditer(r"^( *)```.*?^\1```$", read(name), flags=re.MULTILINE | re.DOTALL)]


def prose(name: str) -> str:
    return re.sub(r"^( *)```.*?^\1```$", "", read(name), flags=re.MULTILINE | re.DOTALL)


def headings(name: str) -> list[str]:
    """The marks before the headings: their levels, in their order."""
    return re.findall(r"^#+(?= )", prose(name), flags=re.MULTILINE)


def links(name: str) -> list[str]:
    """Where the links lead; a sentence may turn them round."""
    return sorted(re.findall(r"(?<=\]\()[^)\s]+(?=\))|(?<=<)https?:[^>]+(?=>)", prose(name)))


def test_every_translation_is_looked_at() -> None:
    assert {path.name for path in TUTORIAL.glob("*.md")} == {ENGLISH, *TRANSLATIONS}
    assert blocks(ENGLISH)
    assert headings(ENGLISH)
    assert links(ENGLISH)


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_it_begins_with_a_note_that_asks_for_a_native_reader(name: str) -> None:
    # The first line may say in which language the page is.
    note = re.match(r"(?:<div lang=.* markdown>\n\n)?# .+\n\n!!! note.*\n((?:\n|    .+\n)+)", read(name))

    assert note
    assert TRANSLATIONS[name] in note[1]
    assert f"({ENGLISH})" in note[1]


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_it_has_the_same_commands_and_outputs(name: str) -> None:
    assert blocks(name) == blocks(ENGLISH)


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_it_has_the_same_headings(name: str) -> None:
    assert headings(name) == headings(ENGLISH)


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_it_leads_to_the_same_places(name: str) -> None:
    assert links(name) == sorted([*links(ENGLISH), ENGLISH])
