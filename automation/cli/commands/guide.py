"""`dhis2-oauth guide`."""

from dataclasses import dataclass, field
from functools import partial

import click

from automation.cli.commands.rotate import RotateFlags, rotate_needs, rotate_options
from automation.cli.commands.verify import VerifyOptions, verify_needs, verify_options
from automation.cli.group import DHIS2, GEOPRISM, Command, CreateUnlessSaid, under
from automation.cli.guide_files import GuideFlags, Wanted, guide_needs, guide_options, publish, read_wanted
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, option, takes
from automation.cli.recording_options import Subject, while_recorded
from automation.cli.render import Report
from automation.cli.subjects import read_change_of_secret, read_creation, read_proof
from automation.secrets.redact import Redactor


@click.group(cls=CreateUnlessSaid, example=f"dhis2-oauth guide {GEOPRISM} --guide guide.html --card card.pdf")
def guide() -> None:
    """Create a client, prove one, or give it a new secret, and write an illustrated guide to it.

    Without `create`, `verify` or `rotate` it is `create`.

    In the pictures the secret is covered.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CreationGuide:
    """All that `guide create` is told."""

    files: GuideFlags = field(default_factory=GuideFlags)
    create: CreateFlags = field(default_factory=CreateFlags)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofGuide:
    """All that `guide verify` is told."""

    files: GuideFlags
    verify: VerifyOptions
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationGuide:
    """All that `guide rotate` is told."""

    files: GuideFlags
    rotate: RotateFlags


@guide.command(
    cls=Command,
    useless=["--if-exists"],
    example=f"dhis2-oauth guide create {GEOPRISM} --guide guide.html --card card.pdf",
)
@guide_options
@create_options
@click.pass_obj
@takes(CreationGuide)
def create(redactor: Redactor, given: CreationGuide) -> Report:
    """Create an OAuth2 client as `create` does, and write a guide to it."""
    given = complete(given, lambda it: [*guide_needs(it.files), *create_needs(it.create)], asks=True)
    outcome = given.create.outcome
    wanted = read_wanted(given.files, output=outcome.output, overwrite=outcome.force)
    return _written(wanted, read_creation(given.create, redactor), redactor)


@guide.command(
    cls=Command,
    example="dhis2-oauth guide verify georegistry.dhis2-oauth.env --username admin --guide consent.html",
)
@verify_options
@guide_options
@under("The guide", option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace existing files."))
@click.pass_obj
@takes(ProofGuide)
def verify(redactor: Redactor, given: ProofGuide) -> Report:
    """Prove a client as `verify` does, and write a guide to how its user gives consent."""
    given = complete(given, lambda it: [*verify_needs(it.verify), *guide_needs(it.files)])
    wanted = read_wanted(given.files, output=None, overwrite=given.force)
    return _written(wanted, read_proof(given.verify, redactor), redactor)


@guide.command(
    cls=Command,
    example=f"dhis2-oauth guide rotate georegistry {DHIS2} --output georegistry.dhis2-oauth.env --guide rotation.html",
)
@rotate_options
@guide_options
@click.pass_obj
@takes(RotationGuide)
def rotate(redactor: Redactor, given: RotationGuide) -> Report:
    """Give a client a new secret as `rotate` does, and write a guide to it."""
    given = complete(given, lambda it: [*rotate_needs(it.rotate), *guide_needs(it.files)], asks=True)
    file = given.rotate.own_file
    wanted = read_wanted(given.files, output=file.output, overwrite=file.force)
    return _written(wanted, read_change_of_secret(given.rotate, redactor), redactor)


def _written(wanted: Wanted, subject: Subject, redactor: Redactor) -> Report:
    return while_recorded(redactor, "making the guide", subject, wanted, partial(publish, wanted=wanted))
