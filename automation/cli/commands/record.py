"""`dhis2-oauth record`."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.commands.verify import VerifyOptions, browser_of, prove, read_client, verify_needs, verify_options
from automation.cli.facts import facts_of_creation, facts_of_proof, language_of
from automation.cli.group import GEOPRISM, Command, CreateUnlessSaid, under
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, option, takes
from automation.cli.progress import progress
from automation.cli.recording_options import Made, while_recorded
from automation.cli.render import Report
from automation.cli.settings import Settings, read_settings
from automation.cli.video import FilmOptions, Wanted, film_needs, film_options, produce, read_wanted
from automation.narrator import Narrator, Step
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.recording.guide.model import Facts
    from automation.recording.recorder import Recorder


@click.group(
    cls=CreateUnlessSaid,
    example=f"dhis2-oauth record {GEOPRISM} --video georegistry.mp4",
)
def record() -> None:
    """Create a client, or prove one, and make a film of it.

    Without `create` or `verify` it is `create`.

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
    return film_creation(settings, wanted, redactor, narrator, quiet=outcome.quiet)


def film_creation(
    settings: Settings, wanted: Wanted, redactor: Redactor, narrator: Narrator, *, quiet: bool = False
) -> Report:
    """Create the client, and make the film of it; the browser of `settings` is dressed for it here."""
    settings = replace(settings, browser=wanted.dressed(settings.browser))
    made = _made(wanted, settings.browser, facts_of_creation, quiet=quiet)
    return while_recorded(redactor, f"making the film {wanted.path}",
                          lambda recorder: run(settings, redactor, narrator, recorder), made,
                          main=Step.SAVE)  # fmt: skip


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
    made = _made(wanted, options, lambda report: facts_of_proof(client, report), quiet=proof.quiet)
    return while_recorded(redactor, f"making the film {wanted.path}",
                          lambda recorder: prove(client, proof, redactor, options, recorder), made,
                          main=Step.CONSENT)  # fmt: skip


def _made(
    wanted: Wanted, options: BrowserOptions, facts: Callable[[Report], "Facts"], *, quiet: bool
) -> Callable[..., Made]:
    def made(recorder: "Recorder", report: Report) -> Made:
        with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as folder:
            files = produce(recorder, wanted, facts(report), language_of(report), options, work=Path(folder),
                            quiet=quiet)  # fmt: skip
            return Made(files)

    return made
