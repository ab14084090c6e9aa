"""All presets: those that are shipped, and those of a file of the user's own."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from automation.clients.preset import Preset
from automation.clients.preset_tables import load
from automation.errors import ConfigError

_FILE = Path(__file__).with_name("presets.toml")
_KEYS = "the keys of a preset stand in docs/how-to/presets.md."


@cache
def presets() -> dict[str, Preset]:
    """All presets that are shipped, by key.

    Raises:
        ValueError: the data file is wrong; the message names the preset and the key.
    """
    return load(_FILE.read_text(encoding="utf-8"))


def read_presets(file: str) -> dict[str, Preset]:
    """The presets of a file of the user's own.

    Raises:
        ConfigError: it cannot be read, or something in it is wrong.
    """
    try:
        own = load(Path(file).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise _bad(file, "there is no such file", "name the file of your presets.") from None
    except OSError as error:
        raise _bad(file, error.strerror or str(error), "name a file that you can read.") from None
    except UnicodeDecodeError:
        raise _bad(file, "it is not UTF-8, so not TOML", _KEYS) from None
    except ValueError as error:
        raise _bad(file, str(error), _KEYS) from None
    if not own:
        raise _bad(file, "it has no table, so no preset", _KEYS)
    return {key: replace(preset, file=file, replaces=key in presets()) for key, preset in own.items()}


def known(file: str | None) -> Mapping[str, Preset]:
    """All presets that can be named: the shipped ones and those of the file, which go first.

    Raises:
        ConfigError: the file cannot be used.
    """
    return {**presets(), **(read_presets(file) if file else {})}


def find(key: str, file: str | None = None) -> Preset:
    """The preset of that name.

    Raises:
        ConfigError: there is none, or the file cannot be used.
    """
    all_known = known(file)
    if key not in all_known:
        raise ConfigError("looking up the preset", f"there is no preset {key!r}",
                          hint=f"one of: {', '.join(all_known)}.", code="unknown_preset")  # fmt: skip
    return all_known[key]


def replaced(preset: Preset) -> str:
    """That it is not the one that is shipped, as a note for people."""
    return f"The preset {preset.key} is that of {preset.file}, not the one that dhis2-oauth brings."


def _bad(file: str, saw: str, hint: str) -> ConfigError:
    return ConfigError(f"reading the presets in {file}", saw, hint=hint, code="bad_preset_file")
