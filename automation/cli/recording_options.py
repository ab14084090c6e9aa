"""What commands have in common that show a run to others."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from automation.browser.options import BrowserOptions
from automation.cli.options import option
from automation.cli.parameter_types import ShownText
from automation.cli.render import Report
from automation.errors import AutomationError, ConfigError, Different, ExtraMissing, Interrupted, NotRecorded
from automation.flows.services import Observer
from automation.narrator import Step
from automation.recording import texts
from automation.secrets import files
from automation.secrets.env_file import STDOUT
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.recording.brand import Brand
    from automation.recording.guide.model import Facts
    from automation.recording.recorder import Recorder


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were written, and those that are as they were."""

    files: Sequence[Path]
    unchanged: Sequence[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is shown: how it is done in a browser, while somebody looks on, and what is said of it.

    One of the steps `main` must have been seen; `unseen` says why none may have been. `facts` are told which steps
    were seen, and `against` says what speaks against showing a run that went well, if anything does.
    """

    browser: BrowserOptions
    run: Callable[[BrowserOptions, Observer], Report]
    facts: Callable[[Report, Collection[Step]], "Facts"]
    main: Collection[Step]
    unseen: str
    against: Callable[[Report], str] = lambda _: ""


class Wanted(Protocol):
    """The film or the guide that was asked for."""

    def dressed(self, options: BrowserOptions) -> BrowserOptions:
        """The browser as it is to look in it."""


Make = Callable[["Recorder", "Facts", str, BrowserOptions], Made]

DONE_ANYWAY = "everything else is done all the same."

language_option = option("--language", env="DHIS2_OAUTH_LANGUAGE", metavar="LANG",
                         help="Language of what is said [default: that of the user's DHIS2].")  # fmt: skip

# What is one's own in films and guides.
brand_options = (
    option("--title", env="DHIS2_OAUTH_TITLE", metavar="TEXT", type=ShownText(), help="A title of one's own."),
    option("--logo", env="DHIS2_OAUTH_LOGO", metavar="FILE", type=click.Path(path_type=Path),
           help="One's logo: .png, .jpg, .svg or .webp."),
    option("--accent", env="DHIS2_OAUTH_ACCENT", metavar="COLOUR", help="One's colour, like #14506b."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandFlags:
    """What was said of what is one's own, unchecked."""

    title: str | None = None
    logo: Path | None = None
    accent: str | None = None


def read_brand(given: BrandFlags) -> "Brand":
    """What is one's own in what is shown.

    Raises:
        ConfigError: the logo cannot be read, or the colour is none.
    """
    from automation.recording.brand import ACCENT, LOGOS, Brand, is_colour, logo_of

    accent = given.accent or ACCENT
    if not is_colour(accent):
        raise ConfigError(f"reading --accent {accent}", "that is not a colour", code="accent_unknown",
                          hint="write it as # and six digits, like #14506b.")  # fmt: skip
    did = f"reading --logo {given.logo}"
    if given.logo and given.logo.suffix.lower() not in LOGOS:
        raise ConfigError(did, f"{given.logo.suffix or 'no ending'} is not a kind of picture that can be shown",
                          hint=f"name a file that ends with {', '.join(LOGOS)}.", code="logo_format")  # fmt: skip
    try:
        logo = logo_of(given.logo) if given.logo else ""
    except OSError as error:
        raise ConfigError(did, error.strerror or "it cannot be read", code="logo_unreadable") from None
    return Brand(title=given.title or "", accent=accent, logo=logo)


def read_language(language: str | None) -> str | None:
    """The language that was asked for, if one was.

    Raises:
        ConfigError: there are no words in it.
    """
    if language and texts.known(language) is None:
        raise ConfigError(f"reading --language {language}", "there are no words in that language",
                          hint=f"there are: {', '.join(texts.languages())}.", code="language_unknown")  # fmt: skip
    return language or None


def check_targets(
    did: str, paths: Sequence[Path], *, output: str | None, overwrite: bool, hint: str, reads: bool = False
) -> None:
    """Find out before anything is started whether what is to be shown can be written, and the secret is not in it.

    What is only read (`reads`) need not be writable.

    Raises:
        ConfigError: a file cannot be written or is named twice, or the secret would be on a screen that is on show.
    """
    if output == STDOUT:
        raise ConfigError(did, "the secret would be on a screen that is on show", code="secret_on_show",
                          hint="leave --output - out; the secret goes to a file.")  # fmt: skip
    every = [*paths, *([Path(output)] if output else [])]
    if len({path.resolve() for path in every}) < len(every):
        raise ConfigError(did, "one file is named twice", hint="name a file of its own for each.", code="same_file")
    for path in () if reads else paths:
        files.check_writable(path, overwrite=overwrite, hint=hint)


def require_extra(did: str, *needed: Callable[[], object]) -> None:
    """Find out before anything is started whether the extra is installed.

    Raises:
        ConfigError: it is not.
    """
    try:
        for one in needed:
            one()
    except ImportError as error:
        raise ExtraMissing(did, str(error.name), extra="record") from None


def as_shown(options: BrowserOptions, *, viewport: tuple[int, int], scale: float) -> BrowserOptions:
    """The browser as others see it, with secrets covered; `viewport` in CSS pixels, `scale` in pixels for each."""
    from automation.recording import mask

    return replace(options, viewport=viewport, scale=scale, script=mask.SCRIPT)


def while_recorded(redactor: Redactor, did: str, subject: Subject, wanted: Wanted, make: Make) -> Report:
    """Do what the subject is while it is recorded; what it came to, and what was made of the recording.

    `did` says what is made. `make` is given the recording, what is said of the run, the language of the user's DHIS2,
    and the browser.
    """
    from automation.cli.facts import language_of
    from automation.recording.recorder import Recorder

    recorder, options = Recorder(redactor), wanted.dressed(subject.browser)
    report = subject.run(options, recorder)
    if report.error:
        return report

    def made() -> Made:
        seen = {one.step for one in recorder.seen}
        if against := subject.against(report):
            raise NotRecorded(did, against, hint="do it where the client is not there yet.", code="nothing_to_show")
        if recorder.trouble or not seen.intersection(subject.main):
            raise NotRecorded(did, recorder.trouble or subject.unseen, hint=DONE_ANYWAY)
        return make(recorder, subject.facts(report, seen), language_of(report), options)

    return with_made(report, did, made)


def with_made(report: Report, did: str, make: Callable[[], Made]) -> Report:
    """The report of a run that went well with what is to be shown of it, or with why that could not be made."""
    try:
        made = make()
        return replace(report, made=tuple(made.files), unchanged=tuple(made.unchanged))
    except (NotRecorded, Different) as error:
        return replace(report, error=error)
    except AutomationError as error:
        # Whatever it was, the rest is done: only this is missing.
        return replace(report, error=NotRecorded(error.did, error.saw, hint=DONE_ANYWAY, code=error.code))
    except (click.Abort, KeyboardInterrupt):
        return replace(report, error=Interrupted(did, "interrupted", hint=DONE_ANYWAY))
