"""What DHIS2 answers to Save, in words: its own form shows none of it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Response

from automation.browser.answers import in_its_stead, read_answer, status_in
from automation.browser.api_calls import Answer
from automation.clients.client import ClientSpec
from automation.errors import AlreadyTaken, AutomationError, NotSaved
from automation.shapes import Misshapen

_NOT_UNIQUE = "E5003"  # dhis2-core ErrorCode.java
# Of its own complaints about a client DHIS2 2.42+ has the words alone (dhis2-core OAuth2ClientController throwFirst).
_WORDS = {
    "deviceEnrollmentRedirectAllowlist": "from 2.42.5 on a redirect URI that is not http or https "
    "must stand, as it is, in the system setting deviceEnrollmentRedirectAllowlist.",
    "Invalid redirect URI": "DHIS2 does not take that redirect URI. Up to 2.42.4 it must be http "
    "or https, of localhost or of a host with a public name.",
    "Invalid authorization grant type": "tick only grants that this DHIS2 has.",
    "reserved DCR": "choose another --client-id.",
    "proof-key": "this DHIS2 wants PKCE of every client. {mends}",
    "PKCE cannot be disabled": "this DHIS2 wants PKCE of every client. {mends}",
    "Invalid scope": "this DHIS2 takes the scopes openid, profile, username and email only. {mends}",
    "Invalid clientSettings": "this DHIS2 wants both settings of every client. {mends}",
}
_HINTS = {
    "E4000": "a required field is empty.",
    "E4001": "a field is longer than DHIS2 stores.",
    "E4002": "a field has a length that DHIS2 does not take.",
    "E1006": "the user needs the authority F_OAUTH2_CLIENT_MANAGE (or ALL).",
}
NOT_STORED = "not_stored"
FAILED = "save_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReport:
    """One complaint of DHIS2's (dhis2-core ErrorReport.java)."""

    errorCode: str | None = None  # noqa: N815 - DHIS2's own names
    message: str | None = None
    errorProperty: str | None = None  # noqa: N815

    @property
    def words(self) -> str:
        """What DHIS2 says, and the code to look it up by."""
        return f"{self.message or ''} ({self.errorCode or ''})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reports:
    errorReports: list[ErrorReport] = field(default_factory=list)  # noqa: N815


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """DHIS2's answer to what it does not do (dhis2-core WebMessage.java), whichever way it words it."""

    message: str | None = None
    errorCode: str | None = None  # noqa: N815
    response: _Reports | None = None

    @property
    def reports(self) -> list[ErrorReport]:
        """What it complains of, one by one."""
        if self.response and self.response.errorReports:
            return self.response.errorReports
        return [ErrorReport(errorCode=self.errorCode, message=self.message)] if self.errorCode else []


def why_not_saved(answer: Response, spec: ClientSpec) -> AutomationError | None:
    """The error that DHIS2's answer to Save stands for; None when it stored the client.

    Its code is `not_stored` where DHIS2 itself says so, `save_failed` where DHIS2 itself failed, else
    it is open what became of the client.
    """
    if answer.ok and status_in(answer) == "OK":
        return None
    complaint = read_complaint(answer)
    did, saw = f"saving the client {spec.client_id!r}", answer_text(answer)
    taken = next((report for report in complaint.reports if report.errorCode == _NOT_UNIQUE), None)
    if taken and is_definite(answer):
        what = "name" if taken.errorProperty == "name" else "client ID"
        return AlreadyTaken(did, saw, hint=f"another client has this {what}; choose another.",
                            code="name_taken" if taken.errorProperty == "name" else "client_id_taken")  # fmt: skip
    if not is_definite(answer):
        return NotSaved(did, saw, code=FAILED if status_in(answer) == "ERROR" else "save_unclear")
    codes = {report.errorCode for report in complaint.reports}
    mends = f"`dhis2-oauth rotate {spec.client_id} --mend` makes an older client so."
    by_words = (hint.format(mends=mends) for words, hint in _WORDS.items() if words in saw)
    by_code = (hint for code, hint in _HINTS.items() if code in codes)
    hint = next(by_words, None) or next(by_code, "see DHIS2's log.")
    return NotSaved(did, saw, hint=f"nothing was stored; {hint}", code=NOT_STORED)


def is_definite(answer: Response) -> bool:
    """Whether DHIS2 itself says that it stored nothing; anything less clear may have stored the client."""
    is_refusal = 400 <= answer.status < 500 or is_before_save(answer)  # noqa: PLR2004 - HTTP client errors
    return is_refusal and status_in(answer) == "ERROR" and answer.status != 401  # noqa: PLR2004 - signed out


def is_before_save(answer: Response) -> bool:
    """Whether this is the answer to the dry run: the client itself was never sent."""
    return urlsplit(answer.url).path.endswith("/schemas/oAuth2Client")


def read_complaint(answer: Response | Answer) -> Complaint:
    """What DHIS2 complains of; where that cannot be read, how it differs from what it should be."""
    try:
        return read_answer(answer, Complaint, asked="an error report")
    except Misshapen as error:
        return Complaint(message=str(error))


def answer_text(answer: Response | Answer) -> str:
    """What an answer says: DHIS2's own reasons, or by its status what answers in DHIS2's stead."""
    if not status_in(answer):
        shape = read_complaint(answer).message or ""
        found = in_its_stead(answer.status, leads_to=answer.headers.get("location", ""))
        return f"{found.saw}, and it is not DHIS2's own" + (f" ({shape})" if shape else "")
    complaint = read_complaint(answer)
    words = "; ".join(report.words for report in complaint.reports) or complaint.message
    return f"DHIS2 answered {answer.status}" + (f": {words}" if words else "")
