"""`dhis2-oauth migrate`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import PageSettings, at_page, folder
from automation.cli.connection import SOURCE, TARGET, URL, read_browsers, read_target, read_url, state_folder
from automation.cli.group import command, under
from automation.cli.missing import complete, target_needs
from automation.cli.options import (
    CLIENT,
    OUTPUT,
    PROOF,
    SECRET,
    SIGN_IN,
    BrowserFlags,
    InstanceFlags,
    account_options,
    browser_basics,
    option,
    session_option,
    takes,
    telling_options,
)
from automation.cli.parameter_types import FOLDERS
from automation.cli.progress import Progress, progress
from automation.cli.render import Report
from automation.clients.needs import FROM_PASSWORD, PASSWORD, Need
from automation.errors import AutomationError, ConfigError
from automation.flows.services import Services
from automation.network.options import ConnectionOptions
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.migrate import Course, Source

_FLOW = [
    "automation.flows.migrate", "automation.network.http", "authlib.integrations.requests_client",
]  # fmt: skip
_FROM = replace(URL, name="from_url", flag="--from", word="Address of the old DHIS2, with its context path",
                example="https://old.example.org/dhis")  # fmt: skip
_TO = replace(URL, flag="--to", word="Address of the new DHIS2, with its context path",
              example="https://new.example.org/dhis")  # fmt: skip
_DID = "migrating the clients"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFlags:
    """Which DHIS2 the clients are read from, and who signs in there."""

    from_url: str | None = None
    from_username: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateFlags:
    """All that `migrate` is told."""

    source: SourceFlags = field(default_factory=SourceFlags)
    instance: InstanceFlags = field(default_factory=InstanceFlags)
    connection: ConnectionOptions = field(default_factory=ConnectionOptions)
    browser: BrowserFlags = field(default_factory=BrowserFlags)
    only: tuple[str, ...] = ()
    plan: bool = False
    output_dir: str | None = None
    force: bool = False
    verify: bool = True
    quiet: bool = False

    @property
    def old(self) -> InstanceFlags:
        """The old DHIS2; who signs in to both need be named once."""
        username = self.source.from_username or self.instance.username
        return replace(self.instance, url=self.source.from_url, username=username)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """Both instances, and the journal, checked before a browser starts."""

    source: PageSettings
    target: PageSettings
    journal: Journal
    folder: Path | None


@command(
    example="dhis2-oauth migrate --from https://old.example.org/dhis --to https://new.example.org/dhis "
    "--username admin --plan"
)
@under(
    SIGN_IN,
    option("--from", "from_url", env="DHIS2_FROM_URL", metavar="URL",
           help="The old DHIS2, up to 2.41, with its context path. It is only read."),
    option("--from-username", env="DHIS2_FROM_USERNAME", metavar="NAME",
           help="Who signs in there [default: as --username]. The password is read from DHIS2_FROM_PASSWORD, .env or "
                "a prompt."),
    option("--to", "--url", "url", env="DHIS2_URL", metavar="URL",
           help="The new DHIS2, 2.42 or later, with its context path."),
)  # fmt: skip
@account_options
@session_option
@under(
    CLIENT,
    click.option("--only", metavar="CLIENT_ID", multiple=True, help="Migrate this client alone (repeatable)."),
    click.option("--plan", is_flag=True, help="Say what would change and who must be told; change nothing."),
)
@under(
    SECRET,
    option("--output-dir", env="DHIS2_OAUTH_OUTPUT_DIR", metavar="DIR", type=OUTPUT, shell_complete=FOLDERS,
           help="Write a file there for each application, mode 0600, with the new addresses [default: only where a "
                "secret is a new one, into the working directory]."),
    option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace files there that hold something else."),
)  # fmt: skip
@under(
    PROOF,
    option("--verify/--no-verify", "verify", env="DHIS2_OAUTH_VERIFY", default=True, show_default=True,
           help="Prove each client on the new DHIS2 with a real OAuth2 flow."),
)  # fmt: skip
@telling_options
@browser_basics
@click.pass_obj
@takes(MigrateFlags)
def migrate(redactor: Redactor, given: MigrateFlags) -> Report:
    """Make the clients of a DHIS2 up to 2.41 anew on 2.42 or later.

    DHIS2's upgrade takes no client along. Each keeps its client ID, its redirect URIs and its secret, and is proved.
    The old DHIS2 is only read. Stop it anywhere: the same command run again carries on.
    """
    given = complete(given, _needs, asks=True)
    narrator = progress(quiet=given.quiet)
    settings = _read(given, redactor, narrator)
    services = Services(narrator=narrator, journal=settings.journal, redactor=redactor)
    found: list[Source] = []
    report = at_page(
        settings.source,
        services,
        lambda browser, services: _source(browser, services, settings, given),
        _kept_in(found),
        did="reading the clients to be migrated",
        loads=_FLOW,
    )
    return report if report.error else _migrated(settings, services, found[0], given)


def _kept_in(found: list["Source"]) -> Callable[["Source"], Report]:
    def keep(source: "Source") -> Report:
        found.append(source)
        return Report(url=source.server.base_url)

    return keep


def _needs(given: MigrateFlags) -> list[Need]:
    lacking = [] if given.source.from_url else [_FROM]
    lacking += [_TO if need is URL else need for need in target_needs(given.instance)]
    return [*lacking, *([FROM_PASSWORD] if PASSWORD in target_needs(given.old, SOURCE) else [])]


def _read(given: MigrateFlags, redactor: Redactor, narrator: Progress) -> _Settings:
    urls = [read_url(given.old), read_url(given.instance)]
    if urls[0] == urls[1]:
        raise ConfigError("reading the command line", f"--from and --to are the same DHIS2, {urls[0]}",
                          hint="name two: --from the old one, --to the new one.", code="same_instance")  # fmt: skip
    journal = Journal(state_folder(given.instance.state_dir))
    journal.check()
    output_dir = folder("--output-dir", given.output_dir)
    old = read_target(given.old, redactor, narrator, SOURCE)
    new = read_target(given.instance, redactor, narrator, TARGET)
    for openly_given in (*urls, old.instance.username, new.instance.username, *given.only):
        redactor.spare(openly_given)
    browsers = read_browsers(urls, given.connection, given.browser, redactor)
    return _Settings(
        source=PageSettings(target=old, browser=browsers[0]),
        target=PageSettings(target=new, browser=browsers[1]),
        journal=journal,
        folder=output_dir,
    )


def _source(browser: "BrowserSession", services: Services, settings: _Settings, given: MigrateFlags) -> "Source":
    from automation.flows.migrate import read_source

    return read_source(browser, settings.source.target.instance, given.only, services)


def _migrated(settings: _Settings, services: Services, source: "Source", given: MigrateFlags) -> Report:
    from automation.flows.migrate import Course, MigrateOptions
    from automation.flows.migrate import migrate as migrate_all

    course = Course(source=source)
    options = MigrateOptions(
        plan_only=given.plan, verify=given.verify, folder=settings.folder, overwrite=given.force,
    )  # fmt: skip

    def job(browser: "BrowserSession", services: Services) -> Course:
        migrate_all(browser, settings.target.target.instance, course, services, options)
        return course

    def left(error: AutomationError) -> AutomationError:
        return error.with_hint("What is made stays; run the same command again, and it carries on.")

    # What is only planned fails by nothing.
    report = at_page(settings.target, services, job, lambda _: Report(error=None if given.plan else course.first_error),
                     did=_DID, loads=_FLOW, left=left)  # fmt: skip
    settings.journal.release()
    url = course.server.base_url if course.server else settings.target.target.instance.base_url
    return replace(report, url=url, server=course.server, migrations=course.migrations,
                   lines=_lines(course, is_plan=given.plan))  # fmt: skip


def _lines(course: "Course", *, is_plan: bool) -> Sequence[str]:
    from automation.cli.migration_texts import counted, plan_lines, results

    if course.server is None:
        return []
    old, new = (f"{it.base_url} ({it.release})" for it in (course.source.server, course.server))
    number = len(course.migrations)
    head = [f"{number} OAuth2 client{'' if number == 1 else 's'}", f"  from {old}", f"  to   {new}"]
    plans = [line for each in course.migrations for line in ["", *plan_lines(each.plan)]]
    if not number:
        return head
    return [*head, *plans, "", "As it stands:" if is_plan else "Result:", *results(course.migrations), "",
            f"{'The plan' if is_plan else 'In all'}: {counted(course.migrations)}."]  # fmt: skip
