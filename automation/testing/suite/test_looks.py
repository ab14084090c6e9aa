"""Compare each screen with its golden, with its picture where there are baselines, and with its known obstacles."""

import pytest

from automation.clients.client import GrantType
from automation.dialects.ui import edit_is_broken
from automation.testing.plugin.section import OpenSection
from automation.testing.screens.fixtures import LookAtScreens
from automation.testing.screens.screen import (
    NAME,
    OTHER_NAME,
    REDIRECT_URI,
    edit_screen,
    empty_screen,
    form_screens,
    list_screen,
    row_screen,
    sidebar_screen,
    taken_screen,
)
from automation.testing.suite.page_checks import painted


def test_looks_of_the_section(dhis2_section: OpenSection, look_at_screens: LookAtScreens) -> None:
    """The category in System Settings, and the list as long as it is empty."""
    with look_at_screens() as see:
        see(sidebar_screen(dhis2_section.list))
        if not _rows(dhis2_section):
            see(empty_screen(dhis2_section.list))


def test_looks_of_the_form(dhis2_section: OpenSection, look_at_screens: LookAtScreens) -> None:
    """Nothing is saved."""
    with look_at_screens() as see:
        form = dhis2_section.form()
        for screen in form_screens(form, dhis2_section.spec(NAME).name):
            see(screen)


@pytest.mark.dhis2_writes
def test_looks_of_the_clients(dhis2_section: OpenSection, look_at_screens: LookAtScreens) -> None:
    """A row, the list where no other clients are, a client that is opened, and a client ID that is taken."""
    section = dhis2_section
    others = _rows(section)
    spec = section.spec(NAME, redirect_uris=(REDIRECT_URI,))
    both = frozenset({GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN})
    other = section.spec(OTHER_NAME, grant_types=both, redirect_uris=(REDIRECT_URI,))
    section.create(spec)
    section.create(other)

    with look_at_screens() as see:
        see(row_screen(section.list, section.label(spec)))
        if not others:
            see(list_screen(section.list, {section.label(spec): NAME, section.label(other): OTHER_NAME}))
        if not edit_is_broken(section.version):
            form = section.edit(spec)
            see(edit_screen(form, spec.name, spec.client_id))
            form.cancel()
        form = section.form()
        see(taken_screen(form, spec.client_id))
        form.cancel()


def _rows(section: OpenSection) -> int:
    # Up to 2.36 an empty table is shown until the list has been drawn.
    painted(section.page)
    return section.list.section.locator(section.dialect.row).count()
