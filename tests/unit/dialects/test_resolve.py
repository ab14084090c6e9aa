"""Choosing a dialect: flag, then page, then version."""

import pytest

from automation.dialects.ui import DIALECTS, DialectName, DialectSource, Shown, confirm, edit_is_broken, resolve, routes
from automation.errors import PageUnusable
from automation.versions import Dhis2Version

NOTHING = Shown(has_fab=False, columns=0)


@pytest.mark.parametrize(
    ("shown", "version", "name", "source"),
    [
        (Shown(has_fab=True, columns=0), "2.41", DialectName.FAB, DialectSource.PAGE),
        (Shown(has_fab=False, columns=5), "2.42", DialectName.MODAL, DialectSource.PAGE),
        (Shown(has_fab=False, columns=4), "2.36", DialectName.AUTHSERVER, DialectSource.PAGE),
        (NOTHING, "2.36", DialectName.FAB, DialectSource.VERSION),
        (NOTHING, "2.37", DialectName.MODAL, DialectSource.VERSION),
        (NOTHING, "2.41.9", DialectName.MODAL, DialectSource.VERSION),
        (NOTHING, "2.42.0", DialectName.AUTHSERVER, DialectSource.VERSION),
        (NOTHING, "2.99", DialectName.AUTHSERVER, DialectSource.VERSION),
    ],
)
def test_the_page_beats_the_version(shown: Shown, version: str, name: DialectName, source: DialectSource) -> None:
    dialect, why = resolve(override=None, shown=shown, version=Dhis2Version.parse(version))

    assert (dialect.name, why) == (name, source)


def test_the_flag_beats_the_page() -> None:
    dialect, why = resolve(override=DialectName.MODAL, shown=Shown(has_fab=True, columns=0), version=None)

    assert (dialect.name, why) == (DialectName.MODAL, DialectSource.FLAG)


def test_a_dhis2_older_than_any_form_is_refused() -> None:
    with pytest.raises(PageUnusable) as caught:
        resolve(override=None, shown=NOTHING, version=Dhis2Version(22))

    assert caught.value.code == "unknown_ui"


def test_the_open_form_corrects_a_guess_and_contradicts_a_flag() -> None:
    modal, _ = resolve(override=DialectName.MODAL, shown=NOTHING, version=None)

    corrected, why = confirm(modal, DialectSource.VERSION, has_password_box=False)
    with pytest.raises(PageUnusable) as caught:
        confirm(modal, DialectSource.FLAG, has_password_box=False)

    assert (corrected.name, why) == (DialectName.AUTHSERVER, DialectSource.PAGE)
    assert caught.value.code == "wrong_ui"


@pytest.mark.parametrize(
    ("version", "first"),
    [("2.40.11", "#/oauth2"), ("2.41.3", "#/oauth2"), ("2.41.4", "#/oauth2_41"), ("2.42.0", "#/oauth2")],
)
def test_the_likelier_route_comes_first(version: str, first: str) -> None:
    assert routes(Dhis2Version.parse(version))[0] == first
    assert set(routes(None)) == {"#/oauth2", "#/oauth2_41"}


def test_the_versions_that_cannot_edit() -> None:
    assert [edit_is_broken(Dhis2Version(32, patch)) for patch in (0, 2, 3)] == [True, True, False]


def test_dialects_are_listed_newest_first() -> None:
    assert [dialect.since for dialect in DIALECTS] == sorted((d.since for d in DIALECTS), reverse=True)
