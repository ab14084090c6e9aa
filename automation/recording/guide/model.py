"""A guide as data, before it is written as Markdown, HTML or PDF, or becomes a film."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from string import Formatter

from automation.clients.server_kind import Endpoints
from automation.narrator import Step
from automation.recording.brand import Brand
from automation.recording.recorded import RecordedStep
from automation.recording.steps import Chapter, shown
from automation.recording.texts import Texts


class Kind(StrEnum):
    """What a piece of a line is."""

    PLAIN = "plain"
    LABEL = "label"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line."""

    text: str
    kind: Kind = Kind.PLAIN


Line = tuple[Piece, ...]


def line(template: str, **pieces: Line) -> Line:
    """The template with the pieces in place of the names in braces."""
    return tuple(_spans(template, pieces))


def labels(texts: Sequence[str]) -> Line:
    """What controls are called on the page."""
    return _listed(texts, Kind.LABEL)


def values(texts: Sequence[str]) -> Line:
    """Values that are entered or found, shown letter by letter."""
    return _listed(texts, Kind.VALUE)


def plain(text: str) -> Line:
    """A text that does not stand out."""
    return (Piece(text),)


def flat(spans: Line) -> str:
    """The line as plain text."""
    return "".join(span.text for span in spans)


def _listed(texts: Sequence[str], kind: Kind) -> Line:
    spans = [Piece(part, which) for text in texts for part, which in ((", ", Kind.PLAIN), (text, kind))]
    return tuple(spans[1:])


def _spans(template: str, pieces: dict[str, Line]) -> Iterator[Piece]:
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            yield Piece(literal)
        if name is not None:
            yield from pieces[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a guide says about a run besides the recorded steps.

    `title`, `to_do`, `kept` and `then` are texts in `locales`: `kept` says where a secret is that no step shows, `then`
    what is to be done with what the application is given. `name` is None where the form has none. `authorities` are
    what the user needs. `completed` are the properties that the form leaves out, and what they were given.
    """

    url: str
    version: str
    made: date
    name: str | None
    client_id: str
    redirect_uris: tuple[str, ...]
    endpoints: Endpoints
    authorities: tuple[str, ...]
    completed: tuple[tuple[str, str], ...] = ()
    proved: bool = False
    title: str = "title"
    to_do: str = "to_do"
    kept: str = "kept_secret"
    then: str | None = None

    @property
    def called(self) -> str:
        """What the list of clients calls the client."""
        return self.name or self.client_id


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value."""

    label: str
    value: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture (PNG) with the control outlined; `size` in CSS pixels."""

    picture: bytes
    size: tuple[int, int]
    is_at_the_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing in a text, and what is said of it: `label` is what the page calls the control."""

    drawing: Drawing
    label: Line
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """A step: what to do, what else there is to say of it, what it looks like."""

    step: Step
    seen: RecordedStep
    number: int
    instruction: Line
    explanation: Line
    rows: tuple[Row, ...] = ()
    figure: Figure | None = None

    @property
    def slug(self) -> str:
        """The step as a part of a file's name."""
        return f"{self.number:02}-{self.step.name.lower().replace('_', '-')}"

    @property
    def chapter(self) -> Chapter | None:
        """Where it belongs in a film; None where it does not."""
        return shown(self.step).chapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole guide, in one language."""

    texts: Texts
    title: str
    to_do: str
    needed: Line
    version: str
    made: date
    url: str
    entered: tuple[Row, ...]
    steps: tuple[GuideStep, ...]
    given: tuple[Row, ...]
    then: str
    is_proved: bool
    brand: Brand = field(default_factory=Brand)
