"""What DHIS2 answers to Save, in words: its own form shows none of it."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Response

from automation.client import ClientSpec
from automation.errors import AlreadyTaken, AutomationError, NotSaved
from automation.pages.answers import json_of

_NOT_UNIQUE = "E5003"  # dhis2-core ErrorCode.java
_HINTS = {
    "E4000": "a required field is empty.",
    "E4001": "a field is too long.",
    "E4002": "a field has a length that DHIS2 does not take.",
    "E1006": "the user needs the authority F_OAUTH2_CLIENT_MANAGE (or ALL).",
}
NOT_STORED = "not_stored"
FAILED = "save_failed"


class ErrorReport(NamedTuple):
    """One complaint of DHIS2's (dhis2-core ErrorReport.java)."""

    code: str
    message: str
    about: str = ""


def why_not_saved(answer: Response, spec: ClientSpec) -> AutomationError | None:
    """The error that DHIS2's answer to Save stands for; None when it stored the client.

    Its code is `not_stored` where DHIS2 itself says so, `save_failed` where DHIS2 itself failed, else
    it is open what became of the client.
    """
    body = json_of(answer)
    if answer.ok and body.get("status") == "OK":
        return None
    reports = error_reports(body)
    did, saw = f"saving the client {spec.client_id!r}", _said(answer, body, reports)
    taken = next((report for report in reports if report.code == _NOT_UNIQUE), None)
    if taken and is_definite(answer):
        what = "name" if taken.about == "name" else "client ID"
        return AlreadyTaken(did, saw, hint=f"another client has this {what}; choose another.",
                            code="name_taken" if taken.about == "name" else "client_id_taken")  # fmt: skip
    if not is_definite(answer):
        return NotSaved(did, saw, code=FAILED if body.get("status") == "ERROR" else "save_unclear")
    hint = next(
        (_HINTS[report.code] for report in reports if report.code in _HINTS), "nothing was stored; see DHIS2's log."
    )
    return NotSaved(did, saw, hint=hint, code=NOT_STORED)


def is_definite(answer: Response) -> bool:
    """Whether DHIS2 itself says that it stored nothing; anything less clear may have stored the client."""
    is_refusal = 400 <= answer.status < 500 or is_before_save(answer)  # noqa: PLR2004 - HTTP client errors
    return is_refusal and json_of(answer).get("status") == "ERROR" and answer.status != 401  # noqa: PLR2004 - signed out


def is_before_save(answer: Response) -> bool:
    """Whether this is the answer to the dry run: the client itself was never sent."""
    return urlsplit(answer.url).path.endswith("/schemas/oAuth2Client")


def error_reports(body: dict[str, Any]) -> list[ErrorReport]:
    """DHIS2's complaints in an answer of its API, whichever way it words them."""
    response = body.get("response")
    listed = response.get("errorReports") if isinstance(response, dict) else None
    found = [
        ErrorReport(str(item.get("errorCode", "")), str(item.get("message", "")), str(item.get("errorProperty", "")))
        for item in listed or []
        if isinstance(item, dict)
    ]
    if not found and body.get("errorCode"):
        found = [ErrorReport(str(body["errorCode"]), str(body.get("message", "")))]
    return found


def _said(answer: Response, body: dict[str, Any], reports: list[ErrorReport]) -> str:
    words = "; ".join(f"{report.message} ({report.code})" for report in reports) or str(body.get("message", ""))
    return f"DHIS2 answered {answer.status}" + (f": {words}" if words else "")
