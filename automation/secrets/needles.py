"""Where in a text a value may stand in some spelling, found out cheaply: most texts hold none of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
