"""Where a secret goes: the env file that the next system reads."""

import re
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from automation.client import Endpoints
from automation.errors import ConfigError
from automation.files import check_writable, write_private
from automation.secret import Secret

_NEEDS_NO_QUOTES = re.compile(r"^[A-Za-z0-9_./:@%+,=~?-]+$")
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

    def to_env(self) -> str:
        """The values as a dotenv file; what needs quotes is quoted as python-dotenv reads it.

        Several redirect URIs stand in one value, separated by a space (no URI contains one, RFC 3986 §2).
        """
        values = {
            "DHIS2_OAUTH_CLIENT_ID": self.client_id,
            "DHIS2_OAUTH_CLIENT_SECRET": self.client_secret.reveal(),
            "DHIS2_OAUTH_AUTHORIZE_URL": self.endpoints.authorize,
            "DHIS2_OAUTH_TOKEN_URL": self.endpoints.token,
            "DHIS2_OAUTH_PROFILE_URL": self.endpoints.profile,
            "DHIS2_OAUTH_REDIRECT_URI": " ".join(self.redirect_uris),
        }
        return "".join(f"{key}={_quoted(value)}\n" for key, value in values.items())


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

    def deliver(self, credentials: Credentials) -> None:
        """Write the file.

        Raises:
            ConfigError: it could not be written.
        """
        if self.same_is_fine and self._says(credentials.to_env()):
            return
        write_private(self.path, credentials.to_env(), overwrite=self.overwrite)

    def _says(self, text: str) -> bool:
        try:
            return self.path.read_text(encoding="utf-8") == text
        except (OSError, UnicodeDecodeError):
            return False


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
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def file_name_for(client_id: str) -> str:
    """The default file name for a client: its ID, with what no file system likes replaced."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", client_id).strip("._") or "client"
