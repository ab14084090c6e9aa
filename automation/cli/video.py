"""The film that was asked for: whether it can be made, and making it of what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.group import under
from automation.cli.options import NeededOption, option
from automation.cli.parameter_types import OutputPath
from automation.cli.progress import counting
from automation.cli.recording_options import (
    DONE_ANYWAY,
    as_shown,
    check_targets,
    language_option,
    read_language,
    require_extra,
)
from automation.clients.needs import Need
from automation.errors import ConfigError, NotRecorded
from automation.recording.texts import texts_in
from automation.recording.video import encode, subtitles
from automation.recording.video.pace import PACES, PaceName
from automation.secrets import files

if TYPE_CHECKING:
    from automation.recording.video.film import Film

# In CSS pixels; what is larger than that is drawn finer, so that text stays as large.
_SIZE = (1280, 720)
_SCALES = {"720p": 1.0, "1080p": 1.5}

_VIDEO = Need(name="video", flag="--video", word="File for the film", example="reports.mp4", code="video_missing")

film_options = under(
    "The film",
    option("--video", env="DHIS2_OAUTH_VIDEO", metavar="FILE", required=True, cls=NeededOption,
           type=OutputPath(path_type=Path),
           help="The film: .mp4, .webm or .gif."),
    option("--resolution", env="DHIS2_OAUTH_RESOLUTION", type=click.Choice([*_SCALES]), default="720p",
           show_default=True, help="1280x720, or 1920x1080 with everything as large, and finer."),
    option("--pace", env="DHIS2_OAUTH_PACE", type=click.Choice([name.value for name in PaceName]),
           default=PaceName.NORMAL.value, show_default=True,
           help="How fast the film goes; fast types nothing key by key."),
    option("--captions", env="DHIS2_OAUTH_CAPTIONS", type=click.Choice(["burned", "files", "both", "none"]),
           default="burned", show_default=True,
           help="In a band under the page, as .vtt and .srt beside the film, both, or none."),
    language_option,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOptions:
    """What was said of the film, unchecked."""

    video: Path | None = None
    resolution: str = "720p"
    pace: PaceName = PaceName.NORMAL
    captions: str = "burned"
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The film that was asked for."""

    path: Path
    scale: float
    pace: PaceName
    has_band: bool
    has_files: bool
    language: str | None
    overwrite: bool

    @property
    def beside(self) -> list[Path]:
        """The files of captions."""
        return [self.path.with_suffix(suffix) for suffix in subtitles.SUFFIXES] if self.has_files else []

    def dressed(self, options: BrowserOptions) -> BrowserOptions:
        """The browser as it is to look in the film."""
        from automation.recording.video.cutting import page_size

        return as_shown(options, viewport=page_size(_SIZE, has_band=self.has_band), scale=self.scale)

    def film_in(self, folder: Path) -> "Film":
        """A film that is still to be shot, its frames in that folder."""
        from automation.recording.video.cutting import page_size
        from automation.recording.video.film import Film

        width, height = page_size(_SIZE, has_band=self.has_band)
        return Film(folder, (round(width * self.scale), round(height * self.scale)), PACES[self.pace])


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a film is about: a text of `recording/languages` and its values; `language` is that of the user's DHIS2."""

    text: str
    values: dict[str, str]
    version: str
    language: str


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
    if path.suffix not in encode.SUFFIXES:
        raise ConfigError(did, f"{path.suffix or 'no ending'} is not a kind of film that can be made",
                          hint=f"end it with {', '.join(encode.SUFFIXES)}.", code="video_format")  # fmt: skip
    require_extra(did, subtitles.require_extra, lambda: _encoder(did))
    wanted = Wanted(
        path=path,
        scale=_SCALES[film.resolution],
        pace=PaceName(film.pace),
        has_band=film.captions in {"burned", "both"},
        has_files=film.captions in {"files", "both"},
        language=read_language(film.language),
        overwrite=overwrite,
    )
    hint = "name another --video; --force replaces it."
    check_targets(did, [wanted.path, *wanted.beside], output=output, overwrite=overwrite, hint=hint)
    return wanted


def _encoder(did: str) -> str:
    try:
        return encode.encoder()
    except RuntimeError:
        raise ConfigError(did, "imageio-ffmpeg has no ffmpeg for this machine", code="encoder_missing",
                          hint="install ffmpeg and name it in IMAGEIO_FFMPEG_EXE.") from None  # fmt: skip


def produce(
    film: "Film", wanted: Wanted, title: Title, options: BrowserOptions, work: Path, *, quiet: bool
) -> Sequence[Path]:
    """Draw the cards, encode, and put the files where they were asked for, all of them or none.

    Raises:
        NotRecorded: it did not work.
    """
    from automation.browser import session
    from automation.recording.video.cutting import Cards, FilmStyle, assembled

    did = f"making the film {wanted.path}"
    if film.trouble or not film.scenes:
        raise NotRecorded(did, film.trouble or _NOTHING_SEEN,
                          hint=DONE_ANYWAY)  # fmt: skip
    texts = texts_in(wanted.language or title.language)
    cut = FilmStyle(
        texts=texts,
        title=texts.text(title.text, **title.values),
        subtitle=texts.text("subtitle", version=title.version),
        pace=PACES[wanted.pace],
        size=_SIZE,
        has_band=wanted.has_band,
    )
    with session.open_page(replace(options, script="")) as page:
        reel, said = assembled(film.scenes, cut, Cards(page, work))
    target = work / f"film{wanted.path.suffix}"
    with counting(f"Encoding {wanted.path.name}", quiet=quiet) as bar:
        encode.encode(reel, target, work, bar)
    made = {path: subtitles.written(said, texts, path.suffix) for path in wanted.beside}
    # The film last: where it is, everything is.
    made[wanted.path] = target.read_bytes()
    for path, content in made.items():
        files.write_shared(path, content, overwrite=wanted.overwrite)
    return [wanted.path, *wanted.beside]


_NOTHING_SEEN = "there was nothing to see: DHIS2 remembers this user's consent and asked for none"
