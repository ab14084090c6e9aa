"""The client ID is taken: by an earlier run of ours, or by somebody else."""

from dataclasses import replace

from playwright.sync_api import Page

from automation.clients.client import ClientSpec
from automation.errors import AlreadyTaken
from automation.flows.compare import differences
from automation.flows.complete import ClientResource, has_secret
from automation.flows.created import CreatedClient, result
from automation.flows.section import Helpers, Section
from automation.narrator import Step, narrated
from automation.pages.client_form import Namesake
from automation.secrets.credentials import FormContent
from automation.secrets.journal import Entry

# From 2.42 on the page shows the secret of no client.
_KEEP_WITH_FILE = "or use --if-exists keep with the --output file that has its secret"


def unfinished(section: Section, spec: ClientSpec, helpers: Helpers) -> list[Entry]:
    """What earlier runs left in the journal about this very client, newest first."""
    return helpers.journal.entries_of(section.instance.base_url, spec.client_id)[::-1]


def refuse_known_name(section: Section, spec: ClientSpec) -> None:
    """Up to 2.41 names are unique and the list shows them, so a person would see it here.

    Raises:
        AlreadyTaken: a client of that name, or from 2.42 of that ID, is in the list.
    """
    label = section.dialect.list_label(spec.name, spec.client_id)
    if not section.clients.has(label):
        return
    what = "name" if section.dialect.has_name else "client ID"
    keep = "or use --if-exists keep if it has this client ID" if section.dialect.has_name else _KEEP_WITH_FILE
    raise AlreadyTaken(
        f"looking for {label!r} in the list of OAuth2 clients",
        f"a client of that {what} is there already",
        hint=f"choose another {what}; delete the old client in DHIS2; {keep}.",
        code="name_taken" if section.dialect.has_name else "client_id_taken",
    )


def carried_on(
    page: Page, section: Section, spec: ClientSpec, found: Namesake, helpers: Helpers, *, left: list[Entry]
) -> CreatedClient | None:
    """The client of an earlier run that was stopped, if this is one; known by its secret.

    From 2.42 on the form shows no secret, and the API its hash; a client without one is completed with the newest.
    """
    if not left:
        return None
    label = section.dialect.list_label(found.name or "", spec.client_id)
    with narrated(helpers.narrator, Step.READ_EXISTING, label):
        content = read_client(section, label, helpers)
    entry = _stored(page, section, spec, content, left)
    if entry is None or differences(replace(spec, name=content.name or spec.name), content, section.dialect):
        return None
    helpers.narrator.note("An earlier run was stopped after Save; this one carries on with its client.")
    entry = helpers.journal.mark_saved(entry, with_secret=bool(content.secret))
    if content.secret:
        helpers.journal.remove_others(entry)
    return result(section, replace(content, secret=entry.secret), stored=bool(content.secret), entry=entry)


def existing(section: Section, spec: ClientSpec, found: Namesake, helpers: Helpers, *, keep: bool) -> CreatedClient:
    """Somebody else's client: say so, or read what is there.

    Raises:
        AlreadyTaken: it is not to be kept.
    """
    if not keep:
        keep_it = "or use --if-exists keep" if section.dialect.shows_stored_secret else _KEEP_WITH_FILE
        raise AlreadyTaken(
            f"entering the client ID {spec.client_id!r}",
            "DHIS2 says that it is taken",
            hint=f"choose another --client-id; delete the old client in DHIS2; {keep_it}.",
        )
    label = section.dialect.list_label(found.name or "", spec.client_id)
    with narrated(helpers.narrator, Step.READ_EXISTING, label):
        content = read_client(section, label, helpers)
    wrong = differences(replace(spec, name=content.name or spec.name), content, section.dialect)
    if wrong:
        helpers.narrator.note(f"Kept as it is, which is not as asked: {', '.join(wrong)}.")
    return result(section, content, stored=bool(content.secret), existed=True)


def read_client(section: Section, label: str, helpers: Helpers) -> FormContent:
    """Open a client, read it, close it."""
    form = section.clients.edit(label)
    content = form.read()
    if content.secret:
        helpers.redactor.register(content.secret)
    form.cancel()
    return content


def _stored(page: Page, section: Section, spec: ClientSpec, content: FormContent, left: list[Entry]) -> Entry | None:
    """Of several entries, the one whose secret DHIS2 has: the newest need not be it where runs were killed."""
    if content.secret:
        return next((entry for entry in left if entry.secret.reveal() == content.secret.reveal()), None)
    stored = ClientResource(page, section.instance.base_url).find(spec.client_id)
    return next((entry for entry in left if has_secret(stored, entry.secret)), None)
