"""The words of each language: all of them, and nothing else."""

import tomllib
from dataclasses import replace
from importlib.resources import files
from string import Formatter

import pytest

from automation.narrator import Step
from automation.recording.texts import Texts, known, languages, texts_in

OTHERS = [language for language in languages() if language != "en"]
SECTIONS = ("captions", "instructions", "explanations", "texts")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def told(words: Texts) -> dict[str, str]:
    return {f"{section}.{key}": text for section in SECTIONS for key, text in getattr(words, section).items()}


def test_the_languages_that_were_promised_are_there() -> None:
    assert {"en", "es", "fr", "pt"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_each_of_its_words_and_no_other(language: str) -> None:
    path = files("automation.recording") / "locales" / f"{language}.toml"
    own = tomllib.loads(path.read_text(encoding="utf-8"))

    assert {f"{section}.{key}" for section, keys in own.items() for key in keys} == set(told(texts_in("en")))


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_the_same_about_the_same(language: str) -> None:
    english, words = told(texts_in("en")), told(texts_in(language))

    assert {key: placeholders(text) for key, text in words.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_and_none_has_space_at_its_ends(language: str) -> None:
    assert [key for key, text in told(texts_in(language)).items() if not text or text != text.strip()] == []


def test_the_english_captions_are_the_steps() -> None:
    assert texts_in("en").captions == {step.name: step.value for step in Step}


@pytest.mark.parametrize(
    ("written", "meant"), [("fr", "fr"), ("pt_BR", "pt"), ("pt-BR", "pt"), ("es_419", "es"), ("lo", None), ("", None)]
)
def test_a_language_is_known_however_it_is_written(written: str, meant: str | None) -> None:
    assert known(written) == meant
    assert texts_in(written).language == (meant or "en")


@pytest.mark.parametrize(("language", "tag", "way"), [("ar_EG", "ar-EG", "rtl"), ("pt_BR", "pt-BR", "ltr")])
def test_a_language_has_a_tag_and_a_direction(language: str, tag: str, way: str) -> None:
    words = replace(texts_in("en"), language=language)

    assert (words.tag, words.direction) == (tag, way)
