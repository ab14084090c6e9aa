"""Each fault, what the run makes of it, and what the next run does; on the sandbox and on upstream's builds."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import bcrypt
import pytest

from automation.errors import AlreadyTaken, AutomationError, NotSaved, PageUnusable
from automation.sandbox.faults import Fault
from automation.secrets.journal import EntryState
from automation.secrets.secret import Secret
from tests.support.harness import GEOPRISM, Listener, Person

PATIENCE = 5_000


@dataclass(frozen=True)
class Recovery:
    """A fault; what the first run ended with, what it left in DHIS2 and in the journal."""

    fault: Fault
    error: type[AutomationError] | None = None
    code: str = ""
    stored: int = 1
    left: int = 1


RECOVERIES = [
    Recovery(Fault.BOOT_RESET),
    Recovery(Fault.BOOT_BAD_GATEWAY),
    Recovery(Fault.BOOT_NEVER_RECOVERS, PageUnusable, "section_not_loaded", stored=0, left=0),
    Recovery(Fault.LIST_NOT_JSON, PageUnusable, stored=0, left=0),
    Recovery(Fault.CHECK_RESET),
    Recovery(Fault.CHECK_BAD_GATEWAY),
    Recovery(Fault.CHECK_NOT_JSON, PageUnusable, "check_failed", stored=0, left=0),
    Recovery(Fault.SESSION_ENDS_BEFORE_SAVE),
    Recovery(Fault.DRY_RUN_REFUSED, NotSaved, "not_stored", stored=0, left=0),
    Recovery(Fault.SAVE_RESET, NotSaved, "save_unanswered", stored=0),
    Recovery(Fault.SAVE_BAD_GATEWAY, NotSaved, "save_unclear", stored=0),
    Recovery(Fault.SAVE_NEVER, NotSaved, "save_unanswered", stored=0),
    Recovery(Fault.SAVE_STORED_RESET),
    Recovery(Fault.SAVE_STORED_BAD_GATEWAY),
    Recovery(Fault.SAVE_STORED_NEVER_ANSWERED),
    Recovery(Fault.SAVE_LATE),
]


class Recoveries:
    """Each test gets a `person` in front of a DHIS2 of one kind."""

    @pytest.mark.parametrize("recovery", RECOVERIES, ids=lambda recovery: recovery.fault.value)
    def test_a_bad_day_is_got_over_by_this_run_or_the_next(self, person: Person, recovery: Recovery) -> None:
        person.page.context.set_default_timeout(PATIENCE)
        person.sandbox.state.faults.add(recovery.fault)

        if recovery.error:
            with pytest.raises(recovery.error) as caught:
                person.provision(verify=False)
            assert caught.value.code == (recovery.code or caught.value.code)
            assert caught.value.hint
        else:
            person.provision(verify=False)

        assert (len(person.stored), len(list(person.journal.entries()))) == (recovery.stored, recovery.left)
        person.sandbox.state.faults.discard(recovery.fault)
        self._next_run_ends_well(person)

    def test_a_client_that_appears_late_is_carried_on_with(self, person: Person) -> None:
        """Save hung, the list did not have it, and then it was stored after all."""
        person.page.context.set_default_timeout(PATIENCE)
        person.sandbox.state.faults.add(Fault.SAVE_LOST_THEN_STORED_LATE)
        with pytest.raises(NotSaved) as caught:
            person.create()
        assert "may yet appear" in caught.value.hint
        assert [entry.state for entry in person.journal.entries()] == [EntryState.ABOUT_TO_SAVE]

        person.sandbox.state.faults.clear()
        while not person.stored:
            person.page.wait_for_timeout(100)
        self._next_run_ends_well(person)

    def test_two_people_creating_the_same_client_at_once(self, person: Person) -> None:
        person.sandbox.state.faults.add(Fault.TAKEN_MEANWHILE)

        for _ in range(2):
            with pytest.raises(AlreadyTaken):
                person.provision(verify=False)

        (theirs,) = person.stored
        assert theirs.get("secret") not in {entry.secret.reveal() for entry in person.journal.entries()}
        assert list(person.journal.entries()) == []

    def test_what_the_first_run_left_is_not_taken_for_somebody_elses(self, person: Person) -> None:
        """Another secret than the journal's: not ours, and not touched."""
        person.sandbox.state.faults.add(Fault.SAVE_RESET)
        with pytest.raises(NotSaved):
            person.create()
        if person.sandbox.state.options.behaviour.is_authorization_server:
            hashed = bcrypt.hashpw(b"theirs", bcrypt.gensalt(4)).decode()
            before = dict(person.sandbox.state.seed_client(
                clientId="georegistry", clientSecret=hashed, authorizationGrantTypes="authorization_code",
                redirectUris=GEOPRISM.redirect_uris[0]))  # fmt: skip
        else:
            before = dict(person.sandbox.state.seed_client(
                name="georegistry", cid="georegistry", secret="0123456789abcdef0123456789abcdef-xyz",
                grantTypes=["authorization_code"], redirectUris=list(GEOPRISM.redirect_uris)))  # fmt: skip

        with pytest.raises(AlreadyTaken):
            person.provision(verify=False)

        assert person.stored == [before]

    @pytest.mark.parametrize("state", [state for state in EntryState if state is not EntryState.TO_BE_REPLACED])
    def test_of_several_entries_of_one_client_the_stored_one_is_found(self, person: Person, state: EntryState) -> None:
        """Runs that were killed side by side: the newest entry need not be the one whose secret DHIS2 has."""
        first = person.provision(verify=False).created.entry
        assert first is not None
        later = datetime.now(UTC) + timedelta(hours=1)
        person.journal.write(replace(
            first, id="later", created=later.isoformat(timespec="seconds"), state=state,
            secret=Secret("never-stored-never-stored-never"),
        ))  # fmt: skip

        self._next_run_ends_well(person)

        assert [entry.id for entry in person.journal.entries()] == [first.id]

    @staticmethod
    def _next_run_ends_well(person: Person) -> None:
        """One client, whose secret is the one we hold."""
        person.narrator = listener = Listener()
        had_client = bool(person.stored)

        again = person.provision(verify=False)

        (client,) = person.stored
        held = again.created.credentials.secret.reveal()
        (entry,) = person.journal.entries()
        assert (entry.state, entry.secret.reveal()) == (EntryState.SAVED, held)
        assert any("carries on" in note for note in listener.notes) == had_client
        if "secret" in client:
            assert client["secret"] == held
        else:
            assert bcrypt.checkpw(held.encode(), client["clientSecret"].encode())
