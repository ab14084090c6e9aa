"""A guide as Markdown; its pictures are files beside it."""

import re
from collections.abc import Iterator, Sequence

from automation.recording.guide.model import Guide, GuideStep, Kind, Line, Piece, Row

# What may begin something in the middle of a line (CommonMark 0.31, GFM's tables and strikethrough, GitHub's formulas).
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|&$])")


def markdown(guide: Guide, pictures: str) -> str:
    """The guide; `pictures` is the URL of the folder with its pictures, relative to the guide."""
    return "\n".join(_lines(guide, pictures)) + "\n"


def _lines(guide: Guide, pictures: str) -> Iterator[str]:
    texts = guide.texts
    about = " · ".join([_escaped(guide.version), guide.made.isoformat(), _code(guide.url)])
    yield from (f"# {_escaped(guide.title)}", "", about, "", texts.text("made_from"), "")
    if guide.entered:
        yield from (f"## {texts.text('values')}", "", *_table(guide.entered), "")
    yield f"## {texts.text('steps')}"
    for step in guide.steps:
        yield from _step(step, pictures)
    if guide.is_proved:
        yield from ("", texts.text("proved"))
    yield from ("", f"## {texts.text('application')}", "")
    if guide.then:
        yield from (_escaped(guide.then), "")
    yield from _table(guide.given)


def _step(step: GuideStep, pictures: str) -> Iterator[str]:
    yield from ("", f"### {step.number}. {_inline(step.instruction)}", "", _inline(step.explanation))
    if step.rows:
        yield from ("", *_table(step.rows))
    if step.figure:
        target = f"{pictures}/{step.slug}.png"
        yield from ("", f"![{_escaped(step.figure.alt)}]({target})")
        if step.figure.caption:
            yield from ("", f"*{_escaped(step.figure.caption)}*")


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "|   |   |"
    yield "|---|---|"
    for row in rows:
        yield f"| {_escaped(row.label)} | {_inline(row.value, in_table=True)} |"


def _inline(spans: Line, *, in_table: bool = False) -> str:
    return "".join(_span(span, in_table=in_table) for span in spans)


def _span(span: Piece, *, in_table: bool) -> str:
    match span.kind:
        case Kind.LABEL:
            return f"**{_escaped(span.text)}**"
        case Kind.VALUE:
            code = _code(span.text)
            return code.replace("|", "\\|") if in_table else code
        case _:
            return _escaped(span.text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def _code(text: str) -> str:
    """The text as code, between more backticks than stand in a row in it."""
    text = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
