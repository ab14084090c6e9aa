"""The requests that a click causes, and how they end: answered or broken off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Request, Response

# The page's own account of its calls (Resource Timing) wakes us, with the page's time-out, in the shell's
# iframe as well. Unlike Playwright's `expect_response` it knows of calls that were broken off. Its buffer
# holds 250 calls unless told otherwise, and a System Settings app makes many.
_ENDED = """
(seen) => {
  const frame = document.querySelector("iframe");
  const { performance } = frame ? frame.contentWindow : window;
  performance.setResourceTimingBufferSize(10000);
  const ended = performance.getEntriesByType("resource").filter((call) => call.responseEnd > 0).length;
  return ended > seen ? ended : null;
}
"""


def asks_for_all_clients(request: Request) -> bool:
    """Whether the page asks for the list of all clients, and not whether an ID is taken."""
    address = urlsplit(request.url)
    is_all = address.path.endswith("/oAuth2Clients") and "filter" not in parse_qs(address.query)
    return is_all and request.method == "GET"


@dataclass(slots=True)
class RequestLog:
    """What has been heard so far, in the order in which it came."""

    page: Page
    answered: list[Response] = field(default_factory=list)
    broken: list[Request] = field(default_factory=list)
    _ended: int = -1

    def first(self, *, that: Callable[[Response], bool] = lambda _answer: True) -> Response | None:
        """The first answer that counts, as soon as it is there; None when the connection broke instead.

        Raises:
            TimeoutError: Playwright's; neither came in time.
        """
        while True:
            while self.answered:
                if that(answer := self.answered.pop(0)):
                    return answer
            if self.broken:
                return None
            self._ended = self.page.wait_for_function(_ENDED, arg=self._ended).json_value()


@contextmanager
def request_log(page: Page, is_it: Callable[[Request], bool]) -> Iterator[RequestLog]:
    """Listen for requests of a kind from now on."""
    heard = RequestLog(page)

    def note_answer(response: Response) -> None:
        if is_it(response.request):
            heard.answered.append(response)

    def note_failure(request: Request) -> None:
        if is_it(request):
            heard.broken.append(request)

    page.on("response", note_answer)
    page.on("requestfailed", note_failure)
    try:
        yield heard
    finally:
        page.remove_listener("response", note_answer)
        page.remove_listener("requestfailed", note_failure)
