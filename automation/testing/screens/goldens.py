"""Goldens: the aria snapshot of each screen on upstream's builds, and how a page differs from it.

They are compared whole, as text. Playwright's `to_match_aria_snapshot` matches a part: a line that vanished from the
end of a list passes, unless every level says `deep-equal`.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from automation.testing.screens.snapshot import has_pattern, matches, steadied, structure_of
from automation.versions import Dhis2Version

_NAME = re.compile(r"^(?P<screen>[a-z-]+)(?:@(?P<since>[\d.]+))?\.aria\.yml$")
_GOLDENS = Path(__file__).parents[1] / "goldens"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_FIRST = Dhis2Version(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """One file: a screen of a dialect, from version `since` on, or of all versions."""

    path: Path
    since: Dhis2Version | None

    def read(self) -> str:
        """The snapshot in it, without the comments."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return "\n".join(line for line in lines if not line.startswith("#"))


@dataclass(frozen=True, slots=True)
class Goldens:
    """A folder `<dialect>/<screen>.aria.yml`; `<screen>@<version>.aria.yml` stands in for it from a version on."""

    folder: Path

    def all(self, dialect: str, screen: str) -> list[Golden]:
        """The goldens of a screen, the one of the newest versions first."""
        return sorted(self._of(dialect, screen), key=lambda golden: golden.since or _FIRST, reverse=True)

    def of(self, dialect: str, screen: str, version: Dhis2Version | None) -> Golden | None:
        """The golden of a version; the newest where the version is not known."""
        goldens = self.all(dialect, screen)
        return next((it for it in goldens if version is None or (it.since or _FIRST) <= version), None)

    def screens(self, dialect: str) -> set[str]:
        """The screens that the dialect has goldens of."""
        names = (_NAME.match(path.name) for path in (self.folder / dialect).glob("*.aria.yml"))
        return {name["screen"] for name in names if name}

    def update(
        self, dialect: str, screen: str, version: Dhis2Version, shown: str, *, instead: Mapping[str, str] = _NOTHING
    ) -> Path | None:
        """Write what is shown as a new golden, unless the one of this version matches it; the file written.

        Patterns of the golden so far are kept where they still match.
        """
        known = self.of(dialect, screen, version)
        if known and not difference(known.read(), shown, instead=instead):
            return None
        suffix = f"@{version}" if known else ""
        path = self.folder / dialect / f"{screen}{suffix}.aria.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(_with_patterns(known.read() if known else "", steadied(shown, instead)))
        path.write_text(f"# From DHIS2 {version} on.\n{text}\n", encoding="utf-8")
        return path

    def _of(self, dialect: str, screen: str) -> Iterator[Golden]:
        for path in (self.folder / dialect).glob(f"{screen}*.aria.yml"):
            name = _NAME.match(path.name)
            if name and name["screen"] == screen:
                since = Dhis2Version.parse(name["since"]) if name["since"] else None
                yield Golden(path=path, since=since)


def goldens_folder() -> Path:
    """The goldens that come with the package."""
    return _GOLDENS


def is_checkout() -> bool:
    """Whether this is a checkout, whose goldens may be written."""
    return (_GOLDENS.parents[2] / "pyproject.toml").is_file()


def difference(
    golden: str, shown: str, *, instead: Mapping[str, str] = _NOTHING, is_english: bool = True, title: str = "golden"
) -> str:  # fmt: skip
    """How the screen differs from its golden, as a unified diff; empty if it does not.

    `instead` says which words of the golden stand for what is shown, such as names that are new in each run.
    Goldens are English: in other languages labels are not compared, see `structure_of`.
    """
    golden, shown = golden.strip("\n"), steadied(shown, instead)
    if not is_english:
        golden, shown = structure_of(golden), structure_of(shown)
    lines = difflib.unified_diff(
        golden.splitlines(), _with_patterns(golden, shown), f"{title} (expected)", "the page (shown)", lineterm="", n=4
    )
    return "\n".join(lines)


def changes(diff: str) -> list[str]:
    """The lines of a diff that differ, with their `+` and `-`, without titles, places and context."""
    _titles, _, rest = diff.partition("\n@@")
    return [line for line in rest.splitlines() if line[:1] in {"+", "-"}]


def _with_patterns(golden: str, shown: str) -> list[str]:
    """The lines that are shown; a line that matches a pattern of the golden is replaced by it."""
    patterns = [line for line in golden.splitlines() if has_pattern(line)]
    return [next((it for it in patterns if matches(it, line)), line) for line in shown.splitlines()]
