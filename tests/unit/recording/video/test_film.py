"""What a film makes of the frames a browser sends."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.narrator import Step
from automation.recording.video.film import Film
from automation.recording.video.pace import PACES, PaceName


@dataclass
class FilmedPage:
    """As much of a page as a camera looks at; its frames come when a test sends them."""

    send: Callable[[dict[str, Any]], None] = lambda _frame: None
    frames: list[object] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    @property
    def screencast(self) -> object:
        nothing = lambda **_: None  # noqa: E731
        return SimpleNamespace(start=self._start, stop=nothing, show_actions=nothing, hide_actions=nothing,
                               show_overlay=self._draw)  # fmt: skip

    @contextmanager
    def _draw(self, overlay: str) -> Iterator[None]:
        self.drawn.append(overlay)
        yield
        self.drawn.remove(overlay)

    def _start(self, on_frame: Callable[[dict[str, Any]], None], **_: object) -> None:
        self.send = on_frame

    def wait_for_timeout(self, milliseconds: float) -> None:
        time.sleep(milliseconds / 1000)

    def evaluate(self, _script: str) -> None:
        """Nothing has to be waited for."""

    def sends(self, at: float, picture: bytes) -> None:
        self.send({"data": picture, "timestamp": at * 1000})


@pytest.fixture
def filmed() -> FilmedPage:
    return FilmedPage()


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return Film(tmp_path, (1280, 720), PACES[PaceName.FAST])


def shown(film: Film) -> list[bytes]:
    return [frame.path.read_bytes() for scene in film.scenes for frame in scene.frames]


def test_frames_that_overtook_each_other_are_shown_as_they_were_painted(film: Film, filmed: Any) -> None:
    """Chromium encodes several at a time: on a busy machine one in ten came late, by up to 0.9 s."""
    with film.watch(filmed):
        film.begin(Step.SAVE, "", ())
        now = time.time()
        filmed.sends(now + 0.003, b"the list")
        filmed.sends(now + 0.001, b"the form")
        film.done(Step.SAVE, "")

    assert shown(film) == [b"the form", b"the list"]


def test_a_frame_that_comes_when_its_step_is_done_is_shown_in_it(film: Film, filmed: Any) -> None:
    with film.watch(filmed):
        film.begin(Step.SAVE, "", ())
        painted = time.time()
        filmed.sends(painted, b"the form")
        film.done(Step.SAVE, "")
        filmed.sends(painted + 0.01, b"the list")
        film.done(Step.FINISH, "")

    assert shown(film) == [b"the form", b"the list", b"the list"]


def test_a_line_around_what_failed_is_taken_away(film: Film, filmed: Any) -> None:
    with film.watch(filmed):
        film.begin(Step.NOTE_SECRET, "", [SimpleNamespace(bounding_box=lambda: None)])
        assert filmed.drawn
        film.failed(Step.NOTE_SECRET)

        assert filmed.drawn == []


def test_a_step_of_which_no_frame_came_is_left_out(film: Film, filmed: Any) -> None:
    with film.watch(filmed):
        film.begin(Step.SAVE, "", ())
        film.done(Step.SAVE, "")

    assert film.scenes == []
