"""What guides and films say about each step; each language is a file in `locales`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

ENGLISH = "en"
# Of the languages that DHIS2 has: Arabic, Central Kurdish, Persian, Dari, Pashto, Urdu; and Hebrew.
_RIGHT_TO_LEFT = {"ar", "ckb", "fa", "prs", "ps", "ur", "he"}


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language; what a language lacks is said in English."""

    language: str
    names: Mapping[str, str]
    instructions: Mapping[str, str]
    explanations: Mapping[str, str]
    controls: Mapping[str, str]
    chapters: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.names["name"]

    @property
    def code(self) -> str:
        """The language's three letters (ISO 639-2/T)."""
        return self.names["code"]

    @property
    def tag(self) -> str:
        """The language as HTML writes it (BCP 47)."""
        return self.language.replace("_", "-")

    @property
    def direction(self) -> str:
        """Which way the language is written: `ltr` or `rtl`."""
        return "rtl" if self.language.partition("_")[0] in _RIGHT_TO_LEFT else "ltr"

    def text(self, key: str, **values: str) -> str:
        """Any other text."""
        return self.texts[key].format(**values)


def languages() -> list[str]:
    """The languages there are words in."""
    return sorted(path.name.removesuffix(".toml") for path in _folder().iterdir() if path.name.endswith(".toml"))


def known(language: str) -> str | None:
    """The language of `languages` that is meant by `fr`, `pt_BR` or `pt-BR`, as DHIS2 and browsers write it."""
    exact = language.replace("-", "_")
    return next((name for name in (exact, exact.partition("_")[0]) if name in languages()), None)


def texts_in(language: str) -> Texts:
    """The words of a language, written as for `known`; English where there are none."""
    found = known(language) or ENGLISH
    english, own = _read(ENGLISH), _read(found)
    return Texts(
        language=found,
        names=own["language"],
        instructions=english["instructions"] | own.get("instructions", {}),
        explanations=english["explanations"] | own.get("explanations", {}),
        controls=english["controls"] | own.get("controls", {}),
        chapters=english["chapters"] | own.get("chapters", {}),
        texts=english["texts"] | own.get("texts", {}),
    )


@cache
def _read(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((_folder() / f"{language}.toml").read_text(encoding="utf-8"))


def _folder() -> Traversable:
    return files("automation.recording") / "locales"
