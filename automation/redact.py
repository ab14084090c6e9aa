"""Take known secrets out of text before it leaves the program."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from automation.secret import Secret

MASK = "••••••"
_SHORTEST = 4
_HTML_NAMES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_BACKSLASHED = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
_SHARED = "[A-Za-z0-9+/_-]?"
# JSON in JSON in JSON: more backslashes than that stand before nothing.
_SLASHES = r"\\{1,8}"
_Span = tuple[int, int]


class Redactor:
    """Replaces every registered secret, in plain and in its usual spellings, by a mask.

    The spellings: URL, JSON, HTML, Python's `repr`, each also mixed or twice over, and Base64 wherever the secret
    begins in it. A secret shorter than four characters is not searched for: masking every place where it happens
    to stand would spoil the text and give the secret away all the same.
    """

    def __init__(self) -> None:
        # Replaced whole, never changed: a listener may register a secret while another text is being redacted.
        self._secrets: dict[str, re.Pattern[str]] = {}
        self._spared: dict[str, re.Pattern[str]] = {}

    def register(self, secret: Secret) -> Secret:
        """Remember a secret and hand it back, so that it can be registered where it is made."""
        value = secret.reveal()
        if value not in self._secrets and len(value) >= _SHORTEST and not set(value) <= set(MASK):
            self._secrets = self._secrets | {value: _pattern([_spelled(value), *_base64_of(value)])}
        return secret

    def spare(self, text: str) -> None:
        """Leave a text that is given openly (a client ID, a URL) whole although a shorter secret stands in it."""
        if text and text not in self._spared:
            self._spared = self._spared | {text: _pattern([_spelled(text)])}

    def __call__(self, text: str) -> str:
        """The text without any registered secret."""
        found = list(_spans(self._secrets.values(), text))
        if not found:
            return text
        spared = list(_spans(self._spared.values(), text))
        return _masked(text, [span for span in found if not any(_shields(whole, span) for whole in spared)])

    def plain(self, value: Any) -> Any:
        """The same structure of dictionaries and lists, with every string in it redacted; the keys are ours."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, Mapping):
            return {key: self.plain(item) for key, item in value.items()}
        if isinstance(value, Sequence):
            return [self.plain(item) for item in value]
        return value

    def bytes(self, data: bytes) -> bytes:
        """The same for a file's content: text in UTF-8 or anything like it, not compressed; other bytes are kept."""
        return self(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _spans(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[_Span]:
    """Where the patterns stand, overlapping ones too."""
    for pattern in patterns:
        at = pattern.search(text)
        while at:
            yield at.span()
            at = pattern.search(text, at.start() + 1)


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


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{spelling})" for spelling in spellings))


def _spelled(value: str) -> str:
    runs = re.findall(r"\\+|[^\\]", value)
    return "".join(_backslashes(len(run)) if run[0] == "\\" else _spellings_of(run) for run in runs)


def _backslashes(count: int) -> str:
    # As one, and not one by one: the ways to share a long row of them out among many would be endless.
    escaped = "|".join(_escapes("\\"))
    return rf"(?:\\{{{count},{8 * count}}}|(?:{escaped}){{{count}}})"


def _spellings_of(char: str) -> str:
    """A pattern for one character however it is written, the plain one last."""
    # JSON, `repr` and shells put backslashes before punctuation, twice over the more of them.
    plain = re.escape(char) if char.isalnum() else rf"\\{{0,8}}{re.escape(char)}"
    return f"(?:{'|'.join([*_escapes(char), plain])})"


def _escapes(char: str) -> list[str]:
    code = ord(char)
    spellings = [
        "".join(rf"%(?:25)*{_any_case(f'{byte:02x}')}" for byte in _bytes(char)),
        "".join(rf"{_SLASHES}u{_any_case(unit)}" for unit in _utf16(char)),
        rf"{_SLASHES}U{_any_case(f'{code:08x}')}",
        "".join(rf"{_SLASHES}x{_any_case(f'{byte:02x}')}" for byte in _bytes(char)),
        rf"&(?:amp;)*#(?:0*{code}|[xX]0*{_any_case(f'{code:x}')});",
    ]
    if code <= 0xFF:  # noqa: PLR2004 - what \x can say
        spellings.append(rf"{_SLASHES}x{_any_case(f'{code:02x}')}")
    if char in _HTML_NAMES:
        spellings.append(rf"&(?:amp;)*{_HTML_NAMES[char]};")
    if char in _BACKSLASHED:
        spellings.append(rf"{_SLASHES}{_BACKSLASHED[char]}")
    if char == " ":
        spellings.append(r"\+")
    return spellings


def _any_case(digits: str) -> str:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _utf16(char: str) -> list[str]:
    coded = char.encode("utf-16-be", "surrogatepass").hex()
    return [coded[start : start + 4] for start in range(0, len(coded), 4)]


def _base64_of(value: str) -> Iterator[str]:
    """The characters of Base64 that the secret decides wholly, and the one at each end that it shares.

    Three bytes make four characters, so there are three ways for the secret to lie in them.
    """
    plain = _bytes(value)
    for offset in range(3):
        bits = (offset + len(plain)) * 8
        coded = base64.b64encode(bytes(offset) + plain).decode()[-(-offset * 8 // 6) : bits // 6]
        core = "".join(map(_base64_char, coded))
        yield f"{_SHARED if offset else ''}{core}{_SHARED if bits % 6 else ''}"


def _base64_char(char: str) -> str:
    url_safe = {"+": "-", "/": "_"}.get(char)
    if url_safe is None:
        return char
    return f"(?:[{char}{url_safe}]|%(?:25)*{_any_case(quote(char, safe='')[1:].lower())})"
