"""Two sandboxes, clients in the old one, and what a migration has left behind in both, and on the disk."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bcrypt

from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER
from tests.support.command import Command


@dataclass(frozen=True)
class Old:
    """A client of the old DHIS2."""

    client_id: str
    grants: tuple[str, ...] = ("authorization_code",)
    uris: tuple[str, ...] = ("https://app.example.org/cb",)
    secret: str = ""

    @property
    def password(self) -> str:
        return self.secret or f"old-{self.client_id.encode().hex()}-".ljust(36, "0")[:36]


REPORTS = Old("reports", uris=("https://reports.example.org/cb", "https://reports.example.org/other"))
REFRESHED = Old("refreshed", grants=("authorization_code", "refresh_token"))
MOBILE = Old("mobile", grants=("password",))
SPACED = Old("my app", grants=("authorization_code", "password"))
ACCENTED = Old("café")
LONG = Old("long", secret="5ecret" * 13)


@dataclass
class Migrating:
    """`migrate` by one command, from one sandbox to another."""

    command: Command
    old: Sandbox
    new: Sandbox

    def __post_init__(self) -> None:
        environment = {"DHIS2_FROM_PASSWORD": DEFAULT_PASSWORD}
        self.command = replace(self.command, environment=self.command.environment | environment)

    def seed(self, *clients: Old) -> None:
        for number, one in enumerate(clients):
            self.old.state.seed_client(
                name=f"Client {number}", cid=one.client_id, secret=one.password, grantTypes=list(one.grants),
                redirectUris=list(one.uris),
            )  # fmt: skip

    @property
    def arguments(self) -> tuple[str, ...]:
        return ("migrate", "--from", self.old.url, "--to", self.new.url, "--username", DEFAULT_USER)

    def run(self, *arguments: str, **environment: str) -> dict[str, Any]:
        """The report of a run, with its exit code and with what it said."""
        done = self.command(*self.arguments, "--json", *arguments, **environment)
        report: dict[str, Any] = json.loads(done.stdout)
        return report | {"exit": done.returncode, "said": done.stderr}

    def stored(self, client: Old) -> list[dict[str, Any]]:
        """The clients of that ID on the new DHIS2."""
        return [one for one in self.new.state.clients.values() if one["clientId"] == client.client_id]

    def is_migrated(self, client: Old) -> bool:
        """Whether it is there once, with its old secret and all else that it needs."""
        (stored,) = self.stored(client)
        uris, grants = (set((stored[key] or "").split(",")) for key in ("redirectUris", "authorizationGrantTypes"))
        is_same = (uris, grants) == (set(client.uris), set(client.grants) - {"password"})
        return is_same and knows(stored, client.password) and "openid" in (stored["scopes"] or "")

    @property
    def left(self) -> list[dict[str, Any]]:
        """What is in the journal; reading it proves that nothing there is torn."""
        state = self.command.folder.parent / "state"
        return [json.loads(path.read_text()) for path in state.rglob("*.json")]

    @property
    def temporary(self) -> list[Path]:
        found = [path for path in self.command.folder.parent.rglob(".dhis2-oauth-*") if path.is_file()]
        return [path for path in found if path.stat().st_size]


def knows(stored: dict[str, Any], secret: str) -> bool:
    hashed = stored.get("clientSecret") or ""
    return bool(hashed) and bcrypt.checkpw(secret.encode(), hashed.encode())


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {one["client_id"]: one["outcome"] for one in report["migrations"]}
