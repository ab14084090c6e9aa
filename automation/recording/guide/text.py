"""Lines of text in which the page's own words and what is entered stand out, whatever the guide is written in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter


class Kind(StrEnum):
    """What a piece of a line is."""

    PLAIN = "plain"
    LABEL = "label"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line."""

    text: str
    kind: Kind = Kind.PLAIN


Line = tuple[Span, ...]


def line(template: str, **pieces: Line) -> Line:
    """The words of a language with the pieces in place of the names in braces."""
    return tuple(_spans(template, pieces))


def labels(texts: Sequence[str]) -> Line:
    """What controls are called on the page."""
    return _listed(texts, Kind.LABEL)


def values(texts: Sequence[str]) -> Line:
    """What is entered, or found somewhere, letter for letter."""
    return _listed(texts, Kind.VALUE)


def plain(text: str) -> Line:
    """A text like any other."""
    return (Span(text),)


def flat(spans: Line) -> str:
    """The line without anything that stands out."""
    return "".join(span.text for span in spans)


def _listed(texts: Sequence[str], kind: Kind) -> Line:
    spans = [Span(part, which) for text in texts for part, which in ((", ", Kind.PLAIN), (text, kind))]
    return tuple(spans[1:])


def _spans(template: str, pieces: dict[str, Line]) -> Iterator[Span]:
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            yield Span(literal)
        if name is not None:
            yield from pieces[name]
