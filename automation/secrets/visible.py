"""Escape what a terminal would obey, or show as something else, in text from elsewhere."""

import json
import re
from collections.abc import Callable
from typing import Any

# Controls (ECMA-48) but newline and tab, what turns the direction of text (UAX #9), what separates lines unseen,
# what takes no room (but the joiners, which Persian, Hindi and emoji need), tags, and surrogates without a half.
_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    r"""The text with such characters written out, as `\x1b` or `\u202e`; its lines stay lines."""
    return _UNSEEN.sub(lambda found: _written_out(found[0]), text)


def one_line(text: str) -> str:
    r"""The same with `\n` for each newline: what somebody else says cannot pass for a line of ours."""
    return visible(text.rstrip()).replace("\n", r"\n")


def as_json(value: object, default: Callable[[Any], Any] | None = None) -> str:
    """JSON that has such characters as escapes, so it is valid and says the same; `default` as for `json.dumps`."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=default)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _written_out(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004 - what \x can say
        return rf"\x{code:02x}"
    return rf"\u{code:04x}" if code <= 0xFFFF else rf"\U{code:08x}"  # noqa: PLR2004 - what \u can say
