"""What came back over HTTP, read without trusting it: proxies answer with pages of their own."""

from typing import Any

from playwright.sync_api import APIResponse, Response
from playwright.sync_api import Error as PlaywrightError


def json_of(answer: Response | APIResponse) -> dict[str, Any]:
    """The JSON object in an answer; empty where there is none, or none that can be read any more."""
    try:
        body = answer.json()
    except (ValueError, PlaywrightError):
        return {}
    return body if isinstance(body, dict) else {}


def is_server_error(status: int) -> bool:
    """HTTP 5xx: DHIS2, or a proxy before it, is in trouble."""
    return status >= 500  # noqa: PLR2004 - HTTP server error


def is_error(status: int) -> bool:
    """HTTP 4xx or 5xx."""
    return status >= 400  # noqa: PLR2004 - HTTP client error


def is_redirect(status: int) -> bool:
    """HTTP 3xx."""
    return 300 <= status < 400  # noqa: PLR2004 - HTTP redirects
