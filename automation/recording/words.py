"""What is said about each step to those who watch or read; the words are data, one file a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from automation.narrator import Step

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; what a language lacks is said in English."""

    language: str
    captions: Mapping[str, str]
    instructions: Mapping[str, str]
    texts: Mapping[str, str]

    def caption(self, step: Step) -> str:
        """What a step is called in a video."""
        return self.captions[step.name]

    def instruction(self, step: Step, **values: str) -> str:
        """What a manual tells its reader to do."""
        return self.instructions[step.name].format(**values)

    def text(self, key: str, **values: str) -> str:
        """Any other text."""
        return self.texts[key].format(**values)


def languages() -> list[str]:
    """The languages there are words in."""
    return sorted(path.name.removesuffix(".toml") for path in _folder().iterdir() if path.name.endswith(".toml"))


def words_in(language: str) -> Words:
    """The words of a language written as DHIS2 or a browser writes it: `fr`, `pt_BR`, `pt-BR`."""
    exact = language.replace("-", "_")
    found = next((name for name in (exact, exact.partition("_")[0]) if name in languages()), ENGLISH)
    english, own = _read(ENGLISH), _read(found)
    return Words(
        language=found,
        # English captions are what progress says too.
        captions={step.name: step.value for step in Step} | own.get("captions", {}),
        instructions=english["instructions"] | own.get("instructions", {}),
        texts=english["texts"] | own.get("texts", {}),
    )


@cache
def _read(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((_folder() / f"{language}.toml").read_text(encoding="utf-8"))


def _folder() -> Traversable:
    return files("automation.recording") / "languages"
