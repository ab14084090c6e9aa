"""Wait for the OAuth2 Clients section, part by part: the page around it, its frame, the app, the list of clients.

One function asks the page itself what became of it. To wait for one outcome after the other would cost a time-out for
each that does not come, and locators do not see the status of the list's request: a list that is refused looks like one
that is slow, a spinner. The function compares no words, so it needs no language.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page


class Arrival(StrEnum):
    """What became of opening the section."""

    READY = "ready"
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"
    DENIED = "denied"
    NO_APP = "no-app"
    STUMBLED = "stumbled"


class Part(StrEnum):
    """What is waited for, in the order in which it comes."""

    SHELL = "the page around System Settings"
    FRAME = "the frame of System Settings"
    APP = "the System Settings app"
    LIST = "the list of OAuth2 clients"


class TookTooLong(Exception):
    """A part did not come within the page's time-out, however long those before it took."""

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How to wait: an impatient try ends at the first call that fails; `tell` hears of a part that takes long.

    `shell` is the path below which the shell of 2.42+ has its pages; `tell_after` is in seconds.
    """

    shell: str
    is_patient: bool
    tell: Callable[[str], None]
    tell_after: float = 10.0


# Where we stand, asked of the page itself: the shell has exactly one iframe, and it is of the same origin; where it
# knows no such app, a notice. The list call tells a section that is loading from one whose spinner will never end.
_WHERE = """
([route, add, isPatient, shellPath, [shell, frame, app, list], known, deadline]) => {
  const inner = document.querySelector("iframe");
  const view = inner ? inner.contentWindow : window;
  const page = view.document;
  const ours = view.performance.getEntriesByType("resource").filter(
    (call) => call.name.includes("/api/") && call.responseEnd > 0);
  const calls = ours.filter((call) => call.name.includes("/oAuth2Clients?") && !call.name.includes("filter="));
  const failed = ours.some((call) => call.responseStatus >= 500 || call.responseStatus === 0);
  if (failed && !isPatient) return "stumbled";
  if (calls.some((call) => call.responseStatus >= 400)) return "refused";
  if (calls.length && page.querySelector(add)) return "ready";
  const isShell = !inner && view.location.pathname.startsWith(shellPath);
  if (isShell && page.querySelector('[data-test="dhis2-uicore-noticebox"]')) return "no-app";
  if (!isShell && view.location.hash && view.location.hash !== route) return "elsewhere";
  const bare = page.readyState !== "loading" && page.body && page.body.childElementCount === 0;
  if (!isShell && bare && page.body.innerText.trim()) return "denied";
  const isBlank = !page.body || page.readyState === "loading" || view.location.href === "about:blank";
  const part = isShell ? shell : inner && isBlank ? frame : page.querySelector(".left-bar") ? list : app;
  if (part !== known) return part;
  return deadline && Date.now() > deadline ? "long" : null;
}
"""


def wait_for_section(page: Page, route: str, add_button: str, waiting: Waiting) -> Arrival:
    """What becomes of the section at that route; each part of it has the page's whole time-out to come.

    Raises:
        TookTooLong: a part did not come.
    """
    known, told = Part.SHELL, False
    parts: Sequence[str] = [*Part]
    while True:
        deadline = None if told else (time.time() + waiting.tell_after) * 1000
        try:
            said = page.wait_for_function(
                _WHERE, arg=[route, add_button, waiting.is_patient, waiting.shell, parts, known, deadline]
            ).json_value()
        except PlaywrightError:
            raise TookTooLong(known) from None
        if said == "long":
            waiting.tell(f"Still waiting for {known}.")
            told = True
        elif said in parts:
            known, told = Part(said), False
        else:
            return Arrival(said)
