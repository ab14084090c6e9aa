"""Take known secrets out of text before it leaves the program.

Texts from outside are redacted, and only then put into a document: the keys and constants of a JSON report, a
JUnit file or a trace are ours, and a password that happens to be one of them changes none of them.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any

from automation.secrets.needles import Needle, needle, windows
from automation.secrets.secret import Secret
from automation.secrets.spellings import ESCAPE, base64_cores, layers, unescaped

MASK = "••••••"
_SHORTEST = 4
_BASE64_SHARED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_Span = tuple[int, int]


class Redactor:
    """Replaces every registered secret, in plain and in its usual spellings, by a mask.

    The spellings: URL, JSON, HTML, Python's `repr`, each also mixed or several times over, composed and decomposed
    accents, and Base64 wherever the secret begins in it. A secret shorter than four characters is not searched for:
    masking every place where it happens to stand would spoil the text and give the secret away all the same.
    """

    def __init__(self) -> None:
        # Replaced whole, never changed: a listener may register a secret while another text is being redacted.
        self._values: frozenset[str] = frozenset()
        self._plain: tuple[Needle, ...] = ()
        self._base64: tuple[Needle, ...] = ()
        self._spared: tuple[Needle, ...] = ()

    def register(self, secret: Secret) -> Secret:
        """Remember a secret and hand it back, so that it can be registered where it is made."""
        value = secret.reveal()
        if value not in self._values and len(value) >= _SHORTEST and not set(value) <= set(MASK):
            self._values |= {value}
            self._plain = _with(self._plain, _forms(value))
            self._base64 = _with(self._base64, base64_cores(value))
        return secret

    def spare(self, text: str) -> None:
        """Leave a text that is given openly (a client ID, a URL) whole although a shorter secret stands in it."""
        if text:
            self._spared = _with(self._spared, unescaped(text))

    def __call__(self, text: str) -> str:
        """The text without any registered secret."""
        if not self._values:
            return text
        found = [*_plain_spans(text, self._plain), *_base64_spans(text, self._base64)]
        spared: list[_Span] = []
        if ESCAPE.search(text):
            margin = max((one.reach for one in self._spared), default=0)
            for start, end in windows(text, (*self._plain, *self._base64), margin):
                # The first layer is the text itself.
                for layer in islice(layers(text[start:end]), 1, None):
                    found += layer.to_text(_plain_spans(layer.text, self._plain), start)
                    found += layer.to_text(_base64_spans(layer.text, self._base64), start)
                    spared += layer.to_text(_spared_spans(layer.text, self._spared), start)
        if not found:
            return text
        return _masked(text, _unshielded(found, [*spared, *_spared_spans(text, self._spared)]))

    def bytes(self, data: bytes) -> bytes:
        """The same for a file's content: text in UTF-8 or anything like it, not compressed; other bytes are kept."""
        return self(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def plain(self, value: Any) -> Any:
        """The same for plain data of dicts, lists, texts and numbers; keys and members of an enumeration are ours."""
        if isinstance(value, Mapping):
            return {key: self.plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(inner) for inner in value]
        if isinstance(value, str):
            return value if isinstance(value, Enum) else self(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and str(value) in self._values:
            return MASK
        return value


def _with(known: tuple[Needle, ...], more: set[str]) -> tuple[Needle, ...]:
    return (*known, *map(needle, sorted(more.difference(one.text for one in known))))


def _forms(value: str) -> set[str]:
    """The secret as a field, a server or a terminal may write it: lines joined, accents composed or not, no blanks."""
    joined = value.replace("\r", "").replace("\n", "")
    forms = {form for text in (value, joined, value.strip()) for form in _normal_forms(text)}
    return {text for form in forms for text in unescaped(form) if _is_telling(text)}


def _is_telling(text: str) -> bool:
    # Two letters of Latin-1 may be read as one of UTF-8, so such a form may be shorter than the secret.
    return len(text) >= _SHORTEST or (len(text) * 2 >= _SHORTEST and not text.isascii())


def _normal_forms(text: str) -> set[str]:
    return {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}


def _spared_spans(text: str, needles: tuple[Needle, ...]) -> Iterator[_Span]:
    return (span for place in _plain_places(text, needles) for span in place)


def _plain_spans(text: str, needles: tuple[Needle, ...]) -> Iterator[_Span]:
    return (span for place in _plain_places(text, needles) for span in _as_one(place))


def _plain_places(text: str, needles: tuple[Needle, ...]) -> Iterator[Iterator[_Span]]:
    """The places of each needle."""
    for one in needles:
        yield _places(text, one.text)
    if "+" in text and (blank := [one.text for one in needles if " " in one.text]):
        # A form's encoding writes a space as a plus.
        spaced = text.replace("+", " ")
        for value in blank:
            yield _places(spaced, value.replace("+", " "))


def _base64_spans(text: str, cores: tuple[Needle, ...]) -> Iterator[_Span]:
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
