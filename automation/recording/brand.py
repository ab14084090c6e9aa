"""What is one's own in films and guides: a title, an end, a colour, a logo."""

import base64
import re
from dataclasses import dataclass
from pathlib import Path

ACCENT = "#14506b"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml",
          ".webp": "image/webp"}  # fmt: skip
LOGOS = tuple(_KINDS)
_DARK, _LIGHT = "#12222b", "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What is one's own: a title, what a film ends with, a colour (`#rrggbb`), a logo (a data URI)."""

    title: str = ""
    end_text: str = ""
    accent: str = ACCENT
    logo: str = ""

    @property
    def darker(self) -> str:
        """A darker colour that goes with it."""
        return "#" + "".join(f"{round(part * 0.72):02x}" for part in _rgb(self.accent))

    @property
    def ink(self) -> str:
        """What is read best on it: white or nearly black (WCAG 2.2, contrast ratio)."""
        luminance = _luminance(self.accent)
        on_dark = 1.05 / (luminance + 0.05)
        return _LIGHT if on_dark >= (luminance + 0.05) / (_luminance(_DARK) + 0.05) else _DARK

    @property
    def is_light(self) -> bool:
        """Whether it is a light colour."""
        return self.ink == _DARK


def is_colour(text: str) -> bool:
    """Whether it is a colour as HTML writes it: `#` and six digits."""
    return bool(_COLOUR.fullmatch(text))


def logo_of(path: Path) -> str:
    """The picture as a data URI, which needs no file.

    Raises:
        OSError: it cannot be read.
        KeyError: its ending is none of `LOGOS`.
    """
    kind = _KINDS[path.suffix.lower()]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's numbers
        for part in (value / 255 for value in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
