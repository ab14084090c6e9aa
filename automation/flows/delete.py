"""Delete clients, one after the other: DHIS2 asks nobody, so what is to go is looked at before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from automation.clients.stored_client import StoredClient
from automation.errors import ClientNotFound, Different, NotSaved, PageUnusable, listed
from automation.flows.read import label_of, not_found, read_list
from automation.flows.save_answers import answer_text
from automation.flows.section import Section
from automation.flows.services import Services
from automation.narrator import Step, narrated

# Of shells, and of SQL.
_ANY = str.maketrans("%", "*")


@dataclass(slots=True)
class Deletions:
    """How far a run has come; whoever stops it finds here what is gone and what is not.

    `found` are the clients that were named, `absent` the IDs of which there is none. `pressed` is one whose Delete is
    pressed, and of which nothing is known yet.
    """

    found: list[StoredClient] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    deleted: list[StoredClient] = field(default_factory=list)
    pressed: StoredClient | None = None

    def settle(self, client: StoredClient, *, is_gone: bool) -> None:
        """It is known what has become of the one that was pressed."""
        self.deleted = [each for each in self.deleted if each is not client] + ([client] if is_gone else [])
        self.pressed = None

    @property
    def left(self) -> list[StoredClient]:
        """Those that are still there."""
        return [client for client in self.found if client not in self.deleted and client is not self.pressed]


def find_named(
    section: Section, client_ids: Iterable[str], services: Services, *, missing_ok: bool = False
) -> Deletions:
    """The clients of these IDs; an ID is compared whole, letter by letter, and is no pattern.

    Raises:
        ClientNotFound: there is none of one of them, and that is not `missing_ok`; or it is meant as a pattern.
        PageUnusable: the list cannot be read.
    """
    known = {client.client_id: client for client in read_list(section, services)}
    wanted = list(dict.fromkeys(client_ids))
    absent = [client_id for client_id in wanted if client_id not in known]
    for client_id in absent:
        _refuse_pattern(client_id, list(known))
    if absent and not missing_ok:
        raise not_found(absent, list(known)).with_hint("Nothing was deleted; add --missing-ok if that is fine.")
    return Deletions(found=[known[client_id] for client_id in wanted if client_id in known], absent=absent)


def see_unchanged(section: Section, shown: Sequence[StoredClient], services: Services) -> None:
    """See that the clients are still those that somebody was shown, who has taken a while to answer.

    Raises:
        ClientNotFound: one is gone.
        Different: one was changed, or is another client of the same ID.
        PageUnusable: the list cannot be read.
    """
    now = {client.client_id: client for client in read_list(section, services)}
    if gone := [client.client_id for client in shown if client.client_id not in now]:
        raise not_found(gone, list(now)).with_hint("Nothing was deleted.")
    if changed := [client.client_id for client in shown if now[client.client_id] != client]:
        raise Different(
            "looking once more at what is to be deleted", f"{_quoted(changed)} was changed since it was shown",
            hint="nothing was deleted; run this again and look at it.", code="changed_meanwhile",
        )  # fmt: skip


def delete_clients(section: Section, run: Deletions, services: Services) -> None:
    """Delete the clients that were found, and see each gone; `run` says how far it has come, also when it ends early.

    Raises:
        NotSaved: DHIS2 refuses, or one is still there.
        PageUnusable: whether it is gone cannot be seen.
    """
    for client in [*run.left]:
        _delete(section, client, run, services)


def _delete(section: Section, client: StoredClient, run: Deletions, services: Services) -> None:
    label, before = label_of(section, client), section.shell.stored_clients()
    with narrated(services.narrator, Step.DELETE, label, [section.clients.delete_button(label)]):
        section.clients.see(label)
        run.pressed = client
        trouble = _press(section, client, label)
        if trouble is None:
            run.settle(client, is_gone=True)  # DHIS2 says so; it is seen in a moment
        after = _uids(section, trouble)
        others = [each.client_id for each in before if each.uid not in after and each.uid != client.uid]
        run.settle(client, is_gone=client.uid not in after)
        if client.uid in after:
            raise _still_there(client, trouble, others)
    if others:
        services.narrator.note(f"{_quoted(others)} {'is' if len(others) == 1 else 'are'} gone from the list as well.")


def _press(section: Section, client: StoredClient, label: str) -> NotSaved | None:
    """What went wrong, if anything did; the list then says what became of the client."""
    did = f"deleting the client {client.client_id!r}"
    try:
        answer = section.clients.press_delete(label)
    except NotSaved as error:
        return error
    if answer is None:
        return NotSaved(did, "the connection was broken off", hint="try again.", code="delete_unanswered")
    return None if answer.ok else NotSaved(did, answer_text(answer), hint="see DHIS2's log.", code="not_deleted")


def _uids(section: Section, trouble: NotSaved | None) -> set[str]:
    """What DHIS2 has now, by its own identifiers."""
    try:
        section.clients.load_anew()
        return {each.uid for each in section.shell.stored_clients()}
    except PageUnusable as error:
        if trouble:
            raise trouble.with_hint(f"Whether it is gone could not be seen either ({error.saw}).") from None
        raise


def _still_there(client: StoredClient, trouble: NotSaved | None, others: Sequence[str]) -> NotSaved:
    also = f"; {_quoted(others)} is gone since the list was read" if others else ""
    error = trouble or NotSaved(f"deleting the client {client.client_id!r}", "DHIS2 says that it did",
                                hint="see DHIS2's log.", code="not_deleted")  # fmt: skip
    error.saw = f"{error.saw}; it is still in the list{also}"
    return error


def _refuse_pattern(client_id: str, known: Sequence[str]) -> None:
    pattern = client_id.translate(_ANY)
    if matched := [each for each in known if fnmatchcase(each, pattern)]:
        raise ClientNotFound(
            f"looking for the client {client_id!r}",
            f"there is none, and patterns are not taken (it would be {_quoted(matched)})",
            hint="nothing was deleted; name each client whole.", code="pattern_not_taken",
        )  # fmt: skip


def _quoted(client_ids: Sequence[str]) -> str:
    return listed([*map(repr, client_ids)])
