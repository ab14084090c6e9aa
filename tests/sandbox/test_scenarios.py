"""The scenarios on our own stand-in UI, one version for each generation and each turn it took."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.narrator import Step
from tests.conftest import StartSandbox
from tests.scenarios.clients import Scenarios
from tests.support.harness import Listener, Person, journal_in
from tests.support.sampling import cases
from tests.support.steps import CREATION

VERSIONS = ("2.36", "2.37.10", "2.40.11", "2.41.9", "2.42.5", "2.43.1")


@pytest.mark.in_turn("person")
class TestOnTheSandbox(Scenarios):
    @pytest.fixture(params=cases(VERSIONS, always=["2.36", "2.41.9", "2.43.1"]))
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))


def test_where_clients_cannot_be_opened_nothing_is_compared(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path
) -> None:
    """2.32.0-2.32.2 (settings-app 9ab6753)."""
    listener = Listener()
    person = Person(page, start_sandbox("2.32.2"), journal_in(tmp_path), narrator=listener)

    created = person.create()

    assert created.credentials.secret.reveal() == person.stored[0]["secret"]
    assert Step.READ_BACK not in listener.begun
    assert any("nothing was compared" in note for note in listener.notes)


@pytest.mark.parametrize("step", [step for step in CREATION if step not in {Step.FINISH, Step.CONSENT, Step.PROVE}])
@pytest.mark.parametrize("version", cases(["2.36", "2.41.9"], always=[]))
def test_an_interruption_at_any_step_leaves_either_nothing_or_a_secret_that_can_be_recovered(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str, step: Step
) -> None:
    person = Person(page, start_sandbox(version), journal_in(tmp_path), narrator=Listener(interrupt_at=step))

    with pytest.raises(KeyboardInterrupt):
        person.create()

    kept = list(person.journal.entries())
    is_after_save = step in {Step.SEE_IN_LIST, Step.READ_BACK}
    assert len(person.stored) == (1 if is_after_save else 0)
    assert len(kept) == (1 if is_after_save or step is Step.SAVE else 0)
    if is_after_save:
        assert kept[0].secret.reveal() == person.stored[0]["secret"]
