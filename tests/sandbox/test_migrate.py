"""`migrate` from DHIS2 up to 2.41 to 2.42 and later: what becomes of each client, its secret and its journal entry."""

import copy
import json
import stat
from pathlib import Path

import bcrypt
import pytest
from dotenv import dotenv_values

from automation.sandbox.faults import Fault
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, User
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.harness import seed
from tests.support.leaks import Search
from tests.support.migrating import (
    ACCENTED,
    LONG,
    MOBILE,
    REFRESHED,
    REPORTS,
    SPACED,
    Migrating,
    Old,
    knows,
    outcomes,
)
from tests.support.sampling import cases

WAYS = [("2.41.4", "2.43.2"), ("2.40.11", "2.42.5"), ("2.36", "2.42.4")]


@pytest.fixture
def start(command: Command, start_sandbox: StartSandbox) -> "Start":
    return Start(command, start_sandbox)


class Start:
    def __init__(self, command: Command, start_sandbox: StartSandbox) -> None:
        self._command, self._start = command, start_sandbox

    def __call__(self, *clients: Old, old: str = "2.41.4", new: str = "2.42.5", **options: object) -> Migrating:
        migrating = Migrating(self._command, self._start(old), self._start(new, **options))
        migrating.seed(*clients)
        return migrating


@pytest.mark.parametrize(("old", "new"), cases(WAYS, always=WAYS[:1]))
def test_all_that_can_be_migrated_is_and_works_with_its_old_secret(start: Start, old: str, new: str) -> None:
    migrating = start(REPORTS, REFRESHED, MOBILE, SPACED, ACCENTED, old=old, new=new)
    before = copy.deepcopy(migrating.old.state.clients)

    report = migrating.run()

    assert outcomes(report) == {
        "reports": "created", "refreshed": "created", "mobile": "cannot", "my app": "created", "café": "cannot",
    }  # fmt: skip
    assert all(map(migrating.is_migrated, (REPORTS, REFRESHED, SPACED)))
    assert [one["verified"] for one in report["migrations"]] == [True, True, None, True, None]
    assert (report["exit"], report["error"]["code"]) == (2, "cannot_be_migrated")
    assert report["dhis2"]["url"] == migrating.new.url
    assert (migrating.left, migrating.temporary) == ([], [])
    assert list(migrating.command.folder.iterdir()) == []
    assert migrating.old.state.clients == before
    writes = [line for line in migrating.old.state.requests if not line.startswith("GET") and "oAuth2Client" in line]
    assert writes == []


@pytest.mark.thorough
def test_what_is_migrated_already_is_proved_and_left_as_it_is(start: Start) -> None:
    migrating = start(REPORTS)
    assert migrating.run()["exit"] == 0
    before = copy.deepcopy(migrating.new.state.clients)

    report = migrating.run()

    assert (report["exit"], outcomes(report)) == (0, {"reports": "unchanged"})
    assert report["migrations"][0]["verified"] is True
    assert migrating.new.state.clients == before


@pytest.mark.thorough
def test_only_and_plan_change_nothing_else(start: Start) -> None:
    migrating = start(REPORTS, REFRESHED, MOBILE)

    report = migrating.run("--plan", "--only", "refreshed", "--only", "mobile")

    assert (report["exit"], outcomes(report)) == (0, {"refreshed": "planned", "mobile": "cannot"})
    (planned, _) = report["migrations"]
    assert {"property": "scopes to ask for", "stored": [], "wanted": ["openid username"]} in planned["changes"]
    assert any("Whoever runs the application" in sentence for sentence in planned["tell"])
    assert planned["secret_kept"] is True
    assert migrating.new.state.clients == {}
    assert migrating.run("--only", "refreshed")["exit"] == 0
    assert [one["clientId"] for one in migrating.new.state.clients.values()] == ["refreshed"]


@pytest.mark.thorough
def test_an_id_that_the_old_dhis2_does_not_have_is_said(start: Start) -> None:
    report = start(REPORTS).run("--only", "report")

    assert (report["exit"], report["error"]["code"]) == (13, "client_not_found")
    assert "'reports'" in report["error"]["hint"]


def test_another_client_of_that_id_is_left_alone_and_the_others_go_on(start: Start) -> None:
    migrating = start(REPORTS, REFRESHED, SPACED)
    seed(migrating.new, client_id="reports")
    hashed = bcrypt.hashpw(b"another", bcrypt.gensalt(4)).decode()
    migrating.new.state.seed_client(
        clientId="refreshed", clientSecret=hashed, redirectUris=",".join(REFRESHED.uris), scopes="openid,username",
        authorizationGrantTypes="authorization_code,refresh_token",
    )  # fmt: skip
    before = copy.deepcopy(migrating.new.state.clients)

    planned = migrating.run("--plan")
    report = migrating.run()

    assert outcomes(planned) == {"reports": "conflict", "refreshed": "conflict", "my app": "planned"}
    assert outcomes(report) == {"reports": "conflict", "refreshed": "conflict", "my app": "created"}
    assert (report["exit"], report["error"]["code"]) == (6, "client_differs")
    assert "redirect URI" in report["migrations"][0]["error"]["message"]
    assert "another secret" in report["migrations"][1]["error"]["message"]
    assert migrating.is_migrated(SPACED)
    assert {uid: migrating.new.state.clients[uid] for uid in before} == before
    assert migrating.left == []


@pytest.mark.thorough
def test_a_public_client_of_that_id_gets_no_secret(start: Start) -> None:
    migrating = start(REPORTS)
    migrating.new.state.seed_client(
        clientId="reports", clientAuthenticationMethods="none", redirectUris=",".join(REPORTS.uris),
        authorizationGrantTypes="authorization_code",
    )  # fmt: skip

    report = migrating.run()

    assert (report["exit"], outcomes(report)) == (6, {"reports": "conflict"})
    assert not migrating.stored(REPORTS)[0].get("clientSecret")


@pytest.mark.parametrize("uris", cases([(REPORTS.uris,), (REPORTS.uris[::-1],)], always=[]))
def test_a_client_that_was_saved_by_hand_without_its_secret_is_completed(start: Start, uris: tuple[str, ...]) -> None:
    migrating = start(REPORTS)
    migrating.new.state.seed_client(
        clientId="reports", redirectUris=",".join(uris), authorizationGrantTypes="authorization_code"
    )

    report = migrating.run()

    assert (report["exit"], outcomes(report)) == (0, {"reports": "resumed"})
    assert migrating.is_migrated(REPORTS)
    assert migrating.left == []


def test_a_failure_of_one_client_is_told_and_its_journal_entry_stays_until_it_is_proved(start: Start) -> None:
    migrating = start(REPORTS, REFRESHED)
    migrating.new.state.faults.add(Fault.UPDATE_REFUSED)

    report = migrating.run()

    assert outcomes(report) == {"reports": "failed", "refreshed": "failed"}
    assert (report["exit"], report["error"]["code"]) == (8, "not_completed")
    assert [one["state"] for one in migrating.left] == ["saved_without_secret"] * 2
    migrating.new.state.faults.clear()
    again = migrating.run()
    assert (again["exit"], outcomes(again)) == (0, {"reports": "resumed", "refreshed": "resumed"})
    assert migrating.is_migrated(REPORTS)
    assert migrating.left == []


@pytest.mark.thorough
def test_files_for_the_applications_have_the_new_addresses_and_the_old_secret(start: Start) -> None:
    migrating = start(REPORTS, SPACED)

    report = migrating.run("--output-dir", "handed-over")

    folder = migrating.command.folder / "handed-over"
    assert sorted(path.name for path in folder.iterdir()) == ["my_app.dhis2-oauth.env", "reports.dhis2-oauth.env"]
    for client, name in ((REPORTS, "reports"), (SPACED, "my_app")):
        path = folder / f"{name}.dhis2-oauth.env"
        values = dotenv_values(path)
        assert values["DHIS2_OAUTH_CLIENT_SECRET"] == client.password
        assert values["DHIS2_OAUTH_TOKEN_URL"] == f"{migrating.new.url}/oauth2/token"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one["delivered_to"] for one in report["migrations"]] == [
        "handed-over/reports.dhis2-oauth.env", "handed-over/my_app.dhis2-oauth.env",
    ]  # fmt: skip
    assert migrating.run("--output-dir", "handed-over")["exit"] == 0


@pytest.mark.thorough
def test_a_file_that_holds_something_else_is_replaced_by_force_only(start: Start) -> None:
    migrating = start(REPORTS)
    path = migrating.command.folder / "reports.dhis2-oauth.env"
    path.write_text("A=1\n")

    report = migrating.run("--output-dir", ".")

    assert (report["exit"], report["error"]["code"]) == (2, "output_exists")
    assert (path.read_text(), migrating.new.state.clients) == ("A=1\n", {})
    assert migrating.run("--output-dir", ".", "--force")["exit"] == 0
    assert dotenv_values(path)["DHIS2_OAUTH_CLIENT_SECRET"] == REPORTS.password


def test_a_secret_that_bcrypt_cannot_take_whole_is_a_new_one_in_a_file(start: Start) -> None:
    migrating = start(LONG)

    report = migrating.run()

    path = migrating.command.folder / "long.dhis2-oauth.env"
    secret = dotenv_values(path)["DHIS2_OAUTH_CLIENT_SECRET"] or ""
    assert (report["exit"], report["migrations"][0]["secret_kept"]) == (0, False)
    assert knows(migrating.stored(LONG)[0], secret)
    assert not LONG.password.startswith(secret)
    again = migrating.run()
    assert (again["exit"], outcomes(again)) == (0, {"long": "unchanged"})
    path.unlink()
    lost = migrating.run()
    assert (lost["exit"], outcomes(lost)) == (6, {"long": "conflict"})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    cases([("2.42.5", "2.43.2", "source_too_new"), ("2.40.11", "2.41.4", "target_too_old")], always=[]),
)
def test_the_versions_must_be_those_of_an_old_one_and_a_new_one(start: Start, old: str, new: str, code: str) -> None:
    report = start(old=old, new=new).run()

    assert (report["exit"], report["error"]["code"]) == (2, code)


def test_the_same_dhis2_twice_is_refused(start: Start) -> None:
    migrating = start()
    migrating.new = migrating.old

    report = migrating.run()

    assert (report["exit"], report["error"]["code"]) == (2, "same_instance")


@pytest.mark.thorough
def test_no_client_is_no_failure(start: Start) -> None:
    report = start().run()

    assert (report["exit"], report["migrations"]) == (0, [])


def test_without_its_oauth2_server_nothing_is_made(start: Start) -> None:
    migrating = start(REPORTS, faults=frozenset({Fault.OAUTH_OFF}))

    report = migrating.run()
    planned = migrating.run("--plan")

    assert (report["exit"], report["error"]["code"]) == (8, "oauth2_server_off")
    assert (planned["exit"], outcomes(planned)) == (0, {"reports": "planned"})
    assert "switched off" in planned["said"]
    assert migrating.new.state.clients == {}


@pytest.mark.thorough
def test_both_sign_ins_have_a_user_and_a_password_of_their_own(command: Command, start_sandbox: StartSandbox) -> None:
    users = [User(username=name, password=f"{name}-5ecret") for name in ("ann", "bob")]
    migrating = Migrating(
        command, start_sandbox(users=tuple(users[:1])), start_sandbox("2.42.5", users=tuple(users[1:]))
    )
    migrating.seed(REPORTS)

    report = migrating.run("--from-username", "ann", "--username", "bob", DHIS2_FROM_PASSWORD=users[0].password,
                           DHIS2_PASSWORD=users[1].password)  # fmt: skip

    assert (report["exit"], outcomes(report)) == (0, {"reports": "created"})


def test_the_password_of_one_is_not_sent_to_the_other(start: Start) -> None:
    migrating = start(REPORTS)

    report = migrating.run(DHIS2_FROM_PASSWORD="")

    assert (report["exit"], report["error"]["code"]) == (2, "password_missing")
    assert "DHIS2_FROM_PASSWORD" in report["error"]["message"]
    assert migrating.old.state.requests == []


@pytest.mark.thorough
def test_kept_sessions_let_in_to_both(start: Start) -> None:
    migrating = start(REPORTS)
    for sandbox in (migrating.old, migrating.new):
        assert migrating.command("login", *migrating.command.at(sandbox)).returncode == 0

    report = migrating.run(DHIS2_FROM_PASSWORD="", DHIS2_PASSWORD="")

    assert (report["exit"], outcomes(report)) == (0, {"reports": "created"})


@pytest.mark.thorough
def test_both_sign_ins_take_a_two_factor_code(command: Command, start_sandbox: StartSandbox) -> None:
    old, new = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
    users = [
        (User(username=DEFAULT_USER, password=DEFAULT_PASSWORD, totp_secret=totp),) for totp in (old, new)
    ]  # fmt: skip
    migrating = Migrating(command, start_sandbox(users=users[0]), start_sandbox("2.42.5", users=users[1]))
    migrating.seed(REPORTS)

    report = migrating.run(DHIS2_FROM_TOTP_SECRET=old, DHIS2_TOTP_SECRET=new)

    assert (report["exit"], outcomes(report)) == (0, {"reports": "created"})


def test_for_people_it_is_told_in_80_columns_and_no_secret_with_it(start: Start) -> None:
    migrating = start(REPORTS, SPACED, MOBILE)

    done = migrating.command(*migrating.arguments)

    assert done.returncode == 2, done.stderr
    assert "\nreports\n  Stays: client ID, secret, 2 redirect URIs.\n" in done.stdout
    assert "In all: 2 created, 1 cannot." in done.stdout
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
    search = Search({client.client_id: client.password for client in (REPORTS, SPACED, MOBILE)})
    search.data("what was said", (done.stdout + done.stderr).encode())
    search.folder(Path(migrating.command.folder.parent))
    assert search.hits == []


def test_what_goes_wrong_is_told_without_any_secret(start: Start) -> None:
    migrating = start(REPORTS, SPACED)
    migrating.new.state.faults.update({Fault.SAVE_ECHOES_SECRET})

    report = migrating.run()

    assert outcomes(report) == {"reports": "failed", "my app": "failed"}
    said = json.dumps(report, ensure_ascii=False)
    assert not [one for one in (REPORTS, SPACED) if one.password in said]
