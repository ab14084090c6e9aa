"""A run that is stopped, what it leaves, and whether the next run loses nothing."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bcrypt
from dotenv import dotenv_values

from automation.narrator import Step
from automation.sandbox.server import Sandbox
from tests.support.command import Command, Way, kill

NOISE = ("Traceback", "Exception ignored", "Error occurred", "Task was destroyed", "asyncio", "never retrieved")


@dataclass
class Run:
    """`create` of one client by one command, in front of one sandbox."""

    command: Command
    sandbox: Sandbox
    client_id: str = "mine"
    output: str = "mine.env"

    @property
    def arguments(self) -> tuple[str, ...]:
        return (
            "create", *self.command.at(self.sandbox), "--client-id", self.client_id, "--grant", "authorization_code",
            "--redirect-uri", f"https://{self.client_id}.example.org/cb", "--output", self.output,
        )  # fmt: skip

    def stopped(self, *, after: Step, by: Way) -> subprocess.CompletedProcess[str]:
        return self.command.stopped(self.arguments, after=after, by=by)

    @property
    def stored(self) -> list[dict[str, Any]]:
        """The clients of that ID in DHIS2."""
        clients = list(self.sandbox.state.clients.values())
        return [one for one in clients if self.client_id in {one.get("cid"), one.get("clientId")}]

    @property
    def file(self) -> Path:
        return self.command.folder / self.output

    @property
    def left(self) -> list[dict[str, Any]]:
        """The journal's entries of this client; reading them proves that none is torn."""
        state = self.command.folder.parent / "state"
        entries = [json.loads(path.read_text()) for path in state.rglob("*.json")]
        return [entry for entry in entries if entry["client_id"] == self.client_id]

    @property
    def temporary(self) -> list[Path]:
        """What is half written; an empty one, of a run that was killed before it wrote, has no secret in it."""
        found = [path for path in self.command.folder.parent.rglob(".dhis2-oauth-*") if path.is_file()]
        return [path for path in found if path.stat().st_size]

    def knows(self, secret: str) -> bool:
        """Whether that is the secret of the only client of that ID."""
        (client,) = self.stored
        if "cid" in client:
            return bool(client["secret"] == secret)
        return bool(client["clientSecret"]) and bcrypt.checkpw(secret.encode(), client["clientSecret"].encode())

    def is_finished(self) -> bool:
        """One client, whose secret is in the file and nowhere else."""
        secret = dotenv_values(self.file).get("DHIS2_OAUTH_CLIENT_SECRET") or ""
        return self.knows(secret) and not self.left and not self.temporary


def loses_nothing(run: Run) -> bool:
    """Whether the secret of the client that is in DHIS2, if one is, can still be had."""
    if not run.stored:
        return True
    kept = [entry["secret"] for entry in run.left]
    kept += [dotenv_values(run.file).get("DHIS2_OAUTH_CLIENT_SECRET") or ""] if run.file.exists() else []
    has_none = "clientSecret" in run.stored[0] and not run.stored[0]["clientSecret"]
    return bool(kept) if has_none else any(map(run.knows, kept))


def sentence(run: Run) -> str:
    """The message to expect, given what is really stored."""
    if not run.left:
        return "Nothing was stored in DHIS2." if not run.stored else run.output
    if run.file.exists():
        return f"and {run.output} has its secret"
    return {
        "about_to_save": "DHIS2 may have stored the client 'mine'; if it has, `dhis2-oauth recover` has its secret.",
        "saved_without_secret": "DHIS2 has stored the client 'mine', perhaps not yet with its secret",
        "saved": "DHIS2 has stored the client 'mine'; `dhis2-oauth recover` has its secret.",
    }[run.left[-1]["state"]]


def check(run: Run, done: subprocess.CompletedProcess[str], *, by: Way, exit_code: int) -> None:
    """The message says what is left, it is true, and the same command run again carries on from there."""
    assert loses_nothing(run), done.stderr
    assert not any(noise in done.stderr for noise in NOISE), done.stderr
    if done.returncode != 0:
        assert done.returncode == exit_code, done.stderr
        assert by is kill or sentence(run) in done.stderr, done.stderr
        again = run.command(*run.arguments)
        assert again.returncode == 0, again.stderr
    assert run.is_finished(), (run.left, run.temporary, run.stored, again.stderr if done.returncode else done.stderr)
