"""The whole contract against one DHIS2, and what differs as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import requests

from tests.contract import api, authorize, pages, sign_in, tokens
from tests.contract.asking import Visit
from tests.contract.judging import differences, location, media_type
from tests.contract.model import JSON, THERE, Answer, Case

CASES: tuple[Case, ...] = (*sign_in.CASES, *pages.CASES, *api.CASES, *tokens.CASES, *authorize.CASES)


@dataclass(frozen=True, slots=True)
class Row:
    """What was asked, what the contract says, and what was answered."""

    name: str
    expected: str
    answered: str
    differences: tuple[str, ...]


def compared(visit: Visit, cases: Iterable[Case] = CASES) -> Iterator[Row]:
    """Ask all that the contract has for this DHIS2."""
    for case in cases:
        expected = case.answer(visit.version)
        if expected is None or case.server not in {None, visit.server}:
            continue
        answer = visit.asked(case)
        yield Row(
            case.name, in_short(expected), seen_in_short(answer, visit),
            tuple(differences(expected, answer, visit.filled_in)),
        )  # fmt: skip


def table(rows: Iterable[Row]) -> str:
    """Rows that differ, as a Markdown table; nothing where none does."""
    differing = [row for row in rows if row.differences]
    if not differing:
        return ""
    cells = [(row.name, row.expected, row.answered, "; ".join(row.differences)) for row in differing]
    lines = [f"| {' | '.join(cell.replace('|', '¦').replace(chr(10), ' ') for cell in line)} |" for line in cells]
    return "\n".join(["| asked | expected | answered | differs |", "|---|---|---|---|", *lines])


def in_short(answer: Answer) -> str:
    """An answer of the contract in a few words."""
    code = next((str(value) for path, value in answer.json.items() if path.endswith(("errorCode", "error"))), "")
    leads = "→ " + ("…" if answer.location is THERE else str(answer.location)) if answer.location else ""
    return " ".join(filter(None, (str(answer.status), _kind(answer.type), code, leads)))


def seen_in_short(answer: requests.Response, visit: Visit) -> str:
    """An answer of a server in a few words."""
    code = ""
    if media_type(answer) == JSON:
        body = answer.json()
        reports = body.get("response", {}).get("errorReports") if isinstance(body, dict) else None
        code = reports[0].get("errorCode", "") if reports else ""
        code = code or (str(body.get("errorCode") or body.get("error") or "") if isinstance(body, dict) else "")
    leads_to = location(answer)
    leads = f"→ {leads_to.replace(visit.url, '$base')[:60]}" if leads_to else ""
    return " ".join(filter(None, (str(answer.status_code), _kind(media_type(answer)), code, leads)))


def _kind(media: str) -> str:
    return {"": "", JSON: "JSON"}.get(media) or media.rpartition("/")[2].upper()
