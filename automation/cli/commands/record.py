"""`dhis2-oauth record`."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from automation.browser.options import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.commands.verify import VerifyOptions, browser_of, prove, read_client, verify_needs, verify_options
from automation.cli.facts import facts_of_creation, facts_of_proof
from automation.cli.group import GEOPRISM, Command, Group, under
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, option, takes
from automation.cli.progress import progress
from automation.cli.recording_options import Made, with_made
from automation.cli.render import Report
from automation.cli.settings import read_settings
from automation.cli.video import FilmOptions, Wanted, film_needs, film_options, produce, read_wanted
from automation.errors import NotRecorded
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.recording.guide.model import Facts
    from automation.recording.recorder import Recorder


class _CreateUnlessSaid(Group):
    """`record --video FILE …` is `record create --video FILE …`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put in what was left out."""
        if args and args[0].startswith("-") and args[0] not in context.help_option_names:
            args = ["create", *args]
        return super().parse_args(context, args)

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the options of what was left out."""
        left_out = create.shell_complete(context, incomplete) if incomplete.startswith("-") else []
        return [*super().shell_complete(context, incomplete), *left_out]


@click.group(
    cls=_CreateUnlessSaid,
    example=f"dhis2-oauth record {GEOPRISM} --video georegistry.mp4",
)
def record() -> None:
    """Film a flow while it does its work.

    The flow is `create`, unless `verify` is named.

    Signing in is told, not shown, and the client secret is covered before the page is painted.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmedCreation:
    """All that `record create` is told."""

    film: FilmOptions
    create: CreateFlags


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmedProof:
    """All that `record verify` is told."""

    film: FilmOptions
    verify: VerifyOptions
    force: bool = False


@record.command(
    cls=Command,
    useless=["--if-exists"],
    example=f"dhis2-oauth record create {GEOPRISM} --video georegistry.mp4",
)
@film_options
@create_options
@click.pass_obj
@takes(FilmedCreation)
def create(redactor: Redactor, given: FilmedCreation) -> Report:
    """Create an OAuth2 client as `create` does, and film it."""
    given = complete(given, lambda it: [*film_needs(it.film), *create_needs(it.create)], asks=True)
    outcome = given.create.outcome
    wanted = read_wanted(given.film, output=outcome.output, overwrite=outcome.force)
    narrator = progress(quiet=outcome.quiet)
    settings = read_settings(given.create, redactor, narrator)
    settings = replace(settings, browser=wanted.dressed(settings.browser))
    return _filmed(wanted, settings.browser, redactor, _facts_of_creation, quiet=outcome.quiet,
                   act=lambda recorder: run(settings, redactor, narrator, recorder))  # fmt: skip


@record.command(
    cls=Command,
    example="dhis2-oauth record verify georegistry.dhis2-oauth.env --username admin --video consent.mp4",
)
@verify_options
@film_options
@under("The film", option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an existing film."))
@click.pass_obj
@takes(FilmedProof)
def verify(redactor: Redactor, given: FilmedProof) -> Report:
    """Prove a client as `verify` does, and film how its user gives consent."""
    given = complete(given, lambda it: [*verify_needs(it.verify), *film_needs(it.film)])
    wanted = read_wanted(given.film, output=None, overwrite=given.force)
    client, proof = read_client(given.verify, redactor)
    options = wanted.dressed(browser_of(proof, redactor))
    return _filmed(wanted, options, redactor, lambda report: facts_of_proof(client, report), quiet=proof.quiet,
                   act=lambda recorder: prove(client, proof, redactor, options, recorder))  # fmt: skip


def _filmed(
    wanted: Wanted,
    options: BrowserOptions,
    redactor: Redactor,
    facts: Callable[[Report], "Facts"],
    act: Callable[["Recorder"], Report],
    *,
    quiet: bool,
) -> Report:
    """Let something be done while it is recorded; what it came to, and the film of it."""
    from automation.recording.recorder import Recorder

    recorder = Recorder(redactor)
    report = act(recorder)
    if report.error:
        return report
    language = report.result.server.language if report.result else report.language

    def made() -> Made:
        with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as folder:
            return Made(produce(recorder, wanted, facts(report), language, options, work=Path(folder), quiet=quiet))

    return with_made(report, f"making the film {wanted.path}", made)


def _facts_of_creation(report: Report) -> "Facts":
    result = report.result
    assert result is not None  # noqa: S101 - there is one where there is no error
    if result.already_existed:
        raise NotRecorded("making the film", "the client was there already, so nobody was seen creating it",
                          code="nothing_to_film", hint="film it where it is not there yet.")  # fmt: skip
    return facts_of_creation(result, report)
