"""Create an OAuth2 client the way a person does, and prove on the page that it was stored."""

from dataclasses import replace

from playwright.sync_api import Page, Response

from automation.account import Instance
from automation.clients.client import ClientSpec
from automation.clients.difference import ClientOutcome, differences
from automation.clients.rules import check_client, check_client_for
from automation.dialects.ui import edit_is_broken
from automation.errors import AutomationError, NotSaved, PageStumbled
from automation.flows.fill import confirmed, fill, refuse_unknown_grants, see_filled
from automation.flows.oauth_server import require_server
from automation.flows.options import CreateOptions, IfExists
from automation.flows.read import find_clients
from automation.flows.save_answers import FAILED, NOT_STORED, is_before_save, is_definite, why_not_saved
from automation.flows.section import Section, reopened, sign_in_and_open
from automation.flows.services import Services
from automation.flows.stored import (
    CreatedClient,
    keep_existing,
    read_client,
    refuse_existing,
    refuse_known_name,
    resume,
    stored_client,
    unfinished,
)
from automation.flows.update import Changes, update_client
from automation.narrator import Step, narrated
from automation.pages.client_form import ClientForm, Namesake
from automation.secrets import formats
from automation.secrets.credentials import Client
from automation.secrets.journal import Entry, EntryState


def create_client(
    page: Page,
    instance: Instance,
    spec: ClientSpec,
    services: Services | None = None,
    options: CreateOptions | None = None,
) -> CreatedClient:
    """Sign in, open the section, press +, fill the form, note the secret, save, see it stored.

    A page that stumbles before Save is opened once more. A client that an earlier run left half done is finished;
    no other run with the same journal is at that client meanwhile.

    Raises:
        AutomationError: the subclass says what to do next.
    """
    services, options = services or Services(), options or CreateOptions()
    check_client(spec)
    section = sign_in_and_open(page, instance, services, options)
    services.journal.claim(section.instance.base_url, spec.client_id)
    if options.needs_server:
        require_server(page, section.instance.base_url, section.server.version, section.server.dialect.server_kind)
    return make_client(page, section, spec, services, options)


def make_client(
    page: Page, section: Section, spec: ClientSpec, services: Services, options: CreateOptions
) -> CreatedClient:
    """The same in a section that is open.

    Raises:
        AutomationError: the subclass says what to do next.
    """
    try:
        return _made(page, section, spec, services, options)
    except PageStumbled as stumble:
        services.narrator.note(f"{stumble.message}; the page is opened once more.")
    section = reopened(page, section, services)
    return _made(page, section, spec, services, options)


def _made(page: Page, section: Section, spec: ClientSpec, services: Services, options: CreateOptions) -> CreatedClient:
    left = unfinished(section, spec, services)
    if options.if_exists is IfExists.FAIL and not left:
        # Otherwise the check of the client ID decides: the client of that name may be the one.
        refuse_known_name(section, spec)
    with narrated(services.narrator, Step.PRESS_ADD, at=[section.clients.add_button]):
        form = section.clients.add()
        section = confirmed(section, form)
        form = replace(form, dialect=section.server.dialect)
    refuse_unknown_grants(section.server.dialect, spec)
    check_client_for(spec, section.server.dialect.server_kind)
    namesakes = fill(form, spec, services.narrator)
    if namesakes:
        form.cancel()
        found = resume(page, section, spec, namesakes[0], services, left=left)
        return found or _existing(section, spec, namesakes[0], services, options)
    entry = _note_secret(form, section, spec, services, options)
    section = _save(page, form, section, spec, entry=entry, services=services)
    saved = services.journal.mark_saved(entry, with_secret=section.server.dialect.shows_stored_secret)
    _forget_never_stored(left, services)
    return _proven(section, spec, saved, services)


def _existing(
    section: Section, spec: ClientSpec, found: Namesake, services: Services, options: CreateOptions
) -> CreatedClient:
    """The client of that ID that is there already, as it is or changed, as was asked."""
    if options.if_exists is IfExists.FAIL:
        raise refuse_existing(section, spec)
    if options.if_exists is IfExists.KEEP:
        return keep_existing(section, spec, found, services)
    (client,) = find_clients(section, [spec.client_id], services)
    changes = Changes(name=spec.name if options.renames else None, grant_types=spec.grant_types,
                      redirect_uris=spec.redirect_uris)  # fmt: skip
    return update_client(section, client, changes, services)


def _note_secret(
    form: ClientForm, section: Section, spec: ClientSpec, services: Services, options: CreateOptions
) -> Entry:
    """Read the whole form before Save, refuse what is not as asked or could not be delivered, put the secret on disk.

    Raises:
        ConfigError: it could not be delivered afterwards, or not be put on disk.
        NotSaved, PageStumbled: the form is not as asked.
    """
    with narrated(services.narrator, Step.NOTE_SECRET, at=[form.secret]):
        client = see_filled(form, spec, section, services)
        if not client.secret:
            raise PageStumbled("filling the form", "the form shows no client secret",
                               hint="nothing was saved; try again.", code="form_not_filled")  # fmt: skip
        if options.secret and not section.server.dialect.shows_stored_secret:
            client = replace(client, secret=services.redactor.register(options.secret))
        credentials = client.at(section.server.endpoints)
        formats.check_writable_values(credentials.values(), options.file_format)
        return services.journal.begin(credentials, url=section.instance.base_url, version=section.server.version_text)


def _save(
    page: Page, form: ClientForm, section: Section, spec: ClientSpec, *, entry: Entry, services: Services
) -> Section:
    """Press Save, and find out what became of it when DHIS2 does not say; the section where the client can be seen.

    Raises:
        AlreadyTaken, NotSaved: DHIS2 did not store it, or nobody can say whether it did.
        PageStumbled: what failed came before Save; nothing was stored.
    """
    try:
        with narrated(services.narrator, Step.SAVE, at=[form.save_button]):
            answer = form.save()
            refusal = why_not_saved(answer, spec)
            if refusal:
                raise _settled(answer, refusal, entry, services)
            form.see_closed()
    except NotSaved as doubt:
        if doubt.code == NOT_STORED:
            raise
        return _looked_for(page, section, spec, doubt, entry=entry, services=services)
    return section


def _settled(answer: Response, refusal: AutomationError, entry: Entry, services: Services) -> AutomationError:
    """What is certain is settled: without a stored client its secret is worth nothing."""
    if is_definite(answer):
        services.journal.remove(entry)
    elif is_before_save(answer):
        services.journal.remove(entry)
        return PageStumbled(refusal.did, refusal.saw, hint="nothing was saved; try again.", code="save_not_reached")
    return refusal


def _looked_for(
    page: Page, section: Section, spec: ClientSpec, doubt: NotSaved, *, entry: Entry, services: Services
) -> Section:
    """Open the section anew and look whether the client is in the list, as a person would."""
    label = section.server.dialect.list_label(spec.name, spec.client_id)
    services.narrator.note(f"{doubt.saw}; looking whether {label!r} was stored all the same.")
    try:
        section = reopened(page, section, services)
    except AutomationError as error:
        raise doubt.with_hint(f"Whether it was stored could not be seen either ({error.saw}).") from None
    if section.clients.has(label):
        return section
    if doubt.code == FAILED:
        services.journal.remove(entry)
        raise doubt.with_hint("nothing was stored: the client is not in the list. See DHIS2's log.")
    raise doubt.with_hint("the client is not in the list; it may yet appear there if DHIS2 is still at it.")


def _forget_never_stored(left: list[Entry], services: Services) -> None:
    """The client ID was free until now, so what other runs were about to save is not stored and cannot be.

    Not before Save: one of them may be at it this very moment, and its secret must not be lost.
    """
    for entry in left:
        if entry.state is EntryState.ABOUT_TO_SAVE:
            services.journal.remove(entry)


def _proven(section: Section, spec: ClientSpec, entry: Entry, services: Services) -> CreatedClient:
    """See the row, open it again, compare."""
    dialect = section.server.dialect
    label = dialect.list_label(spec.name, spec.client_id)
    with narrated(services.narrator, Step.SEE_IN_LIST, label, [section.clients.row(label)]):
        section.clients.see(label)
    if edit_is_broken(section.server.version):
        services.narrator.note("This DHIS2 cannot open a client for editing (2.32.0-2.32.2), so nothing was compared.")
        return stored_client(section, _as_asked(spec, entry), ClientOutcome.CREATED, stored=True, entry=entry)
    with narrated(services.narrator, Step.READ_BACK, label):
        client = read_client(section, label, services)
        wrong = [each.words for each in differences(spec, client.spec, has_name=dialect.has_name)]
        if dialect.shows_stored_secret and client.secret.reveal() != entry.secret.reveal():
            wrong.append("client secret")
        if wrong:
            raise NotSaved(
                f"opening {label!r} again after Save",
                f"DHIS2 stored something else: {', '.join(wrong)}",
                hint="correct the client in DHIS2.",
                code="stored_differently",
            )
    if dialect.shows_stored_secret:
        services.journal.remove_others(entry)
    known = replace(client, secret=entry.secret)
    return stored_client(section, known, ClientOutcome.CREATED, stored=bool(client.secret), entry=entry)


def _as_asked(spec: ClientSpec, entry: Entry) -> Client:
    return Client(
        name=spec.name, client_id=spec.client_id, secret=entry.secret, grant_types=spec.grant_types,
        redirect_uris=spec.redirect_uris,
    )  # fmt: skip
