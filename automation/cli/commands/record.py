"""`dhis2-oauth record`."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.commands.rotate import RotateFlags, rotate_needs, rotate_options
from automation.cli.commands.verify import VerifyOptions, verify_needs, verify_options
from automation.cli.group import DHIS2, GEOPRISM, Command, CreateUnlessSaid, under
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, option, takes
from automation.cli.recording_options import Made, Subject, while_recorded
from automation.cli.render import Report
from automation.cli.subjects import read_change_of_secret, read_creation, read_proof
from automation.cli.video import FilmOptions, Wanted, film_needs, film_options, produce, read_wanted
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.recording.guide.model import Facts
    from automation.recording.recorder import Recorder


@click.group(
    cls=CreateUnlessSaid,
    example=f"dhis2-oauth record {GEOPRISM} --video georegistry.mp4",
)
def record() -> None:
    """Create a client, prove one, or give it a new secret, and make a film of it.

    Without `create`, `verify` or `rotate` it is `create`.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmedRotation:
    """All that `record rotate` is told."""

    film: FilmOptions
    rotate: RotateFlags


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
    return filmed(wanted, read_creation(given.create, redactor), redactor, quiet=outcome.quiet)


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
    return filmed(wanted, read_proof(given.verify, redactor), redactor, quiet=given.verify.quiet)


@record.command(
    cls=Command,
    example=f"dhis2-oauth record rotate georegistry {DHIS2} --output georegistry.dhis2-oauth.env --video rotation.mp4",
)
@film_options
@rotate_options
@click.pass_obj
@takes(FilmedRotation)
def rotate(redactor: Redactor, given: FilmedRotation) -> Report:
    """Give a client a new secret as `rotate` does, and film it."""
    given = complete(given, lambda it: [*rotate_needs(it.rotate), *film_needs(it.film)], asks=True)
    file = given.rotate.own_file
    wanted = read_wanted(given.film, output=file.output, overwrite=file.force)
    return filmed(wanted, read_change_of_secret(given.rotate, redactor), redactor, quiet=given.rotate.quiet)


def filmed(wanted: Wanted, subject: Subject, redactor: Redactor, *, quiet: bool = False) -> Report:
    """Do what the subject is, and make the film of it."""

    def make(recorder: "Recorder", facts: "Facts", language: str, options: BrowserOptions) -> Made:
        with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as folder:
            return Made(produce(recorder, wanted, facts, language, options, work=Path(folder), quiet=quiet))

    return while_recorded(redactor, f"making the film {wanted.path}", subject, wanted, make)
