"""Create an OAuth2 client the way a person does, and prove on the page that it was stored."""

from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Page

from automation.client import ClientSpec, Endpoints, FormContent
from automation.dialects import Dialect, DialectName, DialectSource, confirm, edit_is_broken
from automation.errors import AlreadyTaken, NotSaved
from automation.flows.answers import is_definite, why_not_saved
from automation.flows.compare import differences, refuse_unknown_grants
from automation.flows.section import Helpers, Instance, Section, open_section
from automation.journal import Entry, EntryState, new_entry_identity
from automation.narrator import Narrator, Step, narrated
from automation.oauth import endpoints
from automation.pages.client_form import ClientForm
from automation.versions import Dhis2Version


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedClient:
    """What the flow found or made; `secret_stored` says whether DHIS2 knows the secret."""

    content: FormContent
    secret_stored: bool
    already_existed: bool
    version: Dhis2Version | None
    version_text: str
    dialect: Dialect
    source: DialectSource
    endpoints: Endpoints
    entry: Entry | None


def create_client(
    page: Page,
    instance: Instance,
    spec: ClientSpec,
    helpers: Helpers,
    *,
    keep_existing: bool = False,
    override: DialectName | None = None,
) -> CreatedClient:
    """Sign in, open the section, press +, fill the form, note the secret, save, see it stored.

    Raises:
        AutomationError: the subclass says what to do next; see `automation.errors`.
    """
    narrator = helpers.narrator
    section = open_section(page, instance, helpers, override=override)
    _refuse_known_name(section, spec, keep_existing=keep_existing)
    with narrated(narrator, Step.PRESS_ADD):
        form = section.clients.add()
        section = _confirmed(section, form)
        form = replace(form, dialect=section.dialect)
    refuse_unknown_grants(section.dialect, spec)
    namesakes = _fill(form, spec, narrator)
    if namesakes:
        form.cancel()
        return _existing(section, instance, spec, namesakes[0], helpers, keep_existing=keep_existing)
    with narrated(narrator, Step.NOTE_SECRET):
        entry = _note_secret(form, section, instance, spec, helpers)
    _save(form, section, spec, entry, helpers)
    return _proven(
        section,
        instance,
        spec,
        helpers.journal.mark_saved(entry, with_secret=section.dialect.shows_stored_secret),
        helpers,
    )


def _confirmed(section: Section, form: ClientForm) -> Section:
    dialect, source = confirm(section.dialect, section.source, has_password_box=form.has_password_box)
    return replace(section, dialect=dialect, source=source, clients=replace(section.clients, dialect=dialect))


def _refuse_known_name(section: Section, spec: ClientSpec, *, keep_existing: bool) -> None:
    """Up to 2.41 names are unique and the list shows them, so a person would see it here.

    With `keep_existing` the check of the client ID decides: the client of that name may be the one.
    """
    label = section.dialect.list_label(spec.name, spec.client_id)
    if keep_existing or not section.clients.has(label):
        return
    what = "name" if section.dialect.has_name else "client ID"
    raise AlreadyTaken(
        f"looking for {label!r} in the list of OAuth2 clients",
        f"a client of that {what} is there already",
        hint=f"choose another {what}, delete the old client in DHIS2, or use --if-exists keep.",
        code="name_taken" if section.dialect.has_name else "client_id_taken",
    )


def _fill(form: ClientForm, spec: ClientSpec, narrator: Narrator) -> list[dict[str, Any]]:
    """Fill the form as a person does; the clients that already have the ID, if any."""
    if form.dialect.has_name:
        with narrated(narrator, Step.ENTER_NAME, spec.name):
            form.enter_name(spec.name)
    with narrated(narrator, Step.ENTER_CLIENT_ID, spec.client_id):
        namesakes = form.enter_client_id(spec.client_id)
    if namesakes:
        return namesakes
    with narrated(narrator, Step.SET_GRANT_TYPES, ", ".join(sorted(spec.grant_types))):
        form.set_grant_types(spec.grant_types)
    with narrated(narrator, Step.ENTER_REDIRECT_URIS, " ".join(spec.redirect_uris)):
        form.enter_redirect_uris(spec.redirect_uris)
    return []


def _note_secret(form: ClientForm, section: Section, instance: Instance, spec: ClientSpec, helpers: Helpers) -> Entry:
    """Read the whole form before Save, refuse what is not as asked, put the secret on disk."""
    content = form.read()
    helpers.redactor.register(content.secret)
    complaints = form.complaints()
    if complaints:
        raise NotSaved(
            "filling the form", f"DHIS2 refuses a field: {'; '.join(complaints)}", hint="nothing was saved.",
            code="field_refused",
        )  # fmt: skip
    wrong = differences(spec, content, section.dialect)
    if not content.secret:
        wrong = ["client secret (it is empty)", *wrong]
    if wrong:
        raise NotSaved("filling the form", f"the form did not take: {', '.join(wrong)}",
                       hint="nothing was saved; try again.",
                       code="form_not_filled")  # fmt: skip
    identity, created = new_entry_identity()
    entry = Entry(
        id=identity,
        created=created,
        url=instance.base_url,
        version=section.version_text,
        client_id=content.client_id,
        name=content.name or content.client_id,
        grant_types=tuple(sorted(content.grant_types)),
        redirect_uris=content.redirect_uris,
        endpoints=endpoints(instance.base_url, section.dialect),
        secret=content.secret,
        state=EntryState.ABOUT_TO_SAVE,
    )
    helpers.journal.write(entry)
    return entry


def _save(form: ClientForm, section: Section, spec: ClientSpec, entry: Entry, helpers: Helpers) -> None:
    label = section.dialect.list_label(spec.name, spec.client_id)
    hint = f"Look whether {label!r} is in the list; if it is, `dhis2-oauth recover` has its secret."
    with narrated(helpers.narrator, Step.SAVE):
        try:
            answer = form.save()
        except NotSaved as error:
            raise error.with_hint(hint) from None
        refusal = why_not_saved(answer, spec)
        if refusal:
            if is_definite(answer):
                helpers.journal.remove(entry)
            raise refusal
        form.see_closed()


def _proven(section: Section, instance: Instance, spec: ClientSpec, entry: Entry, helpers: Helpers) -> CreatedClient:
    """See the row, open it again, compare."""
    label = section.dialect.list_label(spec.name, spec.client_id)
    with narrated(helpers.narrator, Step.SEE_IN_LIST, label):
        section.clients.see(label)
    if edit_is_broken(section.version):
        helpers.narrator.note("This DHIS2 cannot open a client for editing (2.32.0-2.32.2), so nothing was compared.")
        content = FormContent(
            name=spec.name, client_id=spec.client_id, secret=entry.secret, grant_types=spec.grant_types,
            redirect_uris=spec.redirect_uris,
        )  # fmt: skip
        return _result(section, instance, content, stored=True, existed=False, entry=entry)
    with narrated(helpers.narrator, Step.READ_BACK, label):
        content = _read_client(section, label, helpers)
        wrong = differences(spec, content, section.dialect)
        if section.dialect.shows_stored_secret and content.secret.reveal() != entry.secret.reveal():
            wrong.append("client secret")
        if wrong:
            raise NotSaved(
                f"opening {label!r} again after Save",
                f"DHIS2 stored something else: {', '.join(wrong)}",
                hint="correct the client in DHIS2; its secret as we read it is in `dhis2-oauth recover`.",
                code="stored_differently",
            )
    stored = bool(content.secret)
    return _result(section, instance, replace(content, secret=entry.secret), stored=stored, existed=False, entry=entry)


def _existing(
    section: Section,
    instance: Instance,
    spec: ClientSpec,
    found: dict[str, Any],
    helpers: Helpers,
    *,
    keep_existing: bool,
) -> CreatedClient:
    """The client ID is taken: say so, or read what is there."""
    if not keep_existing:
        raise AlreadyTaken(
            f"entering the client ID {spec.client_id!r}",
            "DHIS2 says that it is taken",
            hint="choose another --client-id, delete the old client in DHIS2, or use --if-exists keep.",
        )
    label = section.dialect.list_label(str(found.get("name", "")), spec.client_id)
    with narrated(helpers.narrator, Step.READ_EXISTING, label):
        content = _read_client(section, label, helpers)
    wrong = differences(replace(spec, name=content.name or spec.name), content, section.dialect)
    if wrong:
        helpers.narrator.note(f"Kept as it is, which is not as asked: {', '.join(wrong)}.")
    return _result(section, instance, content, stored=bool(content.secret), existed=True, entry=None)


def _read_client(section: Section, label: str, helpers: Helpers) -> FormContent:
    form = section.clients.edit(label)
    content = form.read()
    if content.secret:
        helpers.redactor.register(content.secret)
    form.cancel()
    return content


def _result(
    section: Section,
    instance: Instance,
    content: FormContent,
    *,
    stored: bool,
    existed: bool,
    entry: Entry | None,
) -> CreatedClient:
    return CreatedClient(
        content=content,
        secret_stored=stored,
        already_existed=existed,
        version=section.version,
        version_text=section.version_text,
        dialect=section.dialect,
        source=section.source,
        endpoints=endpoints(instance.base_url, section.dialect),
        entry=entry,
    )
