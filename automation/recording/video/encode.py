"""Encode frames as a video file with ffmpeg, with chapters and subtitles in it."""

import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image

from automation.errors import NotRecorded
from automation.recording.video.storyboard import FRAMES_A_SECOND
from automation.secrets.child_environment import Purpose, environment, narrowed

Progress = Callable[[float], None]

_COLOURS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
_FILM = "scale=out_range=tv:out_color_matrix=bt709,format=yuv420p,setsar=1"
_ENCODERS = {
    ".mp4": ["-vf", _FILM, *_COLOURS, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-movflags",
             "+faststart", "-c:s", "mov_text"],
    ".webm": ["-vf", _FILM, *_COLOURS, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1",
              "-crf", "32", "-b:v", "0", "-c:s", "webvtt"],
    ".gif": ["-loop", "0"],
}  # fmt: skip
SUFFIXES = tuple(_ENCODERS)
GIF = ".gif"
# What browsers and chats take without a thought, in bytes; and how a GIF is made smaller until it is: width in pixels,
# frames a second, colours.
SMALL_GIF = 1_000_000
_GIFS = ((800, 5, 128), (800, 4, 64), (720, 4, 48), (640, 3, 32), (480, 2, 24), (360, 2, 16))


@dataclass(frozen=True, slots=True)
class Track:
    """Subtitles in one language: SubRip, the language's own name and its three letters (ISO 639-2/T)."""

    subrip: bytes
    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """What is to be encoded: frames and for how many frames of the film each stays, `length` of them in all.

    `frames` is called once for each attempt. `chapters` are beginnings, in seconds, and titles; `subtitles` are shown
    when the viewer switches them on.
    """

    frames: Callable[[], Iterable[tuple[Image.Image, int]]]
    length: int
    size: tuple[int, int]
    title: str
    chapters: Sequence[tuple[float, str]] = ()
    subtitles: Sequence[Track] = ()


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
    if target.suffix != GIF:
        _encode(reel, target, work, progress, [])
        return
    for width, rate, colours in _GIFS:
        _encode(reel, target, work, progress, ["-filter_complex", _gif(width, rate, colours), "-map", "[film]"])
        if target.stat().st_size <= SMALL_GIF:
            return


def _encode(reel: Reel, target: Path, work: Path, progress: Progress, filters: list[str]) -> None:
    has_text = target.suffix != GIF
    tracks = reel.subtitles if has_text else ()
    files = [_file(work / f"subtitles{number}.srt", track.subrip) for number, track in enumerate(tracks)]
    notes = _file(work / "chapters.txt", _metadata(reel).encode())
    width, height = reel.size
    command = [
        encoder(), "-hide_banner", "-loglevel", "error", "-y",
        "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{width}x{height}",
        "-framerate", str(FRAMES_A_SECOND), "-i", "pipe:0", "-f", "ffmetadata", "-i", str(notes),
        *(part for path in files for part in ("-f", "srt", "-i", str(path))),
        "-map_metadata", "1", "-map_chapters", "1", *(filters or ["-map", "0:v"]),
        *(part for number, track in enumerate(tracks)
          for part in _mapped(number, track, target.suffix)),
        "-an", *_ENCODERS[target.suffix], str(target),
    ]  # fmt: skip
    code, said = _run(command, work / "ffmpeg.txt", reel, progress)
    if code:
        reason = said.strip().splitlines()[0] if said.strip() else f"ffmpeg ended with {code}"
        raise NotRecorded(f"encoding {target.name}", reason, hint="is the disk full?", code="encoding_failed")
    if tracks and target.suffix == ".mp4":
        _hide_subtitles(target)


def _hide_subtitles(film: Path) -> None:
    """Leave it to the viewer whether there are subtitles: ffmpeg enables the first of them, whatever it is told.

    ISO/IEC 14496-12: the flag 1 of a track's header (`tkhd`) enables it; its handler (`hdlr`) says what it is.
    """
    content = bytearray(film.read_bytes())
    begins = [found.start() for found in re.finditer(b"trak....tkhd", content, re.DOTALL)]
    for begin, end in pairwise([*begins, len(content)]):
        kind = content.find(b"hdlr", begin, end)
        if bytes(content[kind + 12 : kind + 16]) in {b"sbtl", b"text"}:
            content[begin + 15] &= 0xFE
    film.write_bytes(content)


def _mapped(number: int, track: Track, suffix: str) -> list[str]:
    stream = f"s:{number}"
    # Players look for the language's own name here or there.
    name = "title" if suffix == ".webm" else "handler_name"
    return ["-map", f"{number + 2}:s", f"-metadata:s:{stream}", f"language={track.code}", f"-metadata:s:{stream}",
            f"{name}={track.name}", f"-disposition:{stream}", "0"]  # fmt: skip


def _run(command: list[str], words: Path, reel: Reel, progress: Progress) -> tuple[int, str]:
    """Run ffmpeg and hand it the frames; its exit code and what it said.

    It reads them from us, so it ends when we do, whatever ends us. What it says goes to a file: two pipes cannot be
    served at once without threads.
    """
    with words.open("w+", encoding="utf-8", errors="replace") as said, subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment(Purpose.ENCODER)
    ) as ffmpeg:  # fmt: skip
        try:
            _hand_over(ffmpeg, reel, progress)
            code = ffmpeg.wait()
        finally:
            # Popen itself only waits, and not even that after a KeyboardInterrupt.
            ffmpeg.kill()
            ffmpeg.wait()
        said.seek(0)
        return code, said.read()


def _hand_over(ffmpeg: "subprocess.Popen[bytes]", reel: Reel, progress: Progress) -> None:
    assert ffmpeg.stdin  # noqa: S101 - it was asked for
    handed = 0
    for frame, count in reel.frames():
        pixels = frame.tobytes()
        # It may end before it has all of them, and says why.
        with suppress(OSError):
            for _ in range(count):
                ffmpeg.stdin.write(pixels)
        if ffmpeg.poll() is not None:
            break
        handed += count
        progress(min(handed / reel.length, 1.0))
    with suppress(OSError):
        ffmpeg.stdin.close()


def _gif(width: int, rate: int, colours: int) -> str:
    return (
        f"[0:v]fps={rate},scale={width}:-1:flags=lanczos,split[x][y];[x]palettegen=max_colors={colours}:"
        "stats_mode=diff[p];[y][p]paletteuse=dither=none:diff_mode=rectangle[film]"
    )


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _metadata(reel: Reel) -> str:
    ends = [begin for begin, _ in reel.chapters[1:]] + [reel.length / FRAMES_A_SECOND]
    lines = [";FFMETADATA1", f"title={_escaped(reel.title)}"]
    for (begin, title), end in zip(reel.chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={begin * 1000:.0f}", f"END={end * 1000:.0f}",
                  f"title={_escaped(title)}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "=;#\\\n" else char for char in text)
