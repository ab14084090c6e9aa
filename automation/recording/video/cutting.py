"""Make the pictures, captions and chapters of a film from its scenes."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

from automation.recording.texts import Texts
from automation.recording.video.encode import Picture, Reel
from automation.recording.video.pace import Pace
from automation.recording.video.timeline import CHAPTERS, Scene, Shot, Span, shots, spans

BAND_HEIGHT = 72
_STYLE = """
* { box-sizing: border-box; margin: 0; }
html, body { height: 100%; overflow: hidden; }
body { font-family: system-ui, "Noto Sans", "Liberation Sans", sans-serif; color: #fff; background: #14323f;
  display: flex; align-items: center; }
.title { flex-direction: column; justify-content: center; gap: 28px; padding: 0 90px; text-align: center;
  background: linear-gradient(150deg, #14323f, #1d5a6e); }
.title h1 { font-size: 50px; font-weight: 600; line-height: 1.25; }
.title h2 { font-size: 28px; font-weight: 400; color: #cfe5ec; }
.title p { font-size: 20px; color: #9fc3cf; }
.chapter { justify-content: center; }
.chapter img { position: fixed; inset: -20px; width: calc(100% + 40px); filter: blur(9px) brightness(.72); }
.chapter h1 { position: relative; font-size: 46px; font-weight: 600; padding: 34px 60px; border-radius: 14px;
  background: rgba(20, 50, 63, .94); text-align: center; max-width: 80%; }
.band { padding: 0 32px; gap: 22px; font-size: 27px; white-space: nowrap; }
.band b { font-weight: 600; font-size: 20px; color: #14323f; background: #9fd3e3; border-radius: 6px;
  padding: 5px 12px; }
.band span { overflow: hidden; text-overflow: ellipsis; }
"""


@dataclass(frozen=True, slots=True)
class Cards:
    """Draws titles and captions into a folder; `page` is a page of its own, as large as the film."""

    page: Page
    folder: Path

    def title(self, title: str, subtitle: str, footnote: str, *, size: tuple[int, int]) -> Path:
        """The film's first picture; `size` in CSS pixels."""
        body = f"<h1>{escape(title)}</h1><h2>{escape(subtitle)}</h2><p>{escape(footnote)}</p>"
        return self._drawn("title.jpg", "title", body, size)

    def chapter(self, number: int, title: str, behind: Path, *, size: tuple[int, int]) -> Path:
        """A chapter's title over what the page shows when it begins."""
        picture = base64.b64encode(behind.read_bytes()).decode()
        body = f'<img src="data:image/jpeg;base64,{picture}" alt=""><h1>{escape(title)}</h1>'
        return self._drawn(f"chapter{number}.jpg", "chapter", body, size)

    def band(self, number: int, text: str, *, place: str, width: int) -> Path:
        """The caption of a step, and which of how many it is."""
        counter = f"<b>{escape(place)}</b>" if place else ""
        return self._drawn(f"band{number}.png", "band", f'{counter}<span dir="auto">{escape(text)}</span>',
                           (width, BAND_HEIGHT))  # fmt: skip

    def _drawn(self, name: str, kind: str, body: str, size: tuple[int, int]) -> Path:
        self.page.set_content(f'<style>{_STYLE}</style><body class="{kind}" dir="auto">{body}')
        path = self.folder / name
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1]}
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        if path.suffix == ".png":
            self.page.screenshot(path=path, clip=clip)  # type: ignore[arg-type]
        else:
            self.page.screenshot(path=path, type="jpeg", quality=95, clip=clip)  # type: ignore[arg-type]
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmStyle:
    """How a film is to look; `size` in CSS pixels, with the band if there is one."""

    texts: Texts
    title: str
    subtitle: str
    pace: Pace
    size: tuple[int, int]
    has_band: bool

    @property
    def page_size(self) -> tuple[int, int]:
        """What is left for the page, in CSS pixels."""
        return page_size(self.size, has_band=self.has_band)


def page_size(size: tuple[int, int], *, has_band: bool) -> tuple[int, int]:
    """What of a film of that size is left for the page."""
    width, height = size
    return width, height - (BAND_HEIGHT if has_band else 0)


def assembled(scenes: Sequence[Scene], style: FilmStyle, cards: Cards) -> tuple[Reel, list[Span]]:
    """What is to be encoded, and when the film shows each step."""
    film = shots(scenes, style.pace)
    said = list(spans(film, style.pace.title))
    reel = Reel(
        pages=list(_pages(film, style, cards)),
        bands=list(_bands(said, style, cards)) if style.has_band else (),
        chapters=[(0.0, style.title), *_chapters(said, style.texts)],
        title=style.title,
    )
    return reel, said


def _pages(film: Sequence[Shot], style: FilmStyle, cards: Cards) -> Iterator[Picture]:
    masked = style.texts.text("masked")
    yield cards.title(style.title, style.subtitle, masked, size=style.page_size), style.pace.title
    for number, shot in enumerate(film, 1):
        if shot.card:
            yield cards.chapter(number, style.texts.text(shot.card), shot.path, size=style.page_size), shot.length
        else:
            yield shot.path, shot.length


def _bands(said: Sequence[Span], style: FilmStyle, cards: Cards) -> Iterator[Picture]:
    width = style.size[0]
    yield cards.band(0, "", place="", width=width), style.pace.title
    for number, span in enumerate(said, 1):
        text = style.texts.caption(span.step)
        yield cards.band(number, text, place=f"{number}/{len(said)}", width=width), span.end - span.begin


def _chapters(said: Sequence[Span], texts: Texts) -> Iterator[tuple[float, str]]:
    for before, span in pairwise([None, *said]):
        assert span is not None  # noqa: S101 - only the first of the pairs begins with nothing
        if before is None or CHAPTERS[before.step] is not CHAPTERS[span.step]:
            yield span.begin, texts.text(CHAPTERS[span.step])
