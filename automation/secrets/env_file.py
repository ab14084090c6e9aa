"""Where a secret goes: the env file that the next system reads."""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from automation.clients.server_kind import Endpoints
from automation.errors import ConfigError
from automation.secrets import formats
from automation.secrets.credentials import (
    AUTHORIZE_URL,
    CLIENT_ID,
    CLIENT_SECRET,
    FIRST_URI,
    GRANT_TYPES,
    PROFILE_URL,
    REDIRECT_URIS,
    TOKEN_URL,
    Credentials,
)
from automation.secrets.files import check_writable, write_private
from automation.secrets.formats import Format, Value
from automation.secrets.secret import Secret
from automation.secrets.trusted import Untrusted, read_trusted

_LONGEST_NAME = 60
STDOUT = "-"
_LISTS = (REDIRECT_URIS, GRANT_TYPES)
_NAMES = (CLIENT_ID, CLIENT_SECRET, AUTHORIZE_URL, TOKEN_URL, PROFILE_URL)


@dataclass(frozen=True, slots=True)
class EnvFile:
    """The file, with mode 0600; with `same_is_fine` one that already says the same is left as it is.

    A file of the client `own_of` is replaced whole, and with `keeps_previous` what it said stays in a file beside it.
    """

    path: Path
    overwrite: bool = False
    same_is_fine: bool = False
    file_format: Format = Format.DOTENV
    own_of: str = ""
    keeps_previous: bool = False

    def check(self) -> None:
        """Find out before anything is started whether it can be written.

        Raises:
            ConfigError: it cannot.
        """
        may_stand = (self.same_is_fine and self.path.is_file()) or self._is_own
        check_writable(self.path, overwrite=self.overwrite or may_stand)
        if self.keeps_previous:
            check_writable(self._previous, overwrite=True)

    def check_kept(self, credentials: Credentials) -> None:
        """Find out, as soon as the credentials are known, whether the file that is there says something else.

        Raises:
            ConfigError: it does, and is not to be replaced; the file is left as it is.
        """
        if self.overwrite or not (self.same_is_fine or self.own_of) or not os.path.lexists(self.path):
            return
        if self._is_own and self._is_of(credentials.endpoints):
            return
        if differs := self._difference(credentials):
            raise ConfigError(
                f"looking whether {self.path} has what is to be delivered",
                f"the file holds {differs}; it was left as it is",
                hint="name another --output; --force replaces it.",
                code="output_exists",
            )

    def deliver(self, credentials: Credentials) -> None:
        """Write the file, or leave it and make it private if it says the same.

        Raises:
            ConfigError: it cannot be written, or says something else and is not to be replaced.
        """
        text = credentials.written(self.file_format)
        self.check_kept(credentials)
        if (self.same_is_fine or self.own_of) and os.path.lexists(self.path) and not self._difference(credentials):
            self._make_private()
            return
        if self.keeps_previous and self._is_own and not holds_secret(self.path, self.own_of, credentials.secret):
            write_private(self._previous, self.path.read_bytes(), overwrite=True)
        write_private(self.path, text, overwrite=self.overwrite or self._is_own)

    @property
    def _is_own(self) -> bool:
        return bool(self.own_of) and _client_in(self.path) == self.own_of

    def _is_of(self, endpoints: Endpoints) -> bool:
        """Whether the file is of the DHIS2 that has these endpoints."""
        return read_env(self.path).endpoints == endpoints

    @property
    def _previous(self) -> Path:
        return self.path.with_name(f"{self.path.name}.previous")

    def _difference(self, credentials: Credentials) -> str:
        """What the file holds instead, in words that show no secret; empty if it says the same."""
        try:
            text = _text(self.path)
            found, file_format = _read(text)
        except (OSError, ValueError):
            return "something else"
        if other := _other_values(found, credentials.values()):
            return other
        if file_format is not self.file_format:
            return f"the same in the format {file_format}"
        is_odd = file_format is Format.DOTENV and formats.spelled_otherwise(text)
        return "the same in quotes that a shell may read otherwise" if is_odd else ""

    def _make_private(self) -> None:
        try:
            self.path.chmod(0o600)
        except OSError as error:
            raise ConfigError(f"taking {self.path} from other people's eyes", error.strerror or str(error),
                              hint="chmod 600 it; or name another --output.",
                              code="output_not_writable") from None  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where secrets go: a file, or standard output where there is none, and in which format."""

    file: EnvFile | None
    file_format: Format = Format.DOTENV

    @property
    def name(self) -> str:
        """The file's path, or `-`."""
        return str(self.file.path) if self.file else STDOUT


def _other_values(found: Mapping[str, Value], wanted: Mapping[str, Value]) -> str:
    if not found.keys() & wanted.keys():
        return "something else"
    # Files of earlier versions name no grant types.
    found = {GRANT_TYPES: wanted[GRANT_TYPES], **found}
    other = [name for name, value in wanted.items() if found.get(name) != value]
    if CLIENT_ID in other:
        return f"another client's values ({found.get(CLIENT_ID)!r})"
    if other == [CLIENT_SECRET]:
        return "another secret of this client"
    return f"other values: {', '.join(other)}" if other else ""


def _text(path: Path, read: Callable[[Path], bytes] = Path.read_bytes) -> str:
    if not path.is_file():
        # Nobody waits for what a pipe may say.
        raise FileNotFoundError(f"there is no such file: {path}")
    return read(path).decode("utf-8-sig")


def _read(text: str) -> tuple[dict[str, Value], Format]:
    """The values as `Credentials.values` has them, lists as lists."""
    found, file_format = formats.read(text)
    if REDIRECT_URIS not in found and isinstance(uris := found.get(FIRST_URI), str):
        # Files of earlier versions have all of them there.
        found |= {REDIRECT_URIS: uris, FIRST_URI: "".join(uris.split()[:1])}
    lists = {name: tuple(value.split()) for name in _LISTS if isinstance(value := found.get(name), str)}
    return found | lists, file_format


def _client_in(path: Path) -> str:
    """The client ID that a file of ours names; empty where it is none."""
    try:
        found, _ = _read(_text(path))
    except (OSError, ValueError):
        return ""
    named = found.get(CLIENT_ID)
    return named if isinstance(named, str) else ""


def format_of(path: Path) -> Format | None:
    """The format of a file of ours; None where it is none."""
    try:
        return _read(_text(path))[1]
    except (OSError, ValueError):
        return None


def holds_secret(path: Path, client_id: str, secret: Secret) -> bool:
    """Whether a file of ours has that very secret of that client."""
    try:
        found, _ = _read(_text(path))
    except (OSError, ValueError):
        return False
    return (found.get(CLIENT_ID), found.get(CLIENT_SECRET)) == (client_id, secret.reveal())


def read_env(path: Path) -> Credentials:
    """Read back what was written, in whichever format; it says where somebody will sign in, so it must be ours.

    Raises:
        ConfigError: it is not there, not such a file, or others can have written it.
    """
    try:
        values, _ = _read(_text(path, read_trusted))
    except FileNotFoundError:
        raise _unusable(path, "there is no such file") from None
    except Untrusted as error:
        raise ConfigError(f"reading {path}", error.saw, hint=error.hint, code="env_file_not_trusted") from None
    except (OSError, ValueError) as error:
        raise _unusable(path, getattr(error, "strerror", None) or str(error)) from None
    texts = {name: value for name in _NAMES if isinstance(value := values.get(name), str) and value}
    if missing := [name for name in _NAMES if name not in texts]:
        raise _unusable(path, f"{', '.join(missing)} missing")
    client_id, secret, authorize, token, profile = (texts[name] for name in _NAMES)
    return Credentials(
        client_id=client_id,
        secret=Secret(secret),
        endpoints=Endpoints(authorize=authorize, token=token, profile=profile),
        redirect_uris=tuple(values.get(REDIRECT_URIS, ())),
        grant_types=frozenset(values.get(GRANT_TYPES, ())),
    )


def known_secret(path: Path, client_id: str) -> Secret | None:
    """The secret of that client as a file of ours has it; None where it has not, or there is no such file."""
    try:
        known = read_env(path)
    except ConfigError:
        return None
    return known.secret if known.client_id == client_id else None


def _unusable(path: Path, saw: str) -> ConfigError:
    return ConfigError(f"reading {path}", saw, hint="name the file that `create` wrote.", code="bad_env_file")


def file_name_for(client_id: str) -> str:
    """The default file name for a client: its ID, with what no file system likes replaced.

    Never as long as 100 characters: a long ID is cut and gets a hash of the whole in its place.
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", client_id).strip("._") or "client"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{_hashed(client_id)}"


def file_names_for(client_ids: Iterable[str]) -> dict[str, str]:
    """The same for several clients that are to lie beside each other: names that would be one get a hash each."""
    ids = list(client_ids)
    usual = {client_id: file_name_for(client_id) for client_id in ids}
    # Some file systems know no case.
    times = Counter(name.casefold() for name in usual.values())
    return {
        client_id: name if times[name.casefold()] == 1 else f"{name}-{_hashed(client_id)}"
        for client_id, name in usual.items()
    }


def _hashed(client_id: str) -> str:
    return hashlib.sha256(client_id.encode()).hexdigest()[:8]
