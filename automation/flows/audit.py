"""Judge all clients of a DHIS2 by the rules."""

from collections.abc import Sequence

from automation.clients.audit import Audit, audit
from automation.clients.findings import AuditedServer
from automation.clients.stored_client import StoredClient
from automation.dialects.servers import has_oauth_server, rules_for, server_kind_of
from automation.flows.section import ServerInfo
from automation.flows.services import Services
from automation.narrator import Step, narrated


def audit_clients(clients: Sequence[StoredClient], server: ServerInfo, services: Services) -> Audit:
    """What the rules that apply to this DHIS2 find of these clients, which should be all that it has."""
    with narrated(services.narrator, Step.AUDIT, f"{len(clients)} clients"):
        return audit(clients, audited(server))


def audited(server: ServerInfo) -> AuditedServer:
    """What the rules have to know of a DHIS2; where its version is not known, the form tells of which kind it is."""
    version = server.version
    if version is None:
        return AuditedServer(kind=server.dialect.server_kind)
    rules = rules_for(version)
    return AuditedServer(
        kind=server_kind_of(version), version=version, has_server=has_oauth_server(version), scopes=rules.scopes,
        insists_on_pkce=rules.needs_proof_key,
    )  # fmt: skip
