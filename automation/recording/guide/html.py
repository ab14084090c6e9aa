"""A guide and its card as HTML files that need no other file."""

import base64
import re
from typing import TYPE_CHECKING

from automation.narrator import Step
from automation.recording.guide.model import Guide

if TYPE_CHECKING:
    from jinja2 import Environment

# What a card has room for: where to go, and the filled form, or the client where there is no form.
_ON_CARD = (Step.OPEN_SECTION, Step.FIND_CLIENT, Step.SAVE)

_BREAKS = re.compile(r"(?<=[/?&=_])(?<!//)(?=[^/?&=_])")


def require_extra() -> None:
    """Find out before anything is started whether HTML can be written.

    Raises:
        ImportError: Jinja is not installed.
    """
    import jinja2  # noqa: F401, PLC0415 - an extra


def guide_page(guide: Guide) -> str:
    """The long guide."""
    return _environment().get_template("guide.html").render(guide=guide, texts=guide.texts, brand=guide.brand)


def card_page(guide: Guide) -> str:
    """The card: what to enter, and the steps in a line each; it fits on a sheet of A4."""
    pictures = [step for step in guide.steps if step.figure and step.step in _ON_CARD]
    return (
        _environment()
        .get_template("card.html")
        .render(guide=guide, texts=guide.texts, brand=guide.brand, pictures=pictures)
    )


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra

    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"data": _data, "breakable": _breakable}
    return environment


def _data(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _breakable(text: str) -> str:
    """An address with line breaks allowed after slashes and the like; copied text has none of them."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with Jinja

    return Markup("<wbr>").join(escape(part) for part in _BREAKS.split(text))
