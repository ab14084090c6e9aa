"""The file that is handed over, from end to end: in each format, with a client that means harm, and proved again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from automation.errors import ConfigError
from automation.sandbox.server import Sandbox
from automation.secrets import formats
from automation.secrets.env_file import read_env
from automation.secrets.formats import Format
from automation.secrets.journal import EntryState
from automation.secrets.secret import Secret
from tests.conftest import StartSandbox
from tests.support import env_readers
from tests.support.command import Command
from tests.support.harness import GEOPRISM, Person, journal_in
from tests.support.journals import entry
from tests.support.sampling import cases

URIS = ("https://one.example/cb", "https://two.example/cb?a=b&c=d")
SECRET = "DHIS2_OAUTH_CLIENT_SECRET"


def mine(command: Command, sandbox: Sandbox, *arguments: str) -> tuple[str, ...]:
    uris = [word for uri in URIS for word in ("--redirect-uri", uri)]
    grants = ("--grant", "authorization_code", "--grant", "refresh_token")
    return ("create", *command.at(sandbox), "--client-id", "mine", *grants, *uris, *arguments)


@pytest.mark.parametrize(
    ("file_format", "name"),
    cases(
        [("dotenv", "mine.dhis2-oauth.env"), ("docker", "mine.dhis2-oauth.env"), ("json", "mine.dhis2-oauth.json")],
        always=[("json", "mine.dhis2-oauth.json")],
    ),
)
def test_each_format_has_its_file_which_verify_reads_with_its_grant_types(
    command: Command, start_sandbox: StartSandbox, file_format: str, name: str
) -> None:
    sandbox = start_sandbox()

    done = command(*mine(command, sandbox, "--format", file_format, "--no-verify", "--json"))
    again = command(*mine(command, sandbox, "--no-verify", "--if-exists", "keep"), DHIS2_OAUTH_FORMAT=file_format)
    proved = command("verify", name, "--username", "admin", "--json")

    assert json.loads(done.stdout)["secret"] == {"delivered_to": name, "format": file_format, "stored": True}
    assert again.returncode == 0, again.stderr
    read = read_env(command.folder / name)
    assert (read.redirect_uris, read.grant_types) == (URIS, frozenset({"authorization_code", "refresh_token"}))
    outcomes = {check["name"]: check["outcome"] for check in json.loads(proved.stdout)["checks"]}
    assert (proved.returncode, outcomes["refresh token"]) == (0, "pass"), proved.stdout
    assert [path.name for path in command.folder.iterdir()] == [name]


@pytest.mark.thorough
def test_standard_output_has_the_format_that_was_asked_for(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    arguments = mine(command, sandbox, "--no-verify", "--if-exists", "keep", "--output", "-", "--format")

    said = {one: command(*arguments, one).stdout for one in Format}
    report = json.loads(command(*arguments, "docker", "--json").stdout)

    secret = next(iter(sandbox.state.clients.values()))["secret"]
    assert json.loads(said[Format.JSON])[SECRET] == secret
    assert {formats.read(text)[0][SECRET] for text in said.values()} == {secret}
    assert {formats.read(text)[1] for text in said.values()} == set(Format)
    assert (report["client"]["client_secret"], report["secret"]["format"]) == (secret, "json")


@pytest.mark.parametrize(
    ("secret", "refusing"),
    cases(
        [("a'; touch RAN; #", ()), ("'$(touch RAN)'", ("dotenv",)), ("a\\", ("dotenv",)), ("${HOME}", ("dotenv",))],
        always=[("'$(touch RAN)'", ("dotenv",))],
    ),
)
def test_the_secret_of_somebody_elses_client_is_not_run_but_handed_over_as_it_is(
    command: Command, start_sandbox: StartSandbox, secret: str, refusing: tuple[str, ...]
) -> None:
    sandbox = start_sandbox()
    sandbox.state.seed_client(name="mine", cid="mine", secret=secret, grantTypes=["password"], redirectUris=[*URIS])

    for one in Format:
        keep = ("--no-verify", "--if-exists", "keep", "--format", one, "--output", one, "--json")
        done = command(*mine(command, sandbox, *keep))
        if one in refusing:
            error = json.loads(done.stdout)["error"]
            assert (done.returncode, error["code"]) == (2, "value_not_writable")
            assert SECRET in error["message"]
            assert "--format json" in error["hint"]
            assert secret not in done.stdout + done.stderr
            assert not (command.folder / one).exists()
        else:
            assert done.returncode == 0, done.stdout
            assert read_env(command.folder / one).secret.reveal() == secret
    if not refusing and "bash" in env_readers.SHELLS:
        assert env_readers.shell("bash")(command.folder / "dotenv")[SECRET] == secret
    assert not (command.folder / "RAN").exists()


def test_what_could_not_be_delivered_is_not_saved(page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> None:
    person = Person(page, start_sandbox(), journal_in(tmp_path))
    spec = replace(GEOPRISM, client_id="it's $5")

    with pytest.raises(ConfigError, match="DHIS2_OAUTH_CLIENT_ID"):
        person.create(spec, file_format=Format.DOTENV)

    assert (person.saves, person.stored, list(person.journal.entries())) == (0, [], [])


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        (("--client-id", "it's $5"), "DHIS2_OAUTH_CLIENT_ID"),
        (("--redirect-uri", "https://a.example/'$'"), "DHIS2_OAUTH_REDIRECT_URIS"),
        (("--url", "https://d.example/o'$dhis"), "DHIS2_OAUTH_PROFILE_URL"),
    ],
)
def test_what_is_known_to_be_not_writable_is_refused_before_a_browser_starts(
    command: Command, given: tuple[str, ...], variable: str
) -> None:
    usual = ("--url", "https://d.invalid", "--username", "a", "--client-id", "x", "--grant", "authorization_code")
    uri = () if "--redirect-uri" in given else ("--redirect-uri", "https://a.example/cb")

    refused = command("create", *usual, *uri, *given, "--browser-path", "nowhere", "--json")
    passed = command("create", *usual, *uri, *given, "--browser-path", "nowhere", "--json", "--format", "json")

    error = json.loads(refused.stdout)["error"]
    assert (refused.returncode, error["code"]) == (2, "value_not_writable")
    assert variable in error["message"]
    assert json.loads(passed.stdout)["error"]["code"] != "value_not_writable"


def test_recover_has_the_formats_too(command: Command, tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    journal.write(entry(secret=Secret("'$x'"), state=EntryState.SAVED))
    there = ("--state-dir", str(journal.folder))

    refused = command("recover", "ab12", "--output", "x.env", *there)
    delivered = command("recover", "ab12", "--output", "x.json", "--format", "json", *there, "--json", "--no-verify")

    assert (refused.returncode, "--format json" in refused.stderr) == (2, True)
    assert json.loads(delivered.stdout)["format"] == "json"
    assert read_env(command.folder / "x.json").secret.reveal() == "'$x'"
    assert list(journal.entries()) == []


def test_a_grant_type_that_dhis2_does_not_offer_is_said(command: Command) -> None:
    (command.folder / "x.json").write_text(entry().written(Format.JSON).replace("authorization_code", "implicit"))

    done = command("verify", "x.json", "--username", "admin", "--json")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"], "'implicit'" in error["message"]) == (2, "bad_env_file", True)
