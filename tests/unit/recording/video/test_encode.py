"""Pictures become films that players take."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from automation.errors import NotRecorded
from automation.recording.video.encode import Reel, encode, encoder


def reel(folder: Path, title: str = "A film") -> Reel:
    pages, bands = [], []
    for number, colour in enumerate(("red", "green", "blue")):
        Image.new("RGB", (320, 160), colour).save(folder / f"{number}.jpg")
        Image.new("RGB", (320, 20), "black").save(folder / f"{number}.png")
        pages.append((folder / f"{number}.jpg", 0.4))
        bands.append((folder / f"{number}.png", 0.4))
    return Reel(
        pages=pages, bands=bands, chapters=[(0.0, title), (0.4, "Fill; the = form"), (0.8, "Save")], title=title
    )


def about(path: Path) -> str:
    return subprocess.run([encoder(), "-hide_banner", "-i", path], capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize(
    ("suffix", "words"),
    [(".mp4", "h264 (High)"), (".webm", "vp9"), (".gif", "gif")],
)
def test_a_film_is_as_large_and_as_long_as_its_pictures(tmp_path: Path, suffix: str, words: str) -> None:
    heard: list[float] = []
    target = tmp_path / f"film{suffix}"

    encode(reel(tmp_path), target, tmp_path, heard.append)

    said = about(target)
    assert words in said
    # A GIF is made narrow, for pages.
    assert ("320x180" in said) == (suffix != ".gif")
    assert "Duration: 00:00:01.2" in said
    assert heard == sorted(heard)


def test_titles_may_have_what_the_list_of_chapters_is_written_with(tmp_path: Path) -> None:
    encode(reel(tmp_path, "Ministry = #1; \\ “é”"), tmp_path / "film.mp4", tmp_path, lambda _: None)

    said = about(tmp_path / "film.mp4")
    assert "title           : Ministry = #1; \\ “é”" in said
    assert "title           : Fill; the = form" in said


def test_what_ffmpeg_says_first_is_the_reason(tmp_path: Path) -> None:
    film = reel(tmp_path)
    Image.new("RGB", (100, 20), "black").save(tmp_path / "0.png")

    with pytest.raises(NotRecorded, match="100"):
        encode(film, tmp_path / "film.mp4", tmp_path, lambda _: None)
