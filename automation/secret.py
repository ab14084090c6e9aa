"""A value that must not be shown."""

from dataclasses import dataclass, field
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret or password; printing it shows a mask, `reveal()` is the only way out."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The value itself, for filling a field or writing a sink."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __str__(self) -> str:
        return "••••••"

    def __repr__(self) -> str:
        return "Secret(••••••)"
