"""What a line of the contract is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from automation.versions import Dhis2Version

JSON = "application/json"
HTML = "text/html"
XML = "application/xml"
TEXT = "text/plain"
NO_BODY = ""
# Of a value in JSON: that it is there whatever it is, and that it is not there.
THERE = "(there)"
ABSENT = "(absent)"

SECRET = "c0ntract1-c0nt-c0nt-c0nt-c0ntract123"
# Of SECRET, with the cost that DHIS2 itself uses, and with a lower one.
HASH = "$2a$10$bmn1GcG2YtrkDP1MgBto.ezXUB82n75XHv78mVJSsaol0vAblgOWG"
WEAK_HASH = "$2a$04$7XiyTx3CM.OOi3jYWX9O1ug01thQ63mBUS/hLvvZb/RukvHYupMjC"
# What a client is given in the place of SECRET, and its hash.
NEW_SECRET = "c0ntract2-c0nt-c0nt-c0nt-c0ntract456"
NEW_HASH = "$2a$10$ychIIw2LV9a4YlQSQDwxy.RWNCz6hYGnoiefRaQXS8sy0RV0hMe1y"
REDIRECT_URI = "https://contract.example/callback"


class Who(StrEnum):
    """Who asks: nobody who is known, an administrator, or a user who has no authority at all."""

    NOBODY = "nobody"
    ADMIN = "admin"
    READER = "reader"


class Server(StrEnum):
    """Whether the OAuth2 server is switched on."""

    ON = "on"
    OFF = "off"


class Meanwhile(StrEnum):
    """What becomes of the stored client after `$code`, `$token` and `$refresh` were issued to it."""

    DELETED = "deleted"
    MADE_ANEW = "made anew"
    GIVEN_A_NEW_SECRET = "given a new secret"


Draft = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request.

    Texts may have `$base`, `$root` (the context path), `$id` and `$uid` of the stored client, and `$code`, `$token`
    and `$refresh`, which the client gets before. `basic` is a user name and a password; `draft` is a client as the
    JSON body, in the words of `clients.drafted`.
    """

    method: str
    path: str
    who: Who = Who.NOBODY
    accept: str = "*/*"
    headers: Mapping[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None
    form: Mapping[str, str] | None = None
    json: Any = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered: `json` has values by their dotted paths, `has` what stands in the body."""

    status: int
    type: str = NO_BODY
    location: str | None = None
    challenge: str | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    json: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request and its answers, each from a version on; None where there is nothing to ask for.

    `stored` is a client that is there before, `changed` what a PUT of the whole client makes of it; `meanwhile` comes
    last before the request.
    """

    name: str
    ask: Ask
    answers: Mapping[str, Answer | None]
    stored: Draft | None = None
    changed: Draft | None = None
    meanwhile: Meanwhile | None = None
    server: Server | None = None

    def answer(self, version: Dhis2Version) -> Answer | None:
        """The answer of that version."""
        known = {Dhis2Version.parse(since): answer for since, answer in self.answers.items()}
        reached = [since for since in known if since <= version]
        return known[max(reached)] if reached else None
