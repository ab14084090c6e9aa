"""The fixtures where no DHIS2 is named or pytest-playwright is missing: each fails and says so."""

import pytest

from automation.testing.plugin import absence


def _missing(pytestconfig: pytest.Config) -> None:
    pytest.fail(absence(pytestconfig), pytrace=False)


dhis2_instance = pytest.fixture(scope="session")(_missing)
dhis2_sandbox = pytest.fixture(scope="session")(_missing)
dhis2_page = pytest.fixture(_missing)
dhis2_section = pytest.fixture(_missing)
dhis2_client = pytest.fixture(_missing)
dhis2_other_page = pytest.fixture(_missing)


@pytest.fixture
def dhis2_artefacts() -> None:
    """No folder."""
