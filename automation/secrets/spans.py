"""Where registered secrets stand in a text, in plain or in any of their usual spellings; without them, the text."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from automation.secrets.needles import Needle, needle, windows
from automation.secrets.secret import MASK, SHORTEST
from automation.secrets.spellings import ESCAPE, base64_cores, layers, unescaped

__all__ = ["base64_cores", "forms", "hidden", "unescaped", "with_more"]

_BASE64_SHARED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_Span = tuple[int, int]
Needles = tuple[Needle, ...]


def hidden(text: str, plain: Needles, base64: Needles, spared: Needles) -> str:
    """The text with a mask for each secret; `plain` and `base64` are what to look for, `spared` stays whole."""
    found = [*_plain_spans(text, plain), *_base64_spans(text, base64)]
    shields: list[_Span] = []
    if ESCAPE.search(text):
        margin = max((one.reach for one in spared), default=0)
        for start, end in windows(text, (*plain, *base64), margin):
            # The first layer is the text itself.
            for layer in islice(layers(text[start:end]), 1, None):
                found += layer.to_text(_plain_spans(layer.text, plain), start)
                found += layer.to_text(_base64_spans(layer.text, base64), start)
                shields += layer.to_text(_spared_spans(layer.text, spared), start)
    if not found:
        return text
    return _masked(text, _unshielded(found, [*shields, *_spared_spans(text, spared)]))


def with_more(known: Needles, more: set[str]) -> Needles:
    """What is looked for, and these texts as well."""
    return (*known, *map(needle, sorted(more.difference(one.text for one in known))))


def forms(value: str) -> set[str]:
    """The secret as a field, a server or a terminal may write it: lines joined, accents composed or not, no blanks."""
    joined = value.replace("\r", "").replace("\n", "")
    forms = {form for text in (value, joined, value.strip()) for form in _normal_forms(text)}
    return {text for form in forms for text in unescaped(form) if _is_telling(text)}


def _is_telling(text: str) -> bool:
    # Two letters of Latin-1 may be read as one of UTF-8, so such a form may be shorter than the secret.
    return len(text) >= SHORTEST or (len(text) * 2 >= SHORTEST and not text.isascii())


def _normal_forms(text: str) -> set[str]:
    return {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}


def _spared_spans(text: str, needles: Needles) -> Iterator[_Span]:
    return (span for place in _plain_places(text, needles) for span in place)


def _plain_spans(text: str, needles: Needles) -> Iterator[_Span]:
    return (span for place in _plain_places(text, needles) for span in _as_one(place))


def _plain_places(text: str, needles: Needles) -> Iterator[Iterator[_Span]]:
    """The places of each needle."""
    for one in needles:
        yield _places(text, one.text)
    if "+" in text and (blank := [one.text for one in needles if " " in one.text]):
        # A form's encoding writes a space as a plus.
        spaced = text.replace("+", " ")
        for value in blank:
            yield _places(spaced, value.replace("+", " "))


def _base64_spans(text: str, cores: Needles) -> Iterator[_Span]:
    if not cores:
        return
    usual = text.replace("-", "+").replace("_", "/")
    for core in cores:
        for start, end in _as_one(_places(usual, core.text)):
            # The characters before and after belong to the secret in part.
            before = start > 0 and usual[start - 1] in _BASE64_SHARED
            after = end < len(usual) and usual[end] in _BASE64_SHARED
            yield start - before, end + after


def _places(text: str, needle: str) -> Iterator[_Span]:
    """Where the needle stands, overlapping places too."""
    at = text.find(needle)
    while at >= 0:
        yield at, at + len(needle)
        at = text.find(needle, at + 1)


def _as_one(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Places in a row that overlap are one: a text may be nothing but places of one secret."""
    begin, end = 0, 0
    for start, stop in spans:
        if start >= end:
            if end:
                yield begin, end
            begin = start
        end = stop
    if end:
        yield begin, end


def _unshielded(found: list[_Span], spared: list[_Span]) -> list[_Span]:
    return [span for span in found if not any(_shields(whole, span) for whole in spared)] if spared else found


def _shields(whole: _Span, part: _Span) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1] and whole != part


def _masked(text: str, spans: list[_Span]) -> str:
    pieces, position = [], 0
    for start, end in _joined(spans):
        pieces += [text[position:start], MASK]
        position = end
    return "".join([*pieces, text[position:]])


def _joined(spans: list[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
