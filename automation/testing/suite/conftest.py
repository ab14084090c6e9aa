"""Record each scenario's name, and stop where nobody can sign in."""

import pytest
from playwright.sync_api import expect

from automation.testing.plugin.evidence import scenario_name
from automation.testing.plugin.run import Run, SignedIn
from automation.testing.plugin.starting import STOPPED


@pytest.fixture(autouse=True)
def _scenario(request: pytest.FixtureRequest) -> None:
    # As `record_property` does it, which warns of JUnit's newer schema.
    request.node.user_properties.append(("scenario", scenario_name(request.node)))


@pytest.fixture(scope="session", autouse=True)
def _somebody_is_in(dhis2_run: Run, request: pytest.FixtureRequest) -> SignedIn:
    """End the session where nobody can sign in, because no scenario could run."""
    try:
        user: SignedIn = request.getfixturevalue("dhis2_visit")
    except pytest.fail.Exception as failed:
        code = dhis2_run.failure.exit_code if dhis2_run.failure else 1
        pytest.exit(dhis2_run.redactor.told(str(failed)), returncode=STOPPED + code)
    expect.set_options(timeout=dhis2_run.options.timeout * 1000)
    return user
