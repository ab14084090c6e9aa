"""What a command says: everything on stdout and stderr goes through here, without secrets and with nothing hidden."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from automation import config
from automation.cli.streams import Guarded, Relayed, broken, coloured
from automation.errors import AutomationError, ConfigError
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.secrets.visible import as_json, one_line, visible

if TYPE_CHECKING:
    from rich.console import Console


CLOSED = "it is closed"
_USUAL_WIDTH = 80


class Output:
    """The writer for both streams; a line that is given to it is shown as one line, whatever stands in it."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def line(self, text: str) -> str:
        """The text as one line that may be shown."""
        return one_line(self._redactor(text))

    def say(self, *lines: str) -> None:
        """Say it on stderr, if anybody reads that: a client that is half made needs no listener to be finished."""
        with ignore_broken_pipe():
            self._show(sys.stderr, lines)

    def error(self, error: AutomationError) -> None:
        """Say what went wrong on stderr: what we did, what we saw, what to try."""
        end = "" if error.message.endswith("?") else "."
        self.say(f"Error: {error.message}{end}", *([f"Try: {error.hint}"] if error.hint else []))

    def result(self, *lines: str) -> None:
        """The product, on stdout.

        Raises:
            OSError: stdout takes it not, or is closed.
        """
        self._show(_open_stdout(), lines)

    def json(self, value: object, *, hands_over: bool = False) -> None:
        """The product as JSON; a `Secret` in it is masked, unless it is handed over because the user asked for that.

        Raises:
            OSError: stdout takes it not, or is closed.
        """
        text = as_json(self._redactor.plain(value), Secret.reveal if hands_over else str)
        self._write(_open_stdout(), f"{text}\n")

    def hand_over(self, text: str) -> None:
        """The secret, on stdout, because the user asked for it: the only way out that redacts nothing.

        Raises:
            OSError: stdout takes it not, or is closed.
        """
        stream = _open_stdout()
        self._write(stream, visible(text) if stream.isatty() else text)

    @staticmethod
    def check() -> None:
        """Find out before anything is started whether a secret can be handed over on stdout.

        Raises:
            ConfigError: it is closed.
        """
        if _is_closed(sys.stdout):
            saw = "it is closed, so the secret could not be handed over there"
            raise ConfigError("looking at standard output", saw, hint="open it, or name a file with --output.",
                              code="output_not_writable")  # fmt: skip

    def ask(self, question: str, *, is_hidden: bool = False, is_optional: bool = False) -> str:
        """What the user types in the terminal; empty only where that is allowed.

        Raises:
            click.Abort: Ctrl-C, or the end of what is typed.
        """
        if is_hidden:
            typed: str = click.prompt(
                self.line(question), hide_input=True, default="" if is_optional else None, show_default=False, err=True
            )
            return typed
        answer = self._answer(question)
        while not answer and not is_optional:
            answer = self._answer(question)
        return answer

    def _answer(self, question: str) -> str:
        # Python's input() writes to stdout, and forgets a Ctrl-C that comes while it flushes our stderr.
        try:
            self._write(sys.stderr, f"{self.line(question)}: ")
            if line := sys.stdin.readline():
                return line.strip()
        except UnicodeDecodeError:
            self.say("! That is not in this machine's encoding of text.")
            return ""
        except KeyboardInterrupt:
            pass
        self._write(sys.stderr, "\n")
        raise click.Abort

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody who sees the question and can answer it."""
        return sys.stdin is not None and _is_terminal(sys.stdin) and not _is_closed(sys.stderr)

    @property
    def is_terminal(self) -> bool:
        """Whether stderr is a terminal."""
        return sys.stderr is not None and sys.stderr.isatty()

    def console(self) -> "Console":
        """Rich on stderr; every text is cleaned before it is laid out, so no line break divides a secret."""
        from automation.cli.console import CleanConsole  # noqa: PLC0415 - slow to load, and of use in a terminal only

        return CleanConsole(self._clean, _unguarded(sys.stderr))

    def guard(self, name: str, stream: TextIO, *, is_closed: bool = False) -> TextIO:
        """The stream as everybody else gets it: Click, Python's own tracebacks and warnings, any library."""
        kind = Relayed if name == "stderr" else Guarded
        return kind(stream, self._clean, is_closed=is_closed)  # type: ignore[return-value]

    def _clean(self, text: str) -> str:
        return visible(self._redactor(text))

    def _show(self, stream: TextIO, lines: Sequence[str]) -> None:
        """Lines for people; in a terminal coloured, and broken between words."""
        raw = _unguarded(stream)
        if not raw.isatty():
            self._write(raw, "".join(f"{self.line(line)}\n" for line in lines))
            return
        width, has_colour = _columns(raw), not (config.setting("NO_COLOR") or config.setting("TERM") == "dumb")
        for line in lines:
            first, *more = broken(self.line(line), width)
            # Click knows how the terminals of each system take colours.
            click.echo("\n".join([coloured(first) if has_colour else first, *more]), file=raw)

    @staticmethod
    def _write(stream: TextIO, text: str) -> None:
        raw = _unguarded(stream)
        raw.write(text)
        raw.flush()


_IN_CHARGE: list[Output] = []


def output() -> Output:
    """The writer of this process."""
    return _IN_CHARGE[-1] if _IN_CHARGE else Output(Redactor())


def take_streams(redactor: Redactor) -> Output:
    """Put one writer in charge of both streams, for as long as the process lives."""
    taken = Output(redactor)
    _open_what_is_closed(taken)
    # What other programs read is the same bytes on every machine; what people read may lose a tick.
    _unguarded(sys.stdout).reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[attr-defined]
    _unguarded(sys.stderr).reconfigure(errors="replace")  # type: ignore[attr-defined]
    for name in ("stdout", "stderr"):
        _put_on_guard(taken, name)
    _IN_CHARGE.append(taken)
    return taken


def _put_on_guard(taken: Output, name: str) -> None:
    stream, first = getattr(sys, name), f"__{name}__"
    guarded = taken.guard(name, _unguarded(stream), is_closed=_is_closed(stream))
    if getattr(sys, first) in {stream, None}:
        # Python goes back to it for what it says at the very end.
        setattr(sys, first, guarded)
    setattr(sys, name, guarded)


@contextmanager
def ignore_broken_pipe() -> Iterator[None]:
    """Go on in silence when the reader of stderr has gone, or its terminal was closed."""
    try:
        yield
    except OSError:
        # Python has kept what it could not write, and would end with an exit code of its own over it.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _unguarded(sys.stderr).fileno())
        os.close(nowhere)


def _open_what_is_closed(taken: Output) -> None:
    """Let the null device take the number of a stream that is closed: the next file opened would get it.

    What others then write for people to read would stand in that file.
    """
    # Of stdout for reading only: the product does not vanish unnoticed, whoever writes it.
    for number, (name, how) in enumerate((("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))):
        if getattr(sys, name) is not None:
            continue
        nowhere = os.open(os.devnull, how)
        if nowhere == number:
            os.set_inheritable(number, True)
        stream = os.fdopen(nowhere, "r" if number == 0 else "w", encoding="utf-8")
        setattr(sys, name, stream if number == 0 else taken.guard(name, stream, is_closed=True))


def _columns(terminal: TextIO) -> int:
    try:
        return os.get_terminal_size(terminal.fileno()).columns or _USUAL_WIDTH
    except OSError:
        return _USUAL_WIDTH


def _is_terminal(stream: TextIO) -> bool:
    # On Windows the null device says that it is one, and only what is one has a reader of that name.
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return stream.isatty() and (os.name != "nt" or type(raw).__name__ == "_WindowsConsoleIO")


def _unguarded(stream: TextIO) -> TextIO:
    return stream.raw if isinstance(stream, Guarded) else stream


def _is_closed(stream: TextIO | None) -> bool:
    return stream is None or (isinstance(stream, Guarded) and stream.is_closed)


def _open_stdout() -> TextIO:
    if _is_closed(sys.stdout):
        raise _closed()
    return sys.stdout


def _closed() -> OSError:
    return OSError(errno.EBADF, CLOSED)
