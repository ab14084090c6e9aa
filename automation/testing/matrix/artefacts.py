"""The files that a failed test has left in the folder of its cell."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from automation.testing.matrix.reading import plain
from automation.testing.matrix.results import CellRun

_LONGEST_TEXT = 20_000
# In pixels; three screens side by side, as comparisons have them, stay legible.
_LARGEST_PICTURE = (2600, 2600)


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The folder of one failed test."""

    folder: Path

    @classmethod
    def of(cls, run: CellRun, scenario: str) -> "Artefacts":
        """What the scenario has left; nothing where its name leads out of the cell's folder."""
        folder = run.folder / scenario
        inside = folder.resolve().is_relative_to(run.folder.resolve())
        return cls(folder if inside else run.folder / "nothing")

    @property
    def screenshot(self) -> Path | None:
        """The page when the test failed."""
        return self._there("screenshot.png")

    @property
    def visual(self) -> list[Path]:
        """One picture for each screen that differs: expected and shown, side by side."""
        return sorted(self.folder.glob("visual*.png"))

    @property
    def trace(self) -> Path | None:
        """Playwright's trace."""
        return self._there("trace.zip")

    @property
    def error(self) -> str:
        """What went wrong, in full."""
        return self._text("error.txt")

    @property
    def obstacles(self) -> str:
        """What axe found."""
        return self._text("accessibility.txt")

    @property
    def aria(self) -> str:
        """The aria snapshot of the page, where there is no diff."""
        return "" if self._there("aria.diff") else self._text("aria.yml")

    @property
    def aria_diff(self) -> list[tuple[str, str]]:
        """The lines of the diff of the aria snapshots, each with its CSS class."""
        return list(_coloured(self._text("aria.diff")))

    def _there(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.is_file() else None

    def _text(self, name: str) -> str:
        path = self._there(name)
        return plain(path.read_text(encoding="utf-8", errors="replace")[:_LONGEST_TEXT]) if path else ""


def data_uri(picture: Path) -> str:
    """The picture as a `data:` address, made smaller because a report may have hundreds."""
    from PIL import Image  # noqa: PLC0415 - an extra

    small = BytesIO()
    try:
        with Image.open(picture) as image:
            image.thumbnail(_LARGEST_PICTURE)
            image.save(small, "WEBP", quality=80)
    except OSError:
        return ""
    return f"data:image/webp;base64,{base64.b64encode(small.getvalue()).decode()}"


def _coloured(diff: str) -> Iterator[tuple[str, str]]:
    kinds = {"+++": "head", "---": "head", "@@ ": "head"}
    for line in diff.splitlines():
        yield kinds.get(line[:3]) or {"+": "more", "-": "less"}.get(line[:1], "same"), line
