"""Create clients."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from automation.clients.client import GrantType
from automation.dialects.ui import edit_is_broken
from automation.pages.actions import press
from automation.testing.plugin.fixtures import MadeClient, SeesQuirk
from automation.testing.plugin.languages import saved
from automation.testing.plugin.section import OpenSection
from automation.testing.suite.page_checks import see_stored, tab_to

pytestmark = pytest.mark.dhis2_writes
# What is left of 1280 by 720 where the browser shows everything at twice its size.
_TWICE = {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2}


def test_create(dhis2_section: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    spec = dhis2_section.spec()

    made = dhis2_section.create(spec)

    stored = see_stored(dhis2_section, spec)
    has_no_name = dhis2_quirk("no-name-no-password-grant", not dhis2_section.dialect.has_name)
    assert GrantType.PASSWORD not in dhis2_section.dialect.grant_types or not has_no_name
    if stored and not dhis2_quirk("the-secret-is-never-sent", not stored.secret):
        assert stored.secret == made.secret


def test_upstream_add(dhis2_section: OpenSection) -> None:
    """settings-app cypress/integration/oauth2.feature: User adds OAuth2 client."""
    spec = dhis2_section.spec()
    form = dhis2_section.form()
    if form.dialect.has_name:
        form.enter_name(spec.name)
    form.enter_client_id(spec.client_id)
    form.enter_redirect_uris(spec.redirect_uris)

    snackbar = dhis2_section.list.section.get_by_text(saved(dhis2_section.language))
    press(form.save_button)

    expect(snackbar).to_be_visible()
    dhis2_section.list.see(dhis2_section.label(spec))


def test_several_redirect_uris(dhis2_section: OpenSection) -> None:
    uris = ("https://a.example/cb", "http://b.example:8080/x/y?z=1&w=2", "https://c.example/", "https://d.example/é")
    spec = dhis2_section.spec(redirect_uris=uris)

    dhis2_section.create(spec)

    see_stored(dhis2_section, spec)


def test_long_values(dhis2_section: OpenSection) -> None:
    long = dhis2_section.spec("long-" + "x" * 150)
    spec = replace(long, redirect_uris=(f"https://app.example.org/{'path/' * 30}callback",))

    dhis2_section.create(spec)

    see_stored(dhis2_section, spec)


def test_right_to_left_values(dhis2_section: OpenSection) -> None:
    plain = dhis2_section.spec("عميل")
    spec = replace(plain, redirect_uris=("https://app.example.org/رد/النداء",))

    dhis2_section.create(spec)

    see_stored(dhis2_section, spec)


def test_grant_combinations(dhis2_client: MadeClient, dhis2_section: OpenSection) -> None:
    if edit_is_broken(dhis2_section.version):
        pytest.skip("this DHIS2 cannot open a client to change its grants (2.32.0-2.32.2)")
    offered = sorted(dhis2_section.dialect.grant_types)
    wanted = [frozenset(some) for count in range(len(offered) + 1) for some in combinations(offered, count)]

    for grants in [some for some in wanted if some != dhis2_client.spec.grant_types]:
        spec = replace(dhis2_client.spec, grant_types=grants)
        form = dhis2_section.edit(spec)
        form.set_grant_types(grants)
        dhis2_section.save(form, spec)
        # Until the list is loaded, its rows open what was there before.
        dhis2_section.reopen()
        see_stored(dhis2_section, spec)


def test_keyboard_only(dhis2_section: OpenSection, dhis2_page: Page) -> None:
    spec, keys = dhis2_section.spec("by-keyboard"), dhis2_page.keyboard
    tab_to(dhis2_section.list.add_button)
    form = dhis2_section.form(lambda _add_button: keys.press("Enter"))
    if form.dialect.has_name:
        tab_to(form.name)
        keys.type(spec.name)
    tab_to(form.client_id)
    keys.type(spec.client_id)
    with dhis2_page.expect_response(re.compile("filter=")):
        keys.press("Tab")
    expect(form.dialog.get_by_text("Validating")).to_have_count(0)
    tab_to(form.grant_box(GrantType.AUTHORIZATION_CODE))
    keys.press("Space")
    tab_to(form.redirect_uris)
    keys.type(spec.redirect_uris[0])
    tab_to(form.save_button)
    keys.press("Enter")

    dhis2_section.list.see(dhis2_section.label(spec))
    see_stored(dhis2_section, spec)


@pytest.mark.browser_context_args(**_TWICE)
def test_zoomed_to_200_percent(dhis2_section: OpenSection, dhis2_page: Page) -> None:
    assert dhis2_page.evaluate("[innerWidth, devicePixelRatio]") == [640, 2]
    spec = dhis2_section.spec("zoomed")

    dhis2_section.create(spec)

    see_stored(dhis2_section, spec)
