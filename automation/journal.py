"""What survives a crash: the secret, on disk before Save is pressed, until it is delivered."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from automation.client import Endpoints
from automation.errors import ConfigError
from automation.files import write_private
from automation.secret import Secret

_SCHEMA = 1


class EntryState(StrEnum):
    """How far the client got."""

    ABOUT_TO_SAVE = "about_to_save"
    SAVED_WITHOUT_SECRET = "saved_without_secret"  # noqa: S105 - a state
    SAVED = "saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One client whose secret has not been delivered yet."""

    id: str
    created: str
    url: str
    version: str
    client_id: str
    name: str
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    endpoints: Endpoints
    secret: Secret
    state: EntryState

    def to_json(self) -> str:
        """The entry as it lies on disk, secret included."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain |= {"schema": _SCHEMA, "endpoints": asdict(self.endpoints), "secret": self.secret.reveal()}
        return json.dumps(plain, indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read an entry back.

        Raises:
            ValueError, KeyError, TypeError: it is not one.
        """
        plain: dict[str, Any] = json.loads(text)
        if plain.pop("schema") != _SCHEMA:
            msg = "a journal entry of another version of this tool"
            raise ValueError(msg)
        plain["endpoints"] = Endpoints(**plain["endpoints"])
        plain["secret"] = Secret(plain["secret"])
        plain["state"] = EntryState(plain["state"])
        for key in ("grant_types", "redirect_uris"):
            plain[key] = tuple(plain[key])
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Journal:
    """The folder of undelivered secrets; the folder has mode 0700 and each entry 0600."""

    folder: Path

    def check(self) -> None:
        """Find out before the browser starts whether an entry can be written.

        Raises:
            ConfigError: it cannot.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            probe = self.folder / f".probe-{secrets.token_hex(4)}"
            write_private(probe, "", overwrite=False)
            probe.unlink()
        except (OSError, ConfigError) as error:
            raise ConfigError(
                f"preparing the journal in {self.folder}",
                getattr(error, "saw", None) or getattr(error, "strerror", None) or "it cannot be written",
                hint="the journal keeps the secret safe until it is delivered; name another --state-dir.",
                code="journal_not_writable",
            ) from None

    def write(self, entry: Entry) -> None:
        """Put the entry on disk.

        Raises:
            ConfigError: it could not be written.
        """
        write_private(self._path(entry.id), entry.to_json(), overwrite=True)

    def mark_saved(self, entry: Entry, *, with_secret: bool = True) -> Entry:
        """DHIS2 has stored the client, and the secret with it unless its form never sends it."""
        state = EntryState.SAVED if with_secret else EntryState.SAVED_WITHOUT_SECRET
        saved = replace(entry, state=state)
        self.write(saved)
        return saved

    def remove(self, entry: Entry) -> None:
        """The secret is delivered, or was never one DHIS2 knew."""
        self._path(entry.id).unlink(missing_ok=True)

    def entries(self) -> Iterator[Entry]:
        """Everything that is left, oldest first; a file that is no entry is left out."""
        found = []
        for path in self.folder.glob("*.json") if self.folder.is_dir() else ():
            try:
                found.append(Entry.from_json(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        yield from sorted(found, key=lambda entry: entry.created)

    def _path(self, entry_id: str) -> Path:
        return self.folder / f"{entry_id}.json"


def new_entry_identity() -> tuple[str, str]:
    """A short random name for an entry and the time of its making (UTC, ISO 8601)."""
    return secrets.token_hex(4), datetime.now(UTC).isoformat(timespec="seconds")
