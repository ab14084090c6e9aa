"""`dhis2-oauth guide`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from automation.browser import session
from automation.browser.session import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.group import GEOPRISM, command, under
from automation.cli.missing import complete, guide_needs, visit_needs
from automation.cli.names import OutputPath
from automation.cli.options import (
    browser_options,
    client_options,
    instance_options,
    option,
    outcome_options,
    proof_options,
    session_option,
)
from automation.cli.progress import progress
from automation.cli.recording_options import (
    DONE_ANYWAY,
    check_targets,
    insist,
    language_option,
    on_show,
    read_language,
    with_what_was_made,
)
from automation.cli.report import Report
from automation.cli.settings import Settings, client_needs, read_settings
from automation.dialects.servers import AUTHENTICATION_METHODS, rules_for
from automation.dialects.ui import FAB
from automation.errors import ConfigError, NotRecorded
from automation.flows.stored import CreatedClient
from automation.narrator import Step
from automation.recording.guide import html
from automation.recording.guide.annotate import Annotator
from automation.recording.guide.model import Facts
from automation.recording.guide.publishing import CARDS, GUIDES, pictures_beside, published
from automation.recording.guide.recorder import Recorder
from automation.recording.guide.writing import write
from automation.recording.texts import texts_in
from automation.secrets import files
from automation.secrets.redact import Redactor

# In CSS pixels: as small as the pages can do with, so that they can be read when the picture is small.
_VIEWPORT = (1024, 720)
_SCALE = 2.0
_PAINTER = BrowserOptions(scale=_SCALE)

guide_options = under(
    "The guide",
    option("--guide", "guides", env="DHIS2_OAUTH_GUIDE", metavar="FILE", multiple=True,
           type=OutputPath(path_type=Path), help="The guide: .md, .html or .pdf (repeatable)."),
    option("--card", "cards", env="DHIS2_OAUTH_CARD", metavar="FILE", multiple=True,
           type=OutputPath(path_type=Path), help="The card, one page of A4: .html or .pdf (repeatable)."),
    language_option,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for: files for the guide and for its card."""

    guides: tuple[Path, ...]
    cards: tuple[Path, ...]
    language: str | None
    overwrite: bool


@command(example=f"dhis2-oauth guide {GEOPRISM} --guide guide.html --card card.pdf", useless=["--if-exists"])
@guide_options
@instance_options
@session_option
@client_options
@outcome_options
@proof_options
@browser_options
@click.pass_obj
def guide(redactor: Redactor, /, **flags: Any) -> Report:
    """Create a client and write an illustrated guide to it.

    It does what `create` does; in the pictures the secret is covered.
    """
    complete(flags, guide_needs, visit_needs, client_needs, asks=True)
    wanted = read_wanted(flags)
    narrator = progress(quiet=flags["quiet"])
    settings = read_settings(flags, redactor, narrator)
    options = on_show(settings.browser, viewport=settings.browser.viewport or _VIEWPORT, scale=_SCALE)
    album = Recorder(redactor)
    report = run(replace(settings, browser=options), redactor, narrator, album)
    return with_what_was_made(
        report, "making the guide", lambda created: _publish(album, wanted, created, report, settings)
    )


def read_wanted(flags: dict[str, Any]) -> Wanted:
    """The files, and that they can be written; found out before anything is started.

    Raises:
        ConfigError: something is missing or wrong.
    """
    did = "preparing the guide"
    wanted = Wanted(guides=flags["guides"], cards=flags["cards"], language=read_language(flags),
                    overwrite=flags["force"])  # fmt: skip
    targets = [*wanted.guides, *wanted.cards]
    _check_kinds("--guide", wanted.guides, GUIDES)
    _check_kinds("--card", wanted.cards, CARDS)
    _check_differ(did, [*targets, *([Path(flags["output"])] if flags["output"] else [])])
    insist(did, html.require_extra)
    check_targets(did, targets, flags, hint="name another file; --force replaces it.")
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
    folder = pictures_beside(path)
    if folder and folder.exists() and not (folder.is_dir() and overwrite):
        raise ConfigError(did, f"{folder} is there already, and the pictures go there", code="output_exists",
                          hint="name another file; --force replaces what is in the folder.")  # fmt: skip


def _publish(album: Recorder, wanted: Wanted, created: CreatedClient, report: Report, settings: Settings) -> list[Path]:
    """Draw, write, print, and put the files where they were asked for, all of them or none."""
    if album.trouble or Step.SAVE not in {seen.step for seen in album.seen}:
        raise NotRecorded("making the guide", album.trouble or "an earlier run had saved the client already",
                          hint=DONE_ANYWAY)  # fmt: skip
    facts = _facts(created, is_proved=bool(report.verdict and report.verdict.is_good))
    texts = texts_in(wanted.language or created.server.language)
    options = settings.browser
    with session.open_page(
        replace(_PAINTER, path=options.path, timeout=options.timeout, has_sandbox=options.has_sandbox)
    ) as page:
        written = write(album.seen, facts, texts, Annotator(page).draw)
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


def _facts(created: CreatedClient, *, is_proved: bool) -> Facts:
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


def _completed(created: CreatedClient) -> tuple[tuple[str, str], ...]:
    rules = rules_for(created.server.version)
    listed = {"clientAuthenticationMethods": AUTHENTICATION_METHODS, "scopes": rules.scopes}
    return tuple((name, ",".join(values)) for name, values in listed.items())
