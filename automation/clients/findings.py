"""What an audit finds: how severe it is, of which clients, why, and what to do about it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from automation.clients.server_kind import ServerKind
from automation.clients.stored_client import StoredClient
from automation.versions import Dhis2Version

# The site that pyproject.toml names; the page has a heading for each rule, which is the rule's ID.
DOCS: Final = "https://dhis2-oauth.github.io/dhis2-oauth/reference/audit/"


class FindingSeverity(StrEnum):
    """How severe a finding is, the least severe first."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    def reaches(self, least: "FindingSeverity") -> bool:
        """Whether it is as severe as that, or more."""
        order = [*FindingSeverity]
        return order.index(self) >= order.index(least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule has found of some clients; `rule` is its ID, which never changes."""

    rule: str
    severity: FindingSeverity
    client_ids: tuple[str, ...]
    reason: str
    cure: str

    @property
    def link(self) -> str:
        """Where the documents say more of the rule."""
        return f"{DOCS}#{self.rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedServer:
    """What the rules have to know of a DHIS2.

    `has_server` says whether it has an OAuth2 server at all, `scopes` are those without which its API takes no token
    of 2.42 and later, and `insists_on_pkce` says that it stores no client without PKCE any more.
    """

    kind: ServerKind
    version: Dhis2Version | None = None
    has_server: bool = True
    scopes: tuple[str, ...] = ()
    insists_on_pkce: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a rule has seen before it has a name: the clients, why it matters, and what to do."""

    clients: Sequence[StoredClient]
    severity: FindingSeverity
    reason: str
    cure: str


Look = Callable[[Sequence[StoredClient], AuditedServer], Iterator[Seen]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that is looked for; `id` never changes.

    `asks` and `severities` are for people. `kinds` are the kinds of OAuth2 server that it applies to.
    """

    id: str
    asks: str
    severities: tuple[FindingSeverity, ...]
    kinds: tuple[ServerKind, ...]
    look: Look

    def findings(self, clients: Sequence[StoredClient], server: AuditedServer) -> Iterator[Finding]:
        """What it finds of these clients."""
        for seen in self.look(clients, server):
            yield Finding(
                rule=self.id, severity=seen.severity, client_ids=tuple(client.client_id for client in seen.clients),
                reason=seen.reason, cure=seen.cure,
            )  # fmt: skip
