"""A DHIS2 version is read and compared, and what is none is refused."""

import pytest

from automation.versions import Dhis2Version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.36", Dhis2Version(36)),
        ("2.41.4.1", Dhis2Version(41, 4, 1)),
        ("2.44-SNAPSHOT", Dhis2Version(44)),
        ("2.39.0.1-rc", Dhis2Version(39, 0, 1)),
        ("42.1", Dhis2Version(42, 1)),
    ],
)
def test_a_version_is_read(text: str, version: Dhis2Version) -> None:
    assert Dhis2Version.parse(text) == version


@pytest.mark.parametrize("text", ["", "latest", "2", "2.4.1", "3.0.0", "2.41.x"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a DHIS2 version"):
        Dhis2Version.parse(text)


def test_versions_are_ordered() -> None:
    assert Dhis2Version.parse("2.41.0") < Dhis2Version.parse("2.41.0.1") < Dhis2Version.parse("2.42")
