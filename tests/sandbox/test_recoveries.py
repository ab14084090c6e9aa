"""Each fault, on the stand-in UI, and what the next run makes of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.scenarios.recoveries import Recoveries
from tests.support.harness import Person, journal_in


@pytest.mark.in_turn("person")
class TestOnTheSandbox(Recoveries):
    @pytest.fixture(params=["2.36", "2.41.9", "2.43.1"])
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))

    def test_a_form_that_closes_by_itself_is_opened_again(self, person: Person) -> None:
        """Upstream's has no switch for it."""
        person.page.context.set_default_timeout(4_000)
        person.sandbox.state.faults.add(Fault.FORM_CLOSES)

        person.create()

        assert len(person.stored) == 1
