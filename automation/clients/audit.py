"""Judge all clients at once, as a security officer would."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from automation.clients import client_rules, uri_rules
from automation.clients.findings import AuditedServer, Finding, FindingSeverity, Rule
from automation.clients.lookalikes import CONFUSING_NAMES
from automation.clients.stored_client import StoredClient

RULES: tuple[Rule, ...] = (*uri_rules.RULES, *client_rules.RULES, CONFUSING_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was looked at, and what was found; a rule that does not apply to this DHIS2 has not passed."""

    findings: tuple[Finding, ...]
    applied: tuple[Rule, ...]

    @property
    def left_out(self) -> tuple[Rule, ...]:
        """The rules that do not apply to this DHIS2."""
        return tuple(rule for rule in RULES if rule not in self.applied)

    def reaching(self, least: FindingSeverity) -> tuple[Finding, ...]:
        """The findings that are as severe as that, or more."""
        return tuple(finding for finding in self.findings if finding.severity.reaches(least))

    def about(self, clients: Sequence[StoredClient]) -> "Audit":
        """The same without findings that are about none of these clients."""
        meant = {client.client_id for client in clients}
        return replace(self, findings=tuple(each for each in self.findings if not meant.isdisjoint(each.client_ids)))


def audit(clients: Sequence[StoredClient], server: AuditedServer) -> Audit:
    """What the rules that apply to this DHIS2 find of its clients, the most severe first."""
    applied = tuple(rule for rule in RULES if server.kind in rule.kinds)
    found = [finding for rule in applied for finding in rule.findings(clients, server)]
    order = [*FindingSeverity]
    found.sort(key=lambda finding: -order.index(finding.severity))
    return Audit(findings=tuple(found), applied=applied)
