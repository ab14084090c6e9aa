"""The journal: each secret is on disk from before Save until it is delivered, so that it survives a crash."""

import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

import platformdirs

from automation.clients.server_kind import Endpoints
from automation.errors import ConfigError
from automation.secrets.claims import Claim, claim, name_of
from automation.secrets.credentials import Credentials
from automation.secrets.files import check_writable, write_private
from automation.secrets.secret import Secret
from automation.secrets.trusted import Untrusted, check_trusted, make_private_folder, read_trusted
from automation.shapes import read

_SCHEMA = 1
_ENTRY = "a journal entry"


class EntryState(StrEnum):
    """How far the client got."""

    ABOUT_TO_SAVE = "about_to_save"
    SAVED_WITHOUT_SECRET = "saved_without_secret"  # noqa: S105 - a state
    SAVED = "saved"
    TO_BE_REPLACED = "to_be_replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Credentials):
    """One client whose secret has not been delivered yet; `created` is the time of its making (UTC, ISO 8601).

    For a client that gets a new secret, `before` has what DHIS2 had in its place, as JSON, to be put back. An entry
    that is to be replaced has the old secret of a client that is deleted and made anew.
    """

    id: str
    created: str
    url: str
    version: str
    state: EntryState
    before: Secret | None = None

    def to_json(self) -> str:
        """The entry as it lies on disk, secret included."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain |= {"schema": _SCHEMA, "endpoints": asdict(self.endpoints), "secret": self.secret.reveal(),
                  "grant_types": sorted(self.grant_types),
                  "before": self.before.reveal() if self.before else None}  # fmt: skip
        return json.dumps(plain, indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read an entry back.

        What it says beyond this is passed over: a later version's addition must not hide a secret.

        Raises:
            ValueError: it is not one; the message shows nothing of it.
        """
        if read(text, _Schema, asked=_ENTRY).schema != _SCHEMA:
            raise ValueError("of another version of this tool")
        plain = asdict(read(text, _OnDisk, asked=_ENTRY))
        return cls(
            **plain
            | {
                "secret": Secret(plain["secret"]),
                "before": Secret(plain["before"]) if plain["before"] else None,
                "grant_types": frozenset(plain["grant_types"]),
                "endpoints": Endpoints(**plain["endpoints"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Schema:
    """What every version of an entry has."""

    schema: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnDisk:
    """An entry as it lies on disk."""

    id: str
    created: str
    url: str
    version: str
    client_id: str
    name: str
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    endpoints: Endpoints
    state: EntryState
    secret: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the journal that could not be read as an entry, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Journal:
    """The folder of undelivered secrets; each entry has mode 0600, and so has the folder 0700 if we made it.

    `written` has the IDs of the entries written through this object, in order: what this run did, and no other.
    """

    folder: Path
    written: list[str] = field(default_factory=list, init=False, compare=False)
    _claims: dict[str, Claim] = field(default_factory=dict, init=False, compare=False, repr=False)

    def check(self) -> None:
        """Find out before the browser starts whether an entry can be written where nobody else can.

        A folder that was there keeps its mode; one that belongs to others, or that they can write to, is refused,
        for they could take entries away or plant some.

        Raises:
            ConfigError: it cannot.
        """
        self.check_trusted()
        try:
            make_private_folder(self.folder)
        except (OSError, ValueError) as error:
            raise self._not_writable(getattr(error, "strerror", None) or "it cannot be made") from None
        try:
            check_writable(self.folder / "probe.json", overwrite=True)
        except ConfigError as error:
            raise self._not_writable(error.saw) from None

    def check_trusted(self) -> None:
        """See that nobody but us and the superuser can have put there what is in it.

        Raises:
            ConfigError: somebody else can.
        """
        try:
            check_trusted(self.folder)
        except Untrusted as error:
            hint = f"{error.hint}; or name another --state-dir: one that is not there yet is made private."
            code = "journal_not_yours" if error.is_theirs else "journal_not_private"
            raise ConfigError(f"looking at the journal in {self.folder}", error.saw, hint=hint, code=code) from None
        except (OSError, ValueError) as error:
            raise self._not_writable(getattr(error, "strerror", None) or "it cannot be looked at") from None

    def claim(self, url: str, client_id: str) -> None:
        """Keep other runs from this client of this instance until `release`, or until this process ends.

        Raises:
            ConfigError: another run is at it.
        """
        # A run claims by the address that was asked for, and again by the one that DHIS2 itself uses.
        if (name := name_of(url, client_id)) not in self._claims:
            self._claims[name] = claim(self.folder / "claims", url, client_id)

    def release(self) -> None:
        """Let other runs at what was claimed."""
        while self._claims:
            self._claims.popitem()[1].release()

    def begin(
        self,
        credentials: Credentials,
        *,
        url: str,
        version: str,
        state: EntryState = EntryState.ABOUT_TO_SAVE,
        before: Secret | None = None,
    ) -> Entry:
        """Put a client's secret on disk before Save is pressed; the name of a client without one is its ID.

        Raises:
            ConfigError: it could not be written.
        """
        plain = {each.name: getattr(credentials, each.name) for each in fields(Credentials)}
        entry = Entry(
            **plain | {"name": credentials.name or credentials.client_id},
            id=secrets.token_hex(4),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            url=url,
            version=version,
            state=state,
            before=before,
        )
        self.write(entry)
        return entry

    def find(self, entry_id: str) -> Entry:
        """The entry of that ID.

        Raises:
            ConfigError: there is none, or it cannot be read.
        """
        found = next((entry for entry in self.entries() if entry.id == entry_id), None)
        if found is None:
            broken = next((problem for problem in self.unreadable() if problem.file == f"{entry_id}.json"), None)
            saw = f"it cannot be read as an entry: {broken.reason}" if broken else "there is no such entry"
            raise ConfigError(f"looking for {entry_id!r} in {self.folder}", saw,
                              hint="`dhis2-oauth recover` lists them.", code="unknown_entry")  # fmt: skip
        return found

    def write(self, entry: Entry) -> None:
        """Put the entry on disk.

        Raises:
            ConfigError: it could not be written.
        """
        try:
            write_private(self._path(entry.id), entry.to_json(), overwrite=True)
        except ConfigError as error:
            raise self._not_writable(error.saw) from None
        if entry.id not in self.written:
            self.written.append(entry.id)

    def mark_saved(self, entry: Entry, *, with_secret: bool = True) -> Entry:
        """DHIS2 has stored the client, and the secret with it unless its form never sends it."""
        state = EntryState.SAVED if with_secret else EntryState.SAVED_WITHOUT_SECRET
        saved = replace(entry, state=state)
        self.write(saved)
        return saved

    def remove(self, entry: Entry) -> None:
        """The secret is delivered, or was never one DHIS2 knew."""
        self._path(entry.id).unlink(missing_ok=True)

    def settle(self, entry: Entry) -> None:
        """Whoever was to have the secret has it: forget it, and let other runs at its client."""
        self.remove(entry)
        self.release()

    def remove_others(self, entry: Entry) -> None:
        """DHIS2 has been seen to have this secret, so what else was written of the same client was never stored.

        Of another version it may be another DHIS2, reached by the same address: through a tunnel, for example. What is
        to be replaced stays until the new one is proved.
        """
        for other in self.entries_of(entry.url, entry.client_id):
            is_replaced = other.state is EntryState.TO_BE_REPLACED
            if other.id != entry.id and other.version == entry.version and not is_replaced:
                self.remove(other)

    def entries(self) -> Iterator[Entry]:
        """Everything that is left and can be read, oldest first; `unreadable` has the rest.

        Raises:
            ConfigError: the folder cannot be listed, or is not to be trusted.
        """
        found = [entry for _, entry in self._files() if isinstance(entry, Entry)]
        yield from sorted(found, key=lambda entry: entry.created)

    def entries_of(self, url: str, client_id: str) -> list[Entry]:
        """What is left of one client of one instance, oldest first, whichever run wrote it."""
        return [entry for entry in self.entries() if (entry.url, entry.client_id) == (url, client_id)]

    def unreadable(self) -> list[Unreadable]:
        """The files that are no entries, by name: a secret may be in them all the same."""
        return [Unreadable(name, found) for name, found in self._files() if isinstance(found, str)]

    def _files(self) -> Iterator[tuple[str, Entry | str]]:
        """Every file by name, with the entry in it or the reason why there is none."""
        self.check_trusted()
        try:
            paths = sorted(path for path in self.folder.iterdir() if path.suffix == ".json")
        except FileNotFoundError:
            return
        except OSError as error:
            raise ConfigError(f"looking into the journal in {self.folder}", error.strerror or str(error),
                              hint="name another --state-dir.", code="journal_not_readable") from None  # fmt: skip
        for path in paths:
            with suppress(FileNotFoundError):  # another run may just have delivered it
                yield path.name, _read(path)

    def _path(self, entry_id: str) -> Path:
        return self.folder / f"{entry_id}.json"

    def _not_writable(self, saw: str) -> ConfigError:
        hint = "the journal keeps the secret safe until it is delivered; name another --state-dir."
        return ConfigError(f"preparing the journal in {self.folder}", saw, hint=hint, code="journal_not_writable")


def _read(path: Path) -> Entry | str:
    try:
        entry = Entry.from_json(read_trusted(path).decode())
    except FileNotFoundError:
        raise
    except UnicodeDecodeError:
        return "not a text file"
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    # The ID leads back to the file, and must lead nowhere else.
    return entry if f"{entry.id}.json" == path.name else "its ID is not its name"


def default_folder() -> Path:
    """Where the journal lies unless told otherwise: the platform's folder for a program's state."""
    return platformdirs.user_state_path("dhis2-oauth")


def default_journal() -> Journal:
    """The journal of this user on this machine."""
    return Journal(default_folder())
