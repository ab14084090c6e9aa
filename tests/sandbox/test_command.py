"""The command from end to end: what it prints, what it leaves on disk, how it exits."""

import json
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from dotenv import dotenv_values

from automation.sandbox.faults import Fault
from automation.sandbox.state import User
from tests.conftest import StartSandbox
from tests.support.command import ANY, GEOPRISM, Command, kill
from tests.support.harness import seed
from tests.support.sampling import cases

ENVELOPE = {
    "schema": None,
    "ok": None,
    "client": {
        "name", "client_id", "grant_types", "redirect_uris", "uid", "secret_kept_as", "scopes",
        "authentication_methods", "pkce_required", "consent_required", "created", "last_updated",
    },
    "outcome": None,
    "differences": None,
    "clients": None,
    "migrations": None,
    "dhis2": {"url", "version", "dialect", "dialect_source"},
    "endpoints": {"authorize", "token", "profile"},
    "secret": {"delivered_to", "format", "stored"},
    "made": None,
    "unchanged": None,
    "verified": None,
    "checks": {"name", "outcome", "reason", "next_step"},
    "findings": None,
    "rules": None,
    "error": {"code", "message", "hint"},
}  # fmt: skip


def only(clients: dict[str, Any]) -> dict[str, Any]:
    (client,) = clients.values()
    return client  # type: ignore[no-any-return]


FAULTS = [
    (Fault.SECTION_MISSING, 5, "section_missing"),
    (Fault.NO_APP_ACCESS, 5, "no_authority"),
    (Fault.APP_MISSING, 5, "app_missing"),
    (Fault.LIST_REFUSED, 5, "no_authority"),
    (Fault.LIST_NEVER, 5, "section_not_loaded"),
    (Fault.CHECK_NEVER, 5, "check_failed"),
    (Fault.SAVE_NEVER, 7, "save_unanswered"),
    (Fault.SAVE_ERROR, 7, "save_failed"),
    (Fault.SAVE_CONFLICT, 6, "name_taken"),
    (Fault.SAVE_ALTERED, 7, "stored_differently"),
]


class TestSuccess:
    @pytest.mark.parametrize(
        ("version", "context_path"),
        cases([("2.36", ""), ("2.40.11", "/dhis"), ("2.41.9", "/a/b")], always=[("2.40.11", "/dhis")]),
    )
    def test_the_secret_lands_in_a_private_file(
        self, command: Command, start_sandbox: StartSandbox, version: str, context_path: str
    ) -> None:
        sandbox = start_sandbox(version, context_path=context_path)
        whichever_it_finds = {"DHIS2_OAUTH_BROWSER_PATH": ""}

        done = command.create(sandbox, **whichever_it_finds)

        written = command.folder / "georegistry.dhis2-oauth.env"
        assert (done.returncode, done.stderr.count("✓")) == (0, 13), done.stderr
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        assert dotenv_values(written) == {
            "DHIS2_OAUTH_CLIENT_ID": "georegistry",
            "DHIS2_OAUTH_CLIENT_SECRET": only(sandbox.state.clients)["secret"],
            "DHIS2_OAUTH_AUTHORIZE_URL": f"{sandbox.url}/uaa/oauth/authorize",
            "DHIS2_OAUTH_TOKEN_URL": f"{sandbox.url}/uaa/oauth/token",
            "DHIS2_OAUTH_PROFILE_URL": f"{sandbox.url}/api/me",
            "DHIS2_OAUTH_REDIRECT_URI": "https://gpr.example.org/api/session/ologin",
            "DHIS2_OAUTH_REDIRECT_URIS": "https://gpr.example.org/api/session/ologin",
            "DHIS2_OAUTH_GRANT_TYPES": "authorization_code",
        }
        assert only(sandbox.state.clients)["secret"] not in done.stdout + done.stderr
        assert "Nothing to recover" in command("recover").stdout

    def test_json_has_the_same_keys_for_success_and_failure(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox()
        succeeded = json.loads(command.create(sandbox, "--json", "--quiet").stdout)
        failed = command.create(sandbox, "--json", "--quiet", "--output", "other.env")
        misused = command("create", "--json", "--no-such-flag")

        assert list(succeeded) == list(json.loads(failed.stdout)) == list(json.loads(misused.stdout)) == list(ENVELOPE)
        for key in ("client", "dhis2", "endpoints", "secret"):
            assert set(succeeded[key]) == ENVELOPE[key]
        assert set(json.loads(failed.stdout)["error"]) == ENVELOPE["error"]
        assert (succeeded["schema"], succeeded["ok"], succeeded["error"]) == ("dhis2-oauth/1", True, None)
        assert succeeded["verified"] is True
        assert all(set(check) == ENVELOPE["checks"] for check in succeeded["checks"])
        assert (failed.returncode, misused.returncode) == (6, 2)
        assert failed.stderr == misused.stderr == ""

    def test_stdout_carries_the_secret_only_when_asked(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox()

        as_env = command.create(sandbox, "--output", "-")
        secret = only(sandbox.state.clients)["secret"]
        as_json = command.create(sandbox, "--output", "-", "--json", "--if-exists", "keep")

        assert f"DHIS2_OAUTH_CLIENT_SECRET={secret}" in as_env.stdout.splitlines()
        assert secret not in as_env.stderr
        assert json.loads(as_json.stdout)["client"]["client_secret"] == secret
        assert not list(command.folder.iterdir())

    @pytest.mark.thorough
    def test_quiet_says_nothing_but_the_outcome(self, command: Command, start_sandbox: StartSandbox) -> None:
        done = command.create(start_sandbox(), "--quiet")

        assert done.stderr == ""
        assert done.stdout.startswith("Created the OAuth2 client georegistry")

    @pytest.mark.thorough
    def test_running_again_keeps_the_client_and_the_file(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox()
        command.create(sandbox)
        before = (command.folder / "georegistry.dhis2-oauth.env").read_text()

        again = command.create(sandbox, "--if-exists", "keep")

        assert again.returncode == 0, again.stderr
        assert again.stdout.startswith("Found the OAuth2 client georegistry")
        assert (command.folder / "georegistry.dhis2-oauth.env").read_text() == before
        assert len(sandbox.state.clients) == 1

    def test_keeping_where_the_page_hides_the_secret_says_so(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox("2.42.5")
        seed(sandbox, client_id="georegistry")

        kept = command.create(sandbox, "--if-exists", "keep")

        assert kept.returncode == 8, kept.stderr
        assert "was not read again" in kept.stdout
        assert "shows the secret of no client" in kept.stderr
        assert not list(command.folder.iterdir())

    def test_keeping_proves_the_secret_that_an_earlier_run_delivered(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox("2.42.5")
        arguments = ("create", *command.at(sandbox), *MINE, "--if-exists", "keep", "--json")

        first, again = command(*arguments), command(*arguments)
        only(sandbox.state.clients)["clientSecret"] = bcrypt.hashpw(b"another", bcrypt.gensalt(4)).decode()
        changed = command(*arguments)

        assert (first.returncode, again.returncode) == (0, 0), again.stdout
        assert json.loads(again.stdout)["verified"] is True
        assert (changed.returncode, json.loads(changed.stdout)["error"]["code"]) == (8, "not_verified")

    def test_settings_come_from_flags_then_environment_then_dotenv(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox()
        (command.folder / ".env").write_text(
            f"DHIS2_URL={sandbox.url}\nDHIS2_USERNAME=admin\nDHIS2_PASSWORD=district\n"
            "DHIS2_CLIENT_ID=from-dotenv\nDHIS2_CLIENT_NAME=Dotenv\nDHIS2_OAUTH_OUTPUT=dotenv.env\n"
            "DHIS2_CLIENT_GRANTS=authorization_code refresh_token\nDHIS2_CLIENT_REDIRECT_URIS=https://a.example/cb\n"
        )

        done = command("create", "--name", "Flag", DHIS2_PASSWORD="", DHIS2_CLIENT_ID="from-environment")

        client = only(sandbox.state.clients)
        assert done.returncode == 0, done.stderr
        assert (client["name"], client["cid"]) == ("Flag", "from-environment")
        assert set(client["grantTypes"]) == {"authorization_code", "refresh_token"}
        assert (command.folder / "dotenv.env").is_file()

    def test_screenshots_show_the_steps_and_no_secret(self, command: Command, start_sandbox: StartSandbox) -> None:
        done = command.create(start_sandbox(), "--screenshot-dir", "shots")

        names = sorted(path.name for path in (command.folder / "shots").iterdir())
        assert done.returncode == 0, done.stderr
        assert names == ["01-open-section.png", "02-note-secret.png", "03-see-in-list.png"]


class TestFailure:
    @pytest.mark.in_turn("version")
    @pytest.mark.parametrize("version", ["2.36", "2.41.9", "2.43.1"])
    def test_a_wrong_password_is_tried_once(self, command: Command, start_sandbox: StartSandbox, version: str) -> None:
        sandbox = start_sandbox(version)

        done = command.create(sandbox, DHIS2_PASSWORD="not-the-password")

        assert done.returncode == 4
        assert "DHIS2 refused the username or password" in done.stderr
        assert "not-the-password" not in done.stderr + done.stdout
        assert sum("login" in asked and asked.startswith("POST") for asked in sandbox.state.requests) == 1

    def test_nobody_there(self, command: Command) -> None:
        done = command("create", "--url", "http://127.0.0.1:9", "--username", "admin", *GEOPRISM)

        assert done.returncode == 3
        assert "no connection" in done.stderr
        assert "Try: check the address" in done.stderr

    @pytest.mark.thorough
    def test_something_else_is_there(self, command: Command, start_sandbox: StartSandbox) -> None:
        done = command.create(start_sandbox(faults=frozenset({Fault.NOT_DHIS2})))

        assert done.returncode == 3
        assert "not a DHIS2" in done.stderr

    @pytest.mark.thorough
    def test_a_missing_context_path_is_guessed_at(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox(context_path="/dhis")
        bare = sandbox.url.removesuffix("/dhis")

        done = command("create", "--url", bare, "--username", "admin", *GEOPRISM)

        assert done.returncode == 3
        assert "context path" in done.stderr

    def test_tls_that_is_none(self, command: Command, start_sandbox: StartSandbox) -> None:
        secure = start_sandbox().url.replace("http:", "https:")

        done = command("create", "--url", secure, "--username", "admin", *GEOPRISM)

        assert done.returncode == 3
        assert "TLS is not spoken there" in done.stderr

    @pytest.mark.in_turn("version")
    @pytest.mark.parametrize("version", ["2.36", "2.41.9", "2.43.1"])
    @pytest.mark.parametrize(("fault", "exit_code", "code"), FAULTS)
    def test_a_fault_has_its_exit_code_and_its_words(
        self, command: Command, start_sandbox: StartSandbox, version: str, fault: Fault, exit_code: int, code: str
    ) -> None:
        sandbox = start_sandbox(version, faults=frozenset({fault}))

        done = command.create(sandbox, "--json", "--timeout", "4")

        error = json.loads(done.stdout)["error"]
        assert (done.returncode, error["code"]) == (exit_code, code), error
        assert error["hint"]
        assert not list(command.folder.iterdir())

    @pytest.mark.in_turn("version")
    @pytest.mark.parametrize("version", ["2.36", "2.41.9", "2.42.5"])
    def test_a_user_without_the_authority(self, command: Command, start_sandbox: StartSandbox, version: str) -> None:
        clerk = User(username="clerk", password="district", authorities=frozenset({"F_SYSTEM_SETTING"}))
        sandbox = start_sandbox(version, users=(clerk,))

        done = command("create", "--url", sandbox.url, "--username", "clerk", *GEOPRISM, ANY, "--json")

        assert done.returncode == 5
        assert json.loads(done.stdout)["error"]["code"] == "no_authority"

    @pytest.mark.thorough
    def test_a_user_who_may_not_open_the_2_36_app(self, command: Command, start_sandbox: StartSandbox) -> None:
        clerk = User(username="clerk", password="district", authorities=frozenset({"F_OAUTH2_CLIENT_MANAGE"}))
        sandbox = start_sandbox("2.36", users=(clerk,))

        done = command("create", "--url", sandbox.url, "--username", "clerk", *GEOPRISM, "--json")

        assert done.returncode == 5
        assert json.loads(done.stdout)["error"]["code"] == "no_authority"

    @pytest.mark.parametrize("version", cases(["2.42.0", "2.42.5", "2.43.1"], always=["2.42.5"]))
    def test_from_2_42_on_ui_only_ends_with_a_dead_secret_that_is_not_handed_over(
        self, command: Command, start_sandbox: StartSandbox, version: str
    ) -> None:
        sandbox = start_sandbox(version)

        done = command.create(sandbox, "--json", "--ui-only")

        report = json.loads(done.stdout)
        assert done.returncode == 8
        assert report["secret"] == {"delivered_to": None, "format": None, "stored": False}
        assert report["client"]["client_id"] == "georegistry"
        assert "2.42" in report["error"]["message"]
        assert only(sandbox.state.clients)["clientSecret"] is None
        assert not list(command.folder.iterdir())
        assert "Nothing to recover" in command("recover").stdout
        assert report["error"]["hint"].startswith("delete the client in DHIS2 and run this again without --ui-only")

        sandbox.state.clients.clear()
        assert command.create(sandbox, "--no-verify").returncode == 0

    @pytest.mark.thorough
    def test_2_43_0_cannot_list_its_clients(self, command: Command, start_sandbox: StartSandbox) -> None:
        done = command.create(start_sandbox("2.43.0"))

        assert done.returncode == 5
        assert "upgrade to 2.43.1" in done.stderr

    def test_a_grant_this_dhis2_does_not_offer(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.42.5")

        done = command.create(sandbox, "--grant", "password")

        assert done.returncode == 2
        assert "does not offer password" in done.stderr
        assert sandbox.state.clients == {}

    def test_a_client_id_that_no_application_could_use(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.40.11")

        done = command.create(sandbox, "--client-id", "a:b", "--json")

        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "colon_in_client_id")
        assert sandbox.state.clients == {}

    @pytest.mark.thorough
    @pytest.mark.parametrize(
        "flags",
        [
            pytest.param((), marks=pytest.mark.xfail(reason="the look for the OAuth2 server of that form comes first")),
            ("--no-verify",),
        ],
    )
    def test_the_wrong_ui_is_not_forced_on_a_page(
        self, command: Command, start_sandbox: StartSandbox, flags: tuple[str, ...]
    ) -> None:
        done = command.create(start_sandbox("2.41.9"), "--form", "authserver", *flags)

        assert done.returncode == 5
        assert "another generation" in done.stderr

    @pytest.mark.thorough
    def test_a_preset_known_not_to_work_needs_a_word(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.39.1")

        refused = command("create", *command.at(sandbox), *GEOPRISM)
        accepted = command("create", *command.at(sandbox), *GEOPRISM, ANY)

        assert refused.returncode == 2
        assert "DHIS2-7318" in refused.stderr
        assert "--accept-incompatible" in refused.stderr
        assert accepted.returncode == 0, accepted.stderr
        assert "! Known:" in accepted.stderr

    @pytest.mark.parametrize("version", cases(["2.36", "2.40.11", "2.43.1"], always=["2.43.1"]))
    def test_quotes_around_a_password_are_told_before_and_asked_about_after(
        self, command: Command, start_sandbox: StartSandbox, version: str
    ) -> None:
        done = command.create(start_sandbox(version), DHIS2_PASSWORD="'district'")

        told = done.stderr.splitlines()
        assert done.returncode == 4
        assert told[0].startswith("! DHIS2_PASSWORD begins and ends with a quote, which is taken as part of it")
        assert told[-1].endswith("Are the quotes around DHIS2_PASSWORD part of it? They were typed, too.")
        assert "district" not in done.stderr

    def test_a_password_may_have_quotes(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox(users=(User(username="admin", password="'district'"),))

        done = command.create(sandbox, DHIS2_PASSWORD="'district'")

        assert done.returncode == 0, done.stderr


class TestFoundOutBeforeTheBrowserStarts:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("--redirect-uri", "gpr.example.org"), "bad_redirect_uri"),
            (("--redirect-uri", "https://gpr.example.org/cb#x"), "bad_redirect_uri"),
            (("--redirect-uri", "https://gpr.example.org/cb "), "bad_redirect_uri"),
            (("--preset", "nope"), "unknown_preset"),
            (("--app-version", "0.1"), "unknown_app_version"),
            (("--app-version", "1.1.0"), "incompatible"),
            (("--output", "missing-folder/x.env"), "output_not_writable"),
            (("--output", "existing.env"), "output_exists"),
            (("--browser-path", "/no/such/browser"), "browser_missing"),
            (("--grant", "implicit"), "usage"),
            (("--timeout", "0"), "usage"),
            (("--state-dir", "existing.env"), "usage"),
            (("--url", "nonsense"), "bad_url"),
        ],
    )
    def test_bad_input(
        self, command: Command, start_sandbox: StartSandbox, arguments: tuple[str, ...], code: str
    ) -> None:
        sandbox = start_sandbox()
        (command.folder / "existing.env").write_text("mine")

        done = command("create", *command.at(sandbox), *GEOPRISM, "--json", *arguments)

        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, code)
        assert sandbox.state.requests == []
        assert (command.folder / "existing.env").read_text() == "mine"

    @pytest.mark.parametrize(
        ("missing", "code"),
        [("--url", "url_missing"), ("--username", "username_missing"), ("DHIS2_PASSWORD", "password_missing")],
    )
    def test_what_is_missing(self, command: Command, missing: str, code: str) -> None:
        given = {"--url": "http://127.0.0.1:9", "--username": "admin"}
        words = [word for flag, value in given.items() if flag != missing for word in (flag, value)]
        environment = {"DHIS2_PASSWORD": ""} if missing == "DHIS2_PASSWORD" else {}

        done = command("create", *words, *GEOPRISM, "--json", **environment)

        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, code)


MINE = (
    "--client-id", "mine", "--grant", "authorization_code", "--grant", "refresh_token",
    "--redirect-uri", "https://app.example.org/cb",
)  # fmt: skip


class TestProof:
    @pytest.mark.parametrize("version", cases(["2.42.0", "2.42.5", "2.43.1", "2.44"], always=["2.42.5", "2.44"]))
    def test_from_2_42_on_the_client_is_completed_and_proved(
        self, command: Command, start_sandbox: StartSandbox, version: str
    ) -> None:
        sandbox = start_sandbox(version)

        done = command("create", *command.at(sandbox), *MINE, "--json")

        report = json.loads(done.stdout)
        secret = dotenv_values(command.folder / "mine.dhis2-oauth.env")["DHIS2_OAUTH_CLIENT_SECRET"] or ""
        stored = only(sandbox.state.clients)
        assert (done.returncode, report["verified"]) == (0, True), done.stdout
        assert bcrypt.checkpw(secret.encode(), stored["clientSecret"].encode())
        assert stored["clientAuthenticationMethods"] == "client_secret_basic,client_secret_post"
        assert " " not in stored["scopes"]
        assert stored["tokenSettings"]
        assert "stored through DHIS2's API" in done.stderr

    def test_a_client_that_fails_its_proof_is_not_handed_over_but_recoverable(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox(faults=frozenset({Fault.OAUTH_OFF}))

        done = command.create(sandbox, "--json")
        listed = json.loads(command("recover", "--json").stdout)["entries"]

        report = json.loads(done.stdout)
        assert (done.returncode, report["error"]["code"], report["verified"]) == (8, "not_verified", False)
        assert report["secret"] == {"delivered_to": None, "format": None, "stored": True}
        assert [entry["state"] for entry in listed] == ["saved"]
        assert not list(command.folder.iterdir())

    def test_no_verify_hands_it_over_unproved(self, command: Command, start_sandbox: StartSandbox) -> None:
        done = command.create(start_sandbox(faults=frozenset({Fault.OAUTH_OFF})), "--json", "--no-verify")

        report = json.loads(done.stdout)
        assert (done.returncode, report["verified"], report["checks"]) == (0, None, None)
        assert report["secret"]["delivered_to"] == "georegistry.dhis2-oauth.env"

    def test_a_completion_that_dhis2_refuses_is_told(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.43.1", faults=frozenset({Fault.UPDATE_REFUSED}))

        done = command("create", *command.at(sandbox), *MINE, "--json")

        error = json.loads(done.stdout)["error"]
        assert (done.returncode, error["code"]) == (8, "not_completed")
        assert "409" in error["message"]

    def test_verify_proves_what_create_wrote(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox()
        command.create(sandbox, "--no-verify")

        as_usual = command("verify", "georegistry.dhis2-oauth.env", "--username", "admin", "--json")
        as_geoprism = command("verify", "georegistry.dhis2-oauth.env", *command.at(sandbox), "--as", "geoprism")
        only(sandbox.state.clients)["secret"] = "changed-in-the-meantime-by-somebody-"
        changed = command("verify", "georegistry.dhis2-oauth.env", *command.at(sandbox))

        assert (as_usual.returncode, json.loads(as_usual.stdout)["verified"]) == (0, True)
        assert as_geoprism.returncode == 0, as_geoprism.stderr
        assert (changed.returncode, "the answer was HTTP 401" in changed.stdout) == (8, True)

    @pytest.mark.thorough
    def test_what_an_application_sends_must_be_known(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox()
        command.create(sandbox, "--no-verify")

        done = command("verify", "georegistry.dhis2-oauth.env", *command.at(sandbox), "--as", "postman", "--json")

        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "speech_unknown")

    @pytest.mark.parametrize("content", [None, "", "DHIS2_OAUTH_CLIENT_ID=x\n"])
    def test_verify_wants_a_whole_env_file(self, command: Command, content: str | None) -> None:
        if content is not None:
            (command.folder / "x.env").write_text(content)

        done = command("verify", "x.env", "--url", "http://127.0.0.1:9", "--username", "admin", "--json")

        assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "bad_env_file")


class TestDoctor:
    @pytest.mark.parametrize("version", cases(["2.36", "2.41.9", "2.42.5", "2.43.1"], always=["2.36", "2.43.1"]))
    def test_a_healthy_instance(self, command: Command, start_sandbox: StartSandbox, version: str) -> None:
        sandbox = start_sandbox(version)

        done = command("doctor", *command.at(sandbox), "--json")

        assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True), done.stdout
        assert sandbox.state.clients == {}

    @pytest.mark.parametrize(
        ("version", "fault", "exit_code", "name"),
        [
            ("2.41.9", Fault.OAUTH_OFF, 8, "token endpoint"),
            ("2.43.1", Fault.OAUTH_OFF, 8, "authorization server"),
            ("2.36", Fault.LIST_REFUSED, 5, "section"),
            ("2.41.9", Fault.NOT_DHIS2, 3, "reached"),
            ("2.41.0", None, 8, "version"),
            ("2.43.0", None, 8, "version"),
        ],
    )
    def test_an_unwell_instance(
        self,
        command: Command,
        start_sandbox: StartSandbox,
        version: str,
        fault: Fault | None,
        exit_code: int,
        name: str,
    ) -> None:
        sandbox = start_sandbox(version, faults=frozenset({fault} if fault else set()))

        done = command("doctor", *command.at(sandbox), "--json")

        failed = [check["name"] for check in json.loads(done.stdout)["checks"] if check["outcome"] == "fail"]
        assert done.returncode == exit_code, done.stdout
        assert name in failed

    @pytest.mark.thorough
    def test_doubts_are_no_failures(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.40.11", faults=frozenset({Fault.CLOCK_SKEW}))

        done = command("doctor", *command.at(sandbox), *GEOPRISM[:2], "--app-url", "http://gpr.example.org:80",
                       "--app-version", "1.6.4", "--json")  # fmt: skip

        warned = [check["reason"] for check in json.loads(done.stdout)["checks"] if check["outcome"] == "warn"]
        assert done.returncode == 0, done.stdout
        assert len(warned) == 3

    @pytest.mark.thorough
    def test_a_redirect_uri_beside_the_presets(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.40.11")

        done = command("doctor", *command.at(sandbox), *GEOPRISM, "--json",
                       "--redirect-uri", "https://gpr.example.org/api/session/ologin/")  # fmt: skip

        warned = [check["reason"] for check in json.loads(done.stdout)["checks"] if check["outcome"] == "warn"]
        assert any("sends https://gpr.example.org/api/session/ologin" in reason for reason in warned)

    def test_a_refused_sign_in_and_a_missing_authority(self, command: Command, start_sandbox: StartSandbox) -> None:
        clerk = User(username="clerk", password="district", authorities=frozenset({"F_SYSTEM_SETTING"}))
        sandbox = start_sandbox(users=(clerk,))

        refused = command("doctor", *command.at(sandbox), "--json")
        lacking = command("doctor", "--url", sandbox.url, "--username", "clerk", "--json")

        failed = [check["name"] for check in json.loads(lacking.stdout)["checks"] if check["outcome"] == "fail"]
        assert (refused.returncode, lacking.returncode) == (4, 5)
        assert failed == ["authority", "section"]

    def test_what_is_known_not_to_work_stops_nobody_who_accepts_it(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        asked = ("doctor", *command.at(start_sandbox("2.42.5")), *GEOPRISM[:-1], "1.6.5")

        refused, accepted = command(*asked), command(*asked, ANY)

        assert (refused.returncode, accepted.returncode) == (2, 0), accepted.stdout + accepted.stderr
        untested = 1
        assert refused.stdout.count("✗ application") == accepted.stdout.count("! application") - untested == 4
        assert "`dhis2-oauth create --accept-incompatible` creates the client all the same." in refused.stderr
        assert ANY not in accepted.stdout + accepted.stderr

    def test_it_tells_as_it_goes(self, command: Command, start_sandbox: StartSandbox) -> None:
        """What was found before the list of clients hangs is told by then."""
        sandbox = start_sandbox("2.41.9", faults=frozenset({Fault.LIST_NEVER}))
        arguments = ("doctor", *command.at(sandbox))

        with command.started(arguments) as process:
            told = []
            for line in process.stdout or ():
                told.append(line.split()[1])
                if told[-1] == "authority":
                    break
            still_runs = process.poll() is None
            kill(process)

        assert still_runs
        assert told == ["browser", "redirect", "reached", "clock", "signed", "version", "authority"]


class TestInterrupted:
    @pytest.mark.parametrize("by", cases([signal.SIGINT, signal.SIGTERM], always=[signal.SIGINT]))
    @pytest.mark.parametrize(
        ("fault", "request_line", "words"),
        [
            (Fault.LIST_NEVER, "GET /api/oAuth2Clients", "Nothing was stored"),
            (Fault.CHECK_NEVER, "GET /api/oAuth2Clients", "Nothing was stored"),
            (Fault.SAVE_NEVER, "POST /api/oAuth2Clients", "dhis2-oauth recover"),
            (Fault.SAVE_STORED_NEVER_ANSWERED, "POST /api/oAuth2Clients", "dhis2-oauth recover"),
        ],
    )
    def test_it_says_what_is_left(
        self,
        command: Command,
        start_sandbox: StartSandbox,
        fault: Fault,
        request_line: str,
        words: str,
        by: signal.Signals,
    ) -> None:
        sandbox = start_sandbox(faults=frozenset({fault}))
        asked = 2 if fault is Fault.CHECK_NEVER else 1
        arguments = ("create", *command.at(sandbox), *GEOPRISM, ANY)

        done = command.interrupted(arguments, when=_seen(sandbox.state.requests, request_line, asked), by=by)

        assert done.returncode == 130, done.stderr
        assert words in done.stderr
        assert "Traceback" not in done.stderr

    def test_the_secret_of_an_interrupted_save_is_recovered(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox(faults=frozenset({Fault.SAVE_STORED_NEVER_ANSWERED}))
        arguments = ("create", *command.at(sandbox), *GEOPRISM, ANY)
        command.interrupted(arguments, when=_seen(sandbox.state.requests, "POST /api/oAuth2Clients", 1))

        listed = json.loads(command("recover", "--json").stdout)["entries"]
        delivered = command("recover", listed[0]["id"], "--output", "found.env")

        secret = only(sandbox.state.clients)["secret"]
        assert [entry["state"] for entry in listed] == ["about_to_save"]
        assert delivered.returncode == 0, delivered.stderr
        assert dotenv_values(command.folder / "found.env")["DHIS2_OAUTH_CLIENT_SECRET"] == secret
        assert "Nothing to recover" in command("recover").stdout

    @pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
    def test_no_process_shows_the_secret_or_the_password(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox(faults=frozenset({Fault.SAVE_STORED_NEVER_ANSWERED}))
        saved = _seen(sandbox.state.requests, "POST /api/oAuth2Clients", 1)
        command.environment["DHIS2_PASSWORD"] = "district"
        seen: list[bytes] = []

        def when() -> bool:
            if not saved():
                return False
            seen.extend(_what_processes_show(str(command.folder)))
            return True

        command.interrupted(("create", *command.at(sandbox), *GEOPRISM, ANY), when=when)

        secret = only(sandbox.state.clients)["secret"].encode()
        assert len(seen) > 4
        assert not [text for text in seen if secret in text]
        # The command's own starting environment is the user's doing; no process that it starts inherits it.
        assert len([text for text in seen if b"DHIS2_PASSWORD=district" in text]) == 1

    @pytest.mark.thorough
    def test_recover_forgets_what_dhis2_never_stored(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox(faults=frozenset({Fault.SAVE_NEVER}))
        arguments = ("create", *command.at(sandbox), *GEOPRISM, ANY)
        command.interrupted(arguments, when=_seen(sandbox.state.requests, "POST /api/oAuth2Clients", 1))
        (entry,) = json.loads(command("recover", "--json").stdout)["entries"]

        no_output = command("recover", entry["id"])
        forgotten = command("recover", entry["id"], "--forget")
        unknown = command("recover", entry["id"], "--forget")

        assert (no_output.returncode, forgotten.returncode, unknown.returncode) == (2, 0, 2)


def _seen(requests: list[str], line: str, times: int) -> Callable[[], bool]:
    return lambda: requests.count(line) >= times


def _what_processes_show(folder: str) -> list[bytes]:
    """Arguments and environment of every process that runs in a folder."""
    shown = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str((process / "cwd").resolve()) == folder:
                shown += [(process / "cmdline").read_bytes(), (process / "environ").read_bytes()]
        except OSError:
            continue
    return shown
