"""A redactor for what pytest tells, which shortens texts in the middle and shows where two differ."""

import json
import re
from collections.abc import Iterable, Iterator

from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret
from automation.secrets.visible import visible

# Of secrets that are long enough, that many characters in a row are a part of it wherever they stand.
_LONG, _PART, _BLOCK = 16, 8, 4
# Beside the three dots of a shortened text, fewer are.
_BESIDE = 4
_DOTS = re.compile(re.escape("..."))
_Span = tuple[int, int]


class PartsRedactor(Redactor):
    """A redactor that also knows what pytest leaves of a secret; what it tells gives a terminal no orders."""

    def __init__(self) -> None:
        super().__init__()
        self._spelled: frozenset[str] = frozenset()

    def register(self, secret: Secret) -> Secret:
        """As `Redactor.register`."""
        value = secret.reveal()
        if len(value) > _BESIDE:
            self._spelled |= {value, repr(value)[1:-1], json.dumps(value)[1:-1]}
        return super().register(secret)

    def told(self, text: str) -> str:
        """The text without any registered secret and without parts of them."""
        text = self(text)
        spans = {span for value in self._spelled for span in (*_beside_dots(text, value), *_parts(text, value))}
        for start, end in sorted(_joined(spans), reverse=True):
            text = f"{text[:start]}{MASK}{text[end:]}"
        return visible(text)


def _beside_dots(text: str, value: str) -> Iterator[_Span]:
    for dots in _DOTS.finditer(text):
        for length in range(_BESIDE, len(value)):
            if text.endswith(value[:length], 0, dots.start()):
                yield dots.start() - length, dots.start()
            if text.startswith(value[-length:], dots.end()):
                yield dots.end(), dots.end() + length


def _parts(text: str, value: str) -> Iterator[_Span]:
    """Where a part of the value stands; each has one of its blocks in it."""
    for begin in range(0, len(value) - _BLOCK + 1 if len(value) >= _LONG else 0, _BLOCK):
        at = text.find(value[begin : begin + _BLOCK])
        while at >= 0:
            start, end = _grown(text, at, value, begin)
            if end - start >= _PART:
                yield start, end
            at = text.find(value[begin : begin + _BLOCK], at + _BLOCK)


def _grown(text: str, at: int, value: str, begin: int) -> _Span:
    """How far the text goes on as the value does, from a place where both have the same block."""
    start, end, stop = at, at + _BLOCK, begin + _BLOCK
    while start and begin and text[start - 1] == value[begin - 1]:
        start, begin = start - 1, begin - 1
    while end < len(text) and stop < len(value) and text[end] == value[stop]:
        end, stop = end + 1, stop + 1
    return start, end


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
