"""Make a film of what was recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PIL import Image
from playwright.sync_api import Page

from automation.narrator import Step
from automation.recording.brand import Brand
from automation.recording.guide.model import Guide
from automation.recording.steps import shown
from automation.recording.texts import languages, texts_in
from automation.recording.video import subtitles
from automation.recording.video.cards import BAND_HEIGHT, Studio
from automation.recording.video.encode import Reel, Track
from automation.recording.video.painting import Drawn, Painter
from automation.recording.video.storyboard import Look, Shot, Span, chapters, filmed, shots, spans

# A film of which nothing else is known has this many CSS pixels, and a page of its own as high as the longest form.
SIZE = (1280, 720)
_PAGE_HEIGHT = 900
VIEWPORT = (SIZE[0], _PAGE_HEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How a film is to be made: how it is told, its pixels for a CSS pixel, whether it has a band, and the brand."""

    look: Look
    scale: float
    has_band: bool
    brand: Brand

    @property
    def size(self) -> tuple[int, int]:
        """In pixels."""
        return round(SIZE[0] * self.scale), round(SIZE[1] * self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film that can be encoded, when it shows each step, its captions by the step's number, and its best still."""

    reel: Reel
    said: Sequence[Span]
    words: Mapping[int, str]
    poster: Callable[[], Image.Image]


def page_size(*, has_band: bool) -> tuple[int, int]:
    """What of a film is left for the page, in CSS pixels."""
    return SIZE[0], SIZE[1] - (BAND_HEIGHT if has_band else 0)


def film_of(told: Callable[[str], Guide], language: str, cut: Cut, page: Page) -> Film:
    """The film of a guide; `told` tells it in a language, and `page` draws what is written in the film."""
    guide = told(language)
    film, steps = shots(guide, cut.look), filmed(guide)
    studio = Studio(page, cut.brand, SIZE[1])
    drawn = Drawn(
        cards=studio.cards(guide, (shot.card for shot in film if shot.card), page_height=cut.look.size[1]),
        bands=studio.bands(steps, guide.texts) if cut.has_band else {},
    )
    painter = Painter(drawn, size=cut.size, page=cut.look.size, scale=cut.scale)
    said = list(spans(film))
    titles = [(begin, guide.texts.chapters[chapter]) for begin, chapter in chapters(said)]
    title = cut.brand.title or guide.title
    reel = Reel(
        frames=lambda: painter.frames(film),
        length=sum(shot.frames for shot in film),
        size=cut.size,
        title=title,
        chapters=[(0.0, title), *titles],
        subtitles=[_track(told(each), said) for each in (language, *_others(language))],
    )
    return Film(reel=reel, said=said, words=subtitles.captions(guide), poster=lambda: painter.poster(_best(film)))


def _others(language: str) -> list[str]:
    return [each for each in languages() if texts_in(each).language != texts_in(language).language]


def _track(guide: Guide, said: Sequence[Span]) -> Track:
    texts = guide.texts
    return Track(subtitles.written(said, subtitles.captions(guide), ".srt"), texts.name, texts.code)


def _best(film: Sequence[Shot]) -> Shot:
    """The still that says most: the filled form before Save, or else the last that shows a control."""
    pressed = [shot for shot in film if shot.still and shot.still.is_outlined and not shot.presses and not shot.card]
    saving = [shot for shot in pressed if shot.caption and shown(shot.caption.step) == shown(Step.SAVE)]
    return replace((saving or pressed)[-1], fade=0.0)
