"""What the sandbox knows: its options, its users, its clients and what it was asked."""

import secrets
import string
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from automation.sandbox.behaviour import Behaviour
from automation.sandbox.faults import Fault
from automation.sandbox.oauth.models import OAuthMemory
from automation.versions import Dhis2Version

DEFAULT_USER = "admin"
DEFAULT_PASSWORD = "district"  # noqa: S105 - DHIS2's own well-known demo password
_UID_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account of the sandbox."""

    username: str
    password: str
    authorities: frozenset[str] = frozenset({"ALL"})
    email: str = "admin@example.org"

    def may(self, authority: str | None) -> bool:
        """Whether the account has the authority (ALL has every one)."""
        return authority is None or bool(self.authorities & {"ALL", authority})


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """What a sandbox is asked to be; `version_text` is answered by `/api/system/info` as given.

    `latency` and `late`, in seconds, are how long the faults that have to do with time take.
    """

    version_text: str = "2.41.9"
    context_path: str = ""
    locale: str = "en"
    port: int = 0
    settings_ui: Path | None = None
    login_ui: Path | None = None
    shell_ui: Path | None = None
    core_resources: Path | None = None
    faults: frozenset[Fault] = frozenset()
    latency: float = 3.0
    late: float = 8.0
    users: tuple[User, ...] = (User(username=DEFAULT_USER, password=DEFAULT_PASSWORD),)

    @property
    def behaviour(self) -> Behaviour:
        """What a server of this version does."""
        return Behaviour(Dhis2Version.parse(self.version_text))


@dataclass(slots=True)
class SandboxState:
    """The sandbox's memory; tests seed and inspect it."""

    options: SandboxOptions
    clients: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)
    oauth: OAuthMemory = field(default_factory=OAuthMemory)
    stopping: threading.Event = field(default_factory=threading.Event)

    def user(self, username: str) -> User | None:
        """The account of that name."""
        return next((user for user in self.options.users if user.username == username), None)

    def seed_client(self, **properties: Any) -> dict[str, Any]:
        """Put a client into the sandbox as if it had been there before."""
        return self.store(new_uid(), properties)

    def store(self, uid: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        """Write a client as DHIS2 would: identity and times are the server's."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        known = self.clients.get(uid, {"created": now})
        self.clients[uid] = {**dict(properties), "id": uid, "created": known["created"], "lastUpdated": now}
        return self.clients[uid]


def new_uid() -> str:
    """A DHIS2 identifier: a letter and ten letters or digits (dhis2-core CodeGenerator)."""
    return secrets.choice(string.ascii_letters) + "".join(secrets.choice(_UID_ALPHABET) for _ in range(10))
