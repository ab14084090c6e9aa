"""Write files that hold secrets: whole or not at all, readable by their owner only."""

import os
import tempfile
from pathlib import Path

from automation.errors import ConfigError


def check_writable(path: Path, *, overwrite: bool) -> None:
    """Find out before anything is started whether `path` can be written.

    Raises:
        ConfigError: it exists, or its folder takes no file.
    """
    did = f"preparing to write {path}"
    if not overwrite and os.path.lexists(path):
        raise ConfigError(
            did,
            "the file exists",
            hint="name another --output, --force to replace it, or --if-exists keep to leave both as they are.",
            code="output_exists",
        )
    if path.is_dir():
        raise ConfigError(did, "it is a folder", hint="name a file.", code="output_not_writable")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _not_writable(did, error) from None


def write_private(path: Path, text: str, *, overwrite: bool) -> None:
    """Write `text` with mode 0600, atomically, without following a link that stands at `path`.

    Raises:
        ConfigError: the file exists (and `overwrite` is off) or cannot be written.
    """
    did = f"writing {path}"
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(Path(temporary), path, overwrite=overwrite)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except FileExistsError:
        raise ConfigError(did, "the file exists", hint="--force replaces it.", code="output_exists") from None
    except OSError as error:
        raise _not_writable(did, error) from None


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


def _not_writable(did: str, error: OSError) -> ConfigError:
    reason = error.strerror or str(error)
    return ConfigError(did, reason, hint="name another --output.", code="output_not_writable")
