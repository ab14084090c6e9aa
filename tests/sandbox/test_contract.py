"""The sandbox answers as DHIS2 does: the contract, held against it version by version."""

import pytest

from automation.sandbox.faults import Fault
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, User
from tests.conftest import StartSandbox
from tests.contract.asking import Visit
from tests.contract.running import compared, table
from tests.support.sampling import cases

READER = User(username="reader", password="District-1", authorities=frozenset())
ADMIN = User(username=DEFAULT_USER, password=DEFAULT_PASSWORD)


def differences(start_sandbox: StartSandbox, version: str, *faults: Fault, context_path: str = "") -> str:
    users = (ADMIN, READER)
    sandbox = start_sandbox(version, users=users, faults=frozenset(faults), context_path=context_path)
    visit = Visit(sandbox.url, ADMIN.username, ADMIN.password, reader=(READER.username, READER.password))
    return table(compared(visit))


@pytest.mark.parametrize(
    "version",
    cases(
        ["2.40.11", "2.41.9.1", "2.42.5.2", "2.42.6", "2.42.7", "2.43.1", "2.43.2", "2.44-SNAPSHOT"],
        always=["2.41.9.1", "2.42.5.2"],
    ),
)
def test_the_sandbox_answers_as_the_contract_says(start_sandbox: StartSandbox, version: str) -> None:
    assert differences(start_sandbox, version) == ""


@pytest.mark.thorough
@pytest.mark.parametrize("version", ["2.42.5.2", "2.43.1"])
def test_so_it_does_where_the_oauth2_server_is_off(start_sandbox: StartSandbox, version: str) -> None:
    assert differences(start_sandbox, version, Fault.OAUTH_OFF) == ""


@pytest.mark.thorough
@pytest.mark.parametrize("version", ["2.41.9.1", "2.42.5.2"])
def test_so_it_does_below_a_context_path(start_sandbox: StartSandbox, version: str) -> None:
    assert differences(start_sandbox, version, context_path="/dhis") == ""


def test_an_answer_that_is_another_is_in_the_table(start_sandbox: StartSandbox) -> None:
    told = differences(start_sandbox, "2.41.9.1", Fault.LIST_REFUSED)

    assert "| the list, paged | 200 JSON | 403 JSON E1006 | status 403, not 200" in told
    assert "dry run" not in told
