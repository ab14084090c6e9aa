"""What every page object does: fill a field and leave it, press, turn Playwright's errors into ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Position
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from automation.browser.playwright_errors import browser_words
from automation.errors import AutomationError, PageUnusable

_HALF = re.compile("[\ud800-\udfff]")
# Whether nothing lies over the middle, which is where a click goes: it waits for a place that holds still by itself.
_MIDDLE_IS_OPEN = """
([element, another]) => {
  if (!element || another) return false;
  element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}
"""
# The point nearest to the middle that nothing lies over, a header bar that stays at the top included; null for the
# middle itself, and where all is covered: a click tries again. Playwright counts from inside the border.
_OPEN_SPOT = """
(element) => {
  const sixths = [1, 2, 3, 4, 5].map((part) => part / 6);
  const grid = sixths.flatMap((across) => sixths.map((down) => [across, down]));
  const away = ([across, down]) => Math.hypot(across - 0.5, down - 0.5);
  grid.sort((one, other) => away(one) - away(other));
  for (const block of ["nearest", "center"]) {
    element.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = ([across, down]) => document.elementFromPoint(left + width * across, top + height * down);
    const open = grid.find((spot) => element.contains(at(spot)));
    if (open === grid[0]) return null;
    if (open) return { x: width * open[0] - element.clientLeft, y: height * open[1] - element.clientTop };
  }
  return null;
}
"""


def commit(field: Locator, value: str) -> None:
    """Fill the field and leave it: these forms store on blur and swallow the next click otherwise."""
    field.fill(value)
    field.blur()


def whole(text: str) -> str:
    """What a field holds, as it is.

    Raises:
        PageUnusable: half a surrogate pair is in it, which neither a file nor a call can have in it.
    """
    if not text.isascii() and _HALF.search(text):
        raise PageUnusable("reading the form", "a field holds half a character", code="field_unusable",
                           hint="correct the client in DHIS2.")  # fmt: skip
    return text


def press(target: Locator) -> None:
    """Click it where nothing lies over it, as a person does who sees the pointer change.

    Long lists of up to 2.36 have invisible tooltips over the page (docs/upstream-quirks.md).
    """
    target.click(position=open_spot(target))


def open_spot(target: Locator) -> Position | None:
    """Where to click it, from its corner; None for its middle, which may have to be waited for."""
    try:
        # Of all that fit, because then Playwright does not look for the element first, and let it go afterwards.
        if target.evaluate_all(_MIDDLE_IS_OPEN):
            return None
        element = target.element_handle()
        # Up to 2.36 the + grows when it appears: a place measured too early would be at its edge later.
        element.wait_for_element_state("stable")
        spot: Position | None = element.evaluate(_OPEN_SPOT)
    except PlaywrightTimeout:
        raise
    except PlaywrightError:
        return None  # The page has just drawn it anew.
    return spot


@contextmanager
def page_errors(
    did: str,
    *,
    otherwise: type[AutomationError] = PageUnusable,
    saw: str = "",
    hint: str = "",
    code: str = "",
) -> Iterator[None]:
    """What Playwright raises in the block becomes `otherwise`, without its call log.

    Playwright's texts quote field values, so none of them is passed on but the first line of an
    error that is not about a field.

    Raises:
        AutomationError: the one named, chained to nothing.
    """
    try:
        yield
    except PlaywrightTimeout:
        raise otherwise(did, saw or "the page did not get there in time", hint=hint, code=code) from None
    except PlaywrightError as error:
        raise otherwise(did, saw or browser_words(error), hint=hint, code=code) from None
    except AssertionError:
        raise otherwise(did, saw or "the page shows something else", hint=hint, code=code) from None
