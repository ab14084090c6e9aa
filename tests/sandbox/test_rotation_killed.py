"""`rotate` is killed at every step: no secret is lost, and the next run ends what this one began."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from dotenv import dotenv_values

from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.sandbox.test_client_ids import CALLBACK, SECRET, client_of
from tests.support.command import Command
from tests.support.sampling import cases
from tests.support.stopping import NOISE, Run

if TYPE_CHECKING:
    import subprocess

    from automation.sandbox.server import Sandbox

FORM, API = "2.40.11", "2.43.1"
DIES = "lambda *given, **named: __import__('os')._exit(9)"
KILLED = 9
# Where a run dies, in the order of the run, and what DHIS2 and the file have then: the old secret, a new one, nothing.
ROTATION = {
    "nothing is begun": ("automation.flows.rotate.rotate_client", "old", "old"),
    "the new secret is in the journal": ("automation.flows.complete.ClientResource.replace", "old", "old"),
    "DHIS2 has the new secret": ("automation.secrets.journal.Journal.mark_saved", "new", "old"),
    "the journal says so": ("automation.flows.rotate.prove_client", "new", "old"),
    "the new secret is proved": ("automation.secrets.env_file.EnvFile.deliver", "new", "old"),
    "the file has the new secret": ("automation.secrets.journal.Journal.remove", "new", "new"),
}
REMAKING = {
    "the old secret is in the journal": ("automation.pages.client_list.ClientList.press_delete", "old", "old"),
    "the old client is deleted": ("automation.pages.client_list.ClientList.add", "", "old"),
    "the new secret is in the journal": ("automation.pages.client_form.ClientForm.save", "", "old"),
    "DHIS2 has the new client": ("automation.secrets.journal.Journal.mark_saved", "new", "old"),
    "the new client was seen": ("automation.flows.remake.prove_client", "new", "old"),
    "the new secret is proved": ("automation.secrets.journal.Journal.remove", "new", "old"),
    "the old secret is forgotten": ("automation.secrets.env_file.EnvFile.deliver", "new", "old"),
}


@dataclass
class Rotation(Run):
    """`rotate` of a client that was there, whose file has its secret."""

    ui_only: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        ui_only = ("--ui-only", "--yes") if self.ui_only else ()
        return ("rotate", self.client_id, *self.command.at(self.sandbox), "--output", self.output, *ui_only)

    def begin(self) -> None:
        """The client, and the file that has its secret."""
        client = client_of(self.sandbox, self.client_id)
        values = {
            "DHIS2_OAUTH_CLIENT_ID": self.client_id, "DHIS2_OAUTH_CLIENT_SECRET": SECRET,
            "DHIS2_OAUTH_AUTHORIZE_URL": client.endpoints.authorize, "DHIS2_OAUTH_TOKEN_URL": client.endpoints.token,
            "DHIS2_OAUTH_PROFILE_URL": client.endpoints.profile, "DHIS2_OAUTH_REDIRECT_URIS": CALLBACK,
        }  # fmt: skip
        self.file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
        self.file.chmod(0o600)

    def dying(self, where: str) -> "subprocess.CompletedProcess[str]":
        return replace(self.command, patches={where: DIES})(*self.arguments)

    @property
    def delivered(self) -> str:
        return dotenv_values(self.file).get("DHIS2_OAUTH_CLIENT_SECRET") or ""

    @property
    def has(self) -> str:
        """Which secret DHIS2 has."""
        if not self.stored:
            return ""
        return "old" if self.knows(SECRET) else "new"

    @property
    def known(self) -> list[str]:
        """Every secret that can still be had: from the file, and from the journal."""
        return [self.delivered, *(entry["secret"] for entry in self.left)]


@pytest.fixture
def command(own_process: Command) -> Command:
    return own_process


def check(run: Rotation, where: str, has: str, file: str) -> None:
    run.begin()

    died = run.dying(where)

    assert died.returncode == KILLED, died.stderr
    assert run.has == has
    assert (run.delivered == SECRET) == (file == "old")
    # What DHIS2 takes can be had; and what it took, as long as the new one is not in the file.
    assert not run.stored or any(map(run.knows, run.known))
    assert file == "new" or SECRET in run.known

    again = run.command(*run.arguments)

    assert again.returncode == 0, again.stderr
    assert not any(noise in died.stderr + again.stderr for noise in NOISE)
    assert run.has == "new"
    assert run.is_finished(), (run.left, run.temporary, run.stored)


@pytest.mark.parametrize(
    ("version", "moment"),
    cases(
        [(version, moment) for moment in ROTATION for version in (FORM, API)],
        always=[(API, "DHIS2 has the new secret")],
    ),
)
def test_killed_while_it_gives_a_new_secret(
    command: Command, start_sandbox: StartSandbox, version: str, moment: str
) -> None:
    check(Rotation(command, start_sandbox(version)), *ROTATION[moment])


@pytest.mark.parametrize(
    ("version", "moment"),
    cases(
        [(version, moment) for moment in REMAKING for version in ("2.36", FORM)],
        always=[(FORM, "the old client is deleted")],
    ),
)
def test_killed_while_it_makes_the_client_anew(
    command: Command, start_sandbox: StartSandbox, version: str, moment: str
) -> None:
    check(Rotation(command, start_sandbox(version), ui_only=True), *REMAKING[moment])


@pytest.mark.parametrize("version", cases([FORM, API], always=[API]))
def test_killed_while_it_puts_the_old_secret_back(command: Command, start_sandbox: StartSandbox, version: str) -> None:
    sandbox: Sandbox = start_sandbox(version)
    run = Rotation(command, sandbox)
    run.begin()
    sandbox.state.faults.add(Fault.PROFILE_REFUSED)

    died = run.dying("automation.flows.rotate._put_back")
    assert (died.returncode, run.has) == (KILLED, "new")
    still_broken = run.command(*run.arguments)

    assert still_broken.returncode == 8, still_broken.stderr
    assert "The old secret was put back" in still_broken.stderr
    assert (run.has, run.left, run.delivered) == ("old", [], SECRET)


@pytest.mark.thorough
def test_the_file_as_it_was_is_kept_once(command: Command, start_sandbox: StartSandbox) -> None:
    run = Rotation(command, start_sandbox(API))
    run.begin()
    dying = replace(command, patches={"automation.secrets.journal.Journal.remove": DIES})
    died = dying(*run.arguments, "--keep-previous")
    assert died.returncode == KILLED, died.stderr

    again = command(*run.arguments, "--keep-previous", "--json")

    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["outcome"] == "rotated"
    previous = dotenv_values(run.file.with_name(f"{run.output}.previous"))
    assert previous["DHIS2_OAUTH_CLIENT_SECRET"] == SECRET
    assert run.is_finished()
