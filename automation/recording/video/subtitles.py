"""Captions as subtitles: in files beside a film, and as tracks in it."""

from collections.abc import Mapping, Sequence
from html import escape

from automation.recording.guide.model import Guide, flat
from automation.recording.video.storyboard import Span

SUFFIXES = (".vtt", ".srt")


def require_extra() -> None:
    """Find out before anything is started whether captions can be written.

    Raises:
        ImportError: pysubs2 is not installed.
    """
    import pysubs2  # noqa: F401, PLC0415 - an extra


def captions(guide: Guide) -> Mapping[int, str]:
    """What is said in each step, by its number."""
    return {step.number: flat(step.instruction) for step in guide.steps}


def written(said: Sequence[Span], words: Mapping[int, str], suffix: str) -> bytes:
    """The captions; the suffix says how: WebVTT (.vtt) or SubRip (.srt)."""
    from pysubs2 import SSAEvent, SSAFile, make_time  # noqa: PLC0415 - an extra

    file = SSAFile()
    file.events = [
        SSAEvent(start=make_time(s=span.begin), end=make_time(s=span.end),
                 text=_as_text(words[span.step.number], suffix))
        for span in said
    ]  # fmt: skip
    # Otherwise what stands in braces would be taken for a tag, and left out.
    return file.to_string(suffix.removeprefix("."), keep_ssa_tags=True).encode()


def _as_text(words: str, suffix: str) -> str:
    """The words as they are read again: nothing in them is markup. SubRip has no way to say so."""
    return escape(words, quote=False) if suffix == ".vtt" else words.replace("<", "<\N{WORD JOINER}")
