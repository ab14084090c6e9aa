"""Draw what is written in a film, with the help of a browser: titles, chapters, the end, and captions."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from PIL import Image
from playwright.sync_api import Page

from automation.recording.brand import Brand
from automation.recording.guide.model import Guide, GuideStep, Kind, Line, Row
from automation.recording.guide.writing import TOOLS
from automation.recording.steps import Chapter
from automation.recording.texts import Texts
from automation.recording.video.storyboard import Card

# In CSS pixels, and for a caption of two lines: the size it has, and the smallest that it may be given.
BAND_HEIGHT = 92
_LARGEST, SMALLEST = 27, 17
_STYLE = """
* { box-sizing: border-box; margin: 0; }
html { background: transparent; }
body { font-family: system-ui, "Noto Sans", "Liberation Sans", sans-serif; color: var(--on); }
b, strong { font-weight: 700; }
code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em;
  background: rgba(255, 255, 255, .17); border-radius: 5px; padding: .04em .3em; overflow-wrap: anywhere;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
body.light code { background: rgba(0, 0, 0, .1); }
.page { width: 1280px; padding: 52px 84px; display: grid; align-content: center;
  background: linear-gradient(150deg, var(--accent), var(--deep)); }
.page > div { display: flex; flex-direction: column; gap: 20px; }
.page h1 { font-size: 46px; font-weight: 650; line-height: 1.2; text-wrap: balance; }
.page h2 { font-size: 30px; font-weight: 600; }
.page p { font-size: 23px; line-height: 1.4; text-wrap: pretty; }
.page .soft { font-size: 19px; opacity: .82; }
.page img { max-height: 84px; max-width: 420px; align-self: flex-start; object-fit: contain; }
table { border-collapse: collapse; font-size: 20px; width: 100%; }
th, td { text-align: start; padding: 8px 14px 8px 0; vertical-align: top; line-height: 1.35;
  border-top: 1px solid color-mix(in srgb, var(--on) 28%, transparent); }
th { font-weight: 500; white-space: nowrap; width: 1%; padding-inline-end: 34px; opacity: .85; }
.proved::before { content: "✓ "; }
.chapter { width: 1280px; padding: 60px; display: flex; align-items: center; justify-content: center; }
.chapter div { max-width: 960px; padding: 40px 64px; border-radius: 16px; text-align: center;
  background: color-mix(in srgb, var(--accent) 94%, transparent); }
.chapter h1 { font-size: 46px; font-weight: 650; line-height: 1.25; }
.chapter code { white-space: nowrap; }
.chapter p { font-size: 25px; line-height: 1.4; margin-top: 14px; text-wrap: balance; }
.band { width: 1280px; height: 92px; padding: 0 30px; display: flex; align-items: center; gap: 22px;
  background: var(--accent); overflow: hidden; }
.band i { flex: none; display: grid; place-items: center; min-width: 46px; height: 46px; border-radius: 50%;
  background: #c8390b; color: #fff; border: 2px solid #fff; font: 700 23px system-ui, sans-serif; }
.band span { line-height: 1.4; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical;
  -webkit-line-clamp: 2; }
"""
# A caption is set as large as two lines allow; what does not fit even then is not seen whole.
_FIT = """
([largest, smallest]) => [...document.querySelectorAll(".band span")].map((text) => {
  let size = largest;
  const fits = () => text.scrollHeight <= Math.ceil(2.8 * size) + 2;
  for (text.style.fontSize = `${size}px`; !fits() && size > smallest; text.style.fontSize = `${size}px`) size -= 1;
  return fits();
})
"""
# A client with many redirect URIs has a long table: then all is set smaller.
_FIT_CARD = """
(card) => {
  const within = card.firstElementChild;
  const room = card.clientHeight - 2 * parseFloat(getComputedStyle(card).paddingTop);
  for (let zoom = 1; within.getBoundingClientRect().height > room && zoom > 0.3; within.style.zoom = zoom) zoom -= 0.04;
}
"""


@dataclass(frozen=True, slots=True)
class Studio:
    """Draws on a page of its own, whose device pixels for a CSS pixel are those of the film."""

    page: Page
    brand: Brand
    height: int

    def cards(self, guide: Guide, wanted: Iterable[Card], *, page_height: int) -> dict[Card, Image.Image]:
        """Each card; those of chapters are as high as the page's part of the film, in CSS pixels, and see-through."""
        return {card: self._card(guide, card, page_height) for card in {*wanted}}

    def bands(self, steps: Sequence[GuideStep], texts: Texts) -> dict[int, Image.Image]:
        """The captions, by the number of their step."""
        strips = self._strips([(step.number, step.instruction) for step in steps], texts)
        return dict(zip((step.number for step in steps), strips, strict=True))

    def whole_captions(self, lines: Sequence[Line], texts: Texts) -> list[bool]:
        """Whether each line is seen whole when it is a caption."""
        self._show("".join(_band(number, line) for number, line in enumerate(lines, 1)), texts)
        fitting: list[bool] = self.page.evaluate(_FIT, [_LARGEST, SMALLEST])
        return fitting

    def _strips(self, lines: Sequence[tuple[int, Line]], texts: Texts) -> list[Image.Image]:
        self._show("".join(_band(number, line) for number, line in lines), texts, height=BAND_HEIGHT * len(lines))
        self.page.evaluate(_FIT, [_LARGEST, SMALLEST])
        drawn = self._picture()
        height = drawn.height // max(len(lines), 1)
        return [drawn.crop((0, top, drawn.width, top + height)) for top in range(0, height * len(lines), height)]

    def _card(self, guide: Guide, card: Card, page_height: int) -> Image.Image:
        if card.chapter:
            style = f' style="height: {page_height}px"'
            self._show(f'<div class="chapter"{style}><div>{_chapter(guide.texts, card.chapter)}</div></div>',
                       guide.texts, height=page_height)  # fmt: skip
            return self._picture()
        body = _end(guide, self.brand) if card.is_end else _title(guide, self.brand)
        style = f' style="height: {self.height}px"'
        self._show(f'<div class="page"{style}><div>{_logo(self.brand)}{body}</div></div>', guide.texts,
                   height=self.height)  # fmt: skip
        self.page.locator(".page").evaluate(_FIT_CARD)
        return self._picture()

    def _show(self, body: str, texts: Texts, *, height: int | None = None) -> None:
        brand = self.brand
        colours = f"--accent: {brand.accent}; --deep: {brand.darker}; --on: {brand.ink}"
        self.page.set_viewport_size({"width": 1280, "height": height or self.height})
        self.page.set_content(
            f'<!doctype html><html lang="{texts.tag}" dir="{texts.direction}" style="{colours}">'
            f'<style>{_STYLE}</style><body class="{"light" if brand.is_light else "dark"}">{body}'
        )

    def _picture(self) -> Image.Image:
        with Image.open(io.BytesIO(self.page.screenshot(omit_background=True))) as picture:
            return picture.convert("RGBA")


def _title(guide: Guide, brand: Brand) -> str:
    entered = _table(guide.entered) if guide.needed else ""
    needed = f"<p>{_rich(guide.needed)}</p>" if guide.needed else ""
    return (
        f"<h1>{escape(brand.title or guide.title)}</h1><h2>{escape(guide.version)}</h2><p>{escape(guide.to_do)}</p>"
        f'{needed}{entered}<p class="soft">{escape(guide.texts.text("masked"))}</p>'
    )


def _end(guide: Guide, brand: Brand) -> str:
    proved = guide.texts.text("proved" if guide.is_proved else "not_proved")
    then = f"<p>{escape(guide.then)}</p>" if guide.then else ""
    own = f"<p>{escape(brand.end_text)}</p>" if brand.end_text else ""
    return (
        f"<h1>{escape(guide.texts.text('application'))}</h1>{_table(guide.given)}{then}"
        f'<p class="{"proved" if guide.is_proved else ""}">{escape(proved)}</p>{own}'
    )


def _chapter(texts: Texts, chapter: Chapter) -> str:
    said = texts.chapters[f"{chapter}_SAID"].format(tool=f"<code>{TOOLS.get(chapter, '')}</code>")
    return f"<h1>{escape(texts.chapters[chapter])}</h1><p>{said}</p>"


def _logo(brand: Brand) -> str:
    return f'<img src="{brand.logo}" alt="">' if brand.logo else ""


def _band(number: int, line: Line) -> str:
    return f'<div class="band"><i>{number}</i><span>{_rich(line)}</span></div>'


def _table(rows: Sequence[Row]) -> str:
    cells = (f"<tr><th><bdi>{escape(row.label)}</bdi></th><td>{_rich(row.value)}</td></tr>" for row in rows)
    return f"<table>{''.join(cells)}</table>"


def _rich(line: Line) -> str:
    tags = {Kind.LABEL: "b", Kind.VALUE: "code"}
    return "".join(
        f'<{tags[piece.kind]} dir="auto">{escape(piece.text)}</{tags[piece.kind]}>'
        if piece.kind in tags else escape(piece.text)
        for piece in line
    )  # fmt: skip
