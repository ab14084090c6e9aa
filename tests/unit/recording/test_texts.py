"""The words of each language: all of them, and nothing else."""

import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from string import Formatter

import pytest

from automation.narrator import Step
from automation.recording.steps import Act, shown
from automation.recording.texts import Texts, known, languages, texts_in

OTHERS = [language for language in languages() if language != "en"]
SECTIONS = ("names", "instructions", "explanations", "controls", "chapters", "texts")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def told(words: Texts) -> dict[str, str]:
    return {f"{section}.{key}": text for section in SECTIONS for key, text in getattr(words, section).items()}


def test_the_languages_that_were_promised_are_there() -> None:
    assert {"ar", "en", "es", "fr", "lo", "pt"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_each_of_its_words_and_no_other(language: str) -> None:
    path = files("automation.recording") / "locales" / f"{language}.toml"
    own = tomllib.loads(path.read_text(encoding="utf-8"))

    expected = {key.replace("names.", "language.") for key in told(texts_in("en"))}
    assert {f"{section}.{key}" for section, keys in own.items() for key in keys} == expected


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_the_same_about_the_same(language: str) -> None:
    english, words = told(texts_in("en")), told(texts_in(language))

    assert {key: placeholders(text) for key, text in words.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_and_none_has_space_at_its_ends(language: str) -> None:
    assert [key for key, text in told(texts_in(language)).items() if not text or text != text.strip()] == []


@pytest.mark.parametrize("language", languages())
def test_each_step_that_is_shown_has_its_words(language: str) -> None:
    texts, steps = texts_in(language), [step for step in Step if shown(step).act is not Act.UNSEEN]

    assert {step.name for step in steps} <= set(texts.instructions) & set(texts.explanations)
    chapters = {shown(step).chapter for step in steps}
    assert {f"{chapter}{part}" for chapter in chapters if chapter for part in ("", "_SAID")} == set(texts.chapters)


def test_no_two_languages_have_one_name_or_code() -> None:
    names = [(texts_in(language).name, texts_in(language).code) for language in languages()]

    assert len({name for name, _ in names}) == len({code for _, code in names}) == len(names)
    assert [code for _, code in names if not re.fullmatch("[a-z]{3}", code)] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [("fr", "fr"), ("pt_BR", "pt"), ("pt-BR", "pt"), ("es_419", "es"), ("lo_LA", "lo"), ("tlh", None), ("", None)],
)
def test_a_language_is_known_however_it_is_written(written: str, meant: str | None) -> None:
    assert known(written) == meant
    assert texts_in(written).language == (meant or "en")


@pytest.mark.parametrize(("language", "tag", "way"), [("ar_EG", "ar-EG", "rtl"), ("pt_BR", "pt-BR", "ltr")])
def test_a_language_has_a_tag_and_a_direction(language: str, tag: str, way: str) -> None:
    words = replace(texts_in("en"), language=language)

    assert (words.tag, words.direction) == (tag, way)
