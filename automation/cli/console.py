"""Rich, for text from elsewhere."""

from collections.abc import Callable, Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text


class CleanConsole(Console):
    """A console that cleans every text before it is laid out; the escapes that it draws with are its own."""

    def __init__(self, cleaned: Callable[[str], str], stream: TextIO, **settings: Any) -> None:
        # A client may be called :smile:, and is shown as it is called.
        super().__init__(file=stream, highlight=False, emoji=False, **settings)
        self._cleaned = cleaned

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Rich comes here for whatever it draws, also for what stands in something else."""
        if isinstance(renderable, str):
            renderable = self._cleaned(renderable)
        elif isinstance(renderable, Text) and (plain := self._cleaned(renderable.plain)) != renderable.plain:
            renderable = Text(plain, style=renderable.style, end=renderable.end)
        return super().render(renderable, options)
