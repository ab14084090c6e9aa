"""Fill the form: all of it for a new client, what differs for one that is changed; and see that it took it."""

from collections.abc import Sequence
from dataclasses import replace

from automation.clients.client import ClientSpec
from automation.clients.difference import Difference, differences, in_words
from automation.dialects.ui import Dialect, confirm
from automation.errors import ConfigError, NotSaved, PageStumbled
from automation.flows.section import Section
from automation.flows.services import Services
from automation.narrator import Narrator, Step, narrated
from automation.pages.client_form import ClientForm, Namesake
from automation.secrets.credentials import Client


def confirmed(section: Section, form: ClientForm) -> Section:
    """The section with the generation that the open form shows."""
    server = section.server
    dialect, source = confirm(server.dialect, server.source, has_password_box=form.has_password_box)
    return replace(
        section,
        server=replace(server, dialect=dialect, source=source),
        clients=replace(section.clients, dialect=dialect),
    )


def refuse_unknown_grants(dialect: Dialect, spec: ClientSpec) -> None:
    """See before anything is entered that the form has every grant type asked for.

    Raises:
        ConfigError: it has not.
    """
    if missing := spec.grant_types - dialect.grant_types:
        raise ConfigError(
            "looking for the grant types in the form",
            f"this DHIS2 does not offer {', '.join(sorted(missing))}",
            hint="DHIS2 2.42 and later have authorization_code and refresh_token only.",
            code="grant_not_offered",
        )


def fill(form: ClientForm, spec: ClientSpec, narrator: Narrator) -> list[Namesake]:
    """Fill the form field by field; the clients that already have the ID, if any, end it early."""
    if form.dialect.has_name:
        _enter_name(form, spec, narrator)
    with narrated(narrator, Step.ENTER_CLIENT_ID, spec.client_id, [form.client_id]):
        namesakes = form.enter_client_id(spec.client_id)
    if namesakes:
        return namesakes
    _set_grant_types(form, spec, narrator)
    _enter_redirect_uris(form, spec, narrator)
    return []


def change(form: ClientForm, spec: ClientSpec, found: Sequence[Difference], narrator: Narrator) -> None:
    """Enter what differs, and touch nothing else."""
    differing = {each.what for each in found}
    if "name" in differing:
        _enter_name(form, spec, narrator)
    if "grant type" in differing:
        _set_grant_types(form, spec, narrator)
    if "redirect URI" in differing:
        _enter_redirect_uris(form, spec, narrator)


def see_filled(form: ClientForm, spec: ClientSpec, section: Section, services: Services) -> Client:
    """Read the whole form, and refuse what is not as asked; its secret is registered.

    Raises:
        NotSaved, PageStumbled: it is not as asked.
    """
    client = form.read()
    if client.secret:
        services.redactor.register(client.secret)
    if complaints := form.complaints():
        raise NotSaved(
            "filling the form", f"DHIS2 refuses a field: {'; '.join(complaints)}", hint="nothing was saved.",
            code="field_refused",
        )  # fmt: skip
    if wrong := differences(spec, client.spec, has_name=section.server.dialect.has_name):
        raise PageStumbled("filling the form", f"the form did not take: {in_words(wrong)}",
                           hint="nothing was saved; try again.", code="form_not_filled")  # fmt: skip
    return client


def _enter_name(form: ClientForm, spec: ClientSpec, narrator: Narrator) -> None:
    with narrated(narrator, Step.ENTER_NAME, spec.name, [form.name]):
        form.enter_name(spec.name)


def _set_grant_types(form: ClientForm, spec: ClientSpec, narrator: Narrator) -> None:
    boxes = [form.grant_row(grant) for grant in sorted(spec.grant_types)]
    with narrated(narrator, Step.SET_GRANT_TYPES, ", ".join(sorted(spec.grant_types)), boxes):
        form.set_grant_types(spec.grant_types)


def _enter_redirect_uris(form: ClientForm, spec: ClientSpec, narrator: Narrator) -> None:
    with narrated(narrator, Step.ENTER_REDIRECT_URIS, " ".join(spec.redirect_uris), [form.redirect_uris]):
        form.enter_redirect_uris(spec.redirect_uris)
