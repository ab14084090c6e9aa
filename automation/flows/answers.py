"""What DHIS2 answers to Save, in words: its own form shows none of it."""

from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Response

from automation.client import ClientSpec
from automation.errors import AlreadyTaken, AutomationError, NotSaved

_NOT_UNIQUE = "E5003"  # dhis2-core ErrorCode.java
_HINTS = {
    "E4000": "a required field is empty.",
    "E4001": "a field is too long.",
    "E4002": "a field has a length that DHIS2 does not take.",
    "E1006": "the user needs the authority F_OAUTH2_CLIENT_MANAGE (or ALL).",
}


def why_not_saved(answer: Response, spec: ClientSpec) -> AutomationError | None:
    """The error that DHIS2's answer to Save stands for; None when it stored the client."""
    body = _json(answer)
    if answer.ok and body.get("status") == "OK":
        return None
    reports = _reports(body)
    did = f"saving the client {spec.client_id!r}"
    if any(code == _NOT_UNIQUE for code, _ in reports):
        return AlreadyTaken(
            did,
            _said(answer, body, reports),
            hint="another client has this name or client ID; choose another.",
        )
    hint = next((_HINTS[code] for code, _ in reports if code in _HINTS), "nothing was stored; see DHIS2's log.")
    if not is_definite(answer):
        hint = "look whether the client is in the list; `dhis2-oauth recover` keeps its secret until you decide."
    return NotSaved(did, _said(answer, body, reports), hint=hint)


def is_definite(answer: Response) -> bool:
    """Whether DHIS2 itself says that it stored nothing; anything less clear may have stored the client."""
    return 400 <= answer.status < 500 and _json(answer).get("status") == "ERROR"  # noqa: PLR2004 - HTTP client errors


def _said(answer: Response, body: dict[str, Any], reports: list[tuple[str, str]]) -> str:
    words = "; ".join(f"{message} ({code})" for code, message in reports) or str(body.get("message", ""))
    return f"DHIS2 answered {answer.status}" + (f": {words}" if words else "")


def _reports(body: dict[str, Any]) -> list[tuple[str, str]]:
    response = body.get("response")
    listed = response.get("errorReports", []) if isinstance(response, dict) else []
    found = [
        (str(item.get("errorCode", "")), str(item.get("message", ""))) for item in listed if isinstance(item, dict)
    ]
    if not found and body.get("errorCode"):
        found = [(str(body["errorCode"]), str(body.get("message", "")))]
    return found


def _json(answer: Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except (ValueError, PlaywrightError):
        return {}
    return body if isinstance(body, dict) else {}
