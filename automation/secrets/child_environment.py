"""The environment of the programs that we start: what is on a short list, and nothing else.

Variables can hold secrets, and can make Node, Playwright, Chromium, ffmpeg or Python write down what they are told
(`DEBUG`, `SSLKEYLOGFILE`), run other code first (`NODE_OPTIONS`, `PYTHONPATH`) or fail (`PWDEBUG`).
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


class Purpose(Enum):
    """What a child is started for; its value are the variables that it needs beyond those of all children."""

    # No tuples: Python 3.11.2 makes an `object` of an empty one.
    HIDDEN_BROWSER = frozenset[str]()
    # Where the screen is.
    SEEN_BROWSER = frozenset({"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE"})
    # Which ffmpeg the user wants.
    ENCODER = frozenset({"IMAGEIO_FFMPEG_EXE"})
    # How a terminal wants its colours and lines, and where the screen is.
    TESTS = SEEN_BROWSER | {"TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"}
    # The way to the server of a download; a proxy's address may hold its password, which only this child needs.
    DOWNLOAD = frozenset({
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
        "PLAYWRIGHT_DOWNLOAD_HOST", "PLAYWRIGHT_CHROMIUM_DOWNLOAD_HOST", "NODE_EXTRA_CA_CERTS", "DEBIAN_FRONTEND",
    })  # fmt: skip


# Each with what goes wrong without it.
ALL_CHILDREN = {
    "PATH": "programs and their helpers are not found",
    "HOME": "Chromium and fontconfig have nowhere to keep their files",
    "TMPDIR": "temporary files go to another disk than the user wants",
    "TMP": "as TMPDIR, on Windows",
    "TEMP": "as TMPDIR, on Windows",
    "LANG": "file names and messages are in no language",
    "LANGUAGE": "as LANG",
    "LC_ALL": "as LANG",
    "LC_CTYPE": "as LANG",
    "LC_MESSAGES": "as LANG",
    "TZ": "times are those of another place",
    "XDG_CACHE_HOME": "Playwright does not find the browsers that it has downloaded",
    "XDG_CONFIG_HOME": "Chromium and fontconfig look elsewhere",
    "PLAYWRIGHT_BROWSERS_PATH": "as XDG_CACHE_HOME",
    "FONTCONFIG_FILE": "there are no fonts where they lie in no usual place (Nix, conda)",
    "FONTCONFIG_PATH": "as FONTCONFIG_FILE",
    "LD_LIBRARY_PATH": "programs do not start where libraries lie in no usual place (Nix, conda)",
    "SSL_CERT_FILE": "the system's CAs are not found where they lie in no usual place",
    "SSL_CERT_DIR": "as SSL_CERT_FILE",
    "SYSTEMROOT": "on Windows no program reaches the network",
    "SYSTEMDRIVE": "as SYSTEMROOT",
    "WINDIR": "as SYSTEMROOT",
    "COMSPEC": "on Windows no script starts",
    "PATHEXT": "on Windows programs are not found",
    "USERPROFILE": "as HOME, on Windows",
    "APPDATA": "as HOME, on Windows",
    "LOCALAPPDATA": "on Windows the browsers are not found",
    "PROGRAMDATA": "as LOCALAPPDATA",
    "PROGRAMFILES": "as LOCALAPPDATA",
    "PROGRAMFILES(X86)": "as LOCALAPPDATA",
    "PROGRAMW6432": "as LOCALAPPDATA",
    "PROCESSOR_ARCHITECTURE": "on Windows the driver does not know its machine",
    "NUMBER_OF_PROCESSORS": "as PROCESSOR_ARCHITECTURE",
}
# What Playwright's own half in this process heeds; the first is read when it is imported.
_SWITCHES = ("DEBUG", "DEBUGP", "PWDEBUG", "PW_", "PWTEST_", "INTERNAL_PW_", "NPM_CONFIG_", "NODE_", "SSLKEYLOGFILE")
# What those that are Python, and theirs, are told: whatever lies in the working directory is not imported.
_SAFE_PATH = {"PYTHONSAFEPATH": "1"}
_swapping = threading.Lock()


def environment(purpose: Purpose, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child: what is on the list for it, and what it is `given`."""
    wanted = {*ALL_CHILDREN, *purpose.value}
    # Windows spells its variables in any case.
    kept = {name: value for name, value in os.environ.items() if name in wanted or _upper_on_windows(name) in wanted}
    python = _SAFE_PATH if purpose in {Purpose.TESTS, Purpose.DOWNLOAD} else {}
    return kept | python | dict(given or {})


@contextmanager
def narrowed(purpose: Purpose, given: Mapping[str, str] | None = None) -> Iterator[None]:
    """This process's own environment as a child's, for a library that hands it on whole; no core files either.

    One thread at a time; the environment is as it was at the end of the block.
    """
    with _swapping, _without_core_files():
        before = dict(os.environ)
        _set_environment(environment(purpose, given))
        try:
            yield
        finally:
            _set_environment(before)


def lend(given: Mapping[str, str]) -> None:
    """Ready this process's environment for a driver that somebody else starts in it, as pytest-playwright does."""
    forget_switches()
    os.environ.update(given)


def forget_switches() -> None:
    """Take away from this process what makes Playwright print or stop; it is not for users of this program."""
    for name in [name for name in os.environ if name.upper().startswith(_SWITCHES)]:
        if name != "NODE_EXTRA_CA_CERTS":
            del os.environ[name]


def leave_no_core_files() -> None:
    """Let neither this process nor any that it starts leave its memory on the disk when it crashes.

    Where the kernel hands crashes to a program (core_pattern with a pipe), the limit does not bind that program.
    """
    if resource:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _without_core_files() -> Iterator[None]:
    if not resource:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def _set_environment(wanted: Mapping[str, str]) -> None:
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)


def _upper_on_windows(name: str) -> str:
    return name.upper() if os.name == "nt" else name
