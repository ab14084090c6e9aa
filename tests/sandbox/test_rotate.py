"""`rotate` as a command: what it asks, what it refuses before anything is changed, and what it says."""

import json
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from automation.sandbox.server import Sandbox
from automation.secrets.secret import Secret
from tests.conftest import StartSandbox
from tests.sandbox.test_client_ids import CALLBACK, SECRET, client_of
from tests.support.command import Command
from tests.support.leaks import Search

FORM, API = "2.40.11", "2.43.1"


def secret_file(sandbox: Sandbox, folder: Path, *, at: str = "") -> Path:
    """The file of a client that is there, of that DHIS2 or of another."""
    endpoints = client_of(sandbox, "mine").endpoints
    path = folder / "mine.env"
    text = (
        f"DHIS2_OAUTH_CLIENT_ID=mine\nDHIS2_OAUTH_CLIENT_SECRET={SECRET}\nDHIS2_OAUTH_REDIRECT_URIS={CALLBACK}\n"
        f"DHIS2_OAUTH_AUTHORIZE_URL={endpoints.authorize}\nDHIS2_OAUTH_TOKEN_URL={endpoints.token}\n"
        f"DHIS2_OAUTH_PROFILE_URL={endpoints.profile}\n"
    )
    path.write_text(text.replace(sandbox.url, at or sandbox.url), encoding="utf-8")
    path.chmod(0o600)
    return path


def stored(sandbox: Sandbox) -> list[dict[str, Any]]:
    return [dict(client) for client in sandbox.state.clients.values()]


@pytest.mark.parametrize("version", [FORM, API])
def test_what_was_done_is_told_and_no_secret_with_it(
    command: Command, start_sandbox: StartSandbox, version: str, tmp_path: Path
) -> None:
    sandbox = start_sandbox(version)
    file = secret_file(sandbox, command.folder)

    done = command("rotate", "mine", *command.at(sandbox), "--output", "mine.env", "--json")

    told, new = json.loads(done.stdout), dotenv_values(file)["DHIS2_OAUTH_CLIENT_SECRET"] or ""
    assert (done.returncode, told["outcome"], told["verified"]) == (0, "rotated", True), done.stderr
    assert told["secret"] == {"delivered_to": "mine.env", "format": "dotenv", "stored": True}
    assert new not in {"", SECRET}
    assert file.stat().st_mode & 0o777 == 0o600
    assert not file.with_name("mine.env.previous").exists()
    search = Search({"new": new, "old": SECRET})
    search.folder(tmp_path, {"mine.env": {"new"}})
    assert search.hits == []
    assert not any(secret in done.stdout + done.stderr for secret in (new, SECRET))


@pytest.mark.parametrize("ui_only", [[], ["--ui-only", "--yes"]])
def test_the_file_of_the_same_client_in_another_dhis2_is_left_alone(
    command: Command, start_sandbox: StartSandbox, ui_only: list[str]
) -> None:
    sandbox = start_sandbox(FORM)
    file = secret_file(sandbox, command.folder, at="https://other.example.org")
    before, kept = stored(sandbox), file.read_text()

    done = command("rotate", "mine", *command.at(sandbox), "--output", "mine.env", "--json", *ui_only)

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "output_exists")
    assert (stored(sandbox), file.read_text()) == (before, kept)


@pytest.mark.parametrize(
    ("version", "flags", "code"),
    [
        (FORM, ["--ui-only"], "not_confirmed"),
        (API, ["--ui-only", "--yes"], "ui_cannot_rotate"),
        (API, ["--ui-only", "--dry-run"], "ui_cannot_rotate"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_deleted(
    command: Command, start_sandbox: StartSandbox, version: str, flags: list[str], code: str
) -> None:
    sandbox = start_sandbox(version)
    secret_file(sandbox, command.folder)
    before = stored(sandbox)

    done = command("rotate", "mine", *command.at(sandbox), "--output", "mine.env", "--json", *flags)

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, code), done.stderr
    assert stored(sandbox) == before


def test_a_dry_run_changes_nothing(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(FORM)
    file = secret_file(sandbox, command.folder)
    before = stored(sandbox)

    done = command("rotate", "mine", *command.at(sandbox), "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "Would give the OAuth2 client mine" in done.stdout
    assert stored(sandbox) == before
    assert Secret(dotenv_values(file)["DHIS2_OAUTH_CLIENT_SECRET"] or "").reveal() == SECRET


def test_a_client_that_is_not_there_gets_no_secret(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(FORM)
    secret_file(sandbox, command.folder)

    done = command("rotate", "mini", *command.at(sandbox), "--output", "mini.env", "--json")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (13, "client_not_found")
    assert "did you mean 'mine'?" in error["hint"]
    assert not (command.folder / "mini.env").exists()
