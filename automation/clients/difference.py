"""How a client is otherwise than it is wanted, and what has become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from automation.clients.client import ClientSpec
from automation.errors import listed


class ClientOutcome(StrEnum):
    """What a command has done with a client."""

    CREATED = "created"
    RESUMED = "resumed"
    FOUND = "found"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    ROTATED = "rotated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Difference:
    """One property of a client that DHIS2 has otherwise than it is wanted; a property may have several values."""

    what: str
    stored: tuple[str, ...]
    wanted: tuple[str, ...]

    @property
    def words(self) -> str:
        """It in a few words."""
        return f"{self.what} ({_shown(self.stored)} instead of {_shown(self.wanted)})"

    @property
    def lines(self) -> list[str]:
        """It as a diff: what goes begins with -, what comes with +."""
        return [
            *(f"- {self.what}: {one}" for one in self.stored if one not in self.wanted),
            *(f"+ {self.what}: {one}" for one in self.wanted if one not in self.stored),
        ] or [f"~ {self.what}: in another order: {_shown(self.wanted)}"]


def differences(wanted: ClientSpec, stored: ClientSpec, *, has_name: bool = True) -> list[Difference]:
    """In what a client is otherwise than it is wanted; of names nothing is said where clients have none (2.42+)."""
    pairs: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        ("client ID", (stored.client_id,), (wanted.client_id,)),
        ("grant type", tuple(sorted(stored.grant_types)), tuple(sorted(wanted.grant_types))),
        ("redirect URI", stored.redirect_uris, wanted.redirect_uris),
    ]
    if has_name:
        pairs.insert(0, ("name", (stored.name,), (wanted.name,)))
    return [Difference(what, is_, asked) for what, is_, asked in pairs if is_ != asked]


def in_words(found: Sequence[Difference]) -> str:
    """Differences in a line."""
    return listed([each.words for each in found])


def _shown(values: tuple[str, ...]) -> str:
    return " ".join(values) or "none"
