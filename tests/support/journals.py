"""What a run leaves in the journal and in the env file, for tests that start from there."""

from automation.clients.server_kind import Endpoints
from automation.secrets.credentials import Credentials
from automation.secrets.journal import Entry, EntryState
from automation.secrets.secret import Secret

ENDPOINTS = Endpoints(authorize="https://d/a", token="https://d/t", profile="https://d/api/me")


def credentials(client_id: str = "x", secret: str = "5ecret") -> Credentials:
    return Credentials(
        client_id=client_id,
        secret=Secret(secret),
        endpoints=ENDPOINTS,
        redirect_uris=("https://a/cb", "https://b/cb"),
    )


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "id": "ab12", "created": "2026-01-01T00:00:00+00:00", "url": "https://d", "version": "2.41.9", "client_id": "x",
        "name": "X", "grant_types": frozenset({"authorization_code"}), "redirect_uris": ("https://a/cb",),
        "endpoints": ENDPOINTS, "secret": Secret("5ecret"), "state": EntryState.ABOUT_TO_SAVE,
    }  # fmt: skip
    return Entry(**(values | changes))  # type: ignore[arg-type]
