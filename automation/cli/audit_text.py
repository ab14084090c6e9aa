"""An audit for people to read: what was found, the most severe first, and what was looked for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from automation.clients.audit import Audit
from automation.clients.findings import Finding, FindingSeverity
from automation.clients.known_uris import applications_of
from automation.clients.stored_client import StoredClient
from automation.errors import listed

_HEADS = {
    FindingSeverity.CRITICAL: "✗ Critical",
    FindingSeverity.WARNING: "! Warnings",
    FindingSeverity.INFO: "- For information",
}


def audit_lines(found: Audit, clients: Sequence[StoredClient]) -> list[str]:
    """All findings, and a line that counts them; rules that do not apply to this DHIS2 are said not to."""
    lines = [*(line for severity in _HEADS for line in _of_severity(found, severity)), *_known(clients)]
    looked = f"{_number(len(clients), 'client')} by {_number(len(found.applied), 'rule')}"
    total = f"Found in {looked}: {_tally(found)}." if found.findings else f"Nothing found in {looked}."
    left_out = f"Not looked for, because it means nothing on this DHIS2: {listed([it.id for it in found.left_out])}."
    return [*lines, "", total, *([left_out] if found.left_out else [])]


def severe(findings: Sequence[Finding], least: FindingSeverity) -> str:
    """That there are findings which are as severe as that."""
    what = "critical" if least is FindingSeverity.CRITICAL else f"of severity {least} or more"
    return f"{_number(len(findings), 'finding')} {'is' if len(findings) == 1 else 'are'} {what}"


def _tally(found: Audit) -> str:
    """How many findings there are of each severity."""
    count = {severity: sum(each.severity is severity for each in found.findings) for severity in FindingSeverity}
    warnings = _number(count[FindingSeverity.WARNING], "warning")
    said = {FindingSeverity.CRITICAL: f"{count[FindingSeverity.CRITICAL]} critical", FindingSeverity.WARNING: warnings,
            FindingSeverity.INFO: f"{count[FindingSeverity.INFO]} for information"}  # fmt: skip
    return listed([text for severity, text in said.items() if count[severity]])


def _of_severity(found: Audit, severity: FindingSeverity) -> Iterator[str]:
    of_rules: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in found.findings:
        if finding.severity is severity:
            of_rules[finding.rule].append(finding)
    if of_rules:
        yield from ("", _HEADS[severity])
    for rule, findings in of_rules.items():
        yield f"  {rule}"
        yield from _of_rule(findings)
        yield f"    {findings[0].link}"


def _of_rule(findings: Sequence[Finding]) -> Iterator[str]:
    """Each reason once, with all clients that it is true of; and each cure once, below what it cures."""
    alike: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        alike[finding.cure][finding.reason].append(listed(finding.client_ids))
    for cure, reasons in alike.items():
        yield from (f"    {', '.join(ids)}: {reason}." for reason, ids in reasons.items())
        yield f"    Try: {cure}"


def _known(clients: Sequence[StoredClient]) -> Iterator[str]:
    """Whose clients these are, where a preset knows it."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    for client in clients:
        if applications := applications_of(client):
            known[listed([preset.title for preset in applications], "or")].append(client.client_id)
    if known:
        yield from ("", "With a redirect URI that is known:")
    for title, ids in known.items():
        yield f"    {title}: {', '.join(ids)}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
