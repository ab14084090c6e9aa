"""The film that was asked for: whether it can be made, and making it of what was seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.group import under
from automation.cli.options import NeededOption, option
from automation.cli.parameter_types import OutputPath, ShownText
from automation.cli.progress import counting
from automation.cli.recording_options import (
    BrandFlags,
    as_shown,
    brand_options,
    check_targets,
    language_option,
    read_brand,
    read_language,
    require_extra,
)
from automation.clients.needs import Need
from automation.errors import ConfigError
from automation.recording.texts import texts_in
from automation.recording.video.pace import PACES, PaceName
from automation.secrets import files

if TYPE_CHECKING:
    from PIL import Image

    from automation.recording.brand import Brand
    from automation.recording.guide.model import Facts
    from automation.recording.recorder import Recorder

# In pixels for a CSS pixel: what is larger is drawn finer, so that text stays as large.
_SCALES = {"720p": 1.0, "1080p": 1.5}
_POSTERS = (".png", ".jpg", ".webp")

_VIDEO = Need(name="video", flag="--video", word="File for the film", example="reports.mp4", code="video_missing")


class Zoom(StrEnum):
    """Whether a film goes near to what matters."""

    SMOOTH = "smooth"
    NONE = "none"


film_options = under(
    "The film",
    option("--video", env="DHIS2_OAUTH_VIDEO", metavar="FILE", required=True, cls=NeededOption,
           type=OutputPath(path_type=Path),
           help="The film: .mp4, .webm or .gif."),
    option("--poster", env="DHIS2_OAUTH_POSTER", metavar="FILE", type=OutputPath(path_type=Path),
           help="Its best picture: .png, .jpg or .webp."),
    option("--resolution", env="DHIS2_OAUTH_RESOLUTION", type=click.Choice([*_SCALES]), default="720p",
           show_default=True, help="1280x720, or 1920x1080 with everything as large, and finer."),
    option("--pace", env="DHIS2_OAUTH_PACE", type=click.Choice([name.value for name in PaceName]),
           default=PaceName.NORMAL.value, show_default=True,
           help="How fast the film goes; fast has no cards for its chapters."),
    option("--zoom", env="DHIS2_OAUTH_ZOOM", type=click.Choice([name.value for name in Zoom]),
           default=Zoom.SMOOTH.value, show_default=True,
           help="Go near to what matters and back, or show the page at its own size."),
    option("--captions", env="DHIS2_OAUTH_CAPTIONS", type=click.Choice(["burned", "files", "both", "none"]),
           default="burned", show_default=True,
           help="In a band under the page, as .vtt and .srt beside the film, both, or none. A .mp4 or .webm has "
           "them as subtitles in any case, in every language there is; the viewer switches them on."),
    language_option,
    *brand_options,
    option("--end-text", env="DHIS2_OAUTH_END_TEXT", metavar="TEXT", type=ShownText(),
           help="What the film ends with."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOptions:
    """What was said of the film, unchecked."""

    video: Path | None = None
    poster: Path | None = None
    resolution: str = "720p"
    pace: PaceName = PaceName.NORMAL
    zoom: Zoom = Zoom.SMOOTH
    captions: str = "burned"
    language: str | None = None
    brand: BrandFlags = field(default_factory=BrandFlags)
    end_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The film that was asked for."""

    path: Path
    poster: Path | None = None
    scale: float
    pace: PaceName
    zooms: bool = True
    has_band: bool
    has_files: bool
    language: str | None
    brand: "Brand"
    overwrite: bool

    @property
    def beside(self) -> list[Path]:
        """The files of captions."""
        from automation.recording.video import subtitles

        return [self.path.with_suffix(suffix) for suffix in subtitles.SUFFIXES] if self.has_files else []

    @property
    def targets(self) -> list[Path]:
        """All files."""
        return [self.path, *self.beside, *([self.poster] if self.poster else [])]

    def dressed(self, options: BrowserOptions) -> BrowserOptions:
        """The browser as it is to look in the film."""
        from automation.recording.video.film import VIEWPORT
        from automation.recording.video.storyboard import FINENESS

        return as_shown(options, viewport=VIEWPORT, scale=self.scale * (FINENESS if self.zooms else 1.0))


def film_needs(given: FilmOptions) -> list[Need]:
    """What it lacks."""
    return [] if given.video else [_VIDEO]


def read_wanted(film: FilmOptions, *, output: str | None, overwrite: bool) -> Wanted:
    """The film, and that it can be made; found out before anything is started.

    Raises:
        ConfigError: something is missing or wrong.
    """
    path = Path(film.video or "")
    did = f"preparing the film {path}"
    require_extra(did, _modules, lambda: _encoder(did))
    from automation.recording.video import encode

    _check_kind(did, path, encode.SUFFIXES, "film")
    if film.poster:
        _check_kind(f"preparing the picture {film.poster}", film.poster, _POSTERS, "picture")
    wanted = Wanted(
        path=path,
        poster=film.poster,
        scale=_SCALES[film.resolution],
        pace=PaceName(film.pace),
        zooms=film.zoom == Zoom.SMOOTH,
        has_band=film.captions in {"burned", "both"},
        has_files=film.captions in {"files", "both"},
        language=read_language(film.language),
        brand=replace(read_brand(film.brand), end_text=film.end_text or ""),
        overwrite=overwrite,
    )
    hint = "name another --video; --force replaces it."
    check_targets(did, wanted.targets, output=output, overwrite=overwrite, hint=hint)
    return wanted


def _check_kind(did: str, path: Path, kinds: Sequence[str], what: str) -> None:
    if path.suffix not in kinds:
        raise ConfigError(did, f"{path.suffix or 'no ending'} is not a kind of {what} that can be made",
                          hint=f"end it with {', '.join(kinds)}.", code="video_format")  # fmt: skip


def _modules() -> None:
    from automation.recording.video import film, subtitles  # noqa: F401 - an extra

    subtitles.require_extra()


def _encoder(did: str) -> str:
    from automation.recording.video.encode import encoder

    try:
        return encoder()
    except RuntimeError:
        raise ConfigError(did, "imageio-ffmpeg has no ffmpeg for this machine", code="encoder_missing",
                          hint="install ffmpeg and name it in IMAGEIO_FFMPEG_EXE.") from None  # fmt: skip


def produce(
    recorder: "Recorder",
    wanted: Wanted,
    facts: "Facts",
    language: str,
    options: BrowserOptions,
    *,
    work: Path,
    quiet: bool,
) -> Sequence[Path]:
    """Draw, encode, and put the files where they were asked for, all of them or none.

    `language` is that of the user's DHIS2.

    Raises:
        NotRecorded: ffmpeg failed.
    """
    from automation.browser import session
    from automation.recording.guide.writing import write
    from automation.recording.video import subtitles
    from automation.recording.video.encode import GIF, encode
    from automation.recording.video.film import SIZE, Cut, film_of, page_size
    from automation.recording.video.storyboard import Look

    look = Look(pace=PACES[wanted.pace], size=page_size(has_band=wanted.has_band), zooms=wanted.zooms,
                glides=wanted.path.suffix != GIF)  # fmt: skip
    cut = Cut(look=look, scale=wanted.scale, has_band=wanted.has_band, brand=wanted.brand)
    drawing = replace(options, script="", viewport=SIZE, scale=wanted.scale)
    with session.open_page(drawing) as page:
        film = film_of(lambda name: write(recorder.seen, facts, texts_in(name)), wanted.language or language, cut, page)
    target = work / f"film{wanted.path.suffix}"
    with counting(f"Encoding {wanted.path.name}", quiet=quiet) as bar:
        encode(film.reel, target, work, bar)
    made = {path: subtitles.written(film.said, film.words, path.suffix) for path in wanted.beside}
    if wanted.poster:
        made[wanted.poster] = _saved(film.poster, work / f"poster{wanted.poster.suffix}")
    made[wanted.path] = target.read_bytes()
    files.write_all_shared(made, overwrite=wanted.overwrite)
    return wanted.targets


def _saved(poster: Callable[[], "Image.Image"], path: Path) -> bytes:
    poster().save(path)
    return path.read_bytes()
