"""The picture of a step in a guide: what matters of the page, its controls outlined and numbered."""

import io

from PIL import Image

from automation.recording.guide.model import Drawing
from automation.recording.outline import joined, outlined
from automation.recording.recorded import RecordedStep
from automation.recording.steps import shown
from automation.recording.view import part_around

# In CSS pixels: two of them, with what is said of them, have room on a sheet of A4.
_PART, _WHOLE = (768, 384), (1024, 600)


def illustrated(seen: RecordedStep, number: int) -> Drawing:
    """The picture of a step."""
    with Image.open(io.BytesIO(seen.picture)) as picture:
        scale = picture.width / seen.size[0]
        marked = outlined(picture.convert("RGB"), seen.boxes, number, scale)
    is_whole = shown(seen.step).is_whole
    width, height = _WHOLE if is_whole else _PART
    usual = min(width, seen.size[0]), min(height, seen.size[1])
    part = part_around(joined(seen.boxes), seen.size, usual, *([0.0] if is_whole else []))
    width, height = round(part.width), round(part.height)
    left, top = round(part.x * scale), round(part.y * scale)
    cut = marked.crop((left, top, left + round(width * scale), top + round(height * scale)))
    begins = seen.boxes[0].x - part.x if seen.boxes else 0
    return Drawing(picture=written(cut), size=(width, height), is_at_the_right=begins > part.width / 2)


def written(picture: Image.Image) -> bytes:
    """The picture as a PNG file with nothing in it but the picture."""
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return data.getvalue()
