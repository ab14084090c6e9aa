"""A lock that lets one run at a time work on a client of an instance; it ends with its process.

On POSIX, filelock takes it with flock: the system takes it back however the process ends, and no child inherits it. A
run claims a client by the address that was asked for and, once that is known, by DHIS2's own.
"""

import hashlib
import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from automation.errors import ConfigError
from automation.secrets.files import write_private
from automation.secrets.trusted import make_private_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

_THIS_MACHINE = {"127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A client of an instance that no other process is at while this one lives; `holder` is the file that says who."""

    lock: "BaseFileLock"
    holder: Path

    def release(self) -> None:
        """Let others at it."""
        self.holder.unlink(missing_ok=True)
        self.lock.release()


def name_of(url: str, client_id: str) -> str:
    """One name for one client of one instance, however its base URL is spelled."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    place = f"{'localhost' if host in _THIS_MACHINE else host}:{parts.port or ''}{parts.path.rstrip('/')}"
    return hashlib.sha256(f"{client_id}@{place}".encode()).hexdigest()[:16]


def claim(folder: Path, url: str, client_id: str) -> Claim:
    """Take the client for this process; the system takes it back when the process ends, however it ends.

    Raises:
        ConfigError: another process has it, or this folder's file system cannot lock.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - slow to load

    did, name = f"making sure that no other run is at {client_id!r} of {url}", name_of(url, client_id)
    # Beside the lock, not in it: on Windows what is locked cannot be read.
    taken = Claim(FileLock(folder / f"{name}.lock", timeout=0, mode=0o600), folder / f"{name}.holder")
    try:
        make_private_folder(folder)
        taken.lock.acquire()
    except Timeout:
        raise ConfigError(did, f"another one is{_who(taken.holder)}", code="run_in_progress",
                          hint="wait until it has ended, and run this again.") from None  # fmt: skip
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or "this file system cannot lock files"
        raise ConfigError(did, reason, hint="name another --state-dir.", code="journal_not_writable") from None
    since = datetime.now(UTC).isoformat(timespec="seconds")
    write_private(taken.holder, f"process {os.getpid()} on {platform.node()}, since {since}", overwrite=True)
    return taken


def _who(holder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return f": {holder.read_text(encoding='utf-8')}"
    return ""
