"""Fill the form as a person does, and note what must not be lost before Save is pressed."""

from automation.clients.client import ClientSpec
from automation.errors import NotSaved, PageStumbled
from automation.flows.compare import differences
from automation.flows.section import Helpers, Section
from automation.narrator import Narrator, Step, narrated
from automation.pages.client_form import ClientForm, Namesake
from automation.secrets.journal import Entry, EntryState, new_entry_identity


def fill(form: ClientForm, spec: ClientSpec, narrator: Narrator) -> list[Namesake]:
    """Fill the form field by field; the clients that already have the ID, if any, end it early."""
    if form.dialect.has_name:
        with narrated(narrator, Step.ENTER_NAME, spec.name, [form.name]):
            form.enter_name(spec.name)
    with narrated(narrator, Step.ENTER_CLIENT_ID, spec.client_id, [form.client_id]):
        namesakes = form.enter_client_id(spec.client_id)
    if namesakes:
        return namesakes
    boxes = [form.grant_row(grant) for grant in sorted(spec.grant_types)]
    with narrated(narrator, Step.SET_GRANT_TYPES, ", ".join(sorted(spec.grant_types)), boxes):
        form.set_grant_types(spec.grant_types)
    with narrated(narrator, Step.ENTER_REDIRECT_URIS, " ".join(spec.redirect_uris), [form.redirect_uris]):
        form.enter_redirect_uris(spec.redirect_uris)
    return []


def note_secret(form: ClientForm, section: Section, spec: ClientSpec, helpers: Helpers) -> Entry:
    """Read the whole form before Save, refuse what is not as asked, put the secret on disk.

    Raises:
        ConfigError: it could not be handed over afterwards, or not be put on disk.
        NotSaved, PageStumbled: the form is not as asked.
    """
    with narrated(helpers.narrator, Step.NOTE_SECRET, at=[form.secret]):
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
            raise PageStumbled("filling the form", f"the form did not take: {', '.join(wrong)}",
                               hint="nothing was saved; try again.", code="form_not_filled")  # fmt: skip
        identity, created = new_entry_identity()
        entry = Entry(
            id=identity,
            created=created,
            url=section.instance.base_url,
            version=section.version_text,
            client_id=content.client_id,
            name=content.name or content.client_id,
            grant_types=tuple(sorted(content.grant_types)),
            redirect_uris=content.redirect_uris,
            endpoints=section.dialect.server_kind.endpoints(section.instance.base_url),
            secret=content.secret,
            state=EntryState.ABOUT_TO_SAVE,
        )
        helpers.deliverable(entry)
        helpers.journal.write(entry)
        return entry
