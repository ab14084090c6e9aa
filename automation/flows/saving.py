"""Press Save, and find out what became of it when DHIS2 does not say."""

from playwright.sync_api import Page, Response

from automation.clients.client import ClientSpec
from automation.errors import AutomationError, NotSaved, PageStumbled
from automation.flows.save_answers import FAILED, NOT_STORED, is_before_save, is_definite, why_not_saved
from automation.flows.section import Helpers, Section, reopened
from automation.narrator import Step, narrated
from automation.pages.client_form import ClientForm
from automation.secrets.journal import Entry


def save(
    page: Page, form: ClientForm, section: Section, spec: ClientSpec, *, entry: Entry, helpers: Helpers
) -> Section:
    """Press Save; the section in which the stored client can be seen.

    Raises:
        AlreadyTaken, NotSaved: DHIS2 did not store it, or nobody can say whether it did.
        PageStumbled: what failed came before Save; nothing was stored.
    """
    try:
        with narrated(helpers.narrator, Step.SAVE, at=[form.save_button]):
            answer = form.save()
            refusal = why_not_saved(answer, spec)
            if refusal:
                raise _settled(answer, refusal, entry, helpers)
            form.see_closed()
    except NotSaved as doubt:
        if doubt.code == NOT_STORED:
            raise
        return _looked_for(page, section, spec, doubt, entry=entry, helpers=helpers)
    return section


def _settled(answer: Response, refusal: AutomationError, entry: Entry, helpers: Helpers) -> AutomationError:
    """What is certain is settled: without a stored client its secret is worth nothing."""
    if is_definite(answer):
        helpers.journal.remove(entry)
    elif is_before_save(answer):
        helpers.journal.remove(entry)
        return PageStumbled(refusal.did, refusal.saw, hint="nothing was saved; try again.", code="save_not_reached")
    return refusal


def _looked_for(
    page: Page, section: Section, spec: ClientSpec, doubt: NotSaved, *, entry: Entry, helpers: Helpers
) -> Section:
    """Open the section anew and look whether the client is in the list, as a person would."""
    label = section.dialect.list_label(spec.name, spec.client_id)
    helpers.narrator.note(f"{doubt.saw}; looking whether {label!r} was stored all the same.")
    try:
        section = reopened(page, section, helpers)
    except AutomationError as error:
        raise doubt.with_hint(f"Whether it was stored could not be seen either ({error.saw}).") from None
    if section.clients.has(label):
        return section
    if doubt.code == FAILED:
        helpers.journal.remove(entry)
        raise doubt.with_hint("nothing was stored: the client is not in the list. See DHIS2's log.")
    raise doubt.with_hint("the client is not in the list; it may yet appear there if DHIS2 is still at it.")
