"""The contract, held against a real DHIS2.

It needs DHIS2_LIVE_URL, DHIS2_LIVE_USERNAME and DHIS2_LIVE_PASSWORD of an administrator (ALL), on a server where
clients, a user and a role may come and go; all begin with `contract-`. Consents stay: DHIS2 has no way to remove them.
"""

import os
from collections.abc import Iterator

import pytest

from tests.contract.asking import Visit
from tests.contract.running import compared, table

pytestmark = pytest.mark.live
# Read here: no test sees the machine's own settings.
SETTINGS = [os.environ.get(f"DHIS2_LIVE_{name}", "") for name in ("URL", "USERNAME", "PASSWORD")]


@pytest.fixture
def visit() -> Iterator[Visit]:
    if not all(SETTINGS):
        pytest.skip("DHIS2_LIVE_URL, DHIS2_LIVE_USERNAME and DHIS2_LIVE_PASSWORD name no DHIS2")
    url, username, password = SETTINGS
    visit = Visit(url.rstrip("/"), username, password)
    yield visit
    visit.tidy_up()


def test_a_real_server_answers_as_the_contract_says(visit: Visit) -> None:
    assert table(compared(visit)) == ""
