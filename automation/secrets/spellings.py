"""Undo, layer by layer, how URLs, JSON, HTML, Python's `repr` and Base64 write a text.

A text is read as it stands, then with its escapes undone once, then once more, until there are none left. In some
of these layers a value stands as it is, however it was written. Each layer knows where in the text it comes from.
"""

import base64
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, quote_plus

# More layers than any program writes; a text that has more on purpose ends there.
_DEEPEST = 12
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_HEX = "[0-9A-Fa-f]"
# The first two are many layers of one character, which are undone together; so are rows of backslashes.
ESCAPE = re.compile(
    rf"""[%&\\](?:
      (?<=%)(?:(?P<percents>(?:25){{2,}}) | (?P<url>{_HEX}{{2}}(?:%{_HEX}{{2}})*))
    | (?<=&)(?:(?P<ands>(?:amp;){{2,}}) | (?P<name>amp|lt|gt|quot|apos);
              | \#0*(?P<decimal>[0-9]{{1,7}}); | \#[xX]0*(?P<hex>{_HEX}{{1,6}});)
    | (?<=\\)(?:(?P<slashes>\\(?:\\\\)*) | (?P<bytes>x{_HEX}{{2}}(?:\\x{_HEX}{{2}})*)
              | (?P<units>u{_HEX}{{4}}(?:\\u{_HEX}{{4}})*) | U(?P<code>00(?:0{_HEX}|10){_HEX}{{4}})
              | (?P<letter>[nrtbf]) | (?P<mark>(?!%{_HEX}{{2}}|&(?:amp|lt|gt|quot|apos|\#))[^A-Za-z0-9\\])))""",
    re.VERBOSE | re.DOTALL,
)
_LATIN_1 = re.compile("[\x80-\xff]+")
_LAST_CODE = 0x10FFFF
_Span = tuple[int, int]


class _Piece(NamedTuple):
    """`size` characters from `at` on stand for what begins at `origin` below; `step` characters there for each.

    With a step of 0 they stand for the whole length below, and cannot be told apart.
    """

    at: int
    size: int
    origin: int
    length: int
    step: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A text with some of its escapes undone; `below` is the layer it was made from, None for the text itself."""

    text: str
    below: "Layer | None" = None
    pieces: tuple[_Piece, ...] = ()
    starts: tuple[int, ...] = ()

    def to_text(self, spans: Iterable[_Span], offset: int = 0) -> Iterator[_Span]:
        """Where in the text itself the spans of this layer stand; the text begins at `offset` of a longer one."""
        for start, end in spans:
            layer, place = self, (start, end)
            while layer.below is not None:
                place = layer._origin_of_start(place[0]), layer._origin_of_end(place[1])
                layer = layer.below
            yield place[0] + offset, place[1] + offset

    def _origin_of_start(self, at: int) -> int:
        number = bisect_right(self.starts, at) - 1
        if number < 0:
            return at
        piece = self.pieces[number]
        inside = at - piece.at
        if inside >= piece.size:
            return piece.origin + piece.length + inside - piece.size
        return piece.origin + inside * piece.step

    def _origin_of_end(self, at: int) -> int:
        number = bisect_left(self.starts, at) - 1
        if number < 0:
            return at
        piece = self.pieces[number]
        inside = at - piece.at
        if inside > piece.size:
            return piece.origin + piece.length + inside - piece.size
        return piece.origin + (inside * piece.step if piece.step else piece.length)


def layers(text: str) -> Iterator[Layer]:
    """The text, and what is left of it with its escapes undone once, twice, and so on."""
    layer = Layer(text)
    for _ in range(_DEEPEST):
        yield layer
        above = _undone(layer)
        if above is None:
            return
        layer = above


def unescaped(text: str) -> set[str]:
    """The text in all of its layers, and as it is read where its Latin-1 looks like UTF-8."""
    return {read for layer in layers(text) for read in (layer.text, _LATIN_1.sub(_as_bytes, layer.text))}


def base64_cores(value: str) -> set[str]:
    """What Base64 makes of a value, or of it in URL encoding (RFC 6749 §2.3.1), wherever in the coded text it begins.

    Three bytes make four characters, so there are three ways for it to lie in them. Each core has the characters that
    the value decides wholly; those at its ends may be shared with what stands beside it.
    """
    forms = {value, quote(value, safe="", errors="surrogatepass"), quote_plus(value, errors="surrogatepass")}
    return {_core(form.encode("utf-8", "surrogatepass"), offset) for form in forms for offset in range(3)}


def _core(plain: bytes, offset: int) -> str:
    bits = (offset + len(plain)) * 8
    return base64.b64encode(bytes(offset) + plain).decode()[-(-offset * 8 // 6) : bits // 6]


def _undone(layer: Layer) -> Layer | None:
    """The layer above; None where nothing is escaped."""
    written, pieces, position, length = [], [], 0, 0
    for match in ESCAPE.finditer(layer.text):
        start = match.start()
        written.append(layer.text[position:start])
        length += start - position
        for count, size, text in _read(match):
            step = size // count if size % count == 0 and count == len(text) else 0
            pieces.append(_Piece(length, len(text), start, size, step))
            written.append(text)
            start += size
            length += len(text)
        position = match.end()
    if not pieces:
        return None
    written.append(layer.text[position:])
    return Layer("".join(written), layer, tuple(pieces), tuple(piece.at for piece in pieces))


def _read(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """What an escape stands for, in parts: how many characters, how long they were, and they themselves."""
    kind, told = match.lastgroup or "", match[match.lastgroup or 0]
    whole = len(match[0])
    match kind:
        case "percents":
            yield 1, whole, "%25"
        case "ands":
            yield 1, whole, "&amp;"
        case "slashes":
            yield whole // 2, whole, "\\" * (whole // 2)
        case "url":
            yield from _parts(bytes.fromhex(told.replace("%", "")), 3)
        case "bytes":
            yield from _parts(bytes.fromhex(told.replace("\\x", "")[1:]), 4)
        case "units":
            yield from _utf16(bytes.fromhex(told.replace("\\u", "")[1:]))
        case "letter":
            yield 1, whole, _LETTERS[told]
        case "name":
            yield 1, whole, _NAMED[told]
        case "mark":
            yield 1, whole, told
        case _:
            code = int(told, 10 if kind == "decimal" else 16)
            yield 1, whole, chr(code) if code <= _LAST_CODE else "\N{REPLACEMENT CHARACTER}"


def _as_bytes(match: re.Match[str]) -> str:
    return "".join(text for _, _, text in _parts(match[0].encode("latin-1"), 4))


def _parts(data: bytes, size: int) -> Iterator[tuple[int, int, str]]:
    """Bytes as UTF-8, and as Latin-1 where they are none; each was written in `size` characters."""
    if data.isascii():
        yield len(data), len(data) * size, data.decode("ascii")
        return
    for char in data.decode("utf-8", "surrogateescape"):
        code = ord(char)
        if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - how Python hands on a byte that is no UTF-8
            yield 1, size, chr(code - 0xDC00)
        else:
            yield 1, len(char.encode("utf-8")) * size, char


def _utf16(data: bytes) -> Iterator[tuple[int, int, str]]:
    text = data.decode("utf-16-be", "surrogatepass")
    if len(text) * 2 == len(data):
        yield len(text), len(text) * 6, text
        return
    for char in text:
        yield 1, len(char.encode("utf-16-be", "surrogatepass")) * 3, char
