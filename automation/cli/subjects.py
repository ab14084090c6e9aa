"""What can be filmed, and be the subject of a guide: a client being created, proved, or given a new secret."""

from dataclasses import replace
from functools import partial

from automation.browser.options import BrowserOptions
from automation.cli.commands import create, rotate, verify
from automation.cli.commands.rotate import RotateFlags
from automation.cli.commands.verify import VerifyOptions
from automation.cli.facts import facts_of_creation, facts_of_proof, facts_of_rotation
from automation.cli.options import CreateFlags
from automation.cli.progress import progress
from automation.cli.recording_options import Subject
from automation.cli.render import Report
from automation.cli.settings import Settings, read_settings
from automation.flows.services import Observer
from automation.narrator import Narrator, Step
from automation.secrets.redact import Redactor


def read_creation(given: CreateFlags, redactor: Redactor) -> Subject:
    """A client being created.

    Raises:
        ConfigError: something is missing or wrong.
    """
    narrator = progress(quiet=given.outcome.quiet)
    return creation(read_settings(given, redactor, narrator), redactor, narrator)


def creation(settings: Settings, redactor: Redactor, narrator: Narrator) -> Subject:
    """The same with settings that were read."""
    return Subject(
        browser=settings.browser,
        run=lambda browser, observer: create.run(replace(settings, browser=browser), redactor, narrator, observer),
        facts=lambda report, _: facts_of_creation(report),
        main={Step.SAVE},
        unseen="an earlier run had saved the client already",
        against=_kept,
    )


def _kept(report: Report) -> str:
    is_kept = report.result and report.result.already_existed
    return "the client was there already, so nobody was seen creating it" if is_kept else ""


def read_proof(given: VerifyOptions, redactor: Redactor) -> Subject:
    """A client being proved.

    Raises:
        ConfigError: something is missing or wrong.
    """
    client, proof = verify.read_client(given, redactor)
    return Subject(
        browser=verify.browser_of(proof, redactor),
        run=partial(verify.prove, client, proof, redactor),
        facts=lambda report, _: facts_of_proof(client, report),
        main={Step.CONSENT},
        unseen="there was nothing to see: DHIS2 remembers this user's consent and asked for none",
    )


def read_change_of_secret(given: RotateFlags, redactor: Redactor) -> Subject:
    """A client being given a new secret: with DHIS2's API, or by being deleted and made anew.

    Raises:
        ConfigError: something is missing or wrong.
    """
    narrator = progress(quiet=given.quiet)
    rotation = rotate.read_rotation(given, redactor, narrator)

    def begun(browser: BrowserOptions, observer: Observer) -> Report:
        dressed = replace(rotation, page=replace(rotation.page, browser=browser))
        return rotate.run(dressed, redactor, narrator, observer)

    return Subject(
        browser=rotation.page.browser,
        run=begun,
        facts=lambda report, seen: facts_of_rotation(report, is_remade=Step.SAVE in seen),
        main={Step.ROTATE, Step.SAVE},
        unseen="an earlier run had stored the new secret already",
    )
