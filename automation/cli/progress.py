"""Progress on stderr: a live step list in a terminal, plain lines when piped, nothing with --quiet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

from automation.cli.output import ignore_broken_pipe, output
from automation.narrator import Narrator, Place, Silent, Step

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status


class Progress(Narrator, Protocol):
    """A narrator that can step aside while the user is asked something."""

    def paused(self) -> AbstractContextManager[None]:
        """Leave the terminal to somebody else for the length of the block."""


def progress(*, quiet: bool) -> Progress:
    """The narrator for this stderr."""
    if quiet:
        return Quiet()
    return Live() if output().is_terminal else Plain()


@contextmanager
def counting(text: str, *, quiet: bool) -> Iterator[Callable[[float], None]]:
    """A bar for long work, which says how far it is, from 0 to 1; in a terminal only."""
    if quiet or not output().is_terminal:
        yield lambda _done: None
        return
    from rich.markup import escape  # noqa: PLC0415 - slow to load, and of use in a terminal only
    from rich.progress import Progress as Bar  # noqa: PLC0415 - as above

    with Bar(console=output().console(), transient=True) as bar:
        # A file may be called [bold].
        task = bar.add_task(escape(output().line(text)), total=1.0)
        yield lambda done: bar.update(task, completed=done)


class Quiet(Silent):
    """Nothing at all."""

    def paused(self) -> AbstractContextManager[None]:
        return nullcontext()


class Plain:
    """One line a step, when it has ended."""

    def paused(self) -> AbstractContextManager[None]:
        return nullcontext()

    def begin(self, step: Step, detail: str, at: Sequence[Place]) -> None: ...

    def done(self, step: Step, detail: str) -> None:
        output().say(f"✓ {_line(step, detail)}")

    def failed(self, step: Step) -> None:
        output().say(f"✗ {step}")

    def note(self, text: str) -> None:
        output().say(f"! {text}")


class Live:
    """The running step turns; the ones behind it are ticked."""

    def __init__(self) -> None:
        self.console: Console = output().console()
        self._running: list[Status] = []

    @contextmanager
    def paused(self) -> Iterator[None]:
        self._pause()
        yield
        self._resume()

    def begin(self, step: Step, detail: str, _at: Sequence[Place]) -> None:
        from rich.text import Text  # noqa: PLC0415 - slow to load, and of use in a terminal only

        # As text, not as markup: a client may be called [bold].
        status = self.console.status(Text(_line(step, detail)), spinner="dots")
        with ignore_broken_pipe():
            self._pause()
            self._running.append(status)
            self._resume()

    def done(self, step: Step, detail: str) -> None:
        self._ended(f"✓ {_line(step, detail)}")

    def failed(self, step: Step) -> None:
        self._ended(f"✗ {step}")

    def note(self, text: str) -> None:
        with ignore_broken_pipe():
            self._pause()
            output().say(f"! {text}")
            self._resume()

    def _ended(self, line: str) -> None:
        with ignore_broken_pipe():
            self._pause()
            if self._running:
                self._running.pop()
            output().say(line)
            self._resume()

    def _pause(self) -> None:
        # Rich shows one thing that turns at a time: of steps within steps, the innermost.
        if self._running:
            self._running[-1].stop()

    def _resume(self) -> None:
        if self._running:
            self._running[-1].start()


def _line(step: Step, detail: str) -> str:
    return output().line(f"{step}: {detail}" if detail else str(step))
