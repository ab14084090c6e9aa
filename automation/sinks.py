"""Where a secret goes: the env file that the next system reads."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from automation.client import Endpoints
from automation.errors import ConfigError
from automation.files import check_writable, write_private
from automation.secret import Secret

_NEEDS_NO_QUOTES = re.compile(r"^[A-Za-z0-9_./:@%+,=~?-]+\Z")
_LONGEST_NAME = 60
STDOUT = "-"
_NAMES = (
    "DHIS2_OAUTH_CLIENT_ID", "DHIS2_OAUTH_CLIENT_SECRET", "DHIS2_OAUTH_AUTHORIZE_URL", "DHIS2_OAUTH_TOKEN_URL",
    "DHIS2_OAUTH_PROFILE_URL",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the relying party is configured with."""

    client_id: str
    client_secret: Secret
    endpoints: Endpoints
    redirect_uris: tuple[str, ...]

    def values(self) -> dict[str, str]:
        """The values by the name of their variable, secret included.

        Several redirect URIs stand in one value, separated by a space (no URI contains one, RFC 3986 §2).
        """
        return {
            "DHIS2_OAUTH_CLIENT_ID": self.client_id,
            "DHIS2_OAUTH_CLIENT_SECRET": self.client_secret.reveal(),
            "DHIS2_OAUTH_AUTHORIZE_URL": self.endpoints.authorize,
            "DHIS2_OAUTH_TOKEN_URL": self.endpoints.token,
            "DHIS2_OAUTH_PROFILE_URL": self.endpoints.profile,
            "DHIS2_OAUTH_REDIRECT_URI": " ".join(self.redirect_uris),
        }

    def to_env(self) -> str:
        """The values as a dotenv file; what needs quotes is quoted as python-dotenv reads it."""
        return "".join(f"{name}={_quoted(value)}\n" for name, value in self.values().items())


@dataclass(frozen=True, slots=True)
class EnvFile:
    """A dotenv file with mode 0600; with `same_is_fine` one that already says the same is left as it is."""

    path: Path
    overwrite: bool = False
    same_is_fine: bool = False

    def check(self) -> None:
        """Find out before anything is started whether it can be written.

        Raises:
            ConfigError: it cannot.
        """
        check_writable(self.path, overwrite=self.overwrite or (self.same_is_fine and self.path.is_file()))

    def check_kept(self, credentials: Credentials) -> None:
        """Find out, as soon as the credentials are known, whether the file that is there says something else.

        Raises:
            ConfigError: it does, and is not to be replaced; the file is left as it is.
        """
        if self.overwrite or not self.same_is_fine or not os.path.lexists(self.path):
            return
        if differs := self._difference(credentials):
            raise ConfigError(
                f"looking whether {self.path} has what is to be delivered",
                f"the file holds {differs}; it was left as it is",
                hint="name another --output, or --force to replace it.",
                code="output_exists",
            )

    def deliver(self, credentials: Credentials) -> None:
        """Write the file, or leave it and make it private if it says the same.

        Raises:
            ConfigError: it could not be written, or says something else and is not to be replaced.
        """
        self.check_kept(credentials)
        if self.same_is_fine and not self._difference(credentials):
            self._make_private()
            return
        write_private(self.path, credentials.to_env(), overwrite=self.overwrite)

    def _difference(self, credentials: Credentials) -> str:
        """What the file holds instead, in words that show no secret; empty if it says the same."""
        found, wanted = _values(self.path), credentials.values()
        if not found.keys() & wanted.keys():
            return "something else"
        other = [name for name, value in wanted.items() if found.get(name) != value]
        if "DHIS2_OAUTH_CLIENT_ID" in other:
            return f"another client's values ({found.get('DHIS2_OAUTH_CLIENT_ID')!r})"
        if other == ["DHIS2_OAUTH_CLIENT_SECRET"]:
            return "another secret of this client"
        return f"other values: {', '.join(other)}" if other else ""

    def _make_private(self) -> None:
        try:
            self.path.chmod(0o600)
        except OSError as error:
            raise ConfigError(f"taking {self.path} from other people's eyes", error.strerror or str(error),
                              hint="chmod 600 it, or name another --output.",
                              code="output_not_writable") from None  # fmt: skip


def _values(path: Path) -> dict[str, str]:
    """What a dotenv file says; empty if it cannot be read or is none."""
    try:
        found = dotenv_values(path, interpolate=False) if path.is_file() else {}
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: value for name, value in found.items() if value is not None}


def holds_secret(path: Path, client_id: str, secret: Secret) -> bool:
    """Whether a dotenv file has that very secret of that client."""
    found = _values(path)
    return (found.get("DHIS2_OAUTH_CLIENT_ID"), found.get("DHIS2_OAUTH_CLIENT_SECRET")) == (client_id, secret.reveal())


def read_env(path: Path) -> Credentials:
    """Read back what `to_env` wrote.

    Raises:
        ConfigError: it is not there, or not such a file.
    """
    did = f"reading {path}"
    try:
        values = dotenv_values(path, interpolate=False) if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(did, str(error), hint="name the file that `create` wrote.", code="bad_env_file") from None
    missing = [name for name in _NAMES if not values.get(name)]
    if missing:
        saw = f"{', '.join(missing)} missing" if path.is_file() else "there is no such file"
        raise ConfigError(did, saw, hint="name the file that `create` wrote.", code="bad_env_file")
    client_id, secret, authorize, token, profile = (str(values[name]) for name in _NAMES)
    return Credentials(
        client_id=client_id,
        client_secret=Secret(secret),
        endpoints=Endpoints(authorize=authorize, token=token, profile=profile),
        redirect_uris=tuple((values.get("DHIS2_OAUTH_REDIRECT_URI") or "").split()),
    )


def _quoted(value: str) -> str:
    if _NEEDS_NO_QUOTES.match(value):
        return value
    escaped = value.replace("\\", "\\\\")
    if "\r" in value:
        # Only between double quotes does python-dotenv know it, and as itself a text file may lose it.
        return '"' + escaped.replace('"', '\\"').replace("\r", "\\r") + '"'
    return "'" + escaped.replace("'", "\\'") + "'"


def file_name_for(client_id: str) -> str:
    """The default file name for a client: its ID, with what no file system likes replaced.

    Never as long as 100 characters: a long ID is cut and gets a hash of the whole in its place.
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", client_id).strip("._") or "client"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{hashlib.sha256(client_id.encode()).hexdigest()[:8]}"
