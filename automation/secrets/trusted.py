"""Refuse files that belong to other users, or that other users can write to.

Looked at are the file as it was opened, and each folder and link on the way to it: who can write to one of these can
swap what is below. Group-writable counts as world-writable, unless the group is the owner's own with nobody else in it,
which is what umask 002 counts on; root has no such group.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

try:
    import grp
    import pwd
except ImportError:  # Windows, where access is no matter of modes; nothing is looked at there
    grp = pwd = None  # type: ignore[assignment]

_ROOT = 0
_MOST_LINKS = 40  # as Linux has it (path_resolution(7))
_ACL = "system.posix_acl_access"


class Untrusted(PermissionError):
    """A file or folder that somebody else may have made or changed: `saw` says why, `hint` what to do.

    `is_theirs` says that it is somebody else's, and not only open to them.
    """

    def __init__(self, path: Path, saw: str, hint: str, *, is_theirs: bool) -> None:
        super().__init__(errno.EPERM, saw, str(path))
        self.saw = saw
        self.hint = hint
        self.is_theirs = is_theirs


class _Passed(NamedTuple):
    """A folder or link on the way to a file, or that file itself."""

    path: Path
    status: os.stat_result

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.status.st_mode)


def check_trusted(path: Path) -> None:
    """See that nobody but us and the superuser can have made or changed what stands at `path`, if something does.

    So must be each folder above it, for whoever can write there can put another file in its place; a folder where
    only owners take files away, like `/tmp`, will do. A link is its owner's, and where it leads is looked at too.

    Raises:
        Untrusted: somebody else can.
        OSError: the way to it cannot be followed.
    """
    if os.name != "posix":
        return
    step = None
    for step in _way_to(path):
        _judge(step, asked=path, is_above=True)
    if step and os.path.exists(path):  # noqa: PTH110 - pathlib's raises where a link leads in a circle
        _judge(step, asked=path, is_above=False)


def read_trusted(path: Path) -> bytes:
    """What is in the file, if nobody else can have put it there; judged by the file that was opened.

    Raises:
        Untrusted: somebody else can.
        OSError: it cannot be read.
    """
    check_trusted(path)
    with path.open("rb") as file:
        if os.name == "posix":
            _judge(_Passed(path, os.fstat(file.fileno())), asked=path, is_above=False)
        return file.read()


def check_program(path: Path) -> None:
    """See that the superuser runs nothing that somebody else can have made; who is not root is free to.

    Raises:
        Untrusted: somebody else can.
    """
    if os.name == "posix" and os.geteuid() == _ROOT:
        with suppress(FileNotFoundError, NotADirectoryError):  # whoever starts it tells
            check_trusted(path)


def others_can_read(path: Path) -> bool:
    """Whether the file's mode lets anybody but its owner read it."""
    if os.name != "posix":
        return False
    step = _Passed(path, path.stat())
    mode = step.status.st_mode
    return bool(mode & stat.S_IROTH) or bool(mode & stat.S_IRGRP and not _owner_is_alone_in_group(step))


def make_private_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing, for us alone; one that is there keeps its mode.

    Raises:
        OSError: it cannot be made.
    """
    for missing in [*reversed(folder.parents), folder]:
        if not missing.exists():
            missing.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)


def _way_to(path: Path) -> Iterator[_Passed]:
    """All that is passed on the way to `path`, itself last; it ends early where something is missing."""
    place, ahead, links = Path("/"), list(reversed(path.absolute().parts[1:])), 0
    yield _Passed(place, place.lstat())
    while ahead:
        name = ahead.pop()
        if name == "..":
            place = place.parent
            continue
        try:
            step = _Passed(place / name, (place / name).lstat())
        except FileNotFoundError:
            return
        yield step
        if not step.is_link:
            place = step.path
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        target = step.path.readlink()
        place = Path("/") if target.is_absolute() else place
        ahead += [part for part in reversed(target.parts) if part != target.anchor]


def _judge(step: _Passed, *, asked: Path, is_above: bool) -> None:
    """Whether that may stand on the way to `asked`, or be what was asked for.

    Raises:
        Untrusted: it may not.
    """
    name = "it" if step.path == asked else str(step.path)
    owner, us = step.status.st_uid, os.geteuid()
    # Who owns the topmost folder can do what the superuser can; in a container that may be somebody without a name.
    if owner not in {us, _ROOT} and not (is_above and owner == Path("/").stat().st_uid):
        saw = f"{name} belongs to {_name_of(owner)}, and this runs as {_name_of(us)}"
        raise Untrusted(asked, saw, _whose(owner), is_theirs=True)
    is_kept_apart = is_above and step.status.st_mode & stat.S_ISVTX
    if not step.is_link and not is_kept_apart and _others_can_write(step):
        saw = f"other people on this machine can write to {name}"
        raise Untrusted(asked, saw, f"chmod go-w {step.path}", is_theirs=False)


def _whose(owner: int) -> str:
    if os.geteuid() == _ROOT:
        return f"run this as {_name_of(owner)}; or, with sudo, as `sudo -H`; or chown it, if you know what is in it"
    return f"ask {_name_of(owner)}, or take a place of your own"


def _others_can_write(step: _Passed) -> bool:
    mode = step.status.st_mode
    return bool(mode & stat.S_IWOTH) or bool(mode & stat.S_IWGRP and not _owner_is_alone_in_group(step))


def _owner_is_alone_in_group(step: _Passed) -> bool:
    """Whether its group is the one that most Linux systems make for each user, and that umask 002 counts on.

    Not the superuser's: other accounts may have it. With an access control list the mode does not say who is meant.
    """
    owner = step.status.st_uid
    try:
        account, group = pwd.getpwuid(owner), grp.getgrgid(step.status.st_gid)
    except KeyError:
        return False
    is_own = owner != _ROOT and (group.gr_name, group.gr_gid) == (account.pw_name, account.pw_gid)
    return is_own and set(group.gr_mem) <= {account.pw_name} and not _has_acl(step.path)


def _has_acl(path: Path) -> bool:
    with suppress(OSError, AttributeError):  # only Linux tells
        return _ACL in os.listxattr(path)
    return False


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"the user with the number {user}"
