"""What becomes of clients that are there, on our own stand-in UI."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.narrator import Step
from automation.recording.guide.model import flat
from automation.recording.guide.writing import write
from automation.recording.recorder import Recorder
from automation.recording.texts import texts_in
from tests.conftest import StartSandbox
from tests.scenarios.life import Life, deleted
from tests.support.guides import FACTS
from tests.support.harness import Person, journal_in, seed
from tests.support.sampling import cases

VERSIONS = ("2.32.2", "2.36", "2.37.10", "2.40.11", "2.41.9", "2.42.5", "2.43.1")


@pytest.mark.in_turn("person")
class TestLifeOnTheSandbox(Life):
    @pytest.fixture(params=cases(VERSIONS, always=["2.36", "2.41.9", "2.43.1"]))
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))


@pytest.mark.parametrize("version", cases(["2.36", "2.40.11", "2.43.1"], always=["2.36"]))
def test_what_is_pressed_to_delete_a_client_can_be_shown(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str
) -> None:
    """Up to 2.36 the page has three dots there, which are called Actions once the mouse is over them."""
    recorder = Recorder(lambda text: text)
    person = Person(page, start_sandbox(version, locale="fr"), journal_in(tmp_path), narrator=recorder)
    seed(person.sandbox, name=FACTS.called, client_id=FACTS.called)

    with recorder.watch(page):
        deleted(person, person.open_section(), FACTS.called)

    (seen,) = [one for one in recorder.seen if one.step is Step.DELETE]
    assert (recorder.trouble, len(seen.boxes), bool(seen.picture)) == ("", 1, True)
    told = write([seen], FACTS, texts_in("fr"))
    names = {"Supprimer", "Actions"} if version == "2.36" else {"Supprimer"}
    said = {f"Dans la ligne de {FACTS.called}, cliquez sur {name}." for name in names}
    assert flat(told.steps[0].instruction) in said
