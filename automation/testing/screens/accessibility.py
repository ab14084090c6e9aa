"""Accessibility: what axe finds on a screen, and what of it is not known of upstream's builds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Locator, Page

from automation.testing.screens.snapshot import SECRET

_SCOPE = "data-dhis2-oauth-looked-at"
_OPTIONS = {"resultTypes": ["violations"]}
# Half-way through a transition colours are neither what they were nor what they will be.
_END_TRANSITIONS = """
() => document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
  .forEach((animation) => animation.finish())
"""


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
