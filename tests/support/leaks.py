"""Search all that a run wrote for values that must not be there."""

import base64
import html
import io
import json
import zipfile
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, reduce
from pathlib import Path
from urllib.parse import quote, quote_plus

from PIL import Image, ImageChops

MASK = (0xB0, 0xBE, 0xC5)


@cache
def forms(value: str) -> frozenset[bytes]:
    """The value as it may stand in a file: plain, URL, JSON, HTML, and Base64 wherever in a text it begins."""
    raw = value.encode()
    texts = {
        value, quote(value, safe=""), quote_plus(value), quote(value, safe="").lower(),
        json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], html.escape(value),
        html.escape(value, quote=False), repr(value)[1:-1],
    }  # fmt: skip
    cores = (_core(raw, offset, alphabet) for offset in range(3) for alphabet in "+-")
    return frozenset({text.encode() for text in texts}.union(cores))


def _core(raw: bytes, offset: int, alphabet: str) -> bytes:
    """Base64 of the value when it begins `offset` bytes after a multiple of three, without the shared characters."""
    encode = base64.b64encode if alphabet == "+" else base64.urlsafe_b64encode
    encoded = encode(b"\0" * offset + raw).rstrip(b"=")
    head = (offset * 8 + 5) // 6
    tail = (offset + len(raw)) * 8 // 6
    return encoded[head:tail]


@dataclass(frozen=True)
class Hit:
    """Where which value was found."""

    place: str
    value: str


@dataclass
class Search:
    """A search for named values; `artefacts` and `size` (bytes) count what was gone through."""

    values: dict[str, str]
    artefacts: int = 0
    size: int = 0
    hits: list[Hit] = field(default_factory=list)

    def folder(self, root: Path, allowed: dict[str, set[str]] | None = None) -> None:
        """Every file below a folder; `allowed` says which values files with that in their name exist to hold."""
        for path in sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
            spared = {name for mark, names in (allowed or {}).items() if mark in str(path) for name in names}
            self.data(str(path.relative_to(root)), path.read_bytes(), spared)

    def data(self, place: str, data: bytes, spared: AbstractSet[str] = frozenset()) -> None:
        """Some bytes, and what is packed in them."""
        self.artefacts += 1
        self.size += len(data)
        for name, value in self.values.items():
            if kind_of(name) not in spared and any(form in data for form in forms(value) if len(form) > 3):
                self.hits.append(Hit(place, name))
        for inner, content in _packed(data):
            self.data(f"{place}!{inner}", content, spared)


def _packed(data: bytes) -> Iterator[tuple[str, bytes]]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            yield name, packed.read(name)


def kind_of(name: str) -> str:
    """`session` of `session 3`."""
    return name.rstrip("0123456789 ")


def coloured_box(picture: bytes, colour: tuple[int, int, int]) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what has exactly that colour in a picture."""
    bands = [
        band.point([255 * (level == wanted) for level in range(256)])
        for band, wanted in zip(Image.open(io.BytesIO(picture)).convert("RGB").split(), colour, strict=True)
    ]
    return reduce(ImageChops.darker, bands).getbbox()


def masked_box(picture: bytes, edge: int = 0) -> tuple[int, int]:
    """Width and height of the painted-over box in a screenshot, which must be uniform; (0, 0) without one.

    `edge` is how far from its rim something else may be drawn over it, in pixels.
    """
    box = coloured_box(picture, MASK)
    if box is None:
        return (0, 0)
    inside = Image.open(io.BytesIO(picture)).convert("RGB")
    inside = inside.crop((box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge))
    assert inside.getcolors(1) == [(inside.width * inside.height, MASK)]
    return inside.size
