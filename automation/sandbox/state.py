"""What the sandbox knows: its options, users and clients, and what it was asked."""

import secrets
import string
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from automation.sandbox.behaviour import Behaviour
from automation.sandbox.faults import Fault
from automation.sandbox.oauth.models import OAuthMemory
from automation.sandbox.schema import DEFAULT_TOKEN_SETTINGS, default_client_settings
from automation.versions import Dhis2Version

DEFAULT_USER = "admin"
DEFAULT_PASSWORD = "district"  # noqa: S105 - DHIS2's own well-known demo password
_UID_ALPHABET = string.ascii_letters + string.digits


class Standing(StrEnum):
    """What may stand between an account's right password and its session."""

    ACTIVE = "active"
    PASSWORD_EXPIRED = "password-expired"  # noqa: S105 - a state of an account
    LOCKED = "locked"
    DISABLED = "disabled"
    EXPIRED = "expired"
    MUST_ENROL = "must-enrol"
    EMAIL_UNVERIFIED = "email-unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account of the sandbox; `totp_secret` is base32, `email_code` is what 2.42+ sends by e-mail."""

    username: str
    password: str
    authorities: frozenset[str] = frozenset({"ALL"})
    email: str = "admin@example.org"
    totp_secret: str | None = None
    email_code: str | None = None
    standing: Standing = Standing.ACTIVE

    def may(self, authority: str | None) -> bool:
        """Whether the account has the authority (ALL has every one)."""
        return authority is None or bool(self.authorities & {"ALL", authority})


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedAnswer:
    """What something before DHIS2 answers in its stead."""

    status: int
    body: bytes = b"<!doctype html><title>Not now</title><h1>Not now</h1>"
    kind: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """What a sandbox is asked to be; `version_text` is answered by `/api/system/info` as given.

    `latency` and `late`, in seconds, are how long the faults that have to do with time take. `answers` has other
    bodies by path, with or without the method before it and the beginning of the query after it: such a call does
    what it does, and only what it says is another.
    `oidc_providers` are the ids of identity providers on the sign-in page, `provider_knows` is whom they let through
    without asking, as a provider does with whom it has a session. `lockout` is the number of refused sign-ins that
    lock an account (DHIS2 itself: 4 or 5, if switched on at all).
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
    oidc_providers: tuple[str, ...] = ()
    provider_knows: str = ""
    custom_login_page: bool = False
    lockout: int | None = None
    answers: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def behaviour(self) -> Behaviour:
        """What a server of this version does."""
        return Behaviour(Dhis2Version.parse(self.version_text))


@dataclass(slots=True)
class SandboxState:
    """The sandbox's memory; tests seed and inspect it.

    `canned_answers` are answers by path, as `answers` of the options has it, to calls that DHIS2 then never hears of;
    `refused_sign_ins` counts by username what was refused, other than a first step that asked for a code;
    `issued` are secrets by their kind, of which the fault `echo` repeats those after the first `echo_from`;
    `lockout_counts` has what DHIS2 counts towards a lockout; `sent_codes` are codes "sent" by e-mail, latest last.
    """

    options: SandboxOptions
    clients: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    issued: list[tuple[str, str]] = field(default_factory=list)
    echo_from: int = 0
    anonymous_sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    refused_sign_ins: Counter[str] = field(default_factory=Counter)
    lockout_counts: Counter[str] = field(default_factory=Counter)
    sent_codes: list[str] = field(default_factory=list)
    oidc_codes: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)
    answers: dict[str, bytes] = field(default_factory=dict)
    canned_answers: dict[str, CannedAnswer] = field(default_factory=dict)
    oauth: OAuthMemory = field(default_factory=OAuthMemory)
    stopping: threading.Event = field(default_factory=threading.Event)

    def user(self, username: str) -> User | None:
        """The account of that name."""
        return next((user for user in self.options.users if user.username == username), None)

    def end_sessions(self) -> None:
        """Sign everybody out, as the session time-out or a restart of the server does."""
        self.sessions.clear()
        self.anonymous_sessions.clear()

    def seed_client(self, **properties: Any) -> dict[str, Any]:
        """Put a client into the sandbox as if it had been there before; from 2.42 on it has settings."""
        behaviour = self.options.behaviour
        if behaviour.is_authorization_server:
            settings = {"clientSettings": default_client_settings(behaviour), "tokenSettings": DEFAULT_TOKEN_SETTINGS}
            properties = settings | properties
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
