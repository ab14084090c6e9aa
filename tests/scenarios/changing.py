"""A client that is there is read, changed, given a new secret; on the sandbox and on upstream's builds."""

from dataclasses import replace
from typing import Any

import pytest

from automation.clients.client import GrantType
from automation.clients.difference import ClientOutcome
from automation.clients.relying_party import RelyingParty
from automation.errors import ClientNotFound
from automation.flows.options import IfExists
from automation.flows.read import find_clients, label_of, read_details, read_list
from automation.flows.remake import remake_client
from automation.flows.stored import CreatedClient
from automation.narrator import Step
from automation.oauth.client import OAuthClient
from automation.oauth.secret_check import SecretState, check_secret
from automation.secrets.redact import Redactor
from tests.support.harness import GEOPRISM, Listener, Person, as_shown, seed

NEW_URI = "https://new.example.org/cb"
CODE = GrantType.AUTHORIZATION_CODE
# What DHIS2 itself writes each time.
BY_DHIS2 = {"lastUpdated"}


def neighbours(person: Person) -> list[dict[str, Any]]:
    """Clients on either side of `mmm`, whatever the list is sorted by."""
    return [seed(person.sandbox, name=name, client_id=name, grants=["authorization_code"]) for name in ("aaa", "zzz")]


def is_taken(created: CreatedClient) -> SecretState:
    """What the token endpoint says to a client's secret."""
    credentials = created.credentials
    client = OAuthClient(client_id=credentials.client_id, client_secret=credentials.secret, party=RelyingParty(),
                         endpoints=credentials.endpoints, redactor=Redactor())  # fmt: skip
    return check_secret(client, credentials.redirect_uris[0], allow_http=True).state


class Changing:
    """Each test gets a `person` in front of a DHIS2 of one kind, in one language."""

    @pytest.fixture
    def mmm(self, person: Person) -> dict[str, Any]:
        """A client between two others."""
        neighbours(person)
        return dict(seed(person.sandbox, name="mmm", client_id="mmm", grants=["authorization_code"]))

    def now(self, person: Person, client: dict[str, Any]) -> dict[str, Any]:
        """What DHIS2 has of it now, but for what DHIS2 itself writes."""
        found = person.sandbox.state.clients[client["id"]]
        return {key: value for key, value in found.items() if key not in BY_DHIS2}

    def before(self, client: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in client.items() if key not in BY_DHIS2}

    def test_every_client_is_listed_as_dhis2_has_it(self, person: Person, mmm: dict[str, Any]) -> None:
        section = person.open_section()

        listed = read_list(section, person.services())

        assert [client.client_id for client in listed] == ["aaa", "mmm", "zzz"]
        assert [as_shown(one) for one in person.sandbox.state.clients.values() if one["id"] == mmm["id"]] == [
            (client.client_id, set(client.grant_types), list(client.redirect_uris)) for client in listed[1:2]
        ]
        for client in listed:
            assert section.clients.has(label_of(section, client))
            shown = read_details(section, client, person.services())
            assert shown.spec == client.spec
            assert bool(shown.secret) == section.server.dialect.shows_stored_secret

    def test_a_client_that_is_not_there_is_not_taken_for_one_that_is(self, person: Person, mmm: dict[str, Any]) -> None:
        section = person.open_section()

        for wrong in ("mm", "mmmm", "MMM", "mmm "):
            with pytest.raises(ClientNotFound):
                find_clients(section, [wrong], person.services())

    def test_what_was_asked_is_changed_and_nothing_else(self, person: Person, mmm: dict[str, Any]) -> None:
        others = [dict(one) for one in person.stored if one["id"] != mmm["id"]]
        both = frozenset({CODE, GrantType.REFRESH_TOKEN})

        done = person.update("mmm", add=(NEW_URI,), grant_types=both)

        assert done.outcome is ClientOutcome.UPDATED
        assert [each.what for each in done.differences] == ["grant type", "redirect URI"]
        after = person.sandbox.state.clients[mmm["id"]]
        assert as_shown(after) == ("mmm", set(both), ["https://old.example/cb", NEW_URI])
        changed = {key for key, value in self.now(person, mmm).items() if value != mmm.get(key)}
        assert changed <= {"grantTypes", "redirectUris", "authorizationGrantTypes", "name"}
        assert [one for one in person.stored if one["id"] != mmm["id"]] == others
        assert len(person.stored) == 3

    def test_a_client_gets_another_name_where_there_are_names(self, person: Person, mmm: dict[str, Any]) -> None:
        done = person.update("mmm", name="Another name", redirect_uris=(NEW_URI,))

        after = person.sandbox.state.clients[mmm["id"]]
        assert as_shown(after) == ("mmm", {"authorization_code"}, [NEW_URI])
        if done.server.dialect.has_name:
            assert after["name"] == "Another name"
            assert after["secret"] == mmm["secret"]

    def test_what_is_as_asked_already_is_not_saved(self, person: Person, mmm: dict[str, Any]) -> None:
        done = person.update("mmm", redirect_uris=("https://old.example/cb",))

        assert (done.outcome, done.differences) == (ClientOutcome.UNCHANGED, ())
        assert self.now(person, mmm) == self.before(mmm)
        assert not [one for one in person.sandbox.state.requests if one.startswith(("PUT", "POST /api/schemas"))]

    def test_a_dry_run_says_what_would_change_and_changes_nothing(self, person: Person, mmm: dict[str, Any]) -> None:
        done = person.update("mmm", add=(NEW_URI,), dry_run=True)

        assert done.outcome is ClientOutcome.FOUND
        assert [line for each in done.differences for line in each.lines] == [f"+ redirect URI: {NEW_URI}"]
        assert self.now(person, mmm) == self.before(mmm)

    def test_a_client_that_is_there_is_made_as_asked(self, person: Person, mmm: dict[str, Any]) -> None:
        asked = replace(GEOPRISM, name="mmm", client_id="mmm")

        done = person.create(asked, if_exists=IfExists.UPDATE)

        assert done.outcome is ClientOutcome.UPDATED
        assert as_shown(person.sandbox.state.clients[mmm["id"]]) == (
            "mmm", {"authorization_code"}, [*GEOPRISM.redirect_uris],
        )  # fmt: skip
        assert person.saves == 0

    def test_a_new_secret_holds_at_once_and_the_old_one_no_more(self, person: Person) -> None:
        if not person.sandbox.state.options.behaviour.has_oauth_server:
            pytest.skip("this version has no OAuth2 server that knows a secret")
        neighbours(person)
        old = person.provision().created
        (stored,) = [dict(one) for one in person.stored if "georegistry" in {one.get("cid"), one.get("clientId")}]
        listener = Listener()
        person.narrator = listener

        done = person.rotate("georegistry")

        assert done.created.outcome is ClientOutcome.ROTATED
        assert done.verdict is not None
        assert done.verdict.is_good, done.verdict.failures
        assert len(done.created.credentials.secret.reveal()) == 36
        assert (is_taken(old), is_taken(done.created)) == (SecretState.REFUSED, SecretState.TAKEN)
        changed = {key for key, value in self.now(person, stored).items() if value != stored[key]}
        assert changed <= {"secret", "clientSecret"}
        assert len(changed) == 1
        assert Step.PUT_BACK not in listener.begun

    def test_with_the_page_alone_a_client_is_made_anew(self, person: Person) -> None:
        if person.sandbox.state.options.behaviour.is_authorization_server:
            pytest.skip("from 2.42 on the form stores no secret")
        if not person.sandbox.state.options.behaviour.has_oauth_server:
            pytest.skip("this version has no OAuth2 server that knows a secret")
        neighbours(person)
        old = person.provision(replace(GEOPRISM, name="Registre géo")).created
        asked: list[str] = []

        done = remake_client(person.session, person.open_section(), "georegistry", person.services(),
                             confirm=lambda client: asked.append(client.client_id))  # fmt: skip

        assert asked == ["georegistry"]
        assert done.created.outcome is ClientOutcome.ROTATED
        assert done.created.credentials.spec == old.credentials.spec
        assert (is_taken(old), is_taken(done.created)) == (SecretState.REFUSED, SecretState.TAKEN)
        assert len(person.stored) == 3
        assert [entry.secret.reveal() for entry in person.journal.entries()] == [
            done.created.credentials.secret.reveal()
        ]
