"""How many obstacles of which kind axe is known to find on upstream's builds."""

from dataclasses import dataclass
from pathlib import Path

from automation.shapes import read_toml
from automation.versions import Dhis2Version

_FIRST = Dhis2Version(0)


@dataclass(frozen=True, slots=True)
class Known:
    """A TOML file: for each screen, or for a screen from a version on (`"new@2.38.0"`), rule = number of elements."""

    path: Path

    def of(self, screen: str, version: Dhis2Version | None) -> dict[str, int]:
        """What is known of a screen in a version; of one that is not known, in the newest."""
        sections = sorted(self._of(screen).items(), reverse=True)
        return next((counts for since, counts in sections if version is None or since <= version), {})

    def update(self, screen: str, version: Dhis2Version, found: dict[str, int]) -> None:
        """Write what was found where something else is known, beside what is known of earlier versions."""
        sections = self._read()
        if self.of(screen, version) == found and self._of(screen):
            return
        import tomlkit  # noqa: PLC0415 - only needed where goldens are made

        sections[f"{screen}@{version}" if self._of(screen) else screen] = found
        in_order = {name: dict(sorted(counts.items())) for name, counts in sorted(sections.items(), key=_order)}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(_HEAD + tomlkit.dumps(in_order), encoding="utf-8")

    def _of(self, screen: str) -> dict[Dhis2Version, dict[str, int]]:
        named = ((name.partition("@"), counts) for name, counts in self._read().items())
        return {
            Dhis2Version.parse(since) if since else _FIRST: counts
            for (name, _, since), counts in named
            if name == screen
        }

    def _read(self) -> dict[str, dict[str, int]]:
        if not self.path.is_file():
            return {}
        asked = f"a table of obstacles in {self.path}"
        return read_toml(self.path.read_text(encoding="utf-8"), dict[str, dict[str, int]], asked=asked)


_HEAD = "# What axe finds on upstream's builds: rule = number of elements.\n\n"


def _order(item: tuple[str, object]) -> tuple[str, Dhis2Version]:
    screen, _, since = item[0].partition("@")
    return screen, Dhis2Version.parse(since) if since else _FIRST
