"""What can be shown: which run is worth it, why another is not, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from automation.browser.options import BrowserOptions
from automation.cli.commands.rotate import RotateFlags
from automation.cli.commands.verify import VerifyOptions
from automation.cli.connection import Target
from automation.cli.options import InstanceFlags
from automation.cli.own_file import OwnFileFlags
from automation.cli.recording_options import Made, Subject, while_recorded
from automation.cli.render import Report
from automation.cli.settings import Settings
from automation.cli.subjects import creation, read_change_of_secret, read_proof
from automation.clients.client import ClientSpec, GrantType
from automation.clients.difference import ClientOutcome
from automation.errors import ExitCode, PageUnusable
from automation.flows.options import ProvisionOptions
from automation.flows.services import Observer
from automation.narrator import Silent, Step
from automation.recording.guide.model import Facts
from automation.recording.recorder import Recorder
from automation.secrets import formats
from automation.secrets.env_file import Destination
from automation.secrets.formats import Format
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor
from tests.support.reports import INSTANCE, report


class Wanted:
    """What was asked for looks as it is."""

    def dressed(self, options: BrowserOptions) -> BrowserOptions:
        return options


@dataclass(frozen=True)
class Subjects:
    """Each subject, without its run."""

    folder: Path

    def creation(self) -> Subject:
        spec = ClientSpec(name="x", client_id="x", grant_types=frozenset({GrantType.PASSWORD}), redirect_uris=())
        settings = Settings(
            target=Target(instance=INSTANCE), spec=spec, options=ProvisionOptions(),
            destination=Destination(file=None), journal=Journal(self.folder), browser=BrowserOptions(),
        )  # fmt: skip
        return creation(settings, Redactor(), Silent())

    def proof(self) -> Subject:
        found = report().credentials or report().result.credentials  # type: ignore[union-attr]
        file = self.folder / "x.env"
        file.write_text(formats.write(found.values(), Format.DOTENV))
        file.chmod(0o600)
        return read_proof(VerifyOptions(env_file=file, instance=self._instance()), Redactor())

    def change_of_secret(self) -> Subject:
        file = OwnFileFlags(output=str(self.folder / "x.env"))
        return read_change_of_secret(
            RotateFlags(instance=self._instance(), client_id="x", own_file=file), Redactor()
        )  # fmt: skip

    def _instance(self) -> InstanceFlags:
        return InstanceFlags(url=INSTANCE.base_url, username="ann", state_dir=str(self.folder / "state"))


@pytest.fixture
def subjects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subjects:
    monkeypatch.setenv("DHIS2_PASSWORD", "5ecret")
    monkeypatch.chdir(tmp_path)
    return Subjects(tmp_path)


def shown(subject: Subject, found: Report, steps: Sequence[Step] = ()) -> tuple[Report, list[Facts]]:
    """What comes of a run that went through these steps, which are told; and what was said of it."""
    said: list[Facts] = []

    def run(_browser: BrowserOptions, observer: Observer) -> Report:
        for step in steps:
            observer.begin(step, "", ())
            observer.done(step, "")
        return found

    def make(_recorder: Recorder, facts: Facts, _language: str, _browser: BrowserOptions) -> Made:
        said.append(facts)
        return Made([Path("made")])

    return while_recorded(Redactor(), "making it", replace(subject, run=run), Wanted(), make), said


@pytest.mark.parametrize("outcome", [ClientOutcome.FOUND, ClientOutcome.UNCHANGED, ClientOutcome.UPDATED])
def test_a_client_that_was_there_is_not_shown_being_created(subjects: Subjects, outcome: ClientOutcome) -> None:
    kept, said = shown(subjects.creation(), report(outcome))

    assert kept.error
    assert (kept.error.code, kept.exit_code, said) == ("nothing_to_show", ExitCode.NOT_RECORDED, [])


def test_a_client_that_was_there_is_shown_being_given_a_new_secret(subjects: Subjects) -> None:
    done, said = shown(subjects.change_of_secret(), report(ClientOutcome.ROTATED), [Step.ROTATE])

    assert (done.error, done.made) == (None, (Path("made"),))
    (facts,) = said
    assert (facts.title, facts.to_do, facts.kept) == ("title_rotation", "to_do_rotation", "new_secret")
    assert facts.then == "then_rotation"


def test_of_one_that_was_made_anew_for_it_that_is_said(subjects: Subjects) -> None:
    facts = subjects.change_of_secret().facts(report(ClientOutcome.ROTATED), {Step.OPEN_EDIT, Step.SAVE})

    assert (facts.title, facts.to_do) == ("title_rotation", "to_do_remake")


def test_of_a_run_that_failed_nothing_is_made(subjects: Subjects) -> None:
    failed = Report(error=PageUnusable("opening", "no"))

    assert shown(subjects.creation(), failed) == (failed, [])


@pytest.mark.parametrize(
    ("name", "outcome", "words"),
    [
        ("creation", ClientOutcome.RESUMED, "an earlier run had saved the client"),
        ("proof", ClientOutcome.CREATED, "nothing to see"),
        ("change_of_secret", ClientOutcome.ROTATED, "an earlier run had stored the new secret"),
    ],
)
def test_without_the_step_that_matters_there_is_nothing_to_show(
    subjects: Subjects, name: str, outcome: ClientOutcome, words: str
) -> None:
    done, said = shown(getattr(subjects, name)(), report(outcome), [Step.READ_BACK])

    assert done.error
    assert words in done.error.saw
    assert (done.exit_code, done.delivered_to, said) == (ExitCode.NOT_RECORDED, "x.env", [])
