"""Encode pictures as a video file with ffmpeg."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from automation.errors import NotRecorded
from automation.recording.video.timeline import FRAMES_A_SECOND
from automation.secrets.child_environment import Purpose, environment, narrowed

Progress = Callable[[float], None]
Picture = tuple[Path, float]

# The screencast's frames are JPEGs (ITU-R BT.601, full range); what plays a film of this size expects BT.709.
_PAGE = "scale=in_range=full:in_color_matrix=bt601:out_range=tv:out_color_matrix=bt709,format=yuv420p,setsar=1"
_DRAWN = "scale=out_range=tv:out_color_matrix=bt709,format=yuv420p,setsar=1"
_COLOURS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
_GIF = (
    "fps=8,scale=800:-1:flags=lanczos,split[x][y];[x]palettegen=max_colors=128:stats_mode=diff[p];"
    "[y][p]paletteuse=dither=none:diff_mode=rectangle"
)
_ENCODERS = {
    ".mp4": [*_COLOURS, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-movflags", "+faststart"],
    ".webm": [*_COLOURS, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1",
              "-crf", "32", "-b:v", "0"],
    ".gif": ["-loop", "0"],
}  # fmt: skip
SUFFIXES = tuple(_ENCODERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """What is to be encoded: the pictures of the page, those of the band under it (if there is one), the chapters.

    Lengths in seconds; the two tracks are of the same length. `chapters` are beginnings and titles.
    """

    pages: Sequence[Picture]
    bands: Sequence[Picture]
    chapters: Sequence[tuple[float, str]]
    title: str

    @property
    def length(self) -> float:
        """In seconds."""
        return sum(length for _, length in self.pages)


def encoder() -> str:
    """The ffmpeg that imageio-ffmpeg brings along, or that IMAGEIO_FFMPEG_EXE names.

    Raises:
        ImportError: imageio-ffmpeg is not installed.
        RuntimeError: it has none for this machine.
    """
    from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415 - an extra

    # It starts ffmpeg once, to see whether it works.
    with narrowed(Purpose.ENCODER):
        return str(get_ffmpeg_exe())


def encode(reel: Reel, target: Path, work: Path, progress: Progress) -> None:
    """Write the film to `target`, with temporary files in the folder `work`; `progress` is called with 0 to 1.

    Raises:
        NotRecorded: ffmpeg failed.
    """
    tracks = [track for track in (reel.pages, reel.bands) if track]
    inputs = [_listed(track, work / f"track{number}.txt") for number, track in enumerate(tracks)]
    notes = work / "chapters.txt"
    notes.write_text(_metadata(reel), encoding="utf-8")
    command = [
        encoder(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-progress", "pipe:1", "-nostats",
        *(part for path in inputs for part in ("-f", "concat", "-safe", "0", "-i", str(path))),
        "-i", str(notes), "-map_metadata", str(len(inputs)), "-map_chapters", str(len(inputs)),
        "-filter_complex", _graph(target.suffix, has_band=len(tracks) > 1), "-map", "[film]",
        "-t", f"{reel.length:.3f}", "-an", *_ENCODERS[target.suffix], str(target),
    ]  # fmt: skip
    code, said = _run(command, work / "ffmpeg.txt", lambda seconds: progress(min(seconds / reel.length, 1.0)))
    if code:
        reason = said.strip().splitlines()[0] if said.strip() else f"ffmpeg ended with {code}"
        raise NotRecorded(f"encoding {target.name}", reason, hint="is the disk full?", code="encoding_failed")


def _run(command: list[str], words: Path, heard: Progress) -> tuple[int, str]:
    """Run ffmpeg; its exit code and what it said. It is ended when we are interrupted.

    What it says goes to a file, because two pipes cannot be read at once without threads.
    """
    with words.open("w+", encoding="utf-8", errors="replace") as said, subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=said, text=True, env=environment(Purpose.ENCODER)
    ) as ffmpeg:  # fmt: skip
        try:
            for seconds in _seconds_done(ffmpeg):
                heard(seconds)
            code = ffmpeg.wait()
        finally:
            # Popen itself only waits, and not even that after a KeyboardInterrupt.
            ffmpeg.kill()
            ffmpeg.wait()
        said.seek(0)
        return code, said.read()


def _graph(suffix: str, *, has_band: bool) -> str:
    rate = f"fps={FRAMES_A_SECOND}"
    stack = f"[0:v]{rate},{_PAGE}[page];" + (
        f"[1:v]{rate},{_DRAWN}[band];[page][band]vstack" if has_band else "[page]null"
    )
    return f"{stack}[whole];[whole]{_GIF if suffix == '.gif' else 'format=yuv420p'}[film]"


def _listed(track: Sequence[Picture], path: Path) -> Path:
    lines = ["ffconcat version 1.0"]
    for picture, length in track:
        lines += [f"file '{picture.as_posix()}'", f"duration {length:.3f}"]
    # The last length counts only if something follows.
    lines.append(f"file '{track[-1][0].as_posix()}'")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _metadata(reel: Reel) -> str:
    ends = [begin for begin, _ in reel.chapters[1:]] + [reel.length]
    lines = [";FFMETADATA1", f"title={_escaped(reel.title)}"]
    for (begin, title), end in zip(reel.chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={begin * 1000:.0f}", f"END={end * 1000:.0f}",
                  f"title={_escaped(title)}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "=;#\\\n" else char for char in text)


def _seconds_done(ffmpeg: "subprocess.Popen[str]") -> Iterator[float]:
    for line in ffmpeg.stdout or ():
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.isdigit():
            yield int(value) / 1_000_000
