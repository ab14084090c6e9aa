"""What a proof says is so: what was tried, what was not, and what an answer can tell."""

import gc
import json
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from automation.account import Account, Instance
from automation.clients.client import GrantType
from automation.clients.presets import find
from automation.flows.verify import verify_client
from automation.narrator import Step
from automation.pages.consent import caught
from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_USER
from automation.verdict import Outcome, ProofVerdict
from tests.conftest import StartSandbox
from tests.contract.clients import settings
from tests.sandbox.test_proof import URIS, outcomes, proof_for, prove, seed
from tests.support.command import Command
from tests.support.harness import Listener

CODE = frozenset({GrantType.AUTHORIZATION_CODE})
MINE = ("--client-id", "x", "--redirect-uri", "https://app.example.org/cb")


def with_kept_session(page: Page, sandbox: Sandbox, narrator: Listener, **changes: Any) -> ProofVerdict:
    """As where `dhis2-oauth login` has kept a session: nobody knows the password."""
    person = Instance(base_url=sandbox.url, account=Account(username=DEFAULT_USER, password=None, came_by_session=True))
    return verify_client(page, person, proof_for(sandbox, **changes), narrator)


def reason_of(verdict: ProofVerdict, name: str) -> str:
    (check,) = (check for check in verdict.checks if check.name == name)
    return check.reason


@pytest.mark.parametrize("grant", [GrantType.REFRESH_TOKEN, GrantType.PASSWORD])
def test_where_no_token_came_nothing_is_proved(page: Page, start_sandbox: StartSandbox, grant: GrantType) -> None:
    sandbox, name = start_sandbox("2.41.9"), grant.replace("_token", " token")
    seed(sandbox, grantTypes=[grant])

    verdict = with_kept_session(page, sandbox, Listener(), grant_types=frozenset({grant}))

    assert (verdict.is_good, verdict.failures, list(verdict.untried)) == (False, [], [name])
    assert reason_of(verdict, name).startswith("not tried: ")
    assert outcomes(verdict)["wrong secret refused"] is Outcome.NOT_APPLICABLE


def test_what_worked_is_named(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox))

    assert (
        verdict.words == "by authorization code, password and refresh token a token came that read the user's profile"
    )
    assert (verdict.untried, verdict.refused) == ({}, ["wrong secret", "foreign redirect URI"])


def test_grants_that_were_not_asked_for_are_said_to_be_that(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox, grant_types=CODE, redirect_uris=URIS[:1]))

    assert reason_of(verdict, "password") == reason_of(verdict, "refresh token") == "not asked for"


@pytest.mark.parametrize("version", ["2.41.9", "2.43.1"])
@pytest.mark.in_turn("version")
def test_where_the_server_is_off_nothing_is_said_to_be_right(
    page: Page, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version, faults=frozenset({Fault.OAUTH_OFF}))
    seed(sandbox)
    heard = Listener()

    verdict = prove(page, sandbox, proof_for(sandbox), heard)

    assert not [name for name, outcome in outcomes(verdict).items() if outcome is Outcome.PASS]
    assert (heard.ended, heard.gone_wrong) == ([], [Step.PROVE])


def test_consent_is_said_to_be_given_where_it_was_asked_for(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox, name = start_sandbox("2.43.1"), f"authorize {URIS[0]}"
    seed(sandbox)

    first, again = (prove(page, sandbox, proof_for(sandbox, redirect_uris=URIS[:1])) for _ in range(2))

    assert reason_of(first, name).startswith("consent was asked for and given")
    assert reason_of(again, name).startswith("nobody was asked for consent")


def test_a_consent_that_stays_on_record_is_told(page: Page, start_sandbox: StartSandbox) -> None:
    told = []
    for version in ("2.43.1", "2.41.9"):
        sandbox, heard = start_sandbox(version), Listener()
        seed(sandbox)
        prove(page, sandbox, proof_for(sandbox, redirect_uris=URIS[:1]), heard)
        told.append(heard.notes)

    assert [len(notes) for notes in told] == [1, 0]
    assert "keeps on record that admin has consented to x" in told[0][0]


def test_an_application_that_sends_its_token_in_the_query_is_told_of(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    seed(sandbox, clientSettings=settings(proof_key=False))
    geoprism = find("geoprism").sends
    assert geoprism is not None
    party = replace(geoprism, scope="openid username")

    verdict = prove(page, sandbox, proof_for(sandbox, party, grant_types=CODE, redirect_uris=URIS[:1]))

    (failed,) = verdict.failures
    assert failed.name == f"profile {URIS[0]}"
    assert "does not look for a token in the query" in failed.reason
    assert "in the Authorization header only" in failed.next_step


@pytest.mark.parametrize("flags", [(), ("--no-verify",)])
def test_a_client_that_can_never_get_a_token_is_refused_before_a_browser_starts(
    command: Command, start_sandbox: StartSandbox, flags: tuple[str, ...]
) -> None:
    sandbox = start_sandbox()

    done = command("create", *command.at(sandbox), *MINE, "--grant", "refresh_token", *flags)

    assert done.returncode == 2, done.stderr
    assert "refresh_token alone never gets a token" in done.stderr
    assert sandbox.state.requests == []


class TestServerOff:
    def test_create_stops_before_save_and_names_the_cure(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.42.5", faults=frozenset({Fault.OAUTH_OFF}))

        done = command("create", *command.at(sandbox), *MINE, "--grant", "authorization_code", "--json", "--quiet")

        error = json.loads(done.stdout)["error"]
        assert (done.returncode, error["code"]) == (8, "oauth2_server_off"), error
        assert "oauth2.server.enabled=on" in error["hint"]
        assert "nothing was stored" in error["message"]
        assert (sandbox.state.clients, list(command.folder.iterdir())) == ({}, [])

    def test_no_verify_goes_on(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.42.5", faults=frozenset({Fault.OAUTH_OFF}))

        done = command("create", *command.at(sandbox), *MINE, "--grant", "authorization_code", "--no-verify")

        assert (done.returncode, len(sandbox.state.clients)) == (0, 1), done.stderr


class TestVerifyCommand:
    def test_another_name_of_the_same_server_is_gone_to(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox()
        command.create(sandbox, "--no-verify")
        elsewhere = sandbox.url.replace("127.0.0.1", "localhost")

        done = command("verify", "georegistry.dhis2-oauth.env", "--url", elsewhere, "--username", "admin")

        assert done.returncode == 0, done.stdout + done.stderr
        assert f"The file names {sandbox.url}; the client is proved at {elsewhere}" in done.stderr
        assert done.stdout.splitlines()[-1].startswith("The client works: by authorization code a token came")

    def test_the_last_line_says_whether_geoprism_would_work(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        said = []
        for version in ("2.41.9", "2.43.1"):
            sandbox = start_sandbox(version)
            command.create(sandbox, "--no-verify", "--force")
            said.append(command("verify", "georegistry.dhis2-oauth.env", *command.at(sandbox), "--as", "geoprism"))

        works, fails = said
        assert works.returncode == 0
        assert works.stdout.splitlines()[-1].startswith("GeoPrism Registry would work with this client: by")
        assert fails.returncode == 8
        assert "GeoPrism Registry would not work with it; " in fails.stderr
        assert "✗ Prove the client" in fails.stderr
        assert "✓ Prove the client" not in fails.stderr


def test_a_request_that_is_held_while_the_page_goes_away_is_let_go(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    """Chromium tells of it, and by the time it is answered nobody is there any more."""
    browser = page.context.browser
    assert browser is not None
    many = "(uri) => { for (let i = 0; i < 20; i++) setTimeout(() => fetch(`${uri}?${i}`, { mode: 'no-cors' }), i); }"
    for _ in range(6):
        context = browser.new_context()
        other = context.new_page()
        with caught(other, URIS[1], "http://127.0.0.1:1"):
            other.evaluate(many, URIS[1])
            context.close()
    page.evaluate("1")
    gc.collect()

    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


@pytest.mark.parametrize("version", ["2.41.9", "2.43.1"])
@pytest.mark.in_turn("version")
def test_an_application_with_a_scheme_of_its_own_is_proved_too(
    page: Page, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox, uri = start_sandbox(version), "org.example.app:/callback"
    seed(sandbox, redirectUris=[uri] if version == "2.41.9" else uri)

    verdict = prove(page, sandbox, proof_for(sandbox, grant_types=CODE, redirect_uris=(uri,)))

    assert verdict.is_good, verdict.checks
