"""What a run that was stopped says of what it has left, and how it is stopped."""

import signal
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from automation.browser.session import BrowserGone
from automation.cli.interruption import interruptible, undisturbed
from automation.errors import AutomationError, Interrupted, NotSaved
from automation.flows.deliver import with_what_is_left
from automation.secrets.env_file import EnvFile
from automation.secrets.journal import EntryState, Journal
from tests.support.journals import credentials, entry
from tests.support.platforms import POSIX

ASKING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
OR = "or starts anew."
AGAIN = "Run the same command again and it carries on"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "journal")
    journal.check()
    return journal


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """As in a terminal, also where the tests were started in the background, with signals ignored."""
    before = {number: signal.getsignal(number) for number in ASKING}
    for number in ASKING:
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)
    yield
    for later in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
        later.join()
    for number, handler in before.items():
        signal.signal(number, handler)


def hint(error: AutomationError, journal: Journal, output: Path | None = None) -> str:
    file = EnvFile(output) if output else None
    return with_what_is_left(error, journal, client_id="x", file=file).hint


def interrupted() -> Interrupted:
    return Interrupted("creating the client", "interrupted")


class TestWhatIsLeft:
    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (
                EntryState.ABOUT_TO_SAVE,
                f"DHIS2 may have stored the client 'x'; if it has, `dhis2-oauth recover` has its secret. {AGAIN} {OR}",
            ),
            (
                EntryState.SAVED_WITHOUT_SECRET,
                f"DHIS2 has stored the client 'x', perhaps not yet with its secret, which the journal keeps. {AGAIN}.",
            ),
            (EntryState.SAVED, f"DHIS2 has stored the client 'x'; `dhis2-oauth recover` has its secret. {AGAIN}."),
        ],
    )
    def test_each_state_of_an_entry_has_its_sentence(self, journal: Journal, state: EntryState, said: str) -> None:
        journal.write(entry(state=state))

        assert hint(interrupted(), journal) == said

    def test_a_secret_that_is_in_the_file_already_is_said_to_be_there(self, journal: Journal, tmp_path: Path) -> None:
        journal.write(entry(state=EntryState.SAVED))
        EnvFile(tmp_path / "x.env").deliver(credentials())

        said = hint(interrupted(), journal, tmp_path / "x.env")

        assert said == f"DHIS2 has stored the client 'x', and {tmp_path / 'x.env'} has its secret. {AGAIN}."

    def test_a_file_with_another_secret_is_not_taken_for_it(self, journal: Journal, tmp_path: Path) -> None:
        journal.write(entry(state=EntryState.SAVED))
        EnvFile(tmp_path / "x.env").deliver(credentials(secret="0ther"))

        assert "recover` has its secret" in hint(interrupted(), journal, tmp_path / "x.env")

    @pytest.mark.parametrize("error", [interrupted(), BrowserGone("Target closed")], ids=["interrupted", "gone"])
    def test_without_an_entry_nothing_was_stored(self, journal: Journal, error: AutomationError) -> None:
        assert hint(error, journal).endswith("Nothing was stored in DHIS2.")

    def test_what_an_earlier_run_left_is_not_forgotten(self, journal: Journal) -> None:
        journal.write(entry())

        said = hint(interrupted(), Journal(journal.folder))

        assert said == f"This run stored nothing in DHIS2; what an earlier one left is safe. {AGAIN}."

    def test_another_clients_entry_is_none_of_ours(self, journal: Journal) -> None:
        journal.write(entry(client_id="other", id="cd34"))

        assert hint(interrupted(), Journal(journal.folder)) == "Nothing was stored in DHIS2."

    def test_other_errors_keep_their_own_words(self, journal: Journal) -> None:
        error = NotSaved("saving", "refused", hint="see the log.")

        assert hint(error, journal) == "see the log."


class TestStopping:
    @pytest.mark.parametrize("number", ASKING)
    def test_each_way_of_asking_interrupts_once(self, number: signal.Signals) -> None:
        with pytest.raises(KeyboardInterrupt), interruptible():
            signal.raise_signal(number)

        for each in ASKING:
            signal.raise_signal(each)

    def test_what_was_before_comes_back_when_nobody_asked(self) -> None:
        before = [signal.getsignal(number) for number in ASKING]

        with interruptible(), interruptible():
            pass

        assert [signal.getsignal(number) for number in ASKING] == before

    def test_one_in_the_other_interrupts_both(self) -> None:
        with pytest.raises(KeyboardInterrupt), interruptible(), interruptible():
            signal.raise_signal(signal.SIGINT)

        signal.raise_signal(signal.SIGINT)

    @POSIX
    def test_who_starts_us_with_a_signal_ignored_means_it(self) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

        with interruptible():
            signal.raise_signal(signal.SIGHUP)

        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    def test_while_a_secret_is_handed_over_nobody_interrupts(self) -> None:
        with interruptible():
            with undisturbed():
                signal.raise_signal(signal.SIGINT)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)

    def test_what_breaks_because_all_were_asked_to_stop_is_no_error(self) -> None:
        class Ending:
            def __del__(self) -> None:
                signal.raise_signal(signal.SIGINT)

        def break_off() -> None:
            Ending()
            raise BrowserGone("Target closed")

        with pytest.raises(KeyboardInterrupt), interruptible():
            break_off()

        signal.raise_signal(signal.SIGINT)

    @pytest.mark.parametrize("place", ["finalizer", "destructor"])
    def test_an_interruption_that_python_would_swallow_comes_a_little_later(self, place: str) -> None:
        left: list[object] = []

        def ask() -> None:
            signal.raise_signal(signal.SIGINT)
            left.append(place)

        with pytest.raises(KeyboardInterrupt), interruptible():
            _end_something_and_wait(place, ask)

        assert left == [place]


def _end_something_and_wait(place: str, ask: Callable[[], None]) -> None:
    class Ending:
        def __del__(self) -> None:
            if place == "destructor":
                ask()

    ending = Ending()
    if place == "finalizer":
        weakref.finalize(ending, ask)
    del ending
    # Not for ever at once: a signal that comes just before Python begins to wait does not wake it.
    while not threading.Event().wait(0.1):
        pass
