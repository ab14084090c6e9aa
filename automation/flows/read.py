"""Read clients: all of them from the list, one from the form that Edit opens."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from automation.clients.stored_client import StoredClient
from automation.dialects.ui import edit_is_broken
from automation.errors import ClientNotFound, listed
from automation.flows.section import Section
from automation.flows.services import Services
from automation.flows.stored import read_client
from automation.narrator import Step, narrated
from automation.secrets.credentials import Client
from automation.secrets.secret import Secret

_NO_EDIT = "This DHIS2 cannot open a client for editing (2.32.0-2.32.2); what its list was told is shown."


def read_list(section: Section, services: Services) -> list[StoredClient]:
    """All clients, in the order of the list, as DHIS2 told them to the page.

    Raises:
        PageUnusable: they cannot be read.
    """
    with narrated(services.narrator, Step.READ_LIST, section.instance.base_url):
        return section.shell.stored_clients()


def find_clients(section: Section, client_ids: Iterable[str], services: Services) -> list[StoredClient]:
    """The clients of these IDs, in their order; an ID is compared whole, letter by letter.

    Raises:
        ClientNotFound: there is none of one of them.
        PageUnusable: the list cannot be read.
    """
    return chosen(read_list(section, services), client_ids)


def chosen(clients: Iterable[StoredClient], client_ids: Iterable[str]) -> list[StoredClient]:
    """Those of the clients that have these IDs, in their order.

    Raises:
        ClientNotFound: there is none of one of them.
    """
    known = {client.client_id: client for client in clients}
    wanted = list(dict.fromkeys(client_ids))
    if lacking := [client_id for client_id in wanted if client_id not in known]:
        raise not_found(lacking, list(known))
    return [known[client_id] for client_id in wanted]


def not_found(lacking: list[str], known: list[str]) -> ClientNotFound:
    """Why clients are not there: of none of these IDs there is one among those that are known."""
    alike = [match for client_id in lacking for match in get_close_matches(client_id, known, n=1, cutoff=0.6)]
    hint = f"did you mean {listed([*map(repr, dict.fromkeys(alike))], 'or')}? " if alike else ""
    return ClientNotFound(
        "looking for the client in the list",
        f"there is no client with the ID {listed([*map(repr, lacking)], 'or')} among {len(known)}",
        hint=f"{hint}`dhis2-oauth list` names them all.",
    )


def see_listed(section: Section, client: StoredClient, services: Services) -> None:
    """See the client in the list, as a person would before anything is done with it.

    Raises:
        NotSaved: it is not there.
    """
    label = label_of(section, client)
    with narrated(services.narrator, Step.FIND_CLIENT, label, [section.clients.row(label).first]):
        section.clients.see(label)


def read_details(section: Section, client: StoredClient, services: Services, step: Step = Step.READ_EXISTING) -> Client:
    """What Edit shows of a client, its secret included where that is shown (up to 2.41); `step` is what it is told as.

    Raises:
        PageUnusable: it does not open.
    """
    label = label_of(section, client)
    if edit_is_broken(section.server.version):
        services.narrator.note(_NO_EDIT)
        return as_listed(client)
    with narrated(services.narrator, step, label, [section.clients.edit_button(label).first]):
        return read_client(section, label, services)


def label_of(section: Section, client: StoredClient) -> str:
    """What the list calls a client."""
    return section.server.dialect.list_label(client.name or "", client.client_id)


def as_listed(client: StoredClient) -> Client:
    """A client as the list has it, whose secret is not known."""
    return Client(
        name=client.name, client_id=client.client_id, secret=Secret(""), grant_types=client.grant_types,
        redirect_uris=client.redirect_uris,
    )  # fmt: skip


def as_edited(client: StoredClient, shown: Client) -> StoredClient:
    """The client with what Edit shows of it in place of what the list was told."""
    return replace(client, name=shown.name, grant_types=shown.grant_types, redirect_uris=shown.redirect_uris)
