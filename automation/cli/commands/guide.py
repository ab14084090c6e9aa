"""`dhis2-oauth guide`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.commands.verify import VerifyOptions, browser_of, prove, read_client, verify_needs, verify_options
from automation.cli.facts import facts_of_creation, facts_of_proof, language_of
from automation.cli.group import GEOPRISM, Command, CreateUnlessSaid, under
from automation.cli.guide_files import GuideFlags, Wanted, guide_needs, guide_options, publish, read_wanted
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, option, takes
from automation.cli.progress import progress
from automation.cli.recording_options import Made, while_recorded
from automation.cli.render import Report
from automation.cli.settings import read_settings
from automation.narrator import Step
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.recording.guide.model import Facts

_MAKING = "making the guide"


@click.group(cls=CreateUnlessSaid, example=f"dhis2-oauth guide {GEOPRISM} --guide guide.html --card card.pdf")
def guide() -> None:
    """Create a client, or prove one, and write an illustrated guide to it.

    Without `create` or `verify` it is `create`.

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
    narrator = progress(quiet=outcome.quiet)
    settings = read_settings(given.create, redactor, narrator)
    settings = replace(settings, browser=wanted.dressed(settings.browser))
    return while_recorded(redactor, _MAKING, lambda recorder: run(settings, redactor, narrator, recorder),
                          _made(wanted, settings.browser, facts_of_creation), main=Step.SAVE)  # fmt: skip


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
    client, proof = read_client(given.verify, redactor)
    options = wanted.dressed(browser_of(proof, redactor))
    return while_recorded(redactor, _MAKING, lambda recorder: prove(client, proof, redactor, options, recorder),
                          _made(wanted, options, lambda report: facts_of_proof(client, report)),
                          main=Step.CONSENT)  # fmt: skip


def _made(wanted: Wanted, options: BrowserOptions, facts: Callable[[Report], "Facts"]) -> Callable[..., Made]:
    return lambda recorder, report: publish(recorder, wanted, facts(report), language_of(report), options)
