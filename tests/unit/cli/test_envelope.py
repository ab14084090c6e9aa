"""The JSON report: the same keys whatever happened, and what its schema says."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from automation.account import Account, Instance
from automation.cli.envelope import Envelope, as_plain
from automation.cli.render import Report, document, envelope, summary
from automation.clients.difference import ClientOutcome
from automation.dialects.ui import AUTHSERVER, MODAL, Dialect, DialectSource
from automation.errors import NotSaved
from automation.flows.section import ServerInfo
from automation.flows.stored import CreatedClient
from automation.secrets.credentials import Credentials
from automation.secrets.formats import Format
from automation.secrets.secret import MASK, Secret
from automation.secrets.visible import as_json
from automation.verdict import Verdict

URL = "https://d.example"
# Of a client that was filled in these are not known.
OF_THE_SERVER = ["uid", "secret_kept_as", "scopes", "authentication_methods", "pkce_required", "consent_required",
                 "created", "last_updated"]  # fmt: skip
NOTHING = {
    "schema": "dhis2-oauth/1",
    "ok": True,
    "client": None,
    "outcome": None,
    "differences": None,
    "clients": None,
    "migrations": None,
    "dhis2": {"url": None, "version": None, "dialect": None, "dialect_source": None},
    "endpoints": None,
    "secret": {"delivered_to": None, "format": None, "stored": None},
    "made": [],
    "unchanged": [],
    "verified": None,
    "checks": None,
    "findings": None,
    "rules": None,
    "error": None,
}


@pytest.fixture
def created() -> Report:
    instance = Instance(base_url=URL, account=Account(username="ann", password=None))
    server = ServerInfo(base_url=URL, version=None, version_text="2.40.11", language="en", dialect=MODAL,
                        source=DialectSource.PAGE)  # fmt: skip
    credentials = Credentials(name="Reports", client_id="reports", secret=Secret("5ecret-5ecret"),
                              grant_types=frozenset({"refresh_token", "authorization_code"}),
                              redirect_uris=("https://a.example/cb",), endpoints=server.endpoints)  # fmt: skip
    result = CreatedClient(instance=instance, server=server, credentials=credentials, secret_stored=True,
                           outcome=ClientOutcome.CREATED, entry=None)  # fmt: skip
    return Report(url=URL, result=result, delivered_to="reports.env", file_format=Format.DOCKER, made=(Path("f.mp4"),))


def printed(report: Report, *, hands_over: bool = False) -> str:
    return as_json(document(report), Secret.reveal if hands_over else str)


def test_what_is_not_known_is_null() -> None:
    assert json.loads(printed(Report())) == NOTHING
    assert list(json.loads(printed(Report()))) == list(NOTHING)


def test_what_is_known_is_said(created: Report) -> None:
    verdict = Verdict()
    verdict.failed("token", "refused", "try again")

    told = json.loads(printed(replace(created, verdict=verdict, error=NotSaved("saving", "no", hint="wait"))))

    assert told == {
        "schema": "dhis2-oauth/1",
        "ok": False,
        "client": {
            "name": "Reports",
            "client_id": "reports",
            "grant_types": ["authorization_code", "refresh_token"],
            "redirect_uris": ["https://a.example/cb"],
            **dict.fromkeys(OF_THE_SERVER),
        },
        "outcome": "created",
        "differences": [],
        "clients": None,
        "migrations": None,
        "dhis2": {"url": URL, "version": "2.40.11", "dialect": "modal", "dialect_source": "page"},
        "endpoints": {
            "authorize": f"{URL}/uaa/oauth/authorize",
            "token": f"{URL}/uaa/oauth/token",
            "profile": f"{URL}/api/me",
        },
        "secret": {"delivered_to": "reports.env", "format": "docker", "stored": True},
        "made": ["f.mp4"],
        "unchanged": [],
        "verified": False,
        "checks": [{"name": "token", "outcome": "fail", "reason": "refused", "next_step": "try again"}],
        "findings": None,
        "rules": None,
        "error": {"code": "not_saved", "message": "saving: no", "hint": "wait"},
    }
    assert list(told) == list(NOTHING)


def test_the_secret_is_in_it_only_if_it_goes_to_stdout(created: Report) -> None:
    to_stdout = replace(created, delivered_to="-")

    assert "5ecret" not in printed(created, hands_over=True)
    assert json.loads(printed(to_stdout))["client"]["client_secret"] == MASK
    assert json.loads(printed(to_stdout, hands_over=True))["client"]["client_secret"] == "5ecret-5ecret"


def test_what_is_printed_is_what_its_schema_describes(created: Report) -> None:
    for report in (Report(), created, replace(created, delivered_to="-", verdict=Verdict())):
        text = printed(report, hands_over=True)

        assert as_json(as_plain(msgspec.json.decode(text, type=Envelope))) == text


def test_a_document_of_its_own_is_told_as_it_is() -> None:
    told = document(Report(document={"entries": []}, error=NotSaved("saving", "no")))

    assert told == {
        "schema": "dhis2-oauth/1",
        "ok": False,
        "error": {"code": "not_saved", "message": "saving: no", "hint": ""},
        "entries": [],
    }


def test_a_secret_is_never_taken_apart(created: Report) -> None:
    client = envelope(replace(created, delivered_to="-")).client

    assert client
    assert as_plain(client)["client_secret"] is client.client_secret


@pytest.mark.parametrize(
    ("dialect", "said"), [(MODAL, "was not delivered"), (AUTHSERVER, "was not read again: this page does not show it")]
)
def test_a_page_that_shows_secrets_is_not_said_to_hide_this_one(created: Report, dialect: Dialect, said: str) -> None:
    assert created.result
    server = replace(created.result.server, dialect=dialect)
    found = replace(created.result, outcome=ClientOutcome.FOUND, server=server)

    assert f"  Secret         {said}" in summary(replace(created, result=found, delivered_to=None))
