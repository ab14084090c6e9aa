"""Folders that a command makes anew each time it runs."""

import os
import shutil
from pathlib import Path

from automation.errors import ConfigError


def make_folder(folder: Path, marker: str, *, hint: str) -> None:
    """Make the folder anew; one that an earlier run made, which has its marker, is deleted, and no other.

    Raises:
        ConfigError: something else stands there, or it cannot be made.
    """
    did = f"preparing the folder {folder}"
    try:
        is_ours = folder.is_dir() and not folder.is_symlink() and _is_ours(folder, marker)
        if os.path.lexists(folder) and not is_ours:
            raise ConfigError(did, "it is there, and no earlier run made it", hint=f"move it, or {hint}",
                              code="folder_taken")  # fmt: skip
        if is_ours:
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / marker).touch()
    except OSError as error:
        raise ConfigError(did, error.strerror or str(error), hint=hint, code="output_not_writable") from None


def _is_ours(folder: Path, marker: str) -> bool:
    return (folder / marker).is_file() or not any(folder.iterdir())
