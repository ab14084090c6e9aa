"""`dhis2-oauth guide`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.group import GEOPRISM, command, under
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, option, takes
from automation.cli.parameter_types import OutputPath
from automation.cli.progress import progress
from automation.cli.recording_options import (
    DONE_ANYWAY,
    as_shown,
    check_targets,
    language_option,
    read_language,
    require_extra,
    with_what_was_made,
)
from automation.cli.render import Report
from automation.cli.settings import Settings, read_settings
from automation.clients.needs import Need
from automation.dialects.servers import AUTHENTICATION_METHODS, rules_for
from automation.dialects.ui import FAB
from automation.errors import ConfigError, NotRecorded
from automation.narrator import Step
from automation.recording.guide import html
from automation.recording.guide.model import Facts
from automation.recording.texts import texts_in
from automation.secrets import files
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.flows.stored import CreatedClient
    from automation.recording.guide.recorder import Recorder

# In CSS pixels: as small as the pages can do with, so that they can be read when the picture is small.
_VIEWPORT = (1024, 720)
_SCALE = 2.0
_PAINTER = BrowserOptions(scale=_SCALE)

_GUIDE = Need(name="guides", flag="--guide", word="File for the guide", example="reports.html", code="guide_missing",
             instead="or --card FILE")  # fmt: skip

guide_options = under(
    "The guide",
    option("--guide", "guides", env="DHIS2_OAUTH_GUIDE", metavar="FILE", multiple=True,
           type=OutputPath(path_type=Path), help="The guide: .md, .html or .pdf (repeatable)."),
    option("--card", "cards", env="DHIS2_OAUTH_CARD", metavar="FILE", multiple=True,
           type=OutputPath(path_type=Path), help="The card, one page of A4: .html or .pdf (repeatable)."),
    language_option,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideOptions:
    """All that `guide` is told."""

    guides: tuple[Path, ...] = ()
    cards: tuple[Path, ...] = ()
    language: str | None = None
    create: CreateFlags = field(default_factory=CreateFlags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for: files for the guide and for its card."""

    guides: tuple[Path, ...]
    cards: tuple[Path, ...]
    language: str | None
    overwrite: bool


@command(example=f"dhis2-oauth guide {GEOPRISM} --guide guide.html --card card.pdf", useless=["--if-exists"])
@guide_options
@create_options
@click.pass_obj
@takes(GuideOptions)
def guide(redactor: Redactor, given: GuideOptions) -> Report:
    """Create a client and write an illustrated guide to it.

    It does what `create` does; in the pictures the secret is covered.
    """
    from automation.recording.guide.recorder import Recorder

    given = complete(given, guide_needs, asks=True)
    wanted = read_wanted(given)
    narrator = progress(quiet=given.create.outcome.quiet)
    settings = read_settings(given.create, redactor, narrator)
    options = as_shown(settings.browser, viewport=settings.browser.viewport or _VIEWPORT, scale=_SCALE)
    album = Recorder(redactor)
    report = run(replace(settings, browser=options), redactor, narrator, album)
    return with_what_was_made(
        report, "making the guide", lambda created: _publish(album, wanted, created, report, settings)
    )


def guide_needs(given: GuideOptions) -> list[Need]:
    """What it lacks."""
    return [*([] if given.guides or given.cards else [_GUIDE]), *create_needs(given.create)]


def read_wanted(given: GuideOptions) -> Wanted:
    """The files, and that they can be written; found out before anything is started.

    Raises:
        ConfigError: something is missing or wrong.
    """
    from automation.recording.guide.publishing import CARDS, GUIDES

    did = "preparing the guide"
    outcome = given.create.outcome
    wanted = Wanted(guides=tuple(map(Path, given.guides)), cards=given.cards, language=read_language(given.language),
                    overwrite=outcome.force)  # fmt: skip
    targets = [*wanted.guides, *wanted.cards]
    _check_kinds("--guide", wanted.guides, GUIDES)
    _check_kinds("--card", wanted.cards, CARDS)
    _check_differ(did, [*targets, *([Path(outcome.output)] if outcome.output else [])])
    require_extra(did, html.require_extra)
    check_targets(
        did, targets, output=outcome.output, overwrite=outcome.force, hint="name another file; --force replaces it."
    )
    for path in wanted.guides:
        _check_folder(did, path, overwrite=wanted.overwrite)
    return wanted


def _check_kinds(flag: str, paths: Sequence[Path], kinds: Sequence[str]) -> None:
    for path in paths:
        if path.suffix not in kinds:
            raise ConfigError(f"reading {flag} {path}", f"{path.suffix or 'no ending'} is no kind that can be written",
                              hint=f"end it with {', '.join(kinds)}.", code="guide_format")  # fmt: skip


def _check_differ(did: str, paths: Sequence[Path]) -> None:
    if len({path.resolve() for path in paths}) < len(paths):
        raise ConfigError(did, "one file is named twice", hint="name a file of its own for each.", code="same_file")


def _check_folder(did: str, path: Path, *, overwrite: bool) -> None:
    """The folder of a Markdown file's pictures is made with them; what stands there must be one of ours."""
    from automation.recording.guide.publishing import pictures_beside

    folder = pictures_beside(path)
    if folder and folder.exists() and not (folder.is_dir() and overwrite):
        raise ConfigError(did, f"{folder} is there already, and the pictures go there", code="output_exists",
                          hint="name another file; --force replaces what is in the folder.")  # fmt: skip


def _publish(
    recorder: "Recorder", wanted: Wanted, created: "CreatedClient", report: Report, settings: Settings
) -> list[Path]:
    """Draw, write, print, and put the files where they were asked for, all of them or none."""
    if recorder.trouble or Step.SAVE not in {seen.step for seen in recorder.seen}:
        raise NotRecorded("making the guide", recorder.trouble or "an earlier run had saved the client already",
                          hint=DONE_ANYWAY)  # fmt: skip
    from automation.browser import session
    from automation.recording.guide.annotate import Annotator
    from automation.recording.guide.publishing import pictures_beside, published
    from automation.recording.guide.writing import write

    facts = _facts(created, is_proved=bool(report.verdict and report.verdict.is_good))
    texts = texts_in(wanted.language or created.server.language)
    options = settings.browser
    with session.open_page(
        replace(_PAINTER, path=options.path, timeout=options.timeout, has_sandbox=options.has_sandbox)
    ) as page:
        written = write(recorder.seen, facts, texts, Annotator(page).draw)
        contents = published(written, wanted.guides, wanted.cards, page)
    made = [folder for folder in map(pictures_beside, wanted.guides) if folder and not folder.exists()]
    for folder in made:
        folder.mkdir()
    try:
        files.write_all_shared(contents, overwrite=wanted.overwrite)
    except BaseException:
        for folder in made:
            folder.rmdir()
        raise
    return [*wanted.guides, *wanted.cards]


def _facts(created: "CreatedClient", *, is_proved: bool) -> Facts:
    client = created.credentials
    is_completed = created.entry is not None and not created.server.dialect.shows_stored_secret
    return Facts(
        url=created.instance.base_url,
        version=created.server.version_text,
        made=datetime.now().astimezone().date(),
        name=client.name if created.server.dialect.has_name else None,
        client_id=client.client_id,
        redirect_uris=client.redirect_uris,
        endpoints=client.endpoints,
        authorities=(
            "F_OAUTH2_CLIENT_MANAGE",
            *(("F_SYSTEM_SETTING",) if created.server.dialect.name is FAB.name else ()),
        ),
        completed=_completed(created) if is_completed else (),
        proved=is_proved,
    )


def _completed(created: "CreatedClient") -> tuple[tuple[str, str], ...]:
    rules = rules_for(created.server.version)
    listed = {"clientAuthenticationMethods": AUTHENTICATION_METHODS, "scopes": rules.scopes}
    return tuple((name, ",".join(values)) for name, values in listed.items())
