"""What an audit asks of redirect URIs: who can listen on the way, and who is at their end."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, urlsplit

from automation.clients.findings import AuditedServer, FindingSeverity, Rule, Seen
from automation.clients.known_uris import applications_at
from automation.clients.redirect_uri import Reach, reach_of
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.clients.stored_client import StoredClient
from automation.errors import listed

_ALL = (SPRING_SECURITY_OAUTH, AUTHORIZATION_SERVER)
_NOWHERE = SplitResult("", "", "", "", "")


def _plain_http(clients: Sequence[StoredClient], _server: AuditedServer) -> Iterator[Seen]:
    for client in clients:
        public = [uri for uri in client.redirect_uris if _http_reach(uri) is Reach.EVERYBODY]
        private = [uri for uri in client.redirect_uris if _http_reach(uri) is Reach.A_NETWORK]
        if public:
            yield Seen(
                clients=[client], severity=FindingSeverity.CRITICAL,
                reason=f"a code for {listed(public, 'or')} travels unencrypted, so whoever is on its way can read it",
                cure="let the application answer at an https address, and enter that one instead.",
            )  # fmt: skip
        if private:
            yield Seen(
                clients=[client], severity=FindingSeverity.INFO,
                reason=f"a code for {listed(private, 'or')} travels unencrypted, in what looks like a private network",
                cure="see to it that nobody else is in that network; https is better there, too.",
            )  # fmt: skip


def _wildcard(clients: Sequence[StoredClient], _server: AuditedServer) -> Iterator[Seen]:
    for client in clients:
        if found := [uri for uri in client.redirect_uris if _has_wildcard(uri)]:
            yield Seen(
                clients=[client], severity=FindingSeverity.WARNING,
                reason=f"the * in {listed(found)} stands for itself alone in DHIS2, so an application that sends "
                "anything else there is refused",
                cure="enter each address that the application sends, whole.",
            )  # fmt: skip


def _unknown(clients: Sequence[StoredClient], _server: AuditedServer) -> Iterator[Seen]:
    for client in clients:
        if found := [uri for uri in client.redirect_uris if not applications_at(uri, client)]:
            yield Seen(
                clients=[client], severity=FindingSeverity.INFO,
                reason=f"no preset knows {listed(found)}",
                cure="ask whoever looks after the application whether the address is theirs.",
            )  # fmt: skip


def _shared(clients: Sequence[StoredClient], _server: AuditedServer) -> Iterator[Seen]:
    at: defaultdict[str, list[int]] = defaultdict(list)
    for number, client in enumerate(clients):
        for uri in dict.fromkeys(client.redirect_uris):
            if not _is_on_the_users_machine(uri):
                at[uri].append(number)
    of: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
    for uri, numbers in at.items():
        if len(numbers) > 1:
            of[tuple(numbers)].append(uri)
    for sharing, uris in of.items():
        yield Seen(
            clients=[clients[number] for number in sharing], severity=FindingSeverity.WARNING,
            reason=f"{listed(uris)} is where codes for each of them may go, so what answers there can have them all",
            cure="keep one client for each application, and delete the others if nobody uses them.",
        )  # fmt: skip


def _http_reach(uri: str) -> Reach | None:
    parts = _parts(uri)
    return reach_of(parts.hostname) if parts.scheme == "http" and parts.hostname else None


def _is_on_the_users_machine(uri: str) -> bool:
    """There any application may answer (RFC 8252 §7.3), so sharing it says nothing."""
    parts = _parts(uri)
    return parts.scheme in {"http", "https"} and reach_of(parts.hostname or "") is Reach.THIS_MACHINE


def _has_wildcard(uri: str) -> bool:
    """In a query a star may be meant as one."""
    return "*" in uri.partition("?")[0]


def _parts(uri: str) -> SplitResult:
    """Its parts; none of what is no URI."""
    try:
        parts = urlsplit(uri)
        _ = parts.hostname
    except ValueError:
        return _NOWHERE
    return parts


RULES: tuple[Rule, ...] = (
    Rule(
        id="http-uri", kinds=_ALL, severities=(FindingSeverity.CRITICAL, FindingSeverity.INFO), look=_plain_http,
        asks="Redirect URIs with plain http: critical on a host that everybody can reach, info in a private network.",
    ),
    Rule(
        id="wildcard-uri", kinds=_ALL, severities=(FindingSeverity.WARNING,), look=_wildcard,
        asks="Redirect URIs with a star.",
    ),
    Rule(
        id="unknown-uri", kinds=_ALL, severities=(FindingSeverity.INFO,), look=_unknown,
        asks="Redirect URIs that are of no application with a preset.",
    ),
    Rule(
        id="shared-uri", kinds=_ALL, severities=(FindingSeverity.WARNING,), look=_shared,
        asks="Redirect URIs that several clients have, other than on the user's own machine.",
    ),
)  # fmt: skip
