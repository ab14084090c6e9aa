"""Frames become films that players take, with chapters and subtitles in them."""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from automation.errors import NotRecorded
from automation.recording.video.encode import SMALL_GIF, Reel, Track, encode, encoder
from tests.support.platforms import POSIX

SUBRIP = b"1\n00:00:00,100 --> 00:00:01,000\n%s\n\n"


def frames() -> Iterator[tuple[Image.Image, int]]:
    for colour in ("red", "green", "blue"):
        yield Image.new("RGB", (320, 180), colour), 10


def reel(title: str = "A film") -> Reel:
    return Reel(
        frames=frames, length=30, size=(320, 180), title=title,
        chapters=[(0.0, title), (0.4, "Fill; the = form"), (0.8, "Save")],
        subtitles=[Track(SUBRIP % b"Appuyez sur +.", "Français", "fra"),
                   Track(SUBRIP % "اضغط على +.".encode(), "العربية", "ara")],
    )  # fmt: skip


def about(path: Path) -> str:
    words = [encoder(), "-hide_banner", "-i", str(path)]
    return subprocess.run(words, capture_output=True, encoding="utf-8", check=False).stderr


@pytest.mark.parametrize(
    ("suffix", "words"),
    [(".mp4", "h264 (High)"), (".webm", "vp9"), (".gif", "gif")],
)
def test_a_film_is_as_large_and_as_long_as_its_frames(tmp_path: Path, suffix: str, words: str) -> None:
    heard: list[float] = []
    target = tmp_path / f"film{suffix}"

    encode(reel(), target, tmp_path, heard.append)

    said = about(target)
    assert words in said
    # A GIF is made for pages.
    assert ("320x180" in said) == (suffix != ".gif")
    assert "Duration: 00:00:01.2" in said
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_each_language_is_a_track_and_can_be_read_again(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"film{suffix}"
    encode(reel(), target, tmp_path, lambda _: None)

    said = about(target)
    tracks = re.findall(r"Stream #0:\d(?:\[\w+\])?\((\w+)\): Subtitle", said)
    assert tracks == ["fra", "ara"]
    assert "العربية" in said
    assert "parsing failed" not in said
    assert said.count("Chapter #0:") == 3
    out = subprocess.run([encoder(), "-v", "error", "-i", target, "-map", "0:s:1", "-f", "srt", "-"],
                         capture_output=True, check=True).stdout  # fmt: skip
    assert "اضغط على +." in out.decode()


def test_whether_there_are_subtitles_is_up_to_the_viewer(tmp_path: Path) -> None:
    encode(reel(), tmp_path / "film.mp4", tmp_path, lambda _: None)

    said = about(tmp_path / "film.mp4")
    assert "Subtitle: mov_text" in said
    assert not re.search(r"Subtitle: .*\(default\)", said)


def test_what_cannot_be_painted_is_an_error_and_no_long_wait(tmp_path: Path) -> None:
    def torn() -> Iterator[tuple[Image.Image, int]]:
        yield from frames()
        raise OSError("image file is truncated")

    with pytest.raises(OSError, match="truncated"):
        encode(replace(reel(), frames=torn), tmp_path / "film.mp4", tmp_path, lambda _: None)


def test_titles_may_have_what_the_list_of_chapters_is_written_with(tmp_path: Path) -> None:
    encode(reel("Ministry = #1; \\ “é”"), tmp_path / "film.mp4", tmp_path, lambda _: None)

    said = about(tmp_path / "film.mp4")
    assert "title           : Ministry = #1; \\ “é”" in said
    assert "title           : Fill; the = form" in said


def test_a_gif_is_made_smaller_until_it_is_small(tmp_path: Path) -> None:
    noise = random.Random(7)  # noqa: S311 - a picture

    def lively() -> Iterator[tuple[Image.Image, int]]:
        for _ in range(16):
            small = Image.frombytes("RGB", (80, 45), noise.randbytes(80 * 45 * 3))
            yield small.resize((640, 360), Image.Resampling.NEAREST), 5

    film = Reel(frames=lively, length=80, size=(640, 360), title="noise", chapters=[(0.0, "noise")])
    encode(film, tmp_path / "film.gif", tmp_path, lambda _: None)

    assert (tmp_path / "film.gif").stat().st_size <= SMALL_GIF


def test_what_ffmpeg_says_first_is_the_reason(tmp_path: Path) -> None:
    with pytest.raises(NotRecorded, match=r"encoding film.mp4: .*nowhere"):
        encode(reel(), tmp_path / "nowhere" / "film.mp4", tmp_path, lambda _: None)


@POSIX
def test_ffmpeg_ends_with_who_started_it_whatever_ends_that(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    (tmp_path / "ffmpeg").write_text(
        f'#!/bin/sh\ncase "$*" in *rawvideo*) echo $$ > {begun}.new && mv {begun}.new {begun};; esac\n'
        f'exec {encoder()} "$@"\n'
    )
    (tmp_path / "ffmpeg").chmod(0o700)
    script = """if True:
        import itertools, sys
        from pathlib import Path
        from PIL import Image
        from automation.recording.video.encode import Reel, encode
        frame = Image.new("RGB", (320, 180), "red")
        reel = Reel(frames=lambda: itertools.repeat((frame, 1)), length=1000000, size=(320, 180), title="long",
                    chapters=[(0.0, "long")])
        encode(reel, Path(sys.argv[1]) / "film.mp4", Path(sys.argv[1]), lambda _: None)
    """
    ours = subprocess.Popen([sys.executable, "-c", script, tmp_path],
                            env=os.environ | {"IMAGEIO_FFMPEG_EXE": str(tmp_path / "ffmpeg")})  # fmt: skip
    until(lambda: begun.exists() or ours.poll() is not None)
    ours.kill()
    ours.wait()

    until(lambda: not is_running(int(begun.read_text())))


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes sooner or later; pytest's own time-out ends what does not."""
    while not holds():
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
