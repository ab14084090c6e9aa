"""The fixtures where they cannot be had: whoever asks for one is told why."""

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
    """No folder: nothing is left anywhere."""
