"""Progress on stderr: a live step list in a terminal, plain lines when piped, nothing with --quiet."""

import sys
from typing import TYPE_CHECKING

import click

from automation.narrator import Narrator, Silent, Step

if TYPE_CHECKING:
    from rich.status import Status


def progress(*, quiet: bool) -> Narrator:
    """The narrator for this stderr."""
    if quiet:
        return Silent()
    return Live() if sys.stderr.isatty() else Plain()


class Plain:
    """One line a step, when it has ended."""

    def begin(self, step: Step, detail: str) -> None: ...

    def done(self, step: Step, detail: str) -> None:
        click.echo(f"✓ {_line(step, detail)}", err=True)

    def failed(self, step: Step) -> None:
        click.echo(f"✗ {step}", err=True)

    def note(self, text: str) -> None:
        click.echo(f"! {text}", err=True)


class Live:
    """The running step turns; the ones behind it are ticked."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - slow to load, and of use in a terminal only

        # A client may be called :smile:, and is shown as it is called.
        self.console: Console = Console(stderr=True, highlight=False, emoji=False)
        self._status: Status | None = None

    def begin(self, step: Step, detail: str) -> None:
        from rich.text import Text  # noqa: PLC0415 - as above

        # As text, not as markup: a client may be called [bold].
        self._status = self.console.status(Text(_line(step, detail)), spinner="dots")
        self._status.start()

    def done(self, step: Step, detail: str) -> None:
        self._end()
        self.console.print("✓", _line(step, detail), style="green", markup=False)

    def failed(self, step: Step) -> None:
        self._end()
        self.console.print("✗", str(step), style="red", markup=False)

    def note(self, text: str) -> None:
        self.console.print("!", text, style="yellow", markup=False)

    def _end(self) -> None:
        if self._status:
            self._status.stop()


def _line(step: Step, detail: str) -> str:
    return f"{step}: {detail}" if detail else str(step)
