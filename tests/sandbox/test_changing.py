"""What is done with a client that is there, on our own stand-in UI; and what the servers of each line do about it."""

import json
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values
from playwright.sync_api import Page

from automation.clients.client import GrantType
from automation.errors import ConfigError, NotSaved, PageUnusable, SecretUnusable
from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.scenarios.changing import NEW_URI, Changing
from tests.support.command import Command
from tests.support.harness import Listener, Person, journal_in, seed
from tests.support.sampling import cases

VERSIONS = ("2.31", "2.36", "2.40.11", "2.41.9", "2.42.5", "2.43.1", "2.43.2")


@pytest.mark.in_turn("person")
class TestOnTheSandbox(Changing):
    @pytest.fixture(params=cases(VERSIONS, always=["2.36", "2.41.9", "2.43.2"]))
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))


@pytest.fixture
def somebody(page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Any:
    def in_front_of(version: str, *faults: Fault) -> Person:
        return Person(page, start_sandbox(version, faults=frozenset(faults)), journal_in(tmp_path))

    return in_front_of


def an_older_one(person: Person) -> dict[str, Any]:
    """A client that was made before its server wanted PKCE."""
    old = '{"@class":"java.util.Collections$UnmodifiableMap","settings.client.require-proof-key":false,'
    old += '"settings.client.require-authorization-consent":true}'
    return person.sandbox.state.seed_client(
        clientId="older", authorizationGrantTypes="authorization_code", redirectUris="https://old.example/cb",
        scopes="ALL,openid,username,email", clientAuthenticationMethods="client_secret_basic", clientSettings=old,
        clientSecret="$2a$10$" + "abcdefghijklmnopqrstuu" + "DFbR3XkLt3XYNeZ3sCwB9sM1Zz1Q5dG",
    )  # fmt: skip


def test_a_server_that_validates_updates_is_met_with_its_reason(somebody: Any) -> None:
    person = somebody("2.43.2")
    before = dict(an_older_one(person))

    with pytest.raises(NotSaved) as caught:
        person.update("older", add=(NEW_URI,))

    assert caught.value.code == "not_stored"
    assert "409" in caught.value.saw
    assert "E1004" in caught.value.saw
    assert "dhis2-oauth rotate older" in caught.value.hint
    assert person.sandbox.state.clients[before["id"]] == before


def test_a_new_secret_makes_an_older_client_what_its_server_wants(somebody: Any) -> None:
    person = somebody("2.43.2")
    before = dict(an_older_one(person))

    with pytest.raises(ConfigError) as caught:
        person.rotate("older")
    assert caught.value.code == "needs_mending"
    assert "PKCE required (no instead of yes)" in caught.value.saw
    assert person.sandbox.state.clients[before["id"]] == before

    done = person.rotate("older", mend=True)

    assert [each.what for each in done.created.differences] == ["scope", "PKCE required"]
    after = person.sandbox.state.clients[before["id"]]
    assert done.verdict.is_good, done.verdict.failures
    assert '"settings.client.require-proof-key":true' in after["clientSettings"]
    assert after["scopes"] == "openid,username,email"
    person.update("older", add=(NEW_URI,))
    assert after is not person.sandbox.state.clients[before["id"]]


@pytest.mark.parametrize("version", ["2.40.11", "2.43.1"])
def test_a_new_secret_that_does_not_work_is_taken_back(somebody: Any, version: str) -> None:
    person = somebody(version)
    person.provision()
    (before,) = (dict(client) for client in person.stored)
    person.sandbox.state.faults |= {Fault.PROFILE_REFUSED}

    with pytest.raises(SecretUnusable) as caught:
        person.rotate("georegistry")

    assert caught.value.code == "not_verified"
    assert "The old secret was put back" in caught.value.hint
    (after,) = person.stored
    assert {**after, "lastUpdated": ""} == {**before, "lastUpdated": ""}
    assert [entry for entry in person.journal.entries() if entry.before] == []


def test_a_client_without_a_secret_has_none_again_where_the_new_one_does_not_work(somebody: Any) -> None:
    person = somebody("2.43.1", Fault.PROFILE_REFUSED)
    before = dict(seed(person.sandbox))

    with pytest.raises(SecretUnusable, match="does not work") as caught:
        person.rotate("existing")

    assert "the client is as it was before" in caught.value.hint
    after = person.sandbox.state.clients[before["id"]]
    assert (after.get("clientSecret"), after.get("scopes")) == (None, before.get("scopes"))


def test_settings_that_dhis2_refuses_by_now_are_not_put_back_but_the_secret_is(somebody: Any) -> None:
    person = somebody("2.43.2", Fault.PROFILE_REFUSED)
    before = dict(an_older_one(person))

    with pytest.raises(SecretUnusable) as caught:
        person.rotate("older", mend=True)

    assert "The old secret was put back; its old settings were not" in caught.value.hint
    after = person.sandbox.state.clients[before["id"]]
    assert after["clientSecret"] == before["clientSecret"]
    assert '"settings.client.require-proof-key":true' in after["clientSettings"]


def test_a_refused_change_of_the_secret_changes_nothing(somebody: Any) -> None:
    person = somebody("2.42.5")
    person.provision()
    (before,) = (dict(client) for client in person.stored)
    person.sandbox.state.faults |= {Fault.UPDATE_REFUSED}

    with pytest.raises(SecretUnusable) as caught:
        person.rotate("georegistry")

    assert caught.value.code == "not_rotated"
    assert person.stored == [before]


def test_where_clients_cannot_be_opened_they_cannot_be_changed(somebody: Any) -> None:
    person = somebody("2.32.2")
    seed(person.sandbox)

    with pytest.raises(PageUnusable, match=r"2\.32\.0 to 2\.32\.2"):
        person.update("existing", add=(NEW_URI,))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"remove": ("https://not.there/",)}, "no_such_redirect_uri"),
        ({"remove": ("https://old.example/cb",)}, "no_redirect_uri"),
        ({"grant_types": frozenset({GrantType.PASSWORD})}, "grant_not_offered"),
        ({"add": ("https://long.example/" + "x" * 1000,)}, "redirect_uris_too_long"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_entered(
    somebody: Any, changes: dict[str, Any], code: str
) -> None:
    person = somebody("2.42.5")
    before = dict(seed(person.sandbox))

    with pytest.raises(ConfigError) as caught:
        person.update("existing", **changes)

    assert caught.value.code == code
    assert person.stored == [before]


def test_a_rotation_is_told_step_by_step(somebody: Any) -> None:
    person = somebody("2.43.1")
    person.provision()
    person.narrator = listener = Listener()

    person.rotate("georegistry")

    assert listener.gone_wrong == []
    assert sorted(listener.begun) == sorted(listener.ended)


def test_the_file_of_a_client_that_is_updated_is_brought_up_to_date(
    command: Command, start_sandbox: StartSandbox
) -> None:
    sandbox = start_sandbox("2.40.11")
    asked = ("create", *command.at(sandbox), "--client-id", "mine", "--output", "mine.env", "--json")
    assert command(*asked, "--redirect-uri", "https://one.example/cb").returncode == 0

    updated = command(*asked, "--redirect-uri", NEW_URI, "--if-exists", "update")

    told = json.loads(updated.stdout)
    assert (updated.returncode, told["outcome"], told["verified"]) == (0, "updated", True)
    assert told["differences"] == [
        {"property": "redirect URI", "stored": ["https://one.example/cb"], "wanted": [NEW_URI]}
    ]
    assert dotenv_values(command.folder / "mine.env")["DHIS2_OAUTH_REDIRECT_URIS"] == NEW_URI


def test_a_client_that_is_kept_and_is_not_as_asked_ends_with_a_code_of_its_own_where_that_is_wanted(
    command: Command, start_sandbox: StartSandbox
) -> None:
    sandbox = start_sandbox("2.40.11")
    seed(sandbox, name="mine", client_id="mine", grants=["authorization_code"])
    asked = ("create", *command.at(sandbox), "--client-id", "mine", "--redirect-uri", NEW_URI, "--if-exists", "keep")

    kept, strict = command(*asked, "--json"), command(*asked, "--json", "--strict")

    assert (kept.returncode, strict.returncode) == (0, 12), strict.stderr
    assert json.loads(strict.stdout)["error"]["code"] == "kept_otherwise"
    for told in (json.loads(kept.stdout), json.loads(strict.stdout)):
        assert told["outcome"] == "found"
        assert [each["property"] for each in told["differences"]] == ["redirect URI"]
