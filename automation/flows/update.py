"""Change a client the way a person does: Edit, what differs, Save; and see that DHIS2 has just that changed."""

from dataclasses import dataclass, replace

from automation.clients.client import ClientSpec
from automation.clients.difference import ClientOutcome, Difference, differences
from automation.clients.rules import check_client, check_client_for
from automation.clients.stored_client import StoredClient
from automation.dialects.ui import edit_is_broken
from automation.errors import AutomationError, ConfigError, NotSaved, PageUnusable
from automation.flows.fill import change, confirmed, refuse_unknown_grants, see_filled
from automation.flows.read import find_clients, label_of
from automation.flows.save_answers import NOT_STORED, why_not_saved
from automation.flows.section import Section, reopened
from automation.flows.services import Services
from automation.flows.stored import CreatedClient, read_client, stored_client
from automation.narrator import Step, narrated
from automation.pages.client_form import ClientForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be another way; None leaves it as it is. `add` and `remove` are redirect URIs."""

    name: str | None = None
    grant_types: frozenset[str] | None = None
    redirect_uris: tuple[str, ...] | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def of(self, client: ClientSpec) -> ClientSpec:
        """The client with the changes.

        Raises:
            ConfigError: a redirect URI that is to go is not there, or none would be left.
        """
        before = client.redirect_uris if self.redirect_uris is None else self.redirect_uris
        if unknown := [uri for uri in self.remove if uri not in before]:
            raise ConfigError(f"removing the redirect URI {unknown[0]!r}", f"{client.client_id!r} has no such one",
                              hint=f"it has: {' '.join(before) or 'none'}.", code="no_such_redirect_uri")  # fmt: skip
        uris = tuple(dict.fromkeys([*(uri for uri in before if uri not in self.remove), *self.add]))
        if before and not uris:
            raise ConfigError("removing redirect URIs", "none would be left", code="no_redirect_uri",
                              hint="add the new one in the same run.")  # fmt: skip
        wanted = replace(client, name=self.name or client.name, redirect_uris=uris)
        return replace(wanted, grant_types=self.grant_types) if self.grant_types else wanted  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Edit:
    """What is being done: the client as it was, what is wanted, what differs."""

    was: StoredClient
    wanted: ClientSpec
    found: list[Difference]


def update_client(
    section: Section, client: StoredClient, changes: Changes, services: Services, *, dry_run: bool = False
) -> CreatedClient:
    """Open a client, change what differs, save, and compare all of it with what DHIS2 then has.

    With `dry_run` nothing is entered: the outcome is `found`, and `differences` has what would change.

    Raises:
        ConfigError: it cannot be changed so.
        NotSaved: DHIS2 refused, or stored something else.
        PageUnusable: the client does not open.
    """
    if edit_is_broken(section.server.version):
        raise PageUnusable("opening the client for editing", "2.32.0 to 2.32.2 do not open it", code="no_form",
                           hint="upgrade DHIS2 to 2.32.3.")  # fmt: skip
    services.journal.claim(section.instance.base_url, client.client_id)
    label = label_of(section, client)
    with narrated(services.narrator, Step.OPEN_EDIT, label, [section.clients.edit_button(label)]):
        form = section.clients.edit(label)
        section = confirmed(section, form)
        before = form.read()
    if before.secret:
        services.redactor.register(before.secret)
    wanted = changes.of(before.spec)
    found = differences(wanted, before.spec, has_name=section.server.dialect.has_name)
    if found and not dry_run:
        _check(section, wanted)
        change(form, wanted, found, services.narrator)
        see_filled(form, wanted, section, services)
        section, now = _save(form, section, wanted, services)
        return _proven(section, _Edit(client, wanted, found), now, services)
    form.cancel()
    outcome = ClientOutcome.FOUND if found else ClientOutcome.UNCHANGED
    return stored_client(section, before, outcome, stored=bool(before.secret), otherwise=found)


def _check(section: Section, wanted: ClientSpec) -> None:
    check_client(wanted)
    refuse_unknown_grants(section.server.dialect, wanted)
    check_client_for(wanted, section.server.dialect.server_kind)


def _save(form: ClientForm, section: Section, wanted: ClientSpec, services: Services) -> tuple[Section, StoredClient]:
    """Press Save; section and client as they are loaded anew: the page may keep a row as it was (quirk: kept rows)."""
    doubt = None
    try:
        with narrated(services.narrator, Step.SAVE, at=[form.save_button]):
            if refusal := why_not_saved(form.save(), wanted):
                raise refusal
            form.see_closed()
    except NotSaved as error:
        if error.code == NOT_STORED:
            raise
        services.narrator.note(f"{error.saw}; looking whether {wanted.client_id!r} was changed all the same.")
        doubt = error
    try:
        section = reopened(section.shell.page, section, services)
        (now,) = find_clients(section, [wanted.client_id], services)
    except AutomationError as error:
        if doubt:
            raise doubt.with_hint(f"Whether it was changed could not be seen either ({error.saw}).") from None
        raise
    if doubt and differences(wanted, now.spec, has_name=section.server.dialect.has_name):
        raise doubt.with_hint("The client is as it was before; DHIS2 may yet change it if it is still at it.")
    return section, now


def _proven(section: Section, edit: _Edit, now: StoredClient, services: Services) -> CreatedClient:
    """Open the client again and compare; what only servers of 2.42 and later know must be as it was."""
    label, has_name = label_of(section, now), section.server.dialect.has_name
    with narrated(services.narrator, Step.SEE_IN_LIST, label, [section.clients.row(label)]):
        section.clients.see(label)
    with narrated(services.narrator, Step.READ_BACK, label):
        after = read_client(section, label, services)
        wrong = [each.words for each in differences(edit.wanted, after.spec, has_name=has_name)]
        wrong += [what for what, is_same in _kept(edit.was, now) if not is_same]
        if wrong:
            raise NotSaved(f"opening {label!r} again after Save", f"DHIS2 has something else: {', '.join(wrong)}",
                           hint="correct the client in DHIS2.", code="stored_differently")  # fmt: skip
    return stored_client(section, after, ClientOutcome.UPDATED, stored=bool(after.secret), otherwise=edit.found)


def _kept(was: StoredClient, now: StoredClient) -> list[tuple[str, bool]]:
    return [
        ("client secret", was.fingerprint == now.fingerprint),
        ("scopes, authentication methods or settings", was.settings == now.settings),
    ]
