"""Check the shape of all that comes from outside, with msgspec."""

import re
import tomllib
from itertools import accumulate
from typing import Annotated, Any, TypeVar

import msgspec

# RFC 6749 appendix A.12 and A.17; what is longer fits into no header.
Credential = Annotated[str, msgspec.Meta(min_length=1, max_length=16_384, pattern="^[ -~]+$")]
# dhis2-core CodeGenerator; it becomes part of a path.
Uid = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9]+$")]

_Shape = TypeVar("_Shape")
# What is nested deeper is of no use to anybody here, and would exhaust Python's stack further on.
_DEEPEST = 64
_BOM = b"\xef\xbb\xbf"
_TEXT_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
# msgspec quotes a value only where it is none of a few; it may be one that must not be shown.
_QUOTED = re.compile(r" '.*'", re.DOTALL)


class Misshapen(ValueError):
    """What came is not what was asked for; the message says how and where, and quotes nothing of it."""

    def __init__(self, asked: str, came: str) -> None:
        super().__init__(f"not {asked}: {came}")
        self.asked = asked
        self.came = came


def read(written: str | bytes, shape: type[_Shape], *, asked: str) -> _Shape:
    """What JSON says, in the shape of a dataclass or another type; `asked` says what that is, in words.

    Types are strict, keys that the shape has not are passed over, and of a key that comes twice the last counts.

    Raises:
        Misshapen: it is not JSON (RFC 8259), or has another shape.
    """
    # Half a surrogate pair is no character (RFC 8259 §8.2), and no reason to fail in another way.
    data = written.encode("utf-8", "surrogatepass") if isinstance(written, str) else written
    data = data.removeprefix(_BOM)
    if not data.strip():
        raise Misshapen(asked, "it is empty")
    if _is_deep(data):
        raise Misshapen(asked, f"it is nested more than {_DEEPEST} deep")
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        raise Misshapen(asked, _saw(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Misshapen(asked, "it is not JSON") from None


def read_toml(written: str, shape: type[_Shape], *, asked: str) -> _Shape:
    """The same for TOML.

    Raises:
        Misshapen: it is not TOML, or has another shape.
    """
    try:
        value = tomllib.loads(written)
    except RecursionError:
        raise Misshapen(asked, f"it is nested more than {_DEEPEST} deep") from None
    except ValueError as error:
        raise Misshapen(asked, str(error)) from None
    return shaped(value, shape, asked=asked)


def shaped(value: Any, shape: type[_Shape], *, asked: str) -> _Shape:
    """The same for a value that has been read already.

    Raises:
        Misshapen: it has another shape.
    """
    try:
        return msgspec.convert(value, type=shape)
    except msgspec.ValidationError as error:
        raise Misshapen(asked, _saw(error)) from None


def _is_deep(data: bytes) -> bool:
    """Whether lists and objects are nested too deep; brackets in texts are none."""
    steps = (_STEPS.get(data[found.start()], 0) for found in _TEXT_OR_BRACKET.finditer(data))
    return any(depth > _DEEPEST for depth in accumulate(steps))


def _saw(error: msgspec.ValidationError) -> str:
    """The words of msgspec: types, and where they stand, as in `expected str, got int at $.clients[0].id`."""
    words = _QUOTED.sub("", str(error)).replace("`", "").replace(" - at ", " at ")
    words = words.replace("str matching regex", "a str of another form")
    return words[:1].lower() + words[1:]
