"""Write files that hold secrets: whole or not at all, readable by their owner only.

A temporary file is locked while it is written. One with a name of ours that nobody holds was left by a run that was
killed while it wrote, and the next run deletes it, because there may be a secret in it. Windows knows no such lock.
"""

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from automation.errors import ConfigError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PREFIX, _SUFFIX = ".dhis2-oauth-", ".tmp"
_TEMPORARY = re.compile(re.escape(_PREFIX) + "[a-z0-9_]{8}" + re.escape(_SUFFIX))

_OUTPUT_HINT = "name another --output; --force replaces it; --if-exists keep leaves both as they are."
# More than an env file or a journal entry ever has: what this much fits on is not full for us.
_PROBE = bytes(8192)


def check_writable(path: Path, *, overwrite: bool, hint: str = _OUTPUT_HINT) -> None:
    """Find out before anything is started whether `path` can be written, by writing and deleting a file beside it.

    Raises:
        ConfigError: it exists, is no plain file, has an impossible name, or its folder or disk takes no file.
    """
    did = f"preparing to write {path}"
    # The rest of the hint is for a file that exists.
    with _explained(did, f"{re.split('[,;]', hint)[0].removesuffix('.')}."):
        exists = _stands(did, path)
        if exists and not overwrite:
            raise ConfigError(did, "the file exists", hint=hint, code="output_exists")
        with _temporary(path.parent, _PROBE):
            pass


def write_private(path: Path, content: str | bytes, *, overwrite: bool) -> None:
    """Write `content` with mode 0600, atomically and down to the disk, without following a link that stands at `path`.

    Raises:
        ConfigError: the file exists (and `overwrite` is off), is no plain file, or cannot be written.
    """
    _write(path, content.encode("utf-8") if isinstance(content, str) else content, overwrite=overwrite, mode=0o600)


def write_shared(path: Path, content: bytes, *, overwrite: bool) -> None:
    """As `write_private`, for what is made to be shown: whoever may read the folder's other files may read it.

    Raises:
        ConfigError: as there.
    """
    mask = os.umask(0o077)
    os.umask(mask)
    _write(path, content, overwrite=overwrite, mode=0o666 & ~mask)


def write_all_shared(contents: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """As `write_shared`, of several files: none of them is there before all of them are on the disk.

    Raises:
        ConfigError: as there; then none is written.
    """
    mask = os.umask(0o077)
    os.umask(mask)
    with ExitStack() as stack:
        temporaries = {}
        for path, content in contents.items():
            with _explained(f"writing {path}"):
                _stands(f"writing {path}", path)
                temporaries[path] = stack.enter_context(_temporary(path.parent, content))
                temporaries[path].chmod(0o666 & ~mask)
        _put_all_in_place(temporaries, overwrite=overwrite)


def _put_all_in_place(temporaries: Mapping[Path, Path], *, overwrite: bool) -> None:
    there: list[Path] = []
    try:
        for path, temporary in temporaries.items():
            with _explained(f"writing {path}"):
                _put_in_place(temporary, path, overwrite=overwrite)
            there.append(path)
    except ConfigError:
        for path in there:
            path.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path in temporaries}:
        _sync_folder(folder)


def _write(path: Path, content: bytes, *, overwrite: bool, mode: int) -> None:
    did = f"writing {path}"
    with _explained(did):
        _stands(did, path)
        with _temporary(path.parent, content) as temporary:
            temporary.chmod(mode)
            _put_in_place(temporary, path, overwrite=overwrite)
        _sync_folder(path.parent)


@contextmanager
def _explained(did: str, hint: str = "name another --output.") -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise ConfigError(did, "the file exists", hint="--force replaces it.", code="output_exists") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name or the text has a character that no file can have"
        raise ConfigError(did, reason, hint=hint, code="output_not_writable") from None


def _stands(did: str, path: Path) -> bool:
    """Whether something stands at `path`; a link to a file or to nothing counts as a file, to be replaced.

    Raises:
        ConfigError: it is neither; a pipe or a device must not be taken away, even by --force.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    with suppress(FileNotFoundError):
        status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise ConfigError(did, "it is a folder", hint="name a file.", code="output_not_writable")
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISLNK(status.st_mode):
        hint = "name a file, or - for standard output."
        raise ConfigError(did, "it is a pipe or a device, not a file", hint=hint, code="output_not_writable")
    return True


@contextmanager
def _temporary(folder: Path, content: bytes) -> Iterator[Path]:
    """A file of mode 0600 with that content, on the disk; gone at the end unless it was moved."""
    _sweep(folder)
    handle, name = _made(folder)
    try:
        with _in_use(handle):
            with os.fdopen(handle, "wb", buffering=0) as file:
                _write_all(file.fileno(), content)
                os.fsync(file.fileno())
            yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _made(folder: Path) -> tuple[int, str]:
    # A short name of its own: the name of the file it will become may be as long as names can be.
    return tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)


@contextmanager
def _in_use(handle: int) -> Iterator[None]:
    """Other runs see that the file is not left over, for as long as this process lives and the block lasts."""
    if fcntl is None:
        yield
        return
    kept = os.dup(handle)
    try:
        with suppress(OSError):
            fcntl.flock(kept, fcntl.LOCK_EX)
        yield
    finally:
        os.close(kept)


def _sweep(folder: Path) -> None:
    """Take away what a run that was killed while it wrote has left there, for there may be a secret in it."""
    if fcntl is None:
        return
    with suppress(OSError):
        for path in folder.iterdir():
            if _TEMPORARY.fullmatch(path.name):
                _remove_unless_in_use(path)


def _remove_unless_in_use(path: Path) -> None:
    with suppress(OSError):
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            status = os.fstat(handle)
            if stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and status.st_size:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
        finally:
            os.close(handle)


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _put_in_place(temporary: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems (FAT, some network shares) have no hard links.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    """Without this a power cut can take the name away again; Windows and some network shares cannot do it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
