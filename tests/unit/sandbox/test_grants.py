"""Which grants the sandbox's OAuth2 server has, by the version that it stands in for."""

import pytest
import requests

from automation.sandbox.server import running
from automation.sandbox.state import SandboxOptions

_SECRET = "c0ntract1-c0nt-c0nt-c0nt-c0ntract123"


@pytest.mark.parametrize(("version", "status"), [("2.34.9", 400), ("2.35.2", 200), ("2.41.9", 200)])
def test_a_client_without_grant_types_gets_a_token_of_its_own_since_2_35(version: str, status: int) -> None:
    with running(SandboxOptions(version_text=version)) as sandbox:
        sandbox.state.seed_client(name="none", cid="none", secret=_SECRET, grantTypes=[], redirectUris=[])
        answer = requests.post(
            f"{sandbox.url}/uaa/oauth/token", auth=("none", _SECRET), data={"grant_type": "client_credentials"},
            timeout=30,
        )  # fmt: skip

    assert answer.status_code == status
    assert ("access_token" in answer.json()) is (status == 200)
    assert answer.json().get("error") == (None if status == 200 else "unsupported_grant_type")
