"""Proving clients with the OAuth2 flow itself: what works passes, and each thing that is broken is found."""

import json
from dataclasses import replace
from typing import Any

import bcrypt
import pytest
from playwright.sync_api import Page

from automation.account import Account, Instance
from automation.clients.client import GrantType
from automation.clients.presets import find
from automation.clients.relying_party import RelyingParty
from automation.clients.server_kind import Endpoints
from automation.dialects.servers import usual_party
from automation.dialects.ui import DialectName, by_name
from automation.flows.verify import Proof, verify_client
from automation.narrator import Narrator, Silent
from automation.oauth.client import OAuthClient
from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER
from automation.secrets.credentials import Credentials
from automation.secrets.env_file import EnvFile
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.verdict import Outcome, ProofVerdict, Verdict
from tests.conftest import StartSandbox
from tests.contract.clients import settings
from tests.support.command import Command
from tests.support.sampling import cases

SECRET = "0123456789abcdef0123456789abcdef-abc"
URIS = ("https://gpr.example.org/cb?x=1", "http://relying.example.org:8080")
EVERY_GRANT = frozenset(GrantType)
SETTINGS = settings(proof_key=True)


def seed(sandbox: Sandbox, **changes: Any) -> dict[str, Any]:
    """A client that is complete, in the shape of the sandbox's version."""
    if not sandbox.state.options.behaviour.is_authorization_server:
        legacy = {"name": "x", "cid": "x", "secret": SECRET, "grantTypes": [*EVERY_GRANT], "redirectUris": [*URIS]}
        return sandbox.state.seed_client(**(legacy | changes))
    stored = {
        "clientId": "x",
        "clientSecret": bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(10)).decode(),
        "clientAuthenticationMethods": "client_secret_basic,client_secret_post",
        "authorizationGrantTypes": "authorization_code,refresh_token",
        "redirectUris": ",".join(URIS),
        "scopes": "openid,username,email",
        "clientSettings": SETTINGS,
    }
    return sandbox.state.seed_client(**(stored | changes))


def proof_for(sandbox: Sandbox, party: RelyingParty | None = None, **changes: Any) -> Proof:
    behaviour = sandbox.state.options.behaviour
    is_new = behaviour.is_authorization_server
    dialect = by_name(DialectName.AUTHSERVER if is_new else DialectName.MODAL)
    client = OAuthClient(
        client_id="x",
        client_secret=Secret(SECRET),
        endpoints=dialect.server_kind.endpoints(sandbox.url),
        party=party or usual_party(behaviour.version, dialect.server_kind),
        redactor=Redactor(),
    )
    grants = EVERY_GRANT - {GrantType.PASSWORD} if is_new else EVERY_GRANT
    return replace(Proof(client=client, grant_types=grants, redirect_uris=URIS), **changes)


def prove(page: Page, sandbox: Sandbox, proof: Proof, narrator: Narrator | None = None) -> ProofVerdict:
    person = Instance(base_url=sandbox.url, account=Account(username=DEFAULT_USER, password=Secret(DEFAULT_PASSWORD)))
    return verify_client(page, person, proof, narrator or Silent())


def outcomes(verdict: Verdict) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in verdict.checks}


def only_failure(verdict: Verdict) -> str:
    (failed,) = verdict.failures
    assert failed.next_step
    return f"{failed.name}: {failed.reason}"


VERSIONS = ("2.36", "2.41.9", "2.42.0", "2.42.5", "2.43.1")
ERAS = pytest.mark.parametrize("version", ["2.41.9", "2.43.1"])


@pytest.mark.parametrize("version", cases(VERSIONS, always=["2.36", "2.41.9", "2.43.1"]))
def test_a_sound_client_passes_every_check(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version)
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox))

    assert verdict.is_good, verdict.failures
    passed = {name for name, outcome in outcomes(verdict).items() if outcome is Outcome.PASS}
    for uri in URIS:
        assert {f"authorize {uri}", f"token {uri}", f"profile {uri}"} <= passed
    assert {"refresh token", "profile (refreshed)", "wrong secret refused", "foreign redirect URI refused"} <= passed
    assert ("password" in passed) == (not sandbox.state.options.behaviour.is_authorization_server)


def test_of_several_redirect_uris_the_last_token_is_refreshed(page: Page, start_sandbox: StartSandbox) -> None:
    """Up to 2.41 the same access token is handed out again, and its first refresh token with it no more."""
    sandbox = start_sandbox("2.40.11")
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox, grant_types=EVERY_GRANT - {GrantType.PASSWORD}))

    assert verdict.is_good, verdict.failures


@pytest.mark.in_turn("version")
@pytest.mark.parametrize("version", VERSIONS)
def test_under_a_context_path(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version, context_path="/dhis")
    seed(sandbox)

    assert prove(page, sandbox, proof_for(sandbox)).is_good


@ERAS
@pytest.mark.in_turn("version")
def test_a_wrong_secret_is_found(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version)
    other = "another-secret-another-secret-another"
    seed(sandbox, secret=other) if version == "2.41.9" else seed(
        sandbox, clientSecret=bcrypt.hashpw(other.encode(), bcrypt.gensalt(10)).decode()
    )

    verdict = prove(
        page, sandbox, proof_for(sandbox, redirect_uris=URIS[:1], grant_types=frozenset({"authorization_code"}))
    )

    # Up to 2.41 it is Tomcat's page that says so.
    assert ("HTTP 401" if version == "2.41.9" else "invalid_client") in only_failure(verdict)
    assert verdict.failures[0].next_step.startswith("compare the secret with DHIS2's")


def test_a_secret_that_was_never_stored_is_found(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    seed(sandbox, clientSecret=None)

    verdict = prove(page, sandbox, proof_for(sandbox))

    assert not verdict.is_good
    assert outcomes(verdict)[f"token {URIS[0]}"] is Outcome.FAIL


def test_a_secret_stored_in_plain_text_is_found(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    seed(sandbox, clientSecret=SECRET)

    assert not prove(page, sandbox, proof_for(sandbox)).is_good


@ERAS
@pytest.mark.in_turn("version")
def test_a_redirect_uri_that_is_not_registered_is_found(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version)
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox, redirect_uris=(URIS[0], f"{URIS[0]}/")))

    # From 2.42 on the page names the parameter.
    saw = "showed an error page" if version == "2.41.9" else "does not take the redirect URI"
    assert only_failure(verdict).startswith(f"authorize {URIS[0]}/: DHIS2 {saw} (400)")


@ERAS
@pytest.mark.in_turn("version")
def test_a_grant_that_is_not_ticked_is_found(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version)
    key, value = (
        ("grantTypes", ["refresh_token"]) if version == "2.41.9" else ("authorizationGrantTypes", "refresh_token")
    )
    seed(sandbox, **{key: value})

    verdict = prove(page, sandbox, proof_for(sandbox, grant_types=frozenset({GrantType.AUTHORIZATION_CODE})))

    assert outcomes(verdict)[f"authorize {URIS[0]}"] is not Outcome.PASS or not verdict.is_good


@ERAS
@pytest.mark.in_turn("version")
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.ANY_SECRET, "a wrong secret was taken"),
        (Fault.ANY_REDIRECT, "sent the code to a URI that is not registered"),
        (Fault.STATE_LOST, "the state that came back is not the one that was sent"),
        (Fault.PROFILE_REFUSED, "/api/me refused the token"),
        (Fault.PROFILE_OF_ANOTHER, "/api/me says somebody.else, not admin"),
        (Fault.REFRESH_REFUSED, "invalid_grant"),
    ],
)
def test_a_server_that_misbehaves_is_found(
    page: Page, start_sandbox: StartSandbox, version: str, fault: Fault, words: str
) -> None:
    sandbox = start_sandbox(version, faults=frozenset({fault}))
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox, redirect_uris=URIS[:1]))

    assert not verdict.is_good
    assert any(words in failed.reason for failed in verdict.failures), verdict.failures


@ERAS
@pytest.mark.in_turn("version")
def test_a_server_that_is_off_is_found(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version, faults=frozenset({Fault.OAUTH_OFF}))
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox))

    assert any("no authorize endpoint (404)" in failed.reason for failed in verdict.failures)


def test_a_client_without_the_scope_that_api_wants_is_found(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    seed(sandbox, scopes="openid")

    verdict = prove(page, sandbox, proof_for(sandbox, redirect_uris=URIS[:1]))

    assert "invalid_scope" in verdict.failures[0].reason


def test_a_client_that_must_use_pkce_refuses_one_that_does_not(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    seed(sandbox)
    plain = RelyingParty(scope="openid username")

    verdict = prove(page, sandbox, proof_for(sandbox, plain, redirect_uris=URIS[:1]))

    assert "invalid_request" in verdict.failures[0].reason


@ERAS
@pytest.mark.in_turn("version")
def test_remembered_consent_is_no_obstacle(page: Page, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version)
    seed(sandbox)

    verdicts = [prove(page, sandbox, proof_for(sandbox)) for _ in range(2)]

    assert all(verdict.is_good for verdict in verdicts)


@pytest.mark.parametrize(("version", "works"), [("2.41.9", False), ("2.42.5", True)])
def test_the_secret_in_the_form_is_tried_when_asked(
    page: Page, start_sandbox: StartSandbox, version: str, *, works: bool
) -> None:
    sandbox = start_sandbox(version)
    seed(sandbox)

    verdict = prove(page, sandbox, proof_for(sandbox, also_post=True))

    assert outcomes(verdict)["client_secret_post"] is (Outcome.PASS if works else Outcome.FAIL)


@pytest.mark.parametrize(
    ("version", "works"), [("2.36", True), ("2.40.11", True), ("2.42.5", False), ("2.43.1", False)]
)
def test_geoprism_works_where_its_requests_are_understood(
    page: Page, start_sandbox: StartSandbox, version: str, *, works: bool
) -> None:
    sandbox = start_sandbox(version)
    seed(sandbox)
    party = find("geoprism").sends
    code_only = frozenset({GrantType.AUTHORIZATION_CODE})

    verdict = prove(page, sandbox, proof_for(sandbox, party, grant_types=code_only))

    assert verdict.is_good is works, verdict.checks


def test_the_relying_party_hears_nothing(page: Page, start_sandbox: StartSandbox) -> None:
    dhis2, relying_party = start_sandbox(), start_sandbox()
    uri = f"{relying_party.url}/callback"
    seed(dhis2, redirectUris=[uri])

    verdict = prove(page, dhis2, proof_for(dhis2, redirect_uris=(uri,)))

    assert verdict.is_good, verdict.failures
    assert relying_party.state.requests == []


def test_no_page_of_the_proof_holds_the_secret(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    seed(sandbox)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(f"{request.url} {request.post_data or ''}"))

    prove(page, sandbox, proof_for(sandbox))

    assert seen
    assert not [line for line in seen if SECRET in line]


def test_a_file_leads_no_password_to_another_host(command: Command, start_sandbox: StartSandbox) -> None:
    """Its token endpoint is somebody else's; the password grant would send the password there."""
    here, elsewhere = start_sandbox("2.41.9"), start_sandbox("2.41.9")
    endpoints = Endpoints(authorize=f"{here.url}/uaa/oauth/authorize", token=f"{elsewhere.url}/uaa/oauth/token",
                          profile=f"{here.url}/api/me")  # fmt: skip
    credentials = Credentials(client_id="x", secret=Secret("5ecret-5ecret"), endpoints=endpoints,
                              redirect_uris=("https://a.example/cb",), grant_types=frozenset({"password"}))  # fmt: skip
    EnvFile(command.folder / "x.env").deliver(credentials)

    done = command("verify", "x.env", *command.at(here), "--json", "--quiet")

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "other_instance")
    assert elsewhere.state.requests == []
