"""Compare a screen with its golden, its picture and its known obstacles, and say what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page

from automation.dialects.ui import Dialect
from automation.shapes import read_toml
from automation.testing.screens.goldens import Goldens, difference
from automation.versions import Dhis2Version

_WITHIN_MS, _LOOK_EVERY_MS = 3000, 100
_ENGLISH = "en"


class HasDialect(Protocol):
    """What decides how a section should look."""

    @property
    def dialect(self) -> Dialect:
        """The generation of the UI."""

    @property
    def version(self) -> Dhis2Version | None:
        """The server's version, where it states one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonOptions:
    """The folders to compare with, and whether to write to them instead; without `baselines` no picture is taken."""

    goldens: Path
    baselines: Path | None = None
    update: bool = False


@dataclass(slots=True)
class Comparison:
    """Compares one section in one `language`. Each method says what differs, and leaves it in `artefacts` as well."""

    section: HasDialect
    language: str
    options: ComparisonOptions
    artefacts: Path | None = None
    _diffs: list[str] = field(default_factory=list)

    def golden(self, target: Locator, screen: str, *, instead: Mapping[str, str]) -> str:
        """Compare the aria snapshot with the golden, once it keeps still."""
        goldens, version = Goldens(self.options.goldens), self.section.version
        if self.options.update:
            return self._update(goldens, screen, _still(target), instead)
        golden = goldens.of(self._dialect, screen, version)
        if golden is None:
            return f"there is no golden of {self._dialect}/{screen}; --update-goldens writes one"
        title = f"{self._dialect}/{golden.path.name}"

        def differs() -> str:
            shown = target.aria_snapshot()
            return difference(golden.read(), shown, instead=instead, is_english=self._is_english, title=title)

        diff = _settled(differs, target.page)
        if not diff:
            return ""
        self._diffs.append(diff)
        self._leave("aria.diff", "\n\n".join(self._diffs) + "\n")
        alike = self._alike(goldens, screen, target.aria_snapshot(), instead)
        return f"{screen} is not as DHIS2 {version or ''} is known to show it{alike}:\n{diff}"

    def picture(self, target: Locator | Page, screen: str, *, mask: Sequence[Locator]) -> str:
        """Compare a picture with the baseline, or make the baseline; nothing without a folder of baselines."""
        if self.options.baselines is None:
            return ""
        from automation.recording import likeness  # noqa: PLC0415 - Pillow is only needed here
        from automation.testing.screens import visual  # noqa: PLC0415 - Pillow is only needed here

        path = self.options.baselines / self._dialect / self.language / f"{screen}.png"
        if self.options.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            visual.picture(target, mask=mask).save(path)
            return ""
        if not path.is_file():
            return f"there is no picture {path}; --update-goldens makes one"
        differs = likeness.compare(visual.read(path), visual.picture(target, mask=mask))
        if differs is None or not differs.regions or differs.share <= self._tolerance(screen):
            return ""
        if self.artefacts:
            self.artefacts.mkdir(parents=True, exist_ok=True)
            differs.side_by_side.save(self._picture_path(self.artefacts, screen))
        places = f"{len(differs.regions)} place{'s' if len(differs.regions) > 1 else ''}"
        how_much = f"{places}, the largest {differs.regions[0]}; {differs.share:.2%}"
        return f"{screen} looks otherwise than {path}: {differs.pixels} of {differs.of} pixels ({how_much})"

    def accessible(self, target: Locator | Page, screen: str) -> str:
        """Run axe, and say what it finds that is not known of upstream's builds."""
        from automation.testing.screens import accessibility  # noqa: PLC0415 - axe is only needed here

        found = accessibility.violations(target)
        known = accessibility.KnownObstacles(self.options.goldens / self._dialect / "accessibility.toml")
        version = self.section.version
        if self.options.update and version:
            known.update(screen, version, {it.rule: len(it.nodes) for it in found})
            return ""
        counts = known.of(screen, version)
        told = [
            f"{it}\n  known here: {counts.get(it.rule, 0)}, found: {len(it.nodes)}"
            for it in accessibility.unknown(found, counts)
        ]
        if told:
            self._leave("accessibility.txt", "\n\n".join(told) + "\n")
        return f"{screen} has new obstacles:\n" + "\n".join(told) if told else ""

    @property
    def _dialect(self) -> str:
        return str(self.section.dialect.name)

    @property
    def _is_english(self) -> bool:
        return self.language.partition("_")[0] == _ENGLISH

    def _update(self, goldens: Goldens, screen: str, shown: str, instead: Mapping[str, str]) -> str:
        if not self._is_english:
            return f"goldens are written in English, and this DHIS2 speaks {self.language}"
        if self.section.version is None:
            return "goldens are written for a version, and this DHIS2 states none"
        goldens.update(self._dialect, screen, self.section.version, shown, instead=instead)
        return ""

    def _alike(self, goldens: Goldens, screen: str, shown: str, instead: Mapping[str, str]) -> str:
        """Administrators can replace core apps from the App Hub, so an older server may show a newer screen."""
        for golden in goldens.all(self._dialect, screen):
            if not difference(golden.read(), shown, instead=instead, is_english=self._is_english):
                return f", but as {golden.path.name} has it: another System Settings app may be installed"
        return ""

    def _tolerance(self, screen: str) -> float:
        """The share of a screen, 0 to 1, that may differ according to `tolerance.toml`."""
        path = (self.options.baselines or Path()) / "tolerance.toml"
        if not path.is_file():
            return 0
        asked = f"a tolerance for each screen in {path}"
        return read_toml(path.read_text(encoding="utf-8"), dict[str, float], asked=asked).get(screen, 0)

    def _leave(self, name: str, text: str) -> None:
        if self.artefacts:
            self.artefacts.mkdir(parents=True, exist_ok=True)
            (self.artefacts / name).write_text(text, encoding="utf-8")

    @staticmethod
    def _picture_path(folder: Path, screen: str) -> Path:
        """The first picture of a test is `visual.png`, which reports look for."""
        first = folder / "visual.png"
        return folder / f"visual-{screen}.png" if first.exists() else first


def _still(target: Locator) -> str:
    """The first snapshot that is like the one before it."""
    before, shown = "", target.aria_snapshot()
    while shown != before:
        target.page.wait_for_timeout(_LOOK_EVERY_MS)
        before, shown = shown, target.aria_snapshot()
    return shown


def _settled(differs: Callable[[], str], page: Page) -> str:
    """What still differs after a while: Playwright's `expect` waits too, but compares parts only."""
    for _ in range(_WITHIN_MS // _LOOK_EVERY_MS):
        if not differs():
            return ""
        page.wait_for_timeout(_LOOK_EVERY_MS)
    return differs()
