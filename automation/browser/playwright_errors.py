"""How Playwright says that the browser is no longer there."""

BROWSER_CLOSED = "the browser was closed"
_MARKS = (
    BROWSER_CLOSED, "has been closed", "Target closed", "crashed", "Connection closed", "Browser closed",
    "disconnected", "context disposed",
)  # fmt: skip


def says_closed(text: str) -> bool:
    """Whether an error's text is about a browser, a page or a context that is gone."""
    return any(mark in text for mark in _MARKS)
