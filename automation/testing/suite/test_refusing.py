"""What the form and DHIS2 refuse, and how they say so."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from automation.clients.client import GrantType
from automation.flows.fill import fill
from automation.narrator import Silent
from automation.pages.actions import commit, press
from automation.testing.plugin.fixtures import MadeClient, SeesQuirk
from automation.testing.plugin.section import OpenSection
from automation.testing.suite.page_checks import is_refused, painted

pytestmark = pytest.mark.dhis2_writes


def test_required(dhis2_section: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    """An empty form is not stored: the page or DHIS2 refuses it."""
    form = dhis2_section.form()

    if form.dialect.checks_before_save:
        press(form.save_button)
        expect(form.field_errors.first).to_be_visible()
        assert len(form.complaints()) == 2
    else:
        answer = form.save()
        dhis2_quirk("validation-keeps-nobody-from-saving", answer.request.method == "POST")
        assert is_refused(answer)

    expect(form.save_button).to_be_enabled()


def test_required_after_the_field_was_emptied(
    dhis2_section: OpenSection, dhis2_page: Page, dhis2_quirk: SeesQuirk
) -> None:
    form, spec = dhis2_section.form(), dhis2_section.spec("emptied")
    if form.dialect.checks_before_save:
        press(form.save_button)
        expect(form.field_errors).to_have_count(2)
        form.enter_client_id(spec.client_id)
        commit(form.client_id, "")
        painted(dhis2_page)
        dhis2_quirk("required-does-not-come-back", form.field_errors.count() == 1)
    else:
        form.enter_name(spec.name)
        form.enter_name("")
        expect(form.field_errors).to_have_count(1)
    form.cancel()


def test_bad_redirect_uri(dhis2_section: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    spec = dhis2_section.spec("bad-uri", redirect_uris=("no-address",))
    form = dhis2_section.form()
    fill(form, spec, Silent())
    assert len(form.complaints()) == (0 if form.dialect.checks_before_save else 1)

    answer = form.save()

    if form.dialect.checks_before_save:
        assert is_refused(answer)
        expect(form.save_button).to_be_enabled()
        return
    dhis2_quirk("validation-keeps-nobody-from-saving", answer.ok)
    dhis2_section.list.see(dhis2_section.label(spec))


def test_id_taken(dhis2_client: MadeClient, dhis2_section: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    """The form says that the client ID is taken, but only DHIS2 refuses it."""
    spec = replace(dhis2_client.spec, name=f"{dhis2_client.spec.name}-again")
    form = dhis2_section.form()

    namesakes = fill(form, spec, Silent())
    said = form.complaints()
    form.set_grant_types(spec.grant_types)
    form.enter_redirect_uris(spec.redirect_uris)
    answer = form.save()

    assert [found.client_id for found in namesakes] == [spec.client_id]
    dhis2_quirk("a-taken-client-id-is-not-said", said == [])
    assert is_refused(answer)
    expect(form.save_button).to_be_enabled()


def test_name_taken(dhis2_client: MadeClient, dhis2_section: OpenSection) -> None:
    if not dhis2_section.dialect.has_name:
        pytest.skip("this form has no Name")
    form = dhis2_section.form()
    spec = replace(dhis2_client.spec, client_id=f"{dhis2_client.spec.client_id}-again")
    fill(form, spec, Silent())
    assert form.complaints() == []

    answer = form.save()

    assert is_refused(answer)
    expect(form.save_button).to_be_enabled()


def test_click_out_of_the_client_id(dhis2_section: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    """Up to 2.41 the text of the check moves the next box away under the pointer, so a click is lost."""
    form = dhis2_section.form()
    box = form.grant_box(GrantType.AUTHORIZATION_CODE)

    form.client_id.fill(dhis2_section.spec("by-click").client_id)
    with dhis2_section.page.expect_response(lambda response: "filter=" in response.url):
        box.click()
    expect(form.dialog.get_by_text("Validating")).to_have_count(0)

    dhis2_quirk("a-click-that-leaves-the-client-id-is-lost", not box.is_checked())
    form.cancel()
