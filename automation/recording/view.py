"""Which part of a page a picture shows."""

from collections.abc import Iterable, Sequence

from automation.recording.recorded import Box

# How much is shown around the controls: in CSS pixels at least, and of the part that is shown where there is room.
_AROUND, _SHARE = 36, 0.2


def part_around(boxes: Sequence[Box], page: tuple[int, int], usual: tuple[float, float], share: float = _SHARE) -> Box:
    """The part of a page of that size that is shown: of the usual size and in the usual place, if the boxes are in it.

    It is larger, in the same proportions, where they would not be, and never larger than the page. `share` of it, 0 to
    1, is around the boxes, where there is room.
    """
    width, height = usual
    if not boxes:
        return Box((page[0] - width) / 2, 0, width, height)
    marked = around_all(boxes)
    needed = max((marked.width + 2 * _AROUND) / width, (marked.height + 2 * _AROUND) / height, 1.0)
    grown = min(needed, page[0] / width, page[1] / height)
    width, height = width * grown, height * grown
    left = _start(marked.x, marked.width, page[0], width, before=0.5, share=share)
    # A page begins at its top, where its title is.
    top = _start(marked.y, marked.height, page[1], height, before=0.0, share=share)
    return Box(left, top, width, height)


def around_all(boxes: Iterable[Box]) -> Box:
    """The least box that has all of them in it."""
    boxes = list(boxes)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _start(begin: float, length: float, whole: int, part: float, *, before: float, share: float) -> float:
    """Where the part of a side begins; `before` is the share, 0 to 1, of what is left out that usually lies before."""
    around = max(min(share * part, (part - length) / 2), min(_AROUND, part - length))
    start = (whole - part) * before
    start = min(start, begin - around)
    start = max(start, begin + length + around - part)
    return min(max(start, 0.0), whole - part)
