"""Make the clients of a DHIS2 up to 2.41 anew on one of 2.42 or later, with their IDs, redirect URIs and secrets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from automation.account import Instance
from automation.browser.loss import BrowserGone, browser_errors
from automation.browser.session import BrowserSession
from automation.clients.client import ClientSpec
from automation.clients.difference import ClientOutcome
from automation.clients.migration import MigrationOutcome, MigrationPlan, NewServer, SecretFate, plan_migration, refused
from automation.clients.preset import Preset
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.clients.stored_client import StoredClient
from automation.dialects.compatibility import issues_with_dhis2
from automation.dialects.servers import rules_for
from automation.errors import AlreadyTaken, AutomationError, ConfigError, SecretUnusable, SignInRefused, Unreachable
from automation.flows.adopt import adopt, look_at
from automation.flows.create import create_client
from automation.flows.oauth_server import require_server
from automation.flows.options import CreateOptions
from automation.flows.provision import complete_created, prove_client
from automation.flows.read import chosen, read_details, read_list
from automation.flows.section import Section, ServerInfo, sign_in_and_open
from automation.flows.services import Services
from automation.flows.stored import CreatedClient
from automation.flows.verify import not_verified
from automation.secrets.credentials import Client
from automation.secrets.env_file import EnvFile, file_names_for, known_secret
from automation.secrets.formats import Format
from automation.secrets.secret import Secret
from automation.verdict import ProofVerdict
from automation.versions import Dhis2Version

# What bcrypt looks at; what comes after it would not count.
_LONGEST_SECRET = 72
_DONE = {
    ClientOutcome.CREATED: MigrationOutcome.CREATED,
    ClientOutcome.RESUMED: MigrationOutcome.RESUMED,
    ClientOutcome.UNCHANGED: MigrationOutcome.UNCHANGED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OldClient:
    """A client of the old DHIS2, with the secret that Edit shows; it is empty where that cannot be seen."""

    client: StoredClient
    secret: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The old DHIS2, and those of its clients that are to be migrated; `names` are those of their files."""

    server: ServerInfo
    clients: tuple[OldClient, ...]
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateOptions:
    """How clients are migrated: with `plan_only` nothing is changed, `folder` is where the files for applications go.

    Without a folder only new secrets are written, into the working directory.
    """

    plan_only: bool = False
    verify: bool = True
    folder: Path | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One client: its plan, and what has become of it."""

    plan: MigrationPlan
    outcome: MigrationOutcome = MigrationOutcome.PLANNED
    delivered_to: Path | None = None
    verdict: ProofVerdict | None = None
    error: AutomationError | None = None


@dataclass(slots=True)
class Course:
    """How far a migration has got, for whoever has to tell of it even if it is stopped."""

    source: Source
    server: ServerInfo | None = None
    migrations: list[Migration] = field(default_factory=list)

    @property
    def first_error(self) -> AutomationError | None:
        """What went wrong first."""
        return next((each.error for each in self.migrations if each.error), None)


def read_source(browser: BrowserSession, instance: Instance, only: Sequence[str], services: Services) -> Source:
    """Read the clients of the old DHIS2, all or `only` those of these IDs; nothing is changed there.

    Raises:
        ConfigError: it is no old one.
        AutomationError: they cannot be read.
    """
    section = sign_in_and_open(browser.page, instance, services)
    if section.server.dialect.server_kind is not SPRING_SECURITY_OAUTH:
        raise ConfigError(
            f"looking at the DHIS2 to migrate from, {section.server.base_url}",
            f"it is DHIS2 {section.server.version_text or '2.42 or later'}, whose clients need no migration",
            hint="--from names the one of 2.41 or before.", code="source_too_new",
        )  # fmt: skip
    every = read_list(section, services)
    clients = []
    for client in chosen(every, only) if only else every:
        services.redactor.spare(client.client_id)
        shown = read_details(section, client, services)
        stored = replace(client, name=shown.name, redirect_uris=shown.redirect_uris)
        clients.append(OldClient(client=stored, secret=shown.secret))
    return Source(server=section.server, clients=tuple(clients), names=file_names_for([it.client_id for it in every]))


def migrate(
    browser: BrowserSession, instance: Instance, course: Course, services: Services, options: MigrateOptions
) -> None:
    """Make the clients of the source on the new DHIS2, one after the other; `course` has what has become of each.

    What one client fails by does not stop the others.

    Raises:
        ConfigError: it is no new one, or the same as the source.
        AutomationError: no client can be made there (any more).
    """
    source, section = course.source, sign_in_and_open(browser.page, instance, services)
    _check_target(source.server, section)
    course.server = section.server
    course.migrations = [Migration(plan=plan) for plan in _plans(source, section)]
    if options.verify:
        _see_server(browser, section, services, plan_only=options.plan_only)
    there = {client.client_id for client in read_list(section, services)}
    job = _Job(browser=browser, section=section, source=source, services=services, options=options)
    for number, old in enumerate(source.clients):
        plan = course.migrations[number].plan
        if len(source.clients) > 1 and not options.plan_only:
            services.narrator.note(f"Client {number + 1} of {len(source.clients)}: {plan.client_id}")
        course.migrations[number] = job.settled(plan, old, is_there=plan.client_id in there)


def _check_target(source: ServerInfo, section: Section) -> None:
    target = section.server
    did = f"looking at the DHIS2 to migrate to, {target.base_url}"
    if target.base_url == source.base_url:
        raise ConfigError(did, "it is the one to migrate from", hint="name two: --from the old one, --to the new one.",
                          code="same_instance")  # fmt: skip
    if target.dialect.server_kind is not AUTHORIZATION_SERVER:
        is_old = f"it is DHIS2 {target.version_text or '2.41 or before'}, which has the old OAuth2 server"
        raise ConfigError(did, is_old,
                          hint="--to names the one of 2.42 or later.", code="target_too_old")  # fmt: skip


def _see_server(browser: BrowserSession, section: Section, services: Services, *, plan_only: bool) -> None:
    try:
        require_server(browser.page, section.instance.base_url, section.server.version, AUTHORIZATION_SERVER)
    except SecretUnusable as error:
        if not plan_only:
            raise
        services.narrator.note(f"{error.message}. {error.hint}")


def _plans(source: Source, section: Section) -> Iterator[MigrationPlan]:
    rules = rules_for(section.server.version)
    new = NewServer(
        version=section.server.version, endpoints=section.server.endpoints, scopes=rules.scopes,
        proof_key=rules.needs_proof_key, objections_to=partial(_objections, section.server.version),
    )  # fmt: skip
    for old in source.clients:
        # What is decoded there (RFC 6749 §2.3.1), and was not before.
        is_odd = ":" in old.client.client_id or bool(set("+%").intersection(old.client.client_id + old.secret.reveal()))
        yield plan_migration(old.client, source.server.endpoints, new, fate_of(old.secret), must_be_encoded=is_odd)


def _objections(version: Dhis2Version | None, preset: Preset) -> list[str]:
    return [issue.says for issue in issues_with_dhis2(preset, version)] if version else []


def fate_of(secret: Secret) -> SecretFate:
    """What becomes of an old secret on a DHIS2 that stores its bcrypt hash."""
    if not secret:
        return SecretFate.NOT_SHOWN
    is_long = len(secret.reveal().encode()) > _LONGEST_SECRET
    return SecretFate.TOO_LONG if is_long else SecretFate.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """The new DHIS2, and how clients get there."""

    browser: BrowserSession
    section: Section
    source: Source
    services: Services
    options: MigrateOptions

    def settled(self, plan: MigrationPlan, old: OldClient, *, is_there: bool) -> Migration:
        """One client as far as it gets.

        Raises:
            AutomationError: no other client would get any further.
        """
        if plan.spec is None:
            return Migration(plan=plan, outcome=MigrationOutcome.CANNOT, error=refused(plan))
        secret = old.secret if plan.secret is SecretFate.KEPT else None
        browser = self.browser.page.context.browser
        assert browser is not None  # noqa: S101 - only persistent contexts have none, and we make none
        try:
            with browser_errors(browser):
                if self.options.plan_only:
                    return self._foreseen(plan, plan.spec, secret, is_there=is_there)
                return self._migrated(plan, plan.spec, secret, is_there=is_there)
        except (BrowserGone, SignInRefused, Unreachable):
            raise
        except AlreadyTaken as error:
            return Migration(plan=plan, outcome=MigrationOutcome.CONFLICT, error=error)
        except AutomationError as error:
            return Migration(plan=plan, outcome=MigrationOutcome.FAILED, error=error)
        finally:
            self.services.journal.release()

    def _foreseen(self, plan: MigrationPlan, spec: ClientSpec, secret: Secret | None, *, is_there: bool) -> Migration:
        if not is_there:
            return Migration(plan=plan)
        found = look_at(self.browser.page, self.section, spec, self._known(plan, secret), self.services)
        return Migration(plan=plan, outcome=MigrationOutcome.PLANNED if found.is_unfinished
                         else MigrationOutcome.UNCHANGED)  # fmt: skip

    def _migrated(self, plan: MigrationPlan, spec: ClientSpec, secret: Secret | None, *, is_there: bool) -> Migration:
        self.services.journal.claim(self.section.instance.base_url, spec.client_id)
        file = self._file(plan, secret, is_there=is_there)
        created = self._there(plan, spec, secret) if is_there else self._made(plan, spec, secret, file)
        # As who signed in first: the proof signs in like that, and not with the session that is open.
        created = replace(created, instance=self.section.instance)
        if created.entry and not created.secret_stored:
            created = complete_created(self.browser.page, created, self.services)
        verdict = None
        if self.options.verify:
            verdict = prove_client(self.browser, created, self.services)
            if not verdict.is_good:
                raise not_verified(verdict, spec.client_id)
        if file:
            file.deliver(created.credentials)
        if created.entry:
            self.services.journal.remove(created.entry)
        return Migration(plan=plan, outcome=_DONE[created.outcome], verdict=verdict,
                         delivered_to=file.path if file else None)  # fmt: skip

    def _made(
        self, plan: MigrationPlan, spec: ClientSpec, secret: Secret | None, file: EnvFile | None
    ) -> CreatedClient:
        # A secret that is in no file need not fit into one.
        options = CreateOptions(secret=secret, file_format=file.file_format if file else Format.JSON)
        try:
            return create_client(self.browser.page, self.section.instance, spec, self.services, options)
        except AlreadyTaken:
            # Perhaps another run has made it since the list was read.
            return self._there(plan, spec, secret)

    def _there(self, plan: MigrationPlan, spec: ClientSpec, secret: Secret | None) -> CreatedClient:
        return adopt(self.browser.page, self.section, spec, self._known(plan, secret), self.services)

    def _known(self, plan: MigrationPlan, secret: Secret | None) -> list[Secret]:
        """The secrets that the client may have if it is ours."""
        if secret:
            return [secret]
        url = self.section.instance.base_url
        left = [entry.secret for entry in self.services.journal.entries_of(url, plan.client_id)[::-1]]
        delivered = known_secret(self._path(plan.client_id), plan.client_id)
        return [*left, *filter(None, [delivered])]

    def _file(self, plan: MigrationPlan, secret: Secret | None, *, is_there: bool) -> EnvFile | None:
        """Where the client's values go; seen to be of use before anything is entered.

        Raises:
            ConfigError: it cannot be written, or holds something else.
        """
        if self.options.folder is None and secret:
            return None
        # The new secret of a client that is not there yet is in no file.
        is_kept = bool(secret) or is_there
        file = EnvFile(self._path(plan.client_id), overwrite=self.options.overwrite, same_is_fine=is_kept)
        file.check()
        if secret and plan.spec:
            client = Client(client_id=plan.client_id, secret=secret, grant_types=plan.spec.grant_types,
                            redirect_uris=plan.spec.redirect_uris)  # fmt: skip
            file.check_kept(client.at(self.section.server.endpoints))
        return file

    def _path(self, client_id: str) -> Path:
        return (self.options.folder or Path()) / f"{self.source.names[client_id]}.dhis2-oauth{Format.DOTENV.suffix}"
