"""Change clients, delete them, or leave the form without saving."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, Request, expect

from automation.clients.client import ClientSpec, GrantType
from automation.dialects.ui import DialectName, edit_is_broken
from automation.pages.actions import press
from automation.testing.plugin.fixtures import MadeClient, SeesQuirk
from automation.testing.plugin.section import OpenSection
from automation.testing.suite.page_checks import painted, see_stored

_LAYER = "xpath=ancestor::*[@data-test='dhis2-uicore-layer'][1]"


@pytest.fixture
def editable(dhis2_section: OpenSection) -> OpenSection:
    if edit_is_broken(dhis2_section.version):
        pytest.skip("this DHIS2 cannot open a client (2.32.0-2.32.2)")
    return dhis2_section


@pytest.fixture
def sent(dhis2_page: Page) -> list[Request]:
    """What the page sends from now on to change what is stored."""
    requests: list[Request] = []
    dhis2_page.on("request", lambda request: requests.append(request) if request.method != "GET" else None)
    return requests


@pytest.mark.dhis2_writes
def test_edit(editable: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    old = editable.spec()
    # With one on either side of it, whatever the list is sorted by.
    for one in (editable.spec("a-side"), old, editable.spec("z-side")):
        editable.create(one)
    before = editable.read(old)
    columns = _columns(editable, old)
    uris = ("https://other.example.org/callback", "https://second.example.org/")
    spec = replace(old, redirect_uris=uris, grant_types=frozenset({GrantType.REFRESH_TOKEN}))
    if editable.dialect.has_name:
        spec = replace(spec, name=f"{spec.name}-renamed")

    form = editable.edit(old)
    if editable.dialect.has_name:
        form.enter_name(spec.name)
    form.set_grant_types(spec.grant_types)
    form.enter_redirect_uris(spec.redirect_uris)
    editable.save(form, spec)

    rows = editable.list.row(editable.label(spec))
    expect(rows.filter(has_not_text=columns)).to_have_count(1)
    dhis2_quirk("the-list-keeps-rows-that-are-gone", rows.count() > 1)
    editable.list.see(editable.label(spec))
    after = see_stored(editable, spec)
    assert after is not None
    assert after.secret == before.secret


def _columns(section: OpenSection, spec: ClientSpec) -> str:
    """What the list says of a client beside its label."""
    return (section.list.row(section.label(spec)).text_content() or "").removeprefix(section.label(spec))


@pytest.mark.dhis2_writes
def test_save_without_a_change(
    dhis2_client: MadeClient, editable: OpenSection, dhis2_page: Page, sent: list[Request], dhis2_quirk: SeesQuirk
) -> None:
    form = editable.edit(dhis2_client.spec)
    sent.clear()

    if editable.dialect.shows_stored_secret:
        press(form.save_button)
        painted(dhis2_page)
        dhis2_quirk("saving-without-a-change-counts-as-a-failure", not sent and form.save_button.is_visible())
        form.cancel()
    else:
        editable.save(form, dhis2_client.spec)

    editable.list.see(editable.label(dhis2_client.spec))
    see_stored(editable, dhis2_client.spec)


@pytest.mark.dhis2_writes
def test_delete(dhis2_client: MadeClient, dhis2_section: OpenSection, dhis2_page: Page, dhis2_quirk: SeesQuirk) -> None:
    other = dhis2_section.spec("other")
    dhis2_section.create(other)

    with dhis2_page.expect_response(lambda answer: answer.request.method == "DELETE") as answered:
        dhis2_section.list.delete(dhis2_section.label(dhis2_client.spec))

    dhis2_quirk("delete-asks-nobody", answered.value.ok)
    assert dhis2_section.list.has(dhis2_section.label(other))
    dhis2_section.reopen()
    assert not dhis2_section.list.has(dhis2_section.label(dhis2_client.spec))


def test_cancel(dhis2_section: OpenSection, sent: list[Request]) -> None:
    spec = dhis2_section.spec("cancelled")
    form = dhis2_section.form()
    form.enter_client_id(spec.client_id)
    form.enter_redirect_uris(spec.redirect_uris)

    form.cancel()

    dhis2_section.reopen()
    assert not dhis2_section.list.has(dhis2_section.label(spec))
    assert [request.url for request in sent if "oAuth2Client" in request.url] == []


def test_escape(dhis2_section: OpenSection, dhis2_page: Page, dhis2_quirk: SeesQuirk) -> None:
    form = dhis2_section.form()
    form.client_id.focus()

    dhis2_page.keyboard.press("Escape")

    painted(dhis2_page)
    if not dhis2_quirk("escape-and-a-close-button-or-neither", form.dialog.count() == 0):
        form.cancel()
    expect(dhis2_section.list.add_button).to_be_enabled()


def test_click_beside_the_form(dhis2_section: OpenSection, dhis2_page: Page, dhis2_quirk: SeesQuirk) -> None:
    if dhis2_section.dialect.name is DialectName.FAB:
        pytest.skip("this form lies on the page, with no layer around it")
    form = dhis2_section.form()
    has_role = form.dialog.get_attribute("role") == "dialog"
    dhis2_quirk("the-modal-has-no-role", not has_role)

    form.dialog.locator(_LAYER).click(position={"x": 5, "y": 5})

    painted(dhis2_page)
    if not dhis2_quirk("a-click-beside-the-modal-closes-it", form.dialog.count() == 0):
        form.cancel()
    expect(dhis2_section.list.add_button).to_be_enabled()
