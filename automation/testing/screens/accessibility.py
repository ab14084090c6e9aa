"""What axe finds on a screen, and how much of it is known of upstream's builds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Locator, Page

from automation.shapes import read_toml
from automation.testing.screens.snapshot import SECRET
from automation.versions import Dhis2Version

_SCOPE = "data-dhis2-oauth-looked-at"
_OPTIONS = {"resultTypes": ["violations"]}
# Half-way through a transition colours are neither what they were nor what they will be.
_END_TRANSITIONS = """
() => document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
  .forEach((animation) => animation.finish())
"""
_FIRST = Dhis2Version(0)
_HEAD = "# What axe finds on upstream's builds: rule = number of elements.\n\n"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is not kept; `nodes` are the selectors of the elements that do not keep it."""

    rule: str
    impact: str
    help: str
    url: str
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        """What is wrong, where, and where to read on."""
        where = "".join(f"\n    {node}" for node in self.nodes)
        return f"{self.rule} ({self.impact}): {self.help}\n  {self.url}{where}"


def violations(target: Page | Locator) -> list[Violation]:
    """What axe finds inside the target, or on all of the page that System Settings is.

    axe is evaluated, not added as a script, so no Content-Security-Policy is in its way.
    """
    page = target if isinstance(target, Page) else target.page
    frame = _section_frame(page)
    frame.evaluate(_END_TRANSITIONS)
    if isinstance(target, Page):
        return _found(Axe().run(frame, options=_OPTIONS).response)
    target.evaluate(f"element => element.setAttribute('{_SCOPE}', '')")
    try:
        return _found(Axe().run(frame, context=f"[{_SCOPE}]", options=_OPTIONS).response)
    finally:
        target.evaluate(f"element => element.removeAttribute('{_SCOPE}')")


def unknown(found: list[Violation], known: Mapping[str, int]) -> list[Violation]:
    """The violations of which there are more than known."""
    return [it for it in found if len(it.nodes) > known.get(it.rule, 0)]


def _section_frame(page: Page) -> Frame:
    """From 2.42 on System Settings is in the shell's only iframe."""
    return next(iter(page.main_frame.child_frames), page.main_frame)


def _found(response: Mapping[str, Any]) -> list[Violation]:
    return [
        Violation(
            rule=it["id"],
            impact=it["impact"] or "minor",
            help=it["help"],
            url=it["helpUrl"],
            nodes=tuple(re.sub(SECRET.strip("/"), "…", _selector(node)) for node in it["nodes"]),
        )
        for it in response["violations"]
    ]


def _selector(node: Mapping[str, Any]) -> str:
    """Where a node is; in a shadow tree that is a list."""
    return " ".join(part if isinstance(part, str) else " ".join(part) for part in node["target"])


@dataclass(frozen=True, slots=True)
class KnownObstacles:
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


def _order(item: tuple[str, object]) -> tuple[str, Dhis2Version]:
    screen, _, since = item[0].partition("@")
    return screen, Dhis2Version.parse(since) if since else _FIRST
