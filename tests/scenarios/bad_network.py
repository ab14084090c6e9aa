"""What the page shows and sends when calls fail; on the sandbox and on upstream's builds."""

import pytest
from playwright.sync_api import Locator, Request, expect

from automation.dialects.ui import DialectName
from automation.pages.client_form import ClientForm
from automation.sandbox.behaviour import Editor
from automation.sandbox.faults import Fault
from automation.sandbox.state import DEFAULT_USER
from tests.support.harness import Person

GATEWAY, CUT = "502 Bad Gateway", "Server connection failed"
VALIDATING = "Validating..."
SAVE, DRY_RUN = "POST /api/oAuth2Clients", "POST /api/schemas/oAuth2Client"


class BadNetwork:
    """Each test gets a `person` in front of a DHIS2 of one kind, signed in."""

    def test_one_call_lost_at_boot_leaves_a_page_that_does_not_try_again(self, person: Person) -> None:
        with_session(person)
        person.sandbox.state.faults.add(Fault.BOOT_BAD_GATEWAY)

        with person.page.expect_response(lambda response: response.status == 502):
            person.page.goto(f"{person.sandbox.url}/dhis-web-settings/index.html", wait_until="commit")

        if person.sandbox.state.options.behaviour.editor is Editor.FAB:
            expect(settings(person)).to_have_text("D2 initialization error: Unable to get schemas from the DHIS2 API")
            assert person.page.evaluate("document.readyState") == "loading"
        else:
            expect(settings(person).get_by_role("progressbar")).to_be_visible()
        assert "GET /api/oAuth2Clients" not in person.sandbox.state.requests

    @pytest.mark.parametrize(("fault", "words"), [(Fault.CHECK_BAD_GATEWAY, GATEWAY), (Fault.CHECK_RESET, CUT)])
    def test_a_check_that_fails_keeps_nobody_from_saving(self, person: Person, fault: Fault, words: str) -> None:
        form = with_client_id(person, fault)

        lines = {DialectName.FAB: [VALIDATING], DialectName.MODAL: [words], DialectName.AUTHSERVER: []}
        expect(form.field_errors).to_contain_text(lines[form.dialect.name])
        form.enter_redirect_uris(["https://a.example/cb"])
        form.save_button.click()
        see_said(person, "OAuth2 client saved")

        assert [client.get("cid") or client.get("clientId") for client in person.stored] == ["x"]

    def test_a_check_answered_with_a_page_breaks_the_modal(self, person: Person) -> None:
        form = with_client_id(person, Fault.CHECK_NOT_JSON)

        if form.dialect.name is DialectName.MODAL:
            expect(settings(person)).to_contain_text("Something went wrong")
            expect(form.dialog).to_have_count(0)
            return
        expect(form.field_errors).to_have_text([VALIDATING] if form.dialect.name is DialectName.FAB else [])
        expect(form.save_button).to_be_enabled()

    @pytest.mark.parametrize("fault", [Fault.SAVE_BAD_GATEWAY, Fault.SAVE_RESET])
    def test_a_lost_save_can_be_sent_again_as_it_was(self, person: Person, fault: Fault) -> None:
        form = filled_in(person)
        before = form.read()
        person.sandbox.state.faults.add(fault)

        form.save_button.click()
        see_failed(person)

        assert person.saves == 1
        assert form.read() == before
        assert form.complaints() == []
        form.save_button.click()
        see_said(person, "OAuth2 client saved")
        assert len(person.stored) == 1

    @pytest.mark.parametrize("fault", [Fault.DRY_RUN_REFUSED, Fault.SESSION_ENDS_BEFORE_SAVE])
    def test_a_dry_run_that_is_refused_is_all_that_is_sent(self, person: Person, fault: Fault) -> None:
        form = filled_in(person, fault)
        before = form.read()

        form.save_button.click()
        see_failed(person)

        asked = person.sandbox.state.requests
        assert (asked.count(DRY_RUN), asked.count(SAVE)) == (1, 0)
        assert form.read() == before
        assert form.complaints() == []

    def test_a_client_id_taken_meanwhile_stands_nowhere_in_the_form(self, person: Person) -> None:
        form = filled_in(person)
        person.sandbox.state.faults.add(Fault.TAKEN_MEANWHILE)

        form.save_button.click()
        see_failed(person)

        assert person.saves == 1
        assert form.complaints() == []
        assert form.client_id.input_value() == "x"


def with_session(person: Person) -> None:
    """Sign in without a page."""
    person.sandbox.state.sessions["bad-days"] = DEFAULT_USER
    person.page.context.add_cookies([{"name": "JSESSIONID", "value": "bad-days", "url": person.sandbox.url}])


def settings(person: Person) -> Locator:
    """The body of System Settings, also where the shell frames it."""
    if person.sandbox.state.options.behaviour.has_shell:
        return person.page.frame_locator("iframe").locator("body")
    return person.page.locator("body")


def with_client_id(person: Person, *faults: Fault) -> ClientForm:
    """The form with a client ID in it, after DHIS2 was asked about it."""
    form = person.open_section().clients.add()
    if form.dialect.has_name:
        form.enter_name("x")
    person.sandbox.state.faults.update(faults)
    outcome = "requestfailed" if Fault.CHECK_RESET in faults else "requestfinished"
    with person.page.expect_event(outcome, is_check):
        form.client_id.fill("x")
        form.client_id.blur()
    return form


def filled_in(person: Person, *faults: Fault) -> ClientForm:
    """The form with all that Save wants."""
    form = with_client_id(person, *faults)
    expect(form.dialog.get_by_text(VALIDATING)).to_have_count(0)
    form.enter_redirect_uris(["https://a.example/cb"])
    return form


def see_said(person: Person, words: str) -> None:
    """The snackbar says so, for a moment."""
    expect(settings(person).get_by_text(words)).to_be_visible()


def see_failed(person: Person) -> None:
    """The snackbar says so, and the form is there once it does."""
    see_said(person, "Failed to save OAuth2 client")
    root = settings(person).locator("xpath=ancestor-or-self::html")
    expect(root.locator('input[type="checkbox"][name="authorization_code"]')).to_have_count(1)


def is_check(call: Request) -> bool:
    """Whether a request asks for clients of one ID."""
    return "filter=" in call.url
