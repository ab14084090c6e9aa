"""`dhis2-oauth rotate`."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import PageSettings, at_section, read_page
from automation.cli.confirm import check_somebody_can_confirm, confirm
from automation.cli.connection import state_folder
from automation.cli.group import DHIS2, command, under
from automation.cli.missing import client_id_needs, complete, output_needs, target_needs
from automation.cli.options import (
    PROOF,
    SECRET,
    TELLING,
    NeededArgument,
    PageFlags,
    dry_run_option,
    option,
    page_options,
    takes,
    telling_options,
    together,
    verify_option,
)
from automation.cli.own_file import OwnFileFlags, own_file, own_file_options
from automation.cli.progress import Progress, progress
from automation.cli.render import Report
from automation.clients.needs import Need
from automation.clients.stored_client import StoredClient
from automation.errors import AutomationError
from automation.flows.services import NO_OBSERVER, Observer, Services
from automation.secrets.credentials import Client
from automation.secrets.env_file import Destination, EnvFile
from automation.secrets.formats import Format
from automation.secrets.journal import EntryState, Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.provision import Provisioned
    from automation.flows.section import Section

_USUAL = Format.DOTENV
_ASKING = "asking whether the client may be deleted and made anew"
_GAP = "With --ui-only {client} is deleted and made anew: until that is done nobody can sign in through it."


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateFlags(PageFlags):
    """All that `rotate` is told."""

    client_id: str | None = None
    own_file: OwnFileFlags = field(default_factory=OwnFileFlags)
    keep_previous: bool = False
    verify: bool = True
    ui_only: bool = False
    mend: bool = False
    yes: bool = False
    dry_run: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Everything `rotate` needs, checked before a browser starts."""

    page: PageSettings
    client_id: str
    file: EnvFile | None
    journal: Journal
    given: RotateFlags


rotate_options = together(
    click.argument("client_id", cls=NeededArgument),
    own_file_options,
    under(
        SECRET,
        click.option("--keep-previous", is_flag=True,
                     help="Keep what FILE was in FILE.previous: the old secret, which DHIS2 takes no longer."),
    ),
    under(
        PROOF,
        verify_option,
        option("--ui-only", env="DHIS2_OAUTH_UI_ONLY", is_flag=True,
               help="Do nothing that the page cannot do: up to 2.41 the client is deleted and made anew."),
        click.option("--mend", is_flag=True,
                     help="From 2.42.7 and 2.43.2 on: give an older client what DHIS2 insists on by now, PKCE and "
                          "scopes; without that it takes no change of it."),
        click.option("--yes", is_flag=True, help="With --ui-only: do not ask whether the client may be deleted."),
    ),
    page_options,
    telling_options,
)  # fmt: skip


@command(example=f"dhis2-oauth rotate georegistry {DHIS2} --output georegistry.dhis2-oauth.env")
@rotate_options
@under(TELLING, dry_run_option)
@click.pass_obj
@takes(RotateFlags)
def rotate(redactor: Redactor, given: RotateFlags) -> Report:
    """Give an OAuth2 client a new secret, and prove it.

    CLIENT_ID is its client ID; all else of it stays. No form of DHIS2 can change a secret, so it is done with DHIS2's
    API and the session of who signs in. It holds at once. If the new secret does not work, the old one is put back.
    """
    given = complete(given, rotate_needs, asks=True)
    narrator = progress(quiet=given.quiet)
    return run(read_rotation(given, redactor, narrator), redactor, narrator)


def rotate_needs(given: RotateFlags) -> list[Need]:
    """What it lacks."""
    lacking = [*client_id_needs(given.client_id), *target_needs(given.instance)]
    return lacking if given.dry_run else [*lacking, *output_needs(given.own_file.output)]


def read_rotation(given: RotateFlags, redactor: Redactor, narrator: Progress) -> Rotation:
    """Its settings; from here on no other run is at this client.

    Raises:
        ConfigError: something is missing or wrong.
    """
    client_id = given.client_id or ""
    check_somebody_can_confirm(_ASKING, is_sure=given.yes or given.dry_run or not given.ui_only)
    journal = Journal(state_folder(given.instance.state_dir))
    journal.check()
    file = own_file(given.own_file, client_id, keeps_previous=given.keep_previous)
    page = read_page(given, redactor, narrator)
    journal.claim(page.target.instance.base_url, client_id)
    redactor.spare(client_id)
    return Rotation(page=page, client_id=client_id, file=file, journal=journal, given=given)


def run(rotation: Rotation, redactor: Redactor, narrator: Progress, observer: Observer = NO_OBSERVER) -> Report:
    """Rotate, deliver, and say what happened; then other runs may be at the client."""
    services = Services(narrator=narrator, observer=observer, journal=rotation.journal, redactor=redactor)
    try:
        return at_section(
            rotation.page, services, partial(_job, rotation, narrator), partial(_report, rotation),
            did="giving the client a new secret", left=partial(_left, rotation),
        )  # fmt: skip
    finally:
        rotation.journal.release()


def _job(
    rotation: Rotation, narrator: Progress, section: "Section", browser: "BrowserSession", services: Services
) -> "Provisioned | StoredClient":
    from automation.flows.read import find_clients
    from automation.flows.remake import check_can_remake, remake_client
    from automation.flows.rotate import rotate_client

    client_id, given = rotation.client_id, rotation.given
    rotation.journal.claim(section.instance.base_url, client_id)
    left = rotation.journal.entries_of(section.instance.base_url, client_id)
    carries_on = any(entry.state is EntryState.TO_BE_REPLACED for entry in left)
    if given.ui_only:
        check_can_remake(section)
    if given.dry_run:
        return find_clients(section, [client_id], services)[0]
    if rotation.file:
        unknown = Client(client_id=client_id, secret=Secret(""), redirect_uris=())
        rotation.file.check_kept(unknown.at(section.server.endpoints))
    if given.ui_only or carries_on:
        # Whoever was stopped in between had said yes.
        asking = _sure if given.yes or not given.ui_only else partial(_confirm, narrator)
        return remake_client(browser, section, client_id, services, confirm=asking, verify=given.verify)
    (client,) = find_clients(section, [client_id], services)
    return rotate_client(browser, section, client, services, verify=given.verify, mend=given.mend)


def _confirm(narrator: Progress, client: StoredClient) -> None:
    from automation.cli.client_texts import details

    told = [_GAP.format(client=client.client_id), *details(client)]
    confirm(_ASKING, told, "Delete it and make it anew? [y/N]", narrator)


def _sure(_client: StoredClient) -> None:
    """Nobody is asked."""


def _report(rotation: Rotation, found: "Provisioned | StoredClient") -> Report:
    from automation.flows.deliver import deliver

    url = rotation.page.target.instance.base_url
    if isinstance(found, StoredClient):
        how = "by deleting it and making it anew" if rotation.given.ui_only else "through DHIS2's API"
        told = f"Would give the OAuth2 client {found.client_id} in {url} a new secret, {how}. Nothing was changed."
        return Report(url=url, client=found, lines=[told])
    destination = Destination(file=rotation.file, file_format=rotation.file.file_format if rotation.file else _USUAL)
    delivery = deliver(found, destination, rotation.journal)
    done = found.created
    return Report(
        url=done.instance.base_url, result=done, credentials=done.credentials, verdict=found.verdict,
        file_format=destination.file_format, delivered_to=delivery.to, error=delivery.error,
    )  # fmt: skip


def _left(rotation: Rotation, error: AutomationError) -> AutomationError:
    from automation.flows.deliver import with_what_is_left

    return with_what_is_left(error, rotation.journal, client_id=rotation.client_id, file=rotation.file)
