"""Version numbers of DHIS2 and ranges of versions."""

import re
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

_SHAPE = re.compile(r"^(?:2\.)?(?P<minor>\d{2})(?:\.(?P<patch>\d+))?(?:\.(?P<hotfix>\d+))?(?:-(?P<label>.+))?$")


@dataclass(frozen=True, slots=True, order=True)
class Dhis2Version:
    """A DHIS2 server version as `/api/system/info` writes it, for example 2.41.4.1 or 2.44-SNAPSHOT."""

    minor: int
    patch: int = 0
    hotfix: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a version; `2.41`, `41` and `2.41.0-SNAPSHOT` all mean the same server line.

        Raises:
            ValueError: the text is not a DHIS2 version.
        """
        found = _SHAPE.match(text.strip())
        if found is None:
            msg = f"{text!r} is not a DHIS2 version such as 2.41 or 2.41.4"
            raise ValueError(msg)
        return cls(int(found["minor"]), int(found["patch"] or 0), int(found["hotfix"] or 0))

    def __str__(self) -> str:
        tail = f".{self.hotfix}" if self.hotfix else ""
        return f"2.{self.minor}.{self.patch}{tail}"

    @property
    def short(self) -> str:
        """The same without noughts at the end, as a line of versions is called: 2.42."""
        return str(self) if self.patch or self.hotfix else f"2.{self.minor}"


_Version = TypeVar("_Version", bound=Any)


@dataclass(frozen=True, slots=True)
class VersionRange(Generic[_Version]):
    """The versions from `since` on and before `before`; without one of them the range has no such end.

    `since` and `before` are of one kind that has an order, such as `Dhis2Version`. A version that is not known (None)
    is in no range. As text it is the range in words; empty where it has all versions.
    """

    since: _Version | None = None
    before: _Version | None = None

    def __contains__(self, version: _Version | None) -> bool:
        if version is None:
            return False
        begun = self.since is None or version >= self.since
        return begun and (self.before is None or version < self.before)

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """Both ends as they are written; None where there is none."""
        return _written(self.since), _written(self.before)

    def __str__(self) -> str:
        since, before = self.ends
        if not before:
            return f"{since} and later" if since else ""
        return f"{since} to before {before}" if since else f"before {before}"


def _written(end: Any) -> str | None:
    if end is None:
        return None
    return end.short if isinstance(end, Dhis2Version) else ".".join(map(str, end))
