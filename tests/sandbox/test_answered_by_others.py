"""Something in front of DHIS2 answers in its place: the error names what answered, and where."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from automation.account import Account, Instance
from automation.errors import AutomationError
from automation.pages.sign_in.entry import leads_to_session
from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import CannedAnswer, User
from automation.secrets.journal import Journal
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.harness import Person
from tests.support.redirecting import redirecting

ERAS = pytest.mark.parametrize("version", ["2.40.11", "2.41.9", "2.43.1"])
SIGN_IN = (
    "POST /dhis-web-commons-security/login.action",
    "POST /api/auth/login",
    "POST /api/41/auth/login",
    "POST /api/43/auth/login",
)
CODE = ("--client-id", "x", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
STATUSES = [(403, "forbidden"), (429, "rate_limited"), (503, "server_error"), (502, "server_error")]
WRONG_HINTS = ("username", "password is wrong", "context path missing", "F_OAUTH2", "M_dhis", "certificate")


def error_of(page: Page, sandbox: Sandbox, tmp_path: Path, **person: Any) -> AutomationError:
    somebody = Person(page, sandbox, Journal(tmp_path / "state"), **person)
    with pytest.raises(AutomationError) as caught:
        somebody.provision()
    return caught.value


def blames_nobody(error: AutomationError) -> bool:
    said = f"{error.message} {error.hint}"
    return not any(words in said for words in WRONG_HINTS)


@pytest.mark.parametrize(("status", "code"), STATUSES)
def test_at_the_address(page: Page, start_sandbox: StartSandbox, tmp_path: Path, status: int, code: str) -> None:
    sandbox = start_sandbox("2.42.5")
    sandbox.state.canned_answers["GET /"] = CannedAnswer(status=status)

    error = error_of(page, sandbox, tmp_path)

    assert (error.code, error.exit_code) == (code, 3)
    assert f"the answer was {status} " in error.saw
    assert "Not now" in error.saw
    assert blames_nobody(error)


def test_a_wall_that_answers_200_is_told_by_its_title(page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> None:
    sandbox = start_sandbox("2.42.5")
    wall = CannedAnswer(status=200, body=b"<!doctype html><title>Just a moment</title>")
    sandbox.state.canned_answers |= {"GET /": wall, "GET /api/me": wall}

    error = error_of(page, sandbox, tmp_path)

    assert error.code == "not_dhis2"
    assert "Just a moment" in error.saw


@ERAS
@pytest.mark.in_turn("version")
@pytest.mark.parametrize(("status", "code"), [*STATUSES[:3], (401, "other_sign_in")])
def test_at_sign_in(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str, status: int, code: str
) -> None:
    sandbox = start_sandbox(version)
    sandbox.state.canned_answers |= dict.fromkeys(SIGN_IN, CannedAnswer(status=status))

    error = error_of(page, sandbox, tmp_path)

    assert (error.code, error.exit_code) == (code, 4)
    assert f"the answer was {status} " in error.saw
    assert "the username" not in error.message


@ERAS
@pytest.mark.in_turn("version")
@pytest.mark.parametrize("status", [403, 429, 503])
def test_at_the_app(page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str, status: int) -> None:
    sandbox = start_sandbox(version)
    sandbox.state.canned_answers["GET /dhis-web-settings/index.html"] = CannedAnswer(status=status)

    error = error_of(page, sandbox, tmp_path)

    assert error.exit_code == (3 if status == 503 else 5)
    assert str(status) in error.saw
    if status == 403:
        assert "though the user has the authority" in error.saw
    assert "add the authority" not in error.hint


@ERAS
@pytest.mark.in_turn("version")
@pytest.mark.parametrize("status", [403, 429])
def test_at_the_list(page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str, status: int) -> None:
    sandbox = start_sandbox(version)
    numbered = f"/api/{version[2:4]}/oAuth2Clients"
    sandbox.state.canned_answers |= {
        f"GET {numbered}": CannedAnswer(status=status),
        "GET /api/oAuth2Clients": CannedAnswer(status=status),
    }

    error = error_of(page, sandbox, tmp_path)

    assert str(status) in error.saw
    assert "give a role" not in error.hint
    assert "2.43.0" not in error.hint


@pytest.mark.parametrize("version", ["2.40.11", "2.42.5"])
@pytest.mark.in_turn("version")
def test_an_authority_is_named_only_where_it_is_missing(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str
) -> None:
    nobody = User(username="ann", password="right", authorities=frozenset({"M_dhis-web-settings", "F_SYSTEM_SETTING"}))
    sandbox = start_sandbox(version, users=(nobody,), faults=frozenset({Fault.LIST_REFUSED}))

    error = error_of(page, sandbox, tmp_path, username="ann", password="right")

    assert (error.code, error.exit_code) == ("no_authority", 5)
    assert "the user has not the authority F_OAUTH2_CLIENT_MANAGE" in error.saw


@ERAS
@pytest.mark.in_turn("version")
@pytest.mark.parametrize("status", [403, 429])
def test_at_save(page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str, status: int) -> None:
    sandbox = start_sandbox(version)
    sandbox.state.canned_answers |= {
        f"POST /api{number}/oAuth2Clients": CannedAnswer(status=status) for number in ("", f"/{version[2:4]}")
    }

    error = error_of(page, sandbox, tmp_path)

    assert error.exit_code == 7
    assert f"the answer was {status} " in error.saw


def test_a_redirect_of_the_completion_is_told_with_where_it_leads(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path
) -> None:
    sandbox = start_sandbox("2.42.5")
    elsewhere = CannedAnswer(status=302, headers={"Location": "https://other.example.org/dhis/api?secret=1"})
    sandbox.state.canned_answers["GET /api/oAuth2Clients?paging=false&fields=:all&filter"] = elsewhere

    error = error_of(page, sandbox, tmp_path)

    assert "302 Found, which leads to https://other.example.org/dhis/api" in error.saw
    assert "secret=1" not in error.saw


@pytest.mark.parametrize("status", [403, 429, 503])
def test_at_completion(page: Page, start_sandbox: StartSandbox, tmp_path: Path, status: int) -> None:
    sandbox = start_sandbox("2.42.5")
    sandbox.state.canned_answers["GET /api/oAuth2Clients?paging=false&fields=:all&filter"] = CannedAnswer(status=status)

    error = error_of(page, sandbox, tmp_path)

    assert (error.code, error.exit_code) == ("not_completed", 8)
    assert f"the answer was {status} " in error.saw


@pytest.mark.parametrize("version", ["2.41.9", "2.42.5"])
@pytest.mark.in_turn("version")
@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_at_the_token_endpoint(command: Command, start_sandbox: StartSandbox, version: str, status: int) -> None:
    sandbox = start_sandbox(version)
    where = "/uaa/oauth/token" if version == "2.41.9" else "/oauth2/token"
    sandbox.state.canned_answers[f"POST {where}"] = CannedAnswer(status=status)

    done = command("create", *command.at(sandbox), *CODE, "--json", "--quiet")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (8, "not_verified")
    assert f"the answer was HTTP {status}: " in error["message"]
    assert "the secret with DHIS2's" not in error["hint"]


def test_a_redirect_is_told_with_where_it_leads(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    leads = CannedAnswer(status=302, headers={"Location": "https://sso.example.org/realm?x=1"})
    sandbox.state.canned_answers["POST /uaa/oauth/token"] = leads

    done = command.create(sandbox, "--json", "--quiet")

    message = json.loads(done.stdout)["error"]["message"]
    assert "it leads to https://sso.example.org/realm" in message
    assert "x=1" not in message


def test_https_for_a_server_that_speaks_http_is_no_matter_of_trust(
    command: Command, start_sandbox: StartSandbox
) -> None:
    sandbox = start_sandbox()
    secure = sandbox.url.replace("http:", "https:")

    done = command("doctor", "--url", secure, "--username", "admin", "--json")
    created = command("create", "--url", secure, "--username", "admin", *CODE, "--json", "--quiet")

    error = json.loads(created.stdout)["error"]
    assert (created.returncode, error["code"]) == (3, "no_tls")
    assert f"say --url {sandbox.url}" in error["hint"]
    assert "certificate" not in done.stdout + created.stdout


def test_each_part_that_does_not_come_is_named(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.42.5", faults=frozenset({Fault.LIST_NEVER}))

    done = command.create(sandbox, "--json", "--quiet", "--timeout", "4")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (5, "section_not_loaded")
    assert "the list of OAuth2 clients did not come in time" in error["message"]
    assert "F_OAUTH2" not in error["hint"]


@pytest.mark.parametrize(
    ("missing", "part"),
    [
        ("GET /apps/shell.js", "the page around System Settings"),
        ("GET /dhis-web-settings/js/main.js", "the System Settings app"),
    ],
)
def test_what_does_not_come_before_the_list_is_named_too(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, missing: str, part: str
) -> None:
    sandbox = start_sandbox("2.42.5")
    sandbox.state.canned_answers[missing] = CannedAnswer(status=200, body=b"", kind="text/javascript")
    page.set_default_timeout(4000)

    error = error_of(page, sandbox, tmp_path)

    assert (error.code, f"{part} did not come in time" in error.saw) == ("section_not_loaded", True), error.saw


def test_plain_http_hears_nothing_of_a_session_where_tls_fails(page: Page) -> None:
    """Who can break TLS would else have the session, sent in the clear."""
    ann = Account(username="ann", password=None)
    with redirecting("/elsewhere") as plain:
        page.context.add_cookies([{"name": "JSESSIONID", "value": "s3ss10n-s3ss10n", "url": plain.url}])
        secure = plain.url.replace("http:", "https:")

        with pytest.raises(AutomationError) as caught:
            leads_to_session(page, Instance(base_url="https://dhis2.example.org", asked_url=secure, account=ann))

    assert caught.value.code == "no_tls"
    assert plain.requests == ["GET /"]
    assert plain.cookies == []
