"""What is known against an application: how bad it is, and in which versions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from automation.versions import VersionRange


class Severity(StrEnum):
    """How bad it is: something to know, or a reason why it cannot work."""

    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that is known against an application, and of which versions it is so.

    The versions are all of DHIS2, or all of the application. `code` names it for programs.
    """

    code: str
    severity: Severity
    versions: tuple[VersionRange[Any], ...]
    says: str

    @property
    def is_broken(self) -> bool:
        """Whether the application cannot work there."""
        return self.severity is Severity.BROKEN

    def concerns(self, version: Any) -> bool:
        """Whether it is so of this version."""
        return any(version in versions for versions in self.versions)
