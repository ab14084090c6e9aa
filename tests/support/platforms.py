"""What only some systems have: marks for the tests that need it, and how the others do without."""

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

IS_WINDOWS = os.name == "nt"
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs what is POSIX's: modes, pipes, shells, pseudo terminals")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs what only Linux has")
# macOS has no C.UTF-8, and a shell that is told of it complains.
UTF8_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# A child that says everything in UTF-8, stderr too; otherwise Windows has an encoding of its own for that.
IN_UTF8 = {"PYTHONUTF8": "1"}
# No program starts without the others on Windows, and elsewhere none needs any.
BARE_ENVIRONMENT = IN_UTF8 | {
    name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "USERPROFILE") if name in os.environ
}


def _can_link() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder, "link")
        with suppress(OSError):
            link.symlink_to("target")
        return link.is_symlink()


LINKS = pytest.mark.skipif(not _can_link(), reason="needs the right to make symbolic links, which few have on Windows")


def has_mode(path: Path, mode: int) -> bool:
    """Whether it has that mode; where modes say nothing (SECURITY.md has it so of Windows), whatever it has will do."""
    return os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == mode


def make_program(folder: Path, name: str) -> Path:
    """An empty file that is found as a program of that name."""
    path = folder / (f"{name}.exe" if IS_WINDOWS else name)
    path.touch(mode=0o700)
    return path
