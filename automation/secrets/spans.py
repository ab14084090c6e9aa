"""Find and mask registered secrets in a text, as they are or in any usual spelling.

Undoing spellings costs time, so it is done only around places where a secret can be: its longest row of letters and
digits stands there, unless somebody has escaped letters, and each other character has left one of its marks. All places
are found first and masked together, so that no mask hides half of another secret. A regular expression for each secret
was ten times slower, and Aho-Corasick would have to be fed every spelling.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from automation.secrets.secret import MASK, SHORTEST
from automation.secrets.spellings import ESCAPE, base64_cores, layers, unescaped

__all__ = ["base64_cores", "forms", "hidden", "unescaped", "with_more"]

# An escape of what no program needs to escape, a letter or digit; each may be escaped itself.
_DIGIT_OR_LETTER = "(?:3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa])"
_NUMBER = rf"(?:0*(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|9[07-9]|1[01][0-9]|12[0-2])|[xX]0*{_DIGIT_OR_LETTER});"
# One pattern for each beginning: with a literal one, Python finds the places ten times faster.
_NEEDLESS = tuple(
    re.compile(begins + goes_on)
    for goes_on, beginnings in {
        _DIGIT_OR_LETTER: ("%", "25", "37;"),
        rf"(?:u00|x|U000000){_DIGIT_OR_LETTER}": (r"\\", "5[cC]", "92;"),
        _NUMBER: ("#", "23", "35;"),
    }.items()
    for begins in beginnings
)
_WORD = re.compile("[0-9A-Za-z]+")
# What one character takes at most in any usual spelling, and what may stand around it.
_LONGEST, _AROUND = 20, 64
# Where an escape does not go on, so that a text can be cut there.
_CUTS = " \n\t,{}[]()"
Window = tuple[int, int]
_BASE64_SHARED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_Span = tuple[int, int]
Needles = tuple["Needle", ...]


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


@dataclass(frozen=True, slots=True)
class Needle:
    """A value to look for, with what must be in a text that holds it in any spelling.

    `anchor` is its longest row of letters and digits; `signs` are, for each other character, the marks of which one
    must be there, in lower case.
    """

    text: str
    anchor: str
    signs: tuple[tuple[str, ...], ...]

    @property
    def reach(self) -> int:
        """How far around the anchor the value may stand, in characters."""
        return len(self.text) * _LONGEST + _AROUND


def needle(text: str) -> Needle:
    """The value with its marks."""
    anchor = max(_WORD.findall(text), key=len, default="")
    return Needle(text, anchor, tuple(_signs(char) for char in sorted(set(_WORD.sub("", text)))))


def windows(text: str, needles: Iterable[Needle], margin: int) -> list[Window]:
    """The parts of the text in which some needle may stand escaped, each with `margin` characters around it."""
    found: list[Window] = []
    farthest = 0
    for one in needles:
        farthest = max(farthest, one.reach)
        found += _of_one(text, one)
    found += [(match.start() - farthest, match.end() + farthest) for one in _NEEDLESS for match in one.finditer(text)]
    return list(_cut(text, found, margin))


def _of_one(text: str, one: Needle) -> Iterator[Window]:
    if not one.anchor:
        if _may_hold(text, one):
            yield 0, len(text)
        return
    at = text.find(one.anchor)
    while at >= 0:
        start, end = max(at - one.reach, 0), at + one.reach
        if _may_hold(text[start:end], one):
            yield start, end
        at = text.find(one.anchor, at + 1)


def _may_hold(part: str, one: Needle) -> bool:
    lowered = part.lower()
    return all(any(sign in lowered for sign in signs) for signs in one.signs)


def _cut(text: str, found: list[Window], margin: int) -> Iterator[Window]:
    """The windows joined where they touch, and widened to where no escape is cut."""
    joined: list[Window] = []
    for start, end in sorted(found):
        if joined and start - margin <= joined[-1][1] + margin:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for start, end in joined:
        yield _back(text, max(start - margin, 0)), min(end + margin, len(text))


def _back(text: str, at: int) -> int:
    """The last place before `at` where no escape is cut, if one is near."""
    near = max(at - _AROUND, 0)
    return max(near, 1 + max(text.rfind(cut, near, at) for cut in _CUTS)) if at else 0


def _signs(char: str) -> tuple[str, ...]:
    code = ord(char)
    last = char.encode("utf-8", "surrogatepass")[-1]
    named = {"&": "amp", "<": "lt;", ">": "gt;", '"': "quot", "'": "apos"}.get(char)
    letter = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}.get(char)
    spaced = "+" if char == " " else None
    unit = char.encode("utf-16-be", "surrogatepass")[-2:].hex()
    marks = {char.lower(), f"{last:02x}", unit, f"{code:x}", f"{code};", named, letter, spaced}
    return tuple(sorted(filter(None, marks)))
