"""`login` and `logout` as a user runs them, and what the other commands make of a kept session."""

import json
import os
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, User
from tests.conftest import NOBODY, StartSandbox, is_root
from tests.support.command import Command
from tests.support.lean_browser import windowless_browser
from tests.support.redirecting import redirecting

SECRET = "JBSWY3DPEHPK3PXP"
ADMIN = User(username=DEFAULT_USER, password=DEFAULT_PASSWORD)
WITH_CODE = replace(ADMIN, totp_secret=SECRET)
BOB = User(username="bob", password="right")
NO_PASSWORD = {"DHIS2_PASSWORD": ""}
Done = subprocess.CompletedProcess[str]


@dataclass
class Home:
    """The folder somebody works in, in front of one sandbox."""

    command: Command
    sandbox: Sandbox

    def __call__(self, name: str, *flags: str, user: str = DEFAULT_USER, **environment: str) -> Done:
        where = ("--url", self.sandbox.url, "--username", user, "--state-dir", "kept")
        return self.command(name, *where, *flags, **environment)

    def login(self, **environment: str) -> Done:
        done = self("login", "--quiet", **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def create(self, *flags: str, user: str = DEFAULT_USER, **environment: str) -> Done:
        client = ("--client-id", "reports", "--grant", "authorization_code", "--redirect-uri", "https://a.example/cb")
        return self("create", *client, "--json", "--quiet", *flags, user=user, **environment)

    @property
    def kept(self) -> list[Path]:
        return sorted((self.command.folder / "kept" / "sessions").glob("*"))

    @property
    def sign_ins(self) -> int:
        return sum(asked.startswith("POST") and "login" in asked for asked in self.sandbox.state.requests)


@pytest.fixture
def home(command: Command, start_sandbox: StartSandbox) -> Callable[..., Home]:
    def home(version: str = "2.41.9", *users: User, **options: Any) -> Home:
        return Home(command, start_sandbox(version, users=users or (ADMIN,), **options))

    return home


OpenHome = Callable[..., Home]


def by_hand() -> dict[str, str]:
    """The environment of somebody who signs in at the provider, which lets them through."""
    return NO_PASSWORD | {"DHIS2_OAUTH_BROWSER_PATH": str(windowless_browser())}


def error_of(done: Done) -> tuple[int, str]:
    return done.returncode, json.loads(done.stdout)["error"]["code"]


@pytest.mark.parametrize("version", [pytest.param("2.40.11", marks=pytest.mark.thorough), "2.42.5"])
def test_one_sign_in_with_a_code_serves_all_commands(home: OpenHome, version: str) -> None:
    at = home(version, WITH_CODE)
    told = at.login(DHIS2_TOTP_SECRET=SECRET).stdout
    signed_in = at.sign_ins

    created = at.create("--output", "it.env", **NO_PASSWORD)
    verified = at.command("verify", "it.env", "--username", DEFAULT_USER, "--state-dir", "kept", **NO_PASSWORD)
    examined = at("doctor", **NO_PASSWORD)

    for done in (created, verified, examined):
        assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(created.stdout)["verified"] is True
    assert at.sign_ins == signed_in
    assert f"Signed in to {at.sandbox.url} as admin." in told


def test_the_session_is_kept_privately_and_is_dhis2s_alone(home: OpenHome) -> None:
    at = home()
    told = at.login()

    (file,) = at.kept
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {cookie["domain"] for cookie in kept["cookies"]} == {"127.0.0.1"}
    (token,) = at.sandbox.state.sessions
    assert token in {cookie["value"] for cookie in kept["cookies"]}
    assert DEFAULT_PASSWORD not in file.read_text(encoding="utf-8")
    assert token not in told.stdout + told.stderr


def test_what_a_session_could_not_prove_is_not_made(home: OpenHome) -> None:
    ann = home("2.41.9")
    ann.login()
    client = ("--client-id", "reports", "--grant", "password", "--redirect-uri", "https://a.example/cb")

    refused = ann("create", *client, "--json", "--quiet", **NO_PASSWORD)
    unproved = ann("create", *client, "--json", "--quiet", "--no-verify", **NO_PASSWORD)

    assert error_of(refused) == (2, "password_missing")
    assert (unproved.returncode, json.loads(unproved.stdout)["verified"]) == (0, None)


def test_a_session_that_dhis2_has_ended_is_told_or_replaced(home: OpenHome) -> None:
    at = home()
    at.login()
    at.sandbox.state.end_sessions()

    assert error_of(at.create(**NO_PASSWORD)) == (4, "session_ended")
    assert at.sign_ins == 1
    anew = at.create()
    assert anew.returncode == 0, anew.stdout + anew.stderr
    assert at.sandbox.state.clients


@pytest.mark.thorough
def test_a_session_serves_nobody_else_and_nobody_who_declines_it(home: OpenHome) -> None:
    at = home("2.41.9", ADMIN, BOB)
    at.login()

    assert error_of(at.create("--no-session", **NO_PASSWORD)) == (2, "password_missing")
    assert error_of(at.create(user="bob", **NO_PASSWORD)) == (2, "password_missing")
    assert at.create("--no-session").returncode == 0
    assert at.sign_ins > 1


def test_logout_ends_the_session_here_and_there(home: OpenHome) -> None:
    at = home()
    at.login()

    done = at("logout", **NO_PASSWORD)

    assert done.stdout == f"Signed out of {at.sandbox.url} as admin.\n", done.stderr
    assert at.sandbox.state.sessions == {}
    assert at.kept == []
    assert at("logout", **NO_PASSWORD).stdout == f"No session is kept for {at.sandbox.url}.\n"


@pytest.mark.thorough
def test_a_session_serves_the_address_that_was_given_and_dhis2s_own(home: OpenHome) -> None:
    at = home("2.41.9", ADMIN, context_path="/dhis")
    own = at.sandbox

    with redirecting(f"{own.url}/") as front:
        at.sandbox = replace(own, url=front.url)
        told = at.login().stdout
        assert f"Signed in to {own.url} as admin." in told
        assert at("doctor", **NO_PASSWORD).returncode == 0
    at.sandbox = own
    assert at("doctor", **NO_PASSWORD).returncode == 0
    assert at.sign_ins == 1


@pytest.mark.parametrize("change", ["owner", "writable", "folder"])
@pytest.mark.skipif(not is_root(), reason="only root gives files away")
def test_a_session_that_somebody_else_can_have_planted_is_refused(home: OpenHome, change: str) -> None:
    at = home()
    at.login()
    (file,) = at.kept
    if change == "writable":
        file.chmod(0o666)
    else:
        os.chown(file if change == "owner" else file.parent, NOBODY, NOBODY)

    assert error_of(at.create()) == (2, "session_not_trusted")
    assert at.sign_ins == 1
    assert not at.sandbox.state.clients


def test_no_password_is_typed_where_only_a_session_file_leads(home: OpenHome, start_sandbox: StartSandbox) -> None:
    """A session kept for this address that names another DHIS2: the password goes to the address that was asked for."""
    at, elsewhere = home(), start_sandbox("2.41.9", users=(ADMIN,))
    at.login()
    (file,) = at.kept
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(kept | {"base_url": elsewhere.url}), encoding="utf-8")

    without, done = at.create(**NO_PASSWORD), at.create()

    assert error_of(without) == (4, "session_elsewhere")
    assert done.returncode == 0, done.stdout + done.stderr
    assert at.sandbox.state.clients
    assert elsewhere.state.requests == []


def test_a_session_is_used_for_the_address_in_its_name(home: OpenHome) -> None:
    at = home()
    at.login()
    (file,) = at.kept
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(kept | {"asked_url": "https://d.example"}), encoding="utf-8")

    assert error_of(at.create(**NO_PASSWORD)) == (2, "password_missing")


@pytest.mark.thorough
def test_a_refused_login_keeps_nothing(home: OpenHome) -> None:
    at = home("2.42.5", WITH_CODE)

    wrong = at("login", "--quiet", DHIS2_PASSWORD="wrong")
    without_code = at("login", "--quiet")

    assert (wrong.returncode, without_code.returncode) == (4, 4)
    assert "DHIS2 refused the username or password" in wrong.stderr
    assert "DHIS2 asks for the code from the authenticator app" in without_code.stderr
    assert at.kept == []
    assert at.sign_ins == 2


def test_an_identity_provider_is_left_to_the_person(home: OpenHome) -> None:
    at = home("2.42.5", faults=frozenset({Fault.SSO_ONLY}))

    assert error_of(at.create()) == (4, "other_sign_in")
    assert not any(asked.startswith("POST") for asked in at.sandbox.state.requests)


def test_who_signs_in_by_hand_needs_no_password_afterwards(home: OpenHome) -> None:
    ann = User(username="ann", password="right")
    at = home("2.42.5", ann, faults=frozenset({Fault.SSO_ONLY}), provider_knows="ann")
    where = ("--url", at.sandbox.url, "--state-dir", "kept")

    done = at.command("login", "--headed", *where, **by_hand())
    created = at.create(user="ann", **NO_PASSWORD)

    assert f"Signed in to {at.sandbox.url} as ann." in done.stdout, done.stderr
    assert "Sign in to DHIS2 in the browser that opens" in done.stderr
    assert created.returncode == 0, created.stdout + created.stderr
    assert json.loads(created.stdout)["verified"] is True
    assert at.sign_ins == 0


@pytest.mark.thorough
def test_somebody_else_who_signs_in_by_hand_is_not_kept(home: OpenHome) -> None:
    ann = User(username="ann", password="right")
    at = home("2.42.5", ann, BOB, faults=frozenset({Fault.SSO_ONLY}), provider_knows="ann")

    done = at("login", "--headed", user="bob", **by_hand())

    assert done.returncode == 4
    assert "ann signed in, not bob" in done.stderr
    assert at.kept == []
