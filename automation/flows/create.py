"""Create an OAuth2 client the way a person does, and prove on the page that it was stored."""

from dataclasses import replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.clients.client import ClientSpec
from automation.clients.rules import check_client, check_client_for
from automation.dialects.ui import DialectName, confirm, edit_is_broken
from automation.errors import NotSaved, PageStumbled
from automation.flows.compare import differences, refuse_unknown_grants
from automation.flows.created import CreatedClient, result
from automation.flows.existing import carried_on, existing, read_client, refuse_known_name, unfinished
from automation.flows.filling import fill, note_secret
from automation.flows.oauth_server import insist_on_server
from automation.flows.saving import save
from automation.flows.section import Helpers, Section, open_section, reopened
from automation.narrator import Step, narrated
from automation.pages.client_form import ClientForm
from automation.secrets.credentials import FormContent
from automation.secrets.journal import Entry, EntryState


def create_client(
    page: Page,
    instance: Instance,
    spec: ClientSpec,
    helpers: Helpers,
    *,
    keep_existing: bool = False,
    override: DialectName | None = None,
    needs_server: bool = False,
) -> CreatedClient:
    """Sign in, open the section, press +, fill the form, note the secret, save, see it stored.

    A page that stumbles before Save is opened once more. A client that an earlier run left half done is finished;
    no other run with the same journal is at that client meanwhile. With `needs_server` nothing is entered where no
    OAuth2 server is there to take the client.

    Raises:
        AutomationError: the subclass says what to do next; see `automation.errors`.
    """
    check_client(spec)
    section = open_section(page, instance, helpers, override=override)
    helpers.journal.claim(section.instance.base_url, spec.client_id)
    if needs_server:
        insist_on_server(page, section.instance.base_url, section.version, section.dialect.server_kind)
    try:
        return _made(page, section, spec, helpers, keep_existing=keep_existing)
    except PageStumbled as stumble:
        helpers.narrator.note(f"{stumble.message}; the page is opened once more.")
    section = reopened(page, section, helpers)
    return _made(page, section, spec, helpers, keep_existing=keep_existing)


def _made(page: Page, section: Section, spec: ClientSpec, helpers: Helpers, *, keep_existing: bool) -> CreatedClient:
    left = unfinished(section, spec, helpers)
    if not keep_existing and not left:
        # Otherwise the check of the client ID decides: the client of that name may be the one.
        refuse_known_name(section, spec)
    with narrated(helpers.narrator, Step.PRESS_ADD, at=[section.clients.add_button]):
        form = section.clients.add()
        section = _confirmed(section, form)
        form = replace(form, dialect=section.dialect)
    refuse_unknown_grants(section.dialect, spec)
    check_client_for(spec, section.dialect.server_kind)
    namesakes = fill(form, spec, helpers.narrator)
    if namesakes:
        form.cancel()
        found = carried_on(page, section, spec, namesakes[0], helpers, left=left)
        return found or existing(section, spec, namesakes[0], helpers, keep=keep_existing)
    entry = note_secret(form, section, spec, helpers)
    section = save(page, form, section, spec, entry=entry, helpers=helpers)
    saved = helpers.journal.mark_saved(entry, with_secret=section.dialect.shows_stored_secret)
    _forget_never_stored(left, helpers)
    return _proven(section, spec, saved, helpers)


def _confirmed(section: Section, form: ClientForm) -> Section:
    dialect, source = confirm(section.dialect, section.source, has_password_box=form.has_password_box)
    return replace(section, dialect=dialect, source=source, clients=replace(section.clients, dialect=dialect))


def _forget_never_stored(left: list[Entry], helpers: Helpers) -> None:
    """The client ID was free until now, so what other runs were about to save is not stored and cannot be.

    Not before Save: one of them may be at it this very moment, and its secret must not be lost.
    """
    for entry in left:
        if entry.state is EntryState.ABOUT_TO_SAVE:
            helpers.journal.remove(entry)


def _proven(section: Section, spec: ClientSpec, entry: Entry, helpers: Helpers) -> CreatedClient:
    """See the row, open it again, compare."""
    label = section.dialect.list_label(spec.name, spec.client_id)
    with narrated(helpers.narrator, Step.SEE_IN_LIST, label, [section.clients.row(label)]):
        section.clients.see(label)
    if edit_is_broken(section.version):
        helpers.narrator.note("This DHIS2 cannot open a client for editing (2.32.0-2.32.2), so nothing was compared.")
        return result(section, _as_asked(spec, entry), stored=True, entry=entry)
    with narrated(helpers.narrator, Step.READ_BACK, label):
        content = read_client(section, label, helpers)
        wrong = differences(spec, content, section.dialect)
        if section.dialect.shows_stored_secret and content.secret.reveal() != entry.secret.reveal():
            wrong.append("client secret")
        if wrong:
            raise NotSaved(
                f"opening {label!r} again after Save",
                f"DHIS2 stored something else: {', '.join(wrong)}",
                hint="correct the client in DHIS2.",
                code="stored_differently",
            )
    if section.dialect.shows_stored_secret:
        helpers.journal.remove_others(entry)
    return result(section, replace(content, secret=entry.secret), stored=bool(content.secret), entry=entry)


def _as_asked(spec: ClientSpec, entry: Entry) -> FormContent:
    return FormContent(
        name=spec.name, client_id=spec.client_id, secret=entry.secret, grant_types=spec.grant_types,
        redirect_uris=spec.redirect_uris,
    )  # fmt: skip
