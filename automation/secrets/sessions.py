"""Sessions kept on disk, so that nobody has to sign in by hand each time."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypedDict
from urllib.parse import urlsplit

from automation.errors import ConfigError
from automation.secrets.files import write_private
from automation.secrets.trusted import Untrusted, check_trusted, make_private_folder, read_trusted
from automation.shapes import read

_SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in user's cookies; `asked_url` is the address given, `base_url` the one DHIS2 itself uses."""

    asked_url: str
    base_url: str
    username: str
    cookies: list[dict[str, Any]]

    def as_browser_state(self) -> dict[str, Any]:
        """What Playwright calls a storage state: the cookies of its own host and nothing else."""
        return {"cookies": cookies_of(self.base_url, self.cookies), "origins": []}

    def to_json(self) -> str:
        """The session as it lies on disk."""
        return json.dumps({
            "schema": _SCHEMA, "asked_url": self.asked_url, "base_url": self.base_url, "username": self.username,
            "cookies": self.cookies,
        }, indent=2)  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a session back.

        Raises:
            ValueError: it is not one; the message shows nothing of it.
        """
        kept = read(text, _OnDisk, asked="a kept session")
        if kept.schema != _SCHEMA:
            raise ValueError("of another version of this tool")
        cookies = [dict(cookie) for cookie in kept.cookies]
        return cls(asked_url=kept.asked_url, base_url=kept.base_url, username=kept.username, cookies=cookies)


class _Cookie(TypedDict):
    """A cookie as Playwright writes it and insists on reading it."""

    name: str
    value: str
    domain: str
    path: str
    expires: float
    httpOnly: bool
    secure: bool
    sameSite: Literal["Lax", "None", "Strict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnDisk:
    """A session as it lies on disk."""

    schema: int
    asked_url: str
    base_url: str
    username: str
    cookies: list[_Cookie]


@dataclass(frozen=True, slots=True)
class Sessions:
    """The folder of kept sessions; it has mode 0700 and each session 0600.

    What others can have put there is refused, and what is not of the address and user of its name is passed over.
    """

    folder: Path

    def keep(self, session: Session) -> Path:
        """Write the session, over an older one of the same user.

        Raises:
            ConfigError: it could not be written, or others could take it from there.
        """
        try:
            check_trusted(self.folder)
            make_private_folder(self.folder)
        except Untrusted as error:
            raise _refused(self.folder, error) from None
        except OSError as error:
            raise ConfigError(
                f"preparing {self.folder}",
                error.strerror or str(error),
                hint="name another --state-dir.",
                code="session_not_writable",
            ) from None
        path = self._path(session.asked_url, session.username)
        write_private(path, session.to_json(), overwrite=True)
        return path

    def find(self, asked_url: str, username: str | None) -> Session | None:
        """The session kept for that address and user; for the address's only user where none is named.

        Raises:
            ConfigError: others can have written it.
        """
        if username and (session := self._read(self._path(asked_url, username))):
            return session
        of_this = [
            session
            for session in self.all()
            if asked_url in {session.asked_url, session.base_url} and username in {None, "", session.username}
        ]
        return of_this[0] if len(of_this) == 1 else None

    def forget(self, session: Session) -> None:
        """Delete the session from disk."""
        self._path(session.asked_url, session.username).unlink(missing_ok=True)

    def all(self) -> list[Session]:
        """Every session that is kept.

        Raises:
            ConfigError: others can have written one.
        """
        found = map(self._read, sorted(self.folder.glob("*.json"))) if self.folder.is_dir() else ()
        return [session for session in found if session]

    def _read(self, path: Path) -> Session | None:
        try:
            session = Session.from_json(read_trusted(path).decode())
        except Untrusted as error:
            raise _refused(path, error) from None
        except (OSError, ValueError):
            return None
        return session if path == self._path(session.asked_url, session.username) else None

    def _path(self, url: str, username: str) -> Path:
        return self.folder / f"{hashlib.sha256(f'{username}@{url}'.encode()).hexdigest()[:16]}.json"


def cookies_of(base_url: str, cookies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """DHIS2's own cookies: an identity provider's stand for more than DHIS2 and are not kept."""
    host = (urlsplit(base_url).hostname or "").lower()
    return [cookie for cookie in cookies if str(cookie.get("domain", "")).lstrip(".").lower() == host]


def _refused(path: Path, error: Untrusted) -> ConfigError:
    hint = f"{error.hint}; or name another --state-dir; or use none with --no-session."
    return ConfigError(f"looking at the kept session {path}", error.saw, hint=hint, code="session_not_trusted")
