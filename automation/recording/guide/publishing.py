"""A guide written in all the files that were asked for; what a person would not see changed stays as it is."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from automation.recording.guide.html import card_page, guide_page
from automation.recording.guide.markdown import markdown
from automation.recording.guide.model import Guide
from automation.recording.guide.pdf import Printer
from automation.recording.likeness import changed as seen_changed
from automation.secrets import files

GUIDES = (".md", ".html", ".pdf")
CARDS = (".html", ".pdf")
# Pictures in a guide of ours, and the day on which it was made.
_PICTURE = re.compile(r'<img id="picture-([\w-]+)" src="data:image/png;base64,([^"]+)"')
_DAYS = {
    ".html": re.compile(r'<time datetime="(\d{4}-\d\d-\d\d)">'),
    ".md": re.compile(r"\A# [^\n]*\n\n[^\n]*? · (\d{4}-\d\d-\d\d) · `"),
}


# What is written of a guide: each file with its content.
Written = dict[Path, bytes]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it was, and what is otherwise, in words."""

    path: Path
    what: str


def pictures_beside(path: Path) -> Path | None:
    """The folder for the pictures of a Markdown guide; other guides hold theirs."""
    return path.with_name(f"{path.stem}-pictures") if path.suffix == ".md" else None


def published(guide: Guide, guides: Sequence[Path], cards: Sequence[Path], page: Page) -> Written:
    """Each file with its content; `page` prints the PDFs.

    Pictures that look as they do in the files that are there are those; a file in which nothing else changed keeps its
    date, and so all of it. A PDF is always new.
    """
    printer = Printer(page)
    contents: Written = {}
    for path in guides:
        if path.suffix == ".pdf":
            contents[path] = printer.guide(guide_page(guide), guide.title)
        else:
            contents |= _as_before(path, guide, _writer(path, guide_page))
    for path in cards:
        if path.suffix == ".pdf":
            contents[path] = printer.card(card_page(guide))
        else:
            contents |= _as_before(path, guide, _writer(path, card_page))
    return contents


def changes(contents: Mapping[Path, bytes]) -> list[Change]:
    """Which of the files are not what is there."""
    found = ((path, _read(path), content) for path, content in contents.items())
    return [Change(path, _what(path, before, content)) for path, before, content in found if before != content]


def left_over(contents: Mapping[Path, bytes]) -> list[Path]:
    """Pictures that the guide that is there shows, and this one does not; what else is in their folder is not ours."""
    found: list[Path] = []
    for path in contents:
        if folder := pictures_beside(path):
            before, shown = _read(path) or b"", re.escape(quote(folder.name))
            names = re.findall(rf"^!\[.*\]\({shown}/([\w-]+\.png)\)$", before.decode(errors="replace"), re.MULTILINE)
            found += [folder / name for name in names if folder / name not in contents and (folder / name).is_file()]
    return found


def put(contents: Mapping[Path, bytes], targets: Sequence[Path], *, overwrite: bool) -> list[Path]:
    """Write what is not there yet, all of it or nothing; those of the targets that are not as they were.

    Raises:
        ConfigError: it cannot be written.
    """
    changed, left = {path for path, content in contents.items() if _read(path) != content}, left_over(contents)
    made = [folder for path in contents if (folder := pictures_beside(path)) and not folder.exists()]
    for folder in made:
        folder.mkdir()
    try:
        files.write_all_shared({path: contents[path] for path in contents if path in changed}, overwrite=overwrite)
    except BaseException:
        for folder in made:
            folder.rmdir()
        raise
    for picture in left:
        picture.unlink(missing_ok=True)
    return [path for path in targets if path in changed or pictures_beside(path) in {one.parent for one in changed}]


def _what(path: Path, before: bytes | None, content: bytes) -> str:
    if before is None:
        return "it is not there"
    if path.suffix == ".png":
        return _seen(before, content)
    pictures, earlier = _pictures(content), _pictures(before)
    seen = [f"picture {slug}: {_seen(earlier[slug], picture)}" for slug, picture in pictures.items()
            if slug in earlier and earlier[slug] != picture]  # fmt: skip
    return "; ".join(seen) or "its text"


def _seen(before: bytes, now: bytes) -> str:
    try:
        found = seen_changed(before, now, 2)
    except Exception:  # noqa: BLE001 - Pillow says in many ways that something is no picture
        return "it is no picture"
    if found is None:
        return "it looks the same"
    return f"{len(found.regions)} place{'s' if len(found.regions) > 1 else ''}, the largest {found.regions[0]}"


def _writer(path: Path, page: Callable[[Guide], str]) -> Callable[[Guide], Written]:
    def write(guide: Guide) -> Written:
        return dict(_with_pictures(guide, path)) if path.suffix == ".md" else {path: page(guide).encode()}

    return write


def _with_pictures(guide: Guide, path: Path) -> Iterator[tuple[Path, bytes]]:
    folder = pictures_beside(path)
    assert folder is not None  # noqa: S101 - Markdown has pictures beside it
    yield path, markdown(guide, quote(folder.name)).encode()
    for step in guide.steps:
        if step.figure:
            yield folder / f"{step.slug}.png", step.figure.drawing.picture


def _as_before(path: Path, guide: Guide, write: Callable[[Guide], Written]) -> Written:
    """The files, with the pictures and the date of those that are there, where these still hold."""
    before = _read(path)
    if before is None:
        return write(guide)
    kept = _with_known(guide, _known(path, before))
    if made := _day(path, before):
        as_then = write(replace(kept, made=made))
        if as_then[path] == before:
            return as_then
    return write(kept)


def _day(path: Path, before: bytes) -> date | None:
    """The day on which the guide that is there was made."""
    found = _DAYS[path.suffix].search(before.decode(errors="replace"))
    with suppress(ValueError):
        return date.fromisoformat(found[1]) if found else None
    return None


def _known(path: Path, before: bytes) -> Mapping[str, bytes]:
    folder = pictures_beside(path)
    if folder is None:
        return _pictures(before)
    return {picture.stem: found for picture in folder.glob("*.png") if (found := _read(picture))}


def _pictures(page: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for slug, data in _PICTURE.findall(page.decode(errors="replace")):
        with suppress(ValueError):
            found[slug] = base64.b64decode(data)
    return found


def _with_known(guide: Guide, known: Mapping[str, bytes]) -> Guide:
    """The guide with those of the known pictures that look the same."""
    steps = []
    for step in guide.steps:
        figure, before = step.figure, known.get(step.slug)
        if figure and before and _looks_the_same(before, figure.drawing.picture):
            figure = replace(figure, drawing=replace(figure.drawing, picture=before))
        steps.append(replace(step, figure=figure))
    return replace(guide, steps=tuple(steps))


def _looks_the_same(before: bytes, now: bytes) -> bool:
    try:
        return seen_changed(before, now, 2) is None
    except Exception:  # noqa: BLE001 - as above
        return False


def _read(path: Path) -> bytes | None:
    """What is there; nothing if it cannot be read, for then it is written anew."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None
