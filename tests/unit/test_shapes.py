"""What comes from outside has the shape that was asked for, or the error says what came and quotes nothing of it."""

from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from automation.shapes import Misshapen, read, shaped


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    name: str
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    leaves: list[Leaf]
    height: int = 0
    extra: dict[str, int] = field(default_factory=dict)


ODD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "it is empty"),
    "blanks": (b" \n", "it is empty"),
    "cut short": (b'{"leaves": [', "it is not JSON"),
    "a page": (b"<html>s3cret</html>", "it is not JSON"),
    "two values": (b'{"leaves": []} {}', "it is not JSON"),
    "NaN": (b'{"leaves": [], "height": NaN}', "it is not JSON"),
    "Latin-1": (b'{"leaves": [{"name": "\xe9"}]}', "it is not JSON"),
    "half a pair": (b'{"leaves": [{"name": "\\ud800"}]}', "it is not JSON"),
    "UTF-16": ('{"leaves": []}'.encode("utf-16"), "it is not JSON"),
    "null": (b"null", "expected object, got null"),
    "a list": (b"[]", "expected object, got array"),
    "a text": (b'"s3cret"', "expected object, got str"),
    "a number": (b"7", "expected object, got int"),
    "nothing asked for": (b"{}", "object missing required field leaves"),
    "an object for a list": (b'{"leaves": {}}', "expected array, got object at $.leaves"),
    "numbers in a list": (b'{"leaves": [1]}', "expected object, got int at $.leaves[0]"),
    "a number for a text": (b'{"leaves": [{"name": 5}]}', "expected str, got int at $.leaves[0].name"),
    "a text for a number": (b'{"leaves": [], "height": "s3cret"}', "expected int, got str at $.height"),
    "a broken number": (b'{"leaves": [], "height": 1.5}', "expected int, got float at $.height"),
    "a number too large": (b'{"leaves": [], "height": 1e999}', "number out of range at $.height"),
    "digits without end": (b'{"leaves": [], "height": ' + b"9" * 9999 + b"}", "integer value out of range at $.height"),
    "another colour": (b'{"leaves": [{"name": "", "colour": "s3cret"}]}', "invalid enum value at $.leaves[0].colour"),
    "a key of theirs": (b'{"leaves": [], "extra": {"s3cret": "s3cret"}}', "expected int, got str at $.extra[...]"),
    "deep lists": (b"[" * 100_000, "it is nested more than 64 deep"),
    "deep objects": (b'{"a":' * 100_000, "it is nested more than 64 deep"),
    "deep and passed over": (
        b'{"leaves": [], "other": ' + b"[" * 65 + b"]" * 65 + b"}",
        "it is nested more than 64 deep",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_said_without_quoting_it(name: str) -> None:
    written, saw = ODD[name]

    with pytest.raises(Misshapen) as caught:
        read(written, Tree, asked="a tree")

    assert str(caught.value) == f"not a tree: {saw}"
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_what_is_right_is_read() -> None:
    written = b'\xef\xbb\xbf{"leaves": [{"name": "[{", "more": [[1]]}], "height": 1, "height": 2, "other": null}'

    assert read(written, Tree, asked="a tree") == Tree(leaves=[Leaf(name="[{")], height=2)
    assert read(written[3:].decode(), Tree, asked="a tree").height == 2


def test_brackets_in_texts_are_not_depth() -> None:
    assert read('{"a": "' + "[" * 1000 + '\\"["}', dict[str, str], asked="texts")["a"].endswith('"[')


def test_what_another_reader_has_read_is_checked_alike() -> None:
    assert shaped({"leaves": [{"name": "a"}]}, Tree, asked="a tree") == Tree(leaves=[Leaf(name="a")])
    with pytest.raises(Misshapen, match=r"^not a tree: expected str, got int at \$\.leaves\[0\]\.name$"):
        shaped({"leaves": [{"name": 5}]}, Tree, asked="a tree")


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'"' + b"\\" * 99)
def test_whatever_comes_there_is_a_value_or_that_error(written: bytes) -> None:
    with suppress(Misshapen):
        read(written, Any, asked="anything")
