"""A guide written in all the files that were asked for."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from automation.recording.guide.html import card_page, guide_page
from automation.recording.guide.markdown import markdown
from automation.recording.guide.model import Guide
from automation.recording.guide.pdf import Printer

GUIDES = (".md", ".html", ".pdf")
CARDS = (".html", ".pdf")


def pictures_beside(path: Path) -> Path | None:
    """The folder for the pictures of a Markdown guide; other guides hold theirs."""
    return path.with_name(f"{path.stem}-pictures") if path.suffix == ".md" else None


def published(guide: Guide, guides: Sequence[Path], cards: Sequence[Path], page: Page) -> dict[Path, bytes]:
    """Each file with its content; `page` prints the PDFs."""
    printer = Printer(page)
    contents: dict[Path, bytes] = {}
    for path in guides:
        if path.suffix == ".pdf":
            contents[path] = printer.guide(guide_page(guide), guide.title)
        elif path.suffix == ".html":
            contents[path] = guide_page(guide).encode()
        else:
            contents |= _with_pictures(guide, path)
    for path in cards:
        card = card_page(guide)
        contents[path] = printer.card(card) if path.suffix == ".pdf" else card.encode()
    return contents


def _with_pictures(guide: Guide, path: Path) -> Iterator[tuple[Path, bytes]]:
    folder = pictures_beside(path)
    assert folder is not None  # noqa: S101 - Markdown has pictures beside it
    yield path, markdown(guide, quote(folder.name)).encode()
    for step in guide.steps:
        if step.figure:
            yield folder / f"{step.slug}.png", step.figure.drawing.picture
