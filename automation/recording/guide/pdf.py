"""HTML printed as PDF by the browser, on A4."""

from dataclasses import dataclass
from html import escape

from playwright.sync_api import Page

# A4 in CSS pixels, and margins: millimetres are what people set printers to.
_A4 = (793.7, 1122.5)
_MM = 96 / 25.4
_GUIDE_MARGINS = {"top": "16mm", "right": "18mm", "bottom": "18mm", "left": "18mm"}
_CARD_MARGIN = 12
# Not the scale that Chromium prints with: what is written from right to left is lost with it.
_SMALLEST = 20
_ZOOMED_HEIGHT = """
(zoom) => {
  document.documentElement.style.zoom = `${zoom}%`;
  return document.documentElement.getBoundingClientRect().height;
}
"""


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints on a page of a browser without a window."""

    page: Page

    def guide(self, html: str, title: str) -> bytes:
        """The long guide, each page with the title and its number."""
        self.page.set_content(html)
        return self.page.pdf(
            format="A4", print_background=True, margin=_GUIDE_MARGINS, tagged=True, outline=True,  # type: ignore[arg-type]
            display_header_footer=True, header_template="<span></span>", footer_template=_footer(title),
        )  # fmt: skip

    def card(self, html: str) -> bytes:
        """The card, as large as it can be on one page."""
        width, height = (round(side - 2 * _CARD_MARGIN * _MM) for side in _A4)
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.set_content(html)
        zoom = 100
        # What is set smaller has more room in a line, so its height is looked at again.
        while self.page.evaluate(_ZOOMED_HEIGHT, zoom) > height and zoom > _SMALLEST:
            zoom -= 2
        margin = dict.fromkeys(("top", "right", "bottom", "left"), f"{_CARD_MARGIN}mm")
        return self.page.pdf(format="A4", print_background=True, margin=margin, tagged=True)  # type: ignore[arg-type]


def _footer(title: str) -> str:
    return (
        '<div style="width: 100%; margin: 0 18mm; display: flex; justify-content: space-between; gap: 10mm; '
        'font: 8pt system-ui, sans-serif; color: #4d5f69">'
        f'<span dir="auto">{escape(title)}</span>'
        '<span style="white-space: nowrap"><span class="pageNumber"></span> / <span class="totalPages"></span></span>'
        "</div>"
    )
