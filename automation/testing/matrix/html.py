"""The results of a matrix as one HTML file that needs no server and no network, and can be read without its script."""

import base64
import hashlib
import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from automation.testing.matrix import wording
from automation.testing.matrix.artefacts import Artefacts, data_uri
from automation.testing.matrix.results import Judged, JudgedCell, Mark, Matrix

if TYPE_CHECKING:
    from jinja2 import Environment

_PARTS = files("automation.testing.matrix") / "report"


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, with what there is to see of it."""

    cell: JudgedCell
    judged: Judged
    beside: Path

    @property
    def anchor(self) -> str:
        """The anchor that links to it; a hash, because scenario names may have any character."""
        return f"f-{_digest(f'{self.cell.cell.key}/{self.judged.result.scenario}')}"

    @property
    def artefacts(self) -> Artefacts | None:
        """Its folder."""
        return Artefacts.of(self.cell.run, self.judged.result.scenario) if self.cell.run else None

    @property
    def text(self) -> str:
        """What went wrong, in full."""
        return (self.artefacts.error if self.artefacts else "") or self.judged.result.detail

    @property
    def trace(self) -> str:
        """The way to its trace from the report."""
        trace = self.artefacts.trace if self.artefacts else None
        if trace and trace.drive != self.beside.drive:
            # On Windows no relative way leads to another drive.
            return trace.as_uri()
        return quote(Path(os.path.relpath(trace, self.beside)).as_posix()) if trace else ""


def to_html(matrix: Matrix, *, beside: Path, made: str) -> str:
    """The report; `beside` is the folder that it will lie in, `made` says when and by what it was made."""
    style, script = ((_PARTS / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    return _environment().get_template("report.html.j2").render(
        matrix=matrix, made=made, Mark=Mark, wording=wording, style=style, script=script,
        style_hash=_csp_hash(style), script_hash=_csp_hash(script),
        new=_failures(matrix, Mark.NEW, beside), known=_failures(matrix, Mark.KNOWN, beside),
        builds=list(dict.fromkeys(cell.cell.build for cell in matrix.cells)),
        by_place={(cell.cell.build, cell.cell.locale): cell for cell in matrix.cells},
        anchor=lambda cell, judged: Failure(cell, judged, beside).anchor,
    )  # fmt: skip


def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - an extra

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        loader=FunctionLoader(lambda name: (_PARTS / name).read_text(encoding="utf-8")),
    )  # fmt: skip
    environment.filters["data_uri"] = data_uri
    return environment


def _failures(matrix: Matrix, mark: Mark, beside: Path) -> list[tuple[str, list[Failure]]]:
    """By scenario: what fails in one build fails in others alike."""
    found: dict[str, list[Failure]] = {scenario: [] for scenario in matrix.scenarios}
    for cell, judged in matrix.marked(mark):
        found[judged.result.scenario].append(Failure(cell, judged, beside))
    return [(scenario, failures) for scenario, failures in found.items() if failures]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _csp_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
