"""What a command concluded, and the one place that prints it: for people, or as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from automation.cli.envelope import (
    SCHEMA,
    Checked,
    Client,
    Delivery,
    Difference,
    Endpoints,
    Envelope,
    Finding,
    Migration,
    Server,
    Trouble,
    as_plain,
)
from automation.cli.output import output
from automation.clients.difference import ClientOutcome
from automation.clients.difference import Difference as ClientDifference
from automation.clients.stored_client import StoredClient
from automation.errors import AutomationError, ExitCode
from automation.secrets.credentials import Credentials
from automation.secrets.env_file import STDOUT
from automation.secrets.formats import Format
from automation.verdict import Check, Outcome, ProofVerdict, Verdict

if TYPE_CHECKING:
    from automation.clients.audit import Audit
    from automation.flows.migrate import Migration as ClientMigration
    from automation.flows.section import ServerInfo
    from automation.flows.stored import CreatedClient


_HEADS = {
    ClientOutcome.CREATED: "Created {client} in {url}",
    ClientOutcome.RESUMED: "Created {client} in {url}",
    ClientOutcome.FOUND: "Found {client} in {url}",
    ClientOutcome.UNCHANGED: "Nothing to change: {client} in {url} is as asked",
    ClientOutcome.UPDATED: "Updated {client} in {url}",
    ClientOutcome.ROTATED: "Gave a new secret to {client} in {url}",
    ClientOutcome.DELETED: "Deleted {client} in {url}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a command has come to: what was found, made or changed, where the secret went, what went wrong.

    `credentials` are what is delivered, `file_format` is that of the file, or of standard output.
    `secret_to_stdout` says that it was to go there: then nothing else does, whether or not it went.
    `server` is the DHIS2 that was worked on, `clients` are those that were read there, `client` is the one that it was
    about, `outcome` what was done with it, and `differences` what was otherwise than wanted; a `result` has all that
    itself. `is_planned` says that nothing was done about them: it was only to be said. `audit` is how the clients were
    judged, `migrations` are the clients of another DHIS2 that were to be made there.
    `made` are the recordings, `unchanged` those that are as they were. `version_text` and `language` are those of the
    user's DHIS2, where no `result` has them.
    `lines` are an outcome that is told as it is, or follow a `result`; `document` is the same for programs in keys of
    its own. `conclusion` is the sentence that checks end with.
    `is_told` says that the checks were told while they were made.
    """

    url: str | None = None
    result: "CreatedClient | None" = None
    credentials: Credentials | None = None
    delivered_to: str | None = None
    file_format: Format = Format.DOTENV
    secret_to_stdout: bool = False
    verdict: Verdict | None = None
    lines: Sequence[str] = ()
    document: Mapping[str, Any] | None = None
    conclusion: str = ""
    is_told: bool = False
    settle: Callable[[], None] | None = None
    made: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    version_text: str = ""
    language: str = ""
    server: "ServerInfo | None" = None
    client: StoredClient | None = None
    clients: Sequence[StoredClient] | None = None
    outcome: ClientOutcome | None = None
    differences: Sequence[ClientDifference] | None = None
    is_planned: bool = False
    audit: "Audit | None" = None
    migrations: "Sequence[ClientMigration] | None" = None
    error: AutomationError | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The process's exit code."""
        return self.error.exit_code if self.error else ExitCode.DONE

    @property
    def whereabouts(self) -> str:
        """Where the secret is, for somebody who may not have been told."""
        if self.settle:
            return "`dhis2-oauth recover` has the secret."
        if self.delivered_to and self.delivered_to != STDOUT:
            return f"nothing more is to be done: the secret is in {self.delivered_to}."
        return ""


def render(report: Report, *, as_json: bool) -> None:
    """Print what a command concluded, as text or as JSON.

    Raises:
        OSError: standard output takes it not.
    """
    if as_json:
        output().json(document(report), hands_over=report.delivered_to == STDOUT)
        return
    if report.delivered_to == STDOUT and report.credentials:
        output().hand_over(report.credentials.written(report.file_format))
        output().say(*(summary(report) or report.lines))
    elif report.result and report.secret_to_stdout:
        output().say(*summary(report))
    elif report.result:
        output().result(*summary(report), *report.lines)
    elif report.verdict:
        checks = [] if report.is_told else verdict_lines(report.verdict)
        output().result(*checks, *filter(None, [report.conclusion]), *_made(report))
    elif report.lines:
        output().result(*report.lines)
    if report.error:
        output().error(report.error)


def document(report: Report) -> dict[str, Any]:
    """The report for programs, ready to be printed."""
    if report.document is not None:
        common = {"schema": SCHEMA, "ok": report.error is None, "error": as_plain(_error(report.error))}
        return common | dict(report.document)
    plain: dict[str, Any] = as_plain(envelope(report))
    return plain


def envelope(report: Report) -> Envelope:
    """The report for programs: the same keys for success and failure, None where nothing is known."""
    return Envelope(
        schema=SCHEMA,
        ok=report.error is None,
        client=_client(report),
        outcome=report.result.outcome if report.result else report.outcome,
        differences=_differences(report),
        clients=None if report.clients is None else tuple(map(_stored, report.clients)),
        migrations=None if report.migrations is None else tuple(map(_migration, report.migrations)),
        dhis2=_dhis2(report),
        endpoints=_endpoints(report),
        secret=Delivery(
            delivered_to=report.delivered_to,
            format=report.file_format if report.delivered_to else None,
            stored=report.result.secret_stored if report.result else None,
        ),
        made=tuple(map(str, report.made)),
        unchanged=tuple(map(str, report.unchanged)),
        verified=report.verdict.is_good if report.verdict else None,
        checks=tuple(Checked(**asdict(check)) for check in report.verdict.checks) if report.verdict else None,
        findings=_findings(report.audit) if report.audit else None,
        rules=tuple(rule.id for rule in report.audit.applied) if report.audit else None,
        error=_error(report.error),
    )


def summary(report: Report) -> list[str]:
    """The report for a person: what stands in DHIS2 now, and where the secret is."""
    result = report.result
    if result is None:
        return []
    client, server = result.credentials, result.server
    rows = [
        ("Client ID", client.client_id),
        ("Grant types", ", ".join(sorted(client.grant_types)) or "none"),
        *(("Redirect URI", uri) for uri in client.redirect_uris),
        ("Secret", _where_the_secret_is(report)),
        ("Authorize URL", result.credentials.endpoints.authorize),
        ("Token URL", result.credentials.endpoints.token),
        ("Profile URL", result.credentials.endpoints.profile),
    ]
    if client.name:
        rows.insert(0, ("Name", client.name))
    head = _HEADS[result.outcome].format(client=f"the OAuth2 client {client.client_id}", url=report.url)
    about = f"{server.release}, form “{server.dialect.name}” ({_why(result)})"
    listed = (f"  {label:<14} {value}" for label, value in rows)
    return [head, f"({about})", "", *listed, *_proof(report), *_made(report), *_otherwise(report)]


def verdict_lines(verdict: Verdict) -> list[str]:
    """One line a check, and one for what to try."""
    width = max((len(check.name) for check in verdict.checks), default=0)
    return [line for check in verdict.checks for line in check_lines(check, width)]


def check_lines(check: Check, width: int) -> list[str]:
    """One check, its name as wide as that."""
    marks = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.WARN: "!", Outcome.NOT_APPLICABLE: "-"}
    step = [f"  {'':<{width}}  Try: {check.next_step}"] if check.next_step else []
    return [f"{marks[check.outcome]} {check.name:<{width}}  {check.reason}", *step]


def _proof(report: Report) -> list[str]:
    verdict = report.verdict
    if verdict is None:
        return []
    if not isinstance(verdict, ProofVerdict) or not verdict.is_good:
        return ["", *verdict_lines(verdict)]
    rows = [("Proved", verdict.words)]
    if refused := verdict.refused:
        rows.append(("Refused", ", ".join(refused)))
    rows += [("Not tried", f"{grant}: {why}") for grant, why in verdict.untried.items()]
    return [f"  {label:<14} {value}" for label, value in rows]


def _otherwise(report: Report) -> list[str]:
    """What was not as asked, as a diff."""
    result = report.result
    if not result or not result.differences:
        return []
    is_done = result.outcome in {ClientOutcome.UPDATED, ClientOutcome.ROTATED}
    head = "Would change" if report.is_planned else "Changed" if is_done else "Not as asked"
    return ["", f"{head}:", *(f"  {line}" for each in result.differences for line in each.lines)]


def _made(report: Report) -> list[str]:
    return [
        f"  {label if number == 0 else '':<14} {path}"
        for label, paths in (("Made", report.made), ("Unchanged", report.unchanged))
        for number, path in enumerate(paths)
    ]


def _where_the_secret_is(report: Report) -> str:
    if report.delivered_to == STDOUT:
        return "on standard output"
    if report.delivered_to:
        return f"in {report.delivered_to} (only you can read that file)"
    if report.result and report.result.outcome in {ClientOutcome.UPDATED, ClientOutcome.UNCHANGED}:
        return "is as it was"
    if report.result and report.result.already_existed and not report.result.server.dialect.shows_stored_secret:
        return "was not read again: this page does not show it"
    return "was not delivered"


def _why(result: "CreatedClient") -> str:
    return {"flag": "as asked by --form", "page": "as the page shows", "version": "by its version"}[
        result.server.source
    ]


def _client(report: Report) -> Client | None:
    if report.result is None:
        return _stored(report.client) if report.client else None
    client = report.result.credentials
    return Client(
        name=client.name,
        client_id=client.client_id,
        grant_types=tuple(sorted(client.grant_types)),
        redirect_uris=client.redirect_uris,
        client_secret=client.secret if report.delivered_to == STDOUT else UNSET,
    )


def _stored(client: StoredClient) -> Client:
    """A client as DHIS2 has it; of its secret no more than its form."""
    settings = client.settings
    return Client(
        name=client.name,
        client_id=client.client_id,
        grant_types=tuple(sorted(client.grant_types)),
        redirect_uris=client.redirect_uris,
        uid=client.uid,
        secret_kept_as=client.secret_form,
        scopes=settings.scopes if settings else None,
        authentication_methods=settings.auth_methods if settings else None,
        pkce_required=settings.proof_key if settings else None,
        consent_required=settings.consent if settings else None,
        created=client.created or None,
        last_updated=client.last_updated or None,
    )


def _differences(report: Report) -> tuple[Difference, ...] | None:
    found = report.result.differences if report.result else report.differences
    return None if found is None else _plain(found)


def _plain(found: Sequence[ClientDifference]) -> tuple[Difference, ...]:
    return tuple(Difference(property=it.what, stored=it.stored, wanted=it.wanted) for it in found)


def _migration(found: "ClientMigration") -> Migration:
    return Migration(
        client_id=found.plan.client_id,
        outcome=found.outcome,
        changes=_plain(found.plan.changes),
        tell=tuple(word.sentence for word in found.plan.tell),
        secret_kept=found.plan.keeps_secret,
        delivered_to=str(found.delivered_to) if found.delivered_to else None,
        verified=found.verdict.is_good if found.verdict else None,
        error=_error(found.error),
    )


def _findings(found: "Audit") -> tuple[Finding, ...]:
    return tuple(
        Finding(rule=it.rule, severity=it.severity, client_ids=it.client_ids, reason=it.reason, cure=it.cure,
                link=it.link)
        for it in found.findings
    )  # fmt: skip


def _dhis2(report: Report) -> Server:
    server = report.result.server if report.result else report.server
    version_text = server.version_text if server else report.version_text
    return Server(
        url=report.url,
        version=version_text or None,
        dialect=server.dialect.name if server else None,
        dialect_source=server.source if server else None,
    )


def _endpoints(report: Report) -> Endpoints | None:
    if report.result is None:
        return None
    found = report.result.credentials.endpoints
    return Endpoints(authorize=found.authorize, token=found.token, profile=found.profile)


def _error(error: AutomationError | None) -> Trouble | None:
    return Trouble(code=error.code, message=error.message, hint=error.hint) if error else None
