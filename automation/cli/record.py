"""`dhis2-oauth record`."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from automation import browser, files
from automation.browser import BrowserOptions
from automation.cli.create import run
from automation.cli.options import (
    browser_options,
    client_options,
    instance_options,
    option,
    outcome_options,
    proof_options,
    session_option,
    together,
)
from automation.cli.progress import counting, progress
from automation.cli.report import Report
from automation.cli.settings import read_settings
from automation.errors import AutomationError, ConfigError, NotRecorded
from automation.recording import encode, mask, subtitles
from automation.recording.cards import Cards
from automation.recording.cutting import Cut, cut_together, page_size
from automation.recording.film import Film
from automation.recording.pace import PACES, PaceName
from automation.recording.words import words_in
from automation.redact import Redactor
from automation.sinks import STDOUT

# In CSS pixels; what is larger than that is drawn finer, so that text stays as large.
_SIZE = (1280, 720)
_SCALES = {"720p": 1.0, "1080p": 1.5}
_INSTALL = "install it: pip install 'dhis2-oauth[record]'"

recording_options = together(
    option("--video", env="DHIS2_OAUTH_VIDEO", metavar="FILE", required=True, type=click.Path(path_type=Path),
           help="The film: .mp4, .webm or .gif."),
    option("--resolution", env="DHIS2_OAUTH_RESOLUTION", type=click.Choice([*_SCALES]), default="720p",
           show_default=True, help="1280x720, or 1920x1080 with everything as large, and finer."),
    option("--pace", env="DHIS2_OAUTH_PACE", type=click.Choice([name.value for name in PaceName]),
           default=PaceName.NORMAL.value, show_default=True, help="How fast the film goes; fast types nothing key by key."),
    option("--captions", env="DHIS2_OAUTH_CAPTIONS", type=click.Choice(["burned", "files", "both", "none"]),
           default="burned", show_default=True, help="In a band under the page, as .vtt and .srt beside the film, both, or none."),
    option("--language", env="DHIS2_OAUTH_LANGUAGE", metavar="LANG",
           help="Language of the captions [default: that of the user's DHIS2]."),
)  # fmt: skip


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
        viewport = page_size(_SIZE, has_band=self.has_band)
        return replace(options, viewport=viewport, scale=self.scale, script=mask.SCRIPT)

    def pixels(self) -> tuple[int, int]:
        """The page's part of the film, in pixels."""
        width, height = page_size(_SIZE, has_band=self.has_band)
        return round(width * self.scale), round(height * self.scale)


@click.command()
@recording_options
@instance_options
@session_option
@client_options
@outcome_options
@proof_options
@browser_options
@click.pass_obj
def record(redactor: Redactor, /, **flags: Any) -> Report:
    """Create an OAuth2 client as `create` does, and film it; the secret is covered."""
    wanted = read_wanted(flags)
    narrator = progress(quiet=flags["quiet"])
    settings = read_settings(flags, redactor, narrator)
    settings = replace(settings, browser=wanted.dressed(settings.browser))
    with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as folder:
        work = Path(folder)
        film = Film(work, wanted.pixels(), PACES[wanted.pace])
        report = run(settings, redactor, narrator, film)
        if report.error:
            return report
        try:
            made = _develop(film, wanted, report, settings.browser, work, quiet=flags["quiet"])
        except AutomationError as error:
            return replace(report, error=error)
    return replace(report, made=tuple(made))


def read_wanted(flags: dict[str, Any]) -> Wanted:
    """The film, and that it can be made; found out before anything is started.

    Raises:
        ConfigError: something is missing or wrong.
    """
    path: Path = flags["video"]
    did = f"preparing the film {path}"
    if path.suffix not in encode.SUFFIXES:
        raise ConfigError(did, f"{path.suffix or 'no ending'} is not a kind of film that can be made",
                          hint=f"end it with {', '.join(encode.SUFFIXES)}.", code="video_format")  # fmt: skip
    if flags["output"] == STDOUT:
        raise ConfigError(did, "the secret would be on a screen that is on show", code="secret_on_show",
                          hint="leave --output - out; the secret goes to a file.")  # fmt: skip
    _insist_on_encoder(did)
    wanted = Wanted(
        path=path,
        scale=_SCALES[flags["resolution"]],
        pace=PaceName(flags["pace"]),
        has_band=flags["captions"] in {"burned", "both"},
        has_files=flags["captions"] in {"files", "both"},
        language=flags["language"],
        overwrite=flags["force"],
    )
    for target in (wanted.path, *wanted.beside):
        files.check_writable(target, overwrite=flags["force"], hint="name another --video, or --force to replace it.")
    return wanted


def _insist_on_encoder(did: str) -> None:
    try:
        encode.encoder()
        subtitles.insist()
    except ImportError as error:
        raise ConfigError(did, f"{error.name} is not installed", hint=f"{_INSTALL}.", code="extra_missing") from None
    except RuntimeError:
        raise ConfigError(did, "imageio-ffmpeg has no ffmpeg for this machine", code="encoder_missing",
                          hint="install ffmpeg and name it in IMAGEIO_FFMPEG_EXE.") from None  # fmt: skip


def _develop(
    film: Film, wanted: Wanted, report: Report, options: BrowserOptions, work: Path, *, quiet: bool
) -> list[Path]:
    """Draw the cards, encode, and put the files where they were asked for, all of them or none."""
    result = report.result
    assert result is not None  # noqa: S101 - there is one where there is no error
    did = f"making the film {wanted.path}"
    if film.trouble or not film.scenes:
        raise NotRecorded(did, film.trouble or "there was nothing to see", hint=_DONE_ANYWAY)
    if result.already_existed:
        raise NotRecorded(did, "the client was there already, so nobody was seen creating it", code="nothing_to_film",
                          hint="film it where it is not there yet.")  # fmt: skip
    words = words_in(wanted.language or result.language)
    cut = Cut(
        words=words,
        title=words.text("title", name=result.content.name or result.content.client_id),
        subtitle=words.text("subtitle", version=result.version_text),
        pace=PACES[wanted.pace],
        size=_SIZE,
        has_band=wanted.has_band,
    )
    with browser.open_page(replace(options, script="")) as page:
        reel, said = cut_together(film.scenes, cut, Cards(page, work))
    target = work / f"film{wanted.path.suffix}"
    with counting(f"Encoding {wanted.path.name}", quiet=quiet) as bar:
        encode.encode(reel, target, work, bar)
    made = {wanted.path: target.read_bytes()}
    for path in wanted.beside:
        made[path] = subtitles.written(said, words, path.suffix)
    for path, content in made.items():
        files.write_shared(path, content, overwrite=wanted.overwrite)
    return list(made)


_DONE_ANYWAY = "the client is made all the same."
