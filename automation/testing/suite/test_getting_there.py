"""Ways to the section, and back to it."""

from playwright.sync_api import Page, expect

from automation.dialects.ui import ANY_ADD_BUTTON
from automation.errors import PageUnusable
from automation.pages.settings import SettingsShell
from automation.testing.plugin.context import speak
from automation.testing.plugin.fixtures import CountsFlaky, SeesQuirk
from automation.testing.plugin.languages import SETTINGS_LABELS
from automation.testing.plugin.run import SignedIn
from automation.testing.plugin.section import OpenSection, opened_in_two_tries


def test_deep_link(dhis2_section: OpenSection, dhis2_page: Page, dhis2_quirk: SeesQuirk) -> None:
    """The address of the open section leads to it in another tab."""
    dhis2_quirk("oauth2-becomes-general", dhis2_page.url.endswith("#/oauth2_41"))
    tab = dhis2_page.context.new_page()

    tab.goto(dhis2_page.url)

    expect(dhis2_section.on(tab).add_button).to_be_visible()
    assert tab.url == dhis2_page.url


def test_reload(dhis2_section: OpenSection, dhis2_page: Page, dhis2_quirk: SeesQuirk) -> None:
    frame = dhis2_page.locator("iframe")
    if frame.count():
        names = [frame.get_attribute(name) for name in ("id", "name", "title", "data-test")]
        dhis2_quirk("the-shells-iframe-has-no-name", not any(names))

    dhis2_page.reload()

    expect(dhis2_section.on(dhis2_page).add_button).to_be_visible()


def test_back_button(dhis2_section: OpenSection, dhis2_page: Page) -> None:
    here = dhis2_page.url
    dhis2_section.another_category.click()
    expect(dhis2_section.list.add_button).to_have_count(0)
    assert dhis2_page.url != here

    dhis2_page.go_back()

    expect(dhis2_section.list.add_button).to_be_visible()
    expect(dhis2_page).to_have_url(here)


def test_permission_denied(
    dhis2_other_page: Page, dhis2_other_visit: SignedIn, dhis2_quirk: SeesQuirk, dhis2_flaky: CountsFlaky
) -> None:
    shell = SettingsShell(dhis2_other_page, dhis2_other_visit.instance.base_url)
    try:
        opened_in_two_tries(dhis2_other_page, dhis2_other_visit.instance, dhis2_flaky)
    except PageUnusable as refused:
        assert refused.code == "no_authority"  # noqa: PT017 - some versions let everybody in
        has_nothing = shell.section.locator(ANY_ADD_BUTTON).count() == 0
        dhis2_quirk("without-the-authority-a-spinner-turns-for-ever", has_nothing)
    else:
        dhis2_quirk("any-user-may-manage-clients", True)


def test_language_switch(dhis2_section: OpenSection, dhis2_page: Page) -> None:
    language = "fr" if dhis2_section.language != "fr" else "es"
    before, after = SETTINGS_LABELS.get(dhis2_section.language, SETTINGS_LABELS["en"]), SETTINGS_LABELS[language]
    expect(dhis2_section.category(before.category)).to_be_visible()

    speak(dhis2_page.context, dhis2_section.instance.base_url, language)
    dhis2_section.reopen()

    expect(dhis2_section.category(after.category)).to_be_visible()
    expect(dhis2_section.category(before.category)).to_have_count(0)
    dhis2_section.form().cancel()
