"""The cutting room: from the scenes of a film, the words of a language and the browser to what is encoded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from automation.recording.texts import Words
from automation.recording.video.cards import BAND_HEIGHT, Cards
from automation.recording.video.encode import Picture, Reel
from automation.recording.video.pace import Pace
from automation.recording.video.timeline import CHAPTERS, Scene, Shot, Span, shots, spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How a film is to look; `size` in CSS pixels, with the band if there is one."""

    words: Words
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
    """The page's part of a film of that size."""
    width, height = size
    return width, height - (BAND_HEIGHT if has_band else 0)


def cut_together(scenes: Sequence[Scene], cut: Cut, cards: Cards) -> tuple[Reel, list[Span]]:
    """The film as it is to be encoded, and when each of its steps is on."""
    film = shots(scenes, cut.pace)
    said = list(spans(film, cut.pace.title))
    reel = Reel(
        pages=list(_pages(film, cut, cards)),
        bands=list(_bands(said, cut, cards)) if cut.has_band else (),
        chapters=[(0.0, cut.title), *_chapters(said, cut.words)],
        title=cut.title,
    )
    return reel, said


def _pages(film: Sequence[Shot], cut: Cut, cards: Cards) -> Iterator[Picture]:
    masked = cut.words.text("masked")
    yield cards.title(cut.title, cut.subtitle, masked, size=cut.page_size), cut.pace.title
    for number, shot in enumerate(film, 1):
        if shot.card:
            yield cards.chapter(number, cut.words.text(shot.card), shot.path, size=cut.page_size), shot.length
        else:
            yield shot.path, shot.length


def _bands(said: Sequence[Span], cut: Cut, cards: Cards) -> Iterator[Picture]:
    width = cut.size[0]
    yield cards.band(0, "", place="", width=width), cut.pace.title
    for number, span in enumerate(said, 1):
        text = cut.words.caption(span.step)
        yield cards.band(number, text, place=f"{number}/{len(said)}", width=width), span.end - span.begin


def _chapters(said: Sequence[Span], words: Words) -> Iterator[tuple[float, str]]:
    for before, span in pairwise([None, *said]):
        assert span is not None  # noqa: S101 - only the first of the pairs begins with nothing
        if before is None or CHAPTERS[before.step] is not CHAPTERS[span.step]:
            yield span.begin, words.text(CHAPTERS[span.step])
