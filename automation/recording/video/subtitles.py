"""Captions as files beside a film."""

from collections.abc import Sequence

from automation.recording.texts import Texts
from automation.recording.video.timeline import Span

SUFFIXES = (".vtt", ".srt")


def require_extra() -> None:
    """Find out before anything is started whether captions can be written.

    Raises:
        ImportError: pysubs2 is not installed.
    """
    import pysubs2  # noqa: F401, PLC0415 - an extra


def written(spans: Sequence[Span], texts: Texts, suffix: str) -> bytes:
    """The captions; the suffix says how: WebVTT (.vtt) or SubRip (.srt)."""
    from pysubs2 import SSAEvent, SSAFile, make_time  # noqa: PLC0415 - an extra

    captions = SSAFile()
    captions.events = [
        SSAEvent(start=make_time(s=span.begin), end=make_time(s=span.end), text=texts.caption(span.step))
        for span in spans
    ]
    return captions.to_string(suffix.removeprefix(".")).encode()
