"""The file of known failures: which scenarios fail, in which versions and languages, and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from automation.errors import ConfigError
from automation.shapes import Misshapen, read_toml, shaped
from automation.testing.matrix.cells import Cell

_KEYS = {"scenario", "reason", "version", "locale", "link"}
_NUMBER = r"2\.\d\d(?:\.\d+)*"
_RANGE = re.compile(rf"({_NUMBER})?\s*-\s*({_NUMBER})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFailure:
    """A failure that is known.

    `scenario` and `locale` may have the wildcards of a shell. `version` is a build's folder (`master`), a server
    version with all below it (`2.41` is every 2.41), or a range of those, both ends included, either left out.
    """

    scenario: str
    reason: str
    version: str = "*"
    locale: str = "*"
    link: str = ""

    def covers(self, cell: Cell) -> bool:
        """Whether it speaks of this cell."""
        return fnmatchcase(cell.locale, self.locale) and self._covers_build(cell.build.ref, cell.build.version)

    def names(self, scenario: str) -> bool:
        """Whether it speaks of this scenario."""
        # A scenario may have the brackets of a parameter, which mean something else to a shell.
        return scenario == self.scenario or fnmatchcase(scenario, self.scenario)

    def __str__(self) -> str:
        return f"{self.scenario} (version {self.version}, locale {self.locale})"

    def _covers_build(self, ref: str, version: str) -> bool:
        if self.version in {"*", ref}:
            return True
        ends = _RANGE.fullmatch(self.version)
        first, last = ends.groups() if ends else (self.version, self.version)
        return (not first or _compared(version, first) >= 0) and (not last or _compared(version, last) <= 0)


def read_known_failures(path: Path | None) -> list[KnownFailure]:
    """The known failures in a TOML file, one table `[[known]]` each.

    Raises:
        ConfigError: it cannot be read, or an entry is not as it must be.
    """
    if path is None:
        return []
    did = f"reading {path}"
    try:
        content = read_toml(path.read_text(encoding="utf-8"), dict[str, Any], asked="a file of known failures")
    except (OSError, ValueError) as error:
        saw = getattr(error, "strerror", None) or str(error)
        raise ConfigError(did, saw, hint="it must be TOML in UTF-8.", code="bad_known") from None
    entries = content.pop("known", [])
    if content or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _refused(did, "it has something else than tables [[known]]")
    return [_entry(f"{did}, entry {number}", entry) for number, entry in enumerate(entries, start=1)]


def _entry(did: str, entry: Mapping[str, Any]) -> KnownFailure:
    strange = sorted(set(entry) - _KEYS)
    if strange:
        raise _refused(did, f"{strange[0]!r} is not expected there")
    lacking = [key for key in ("scenario", "reason") if not str(entry.get(key, "")).strip()]
    if lacking:
        raise _refused(did, f"{lacking[0]!r} is missing")
    try:
        known = shaped(entry, KnownFailure, asked="a known failure")
    except Misshapen as error:
        raise _refused(did, str(error)) from None
    if not all(value.isprintable() for value in entry.values()):
        raise _refused(did, "it has a character that cannot be printed")
    if known.link and not known.link.startswith(("https://", "http://")):
        raise _refused(did, "its link is no web address")
    return known


def _refused(did: str, saw: str) -> ConfigError:
    hint = "each [[known]] has a scenario and a reason, and may have a version, a locale and a link."
    return ConfigError(did, saw, hint=hint, code="bad_known")


def _compared(version: str, end: str) -> int:
    """Whether the version comes before (-1), belongs to (0) or comes after (1) the end of a range."""
    if not re.fullmatch(_NUMBER, end):
        return 1
    wanted = [int(part) for part in end.split(".")]
    found = [int(part) for part in version.split(".")][: len(wanted)]
    return (found > wanted) - (found < wanted)
