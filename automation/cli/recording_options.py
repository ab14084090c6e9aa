"""What commands have in common that show a run to others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from automation.browser.session import BrowserOptions
from automation.cli.options import option
from automation.cli.report import Report
from automation.errors import AutomationError, ConfigError, Interrupted, NotRecorded
from automation.flows.stored import CreatedClient
from automation.recording import mask, texts
from automation.secrets import files
from automation.secrets.env_file import STDOUT

DONE_ANYWAY = "everything else is done all the same."
_INSTALL = "install it: pip install 'dhis2-oauth[record]'"

language_option = option("--language", env="DHIS2_OAUTH_LANGUAGE", metavar="LANG",
                         help="Language of what is said [default: that of the user's DHIS2].")  # fmt: skip


def read_language(flags: dict[str, Any]) -> str | None:
    """The language that was asked for, if one was.

    Raises:
        ConfigError: there are no words in it.
    """
    language: str | None = flags["language"]
    if language and texts.known(language) is None:
        raise ConfigError(f"reading --language {language}", "there are no words in that language",
                          hint=f"there are: {', '.join(texts.languages())}.", code="language_unknown")  # fmt: skip
    return language or None


def check_targets(did: str, paths: Sequence[Path], flags: dict[str, Any], *, hint: str) -> None:
    """Find out before anything is started whether what is to be shown can be written, and the secret is not in it.

    Raises:
        ConfigError: a file cannot be written, or the secret would be on a screen that is on show.
    """
    if flags.get("output") == STDOUT:
        raise ConfigError(did, "the secret would be on a screen that is on show", code="secret_on_show",
                          hint="leave --output - out; the secret goes to a file.")  # fmt: skip
    for path in paths:
        files.check_writable(path, overwrite=flags["force"], hint=hint)


def insist(did: str, *needed: Callable[[], object]) -> None:
    """Find out before anything is started whether the extra is installed.

    Raises:
        ConfigError: it is not.
    """
    try:
        for one in needed:
            one()
    except ImportError as error:
        raise ConfigError(did, f"{error.name} is not installed", hint=f"{_INSTALL}.", code="extra_missing") from None


def on_show(options: BrowserOptions, *, viewport: tuple[int, int], scale: float) -> BrowserOptions:
    """The browser as others see it, with secrets covered; `viewport` in CSS pixels, `scale` in pixels for each."""
    return replace(options, viewport=viewport, scale=scale, script=mask.SCRIPT)


def with_what_was_made(report: Report, did: str, make: Callable[[CreatedClient], Iterable[Path]]) -> Report:
    """The report of a run with what is to be shown of it, or with why that could not be made."""
    if report.error or report.result is None:
        return report
    result = report.result
    return with_made(report, did, lambda: make(_new(result, did)))


def with_made(report: Report, did: str, make: Callable[[], Iterable[Path]]) -> Report:
    """The report of a run that went well with what is to be shown of it, or with why that could not be made."""
    try:
        return replace(report, made=tuple(make()))
    except NotRecorded as error:
        return replace(report, error=error)
    except AutomationError as error:
        # Whatever it was, the rest is done: only this is missing.
        return replace(report, error=NotRecorded(error.did, error.saw, hint=DONE_ANYWAY, code=error.code))
    except (click.Abort, KeyboardInterrupt):
        return replace(report, error=Interrupted(did, "interrupted", hint=DONE_ANYWAY))


def _new(created: CreatedClient, did: str) -> CreatedClient:
    if created.already_existed:
        raise NotRecorded(did, "the client was there already, so nobody was seen creating it",
                          hint="do it where the client is not there yet.", code="nothing_to_show")  # fmt: skip
    return created
