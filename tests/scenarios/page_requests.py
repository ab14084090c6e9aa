"""What the page asks DHIS2 for, and what it sends; on the sandbox and on upstream's builds."""

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Request, expect

from automation.clients.client import GrantType
from automation.dialects.ui import edit_is_broken
from automation.flows.section import Section
from automation.sandbox.state import CannedAnswer
from tests.support.harness import Person, as_shown, seed

_CLIENTS = "/oAuth2Clients"
_LIST = f"GET {_CLIENTS}?fields=:all&paging=false&order=displayName"
_VERSIONED = re.compile(r"^/api(?:/(\d+))?(?=/)")


class Calls:
    """The calls of the page that have to do with clients, without the address of the API."""

    def __init__(self, person: Person) -> None:
        self.made: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.versions: set[str] = set()
        self._base = person.sandbox.url
        person.page.on("request", self._heard)

    def _heard(self, request: Request) -> None:
        address = unquote(request.url.removeprefix(self._base))
        found = _VERSIONED.match(address)
        is_schema = request.method == "GET" and "/schemas" in address
        if not found or "oAuth2Client" not in address or is_schema:
            return
        self.versions.add(found[1] or "")
        self.made.append(f"{request.method} {address[found.end() :]}")
        if request.post_data:
            self.bodies.append(json.loads(request.post_data))

    def forget(self) -> None:
        """Begin anew."""
        self.made.clear()
        self.bodies.clear()


class PageRequests:
    """Each test gets a `person` in front of a DHIS2 of one kind, in one language."""

    def test_the_list_is_asked_for_once_with_all_its_fields(self, person: Person) -> None:
        seed(person.sandbox)
        calls = Calls(person)

        person.open_section().clients.see(label_of(person, "Existing", "existing"))

        assert calls.made == [_LIST]
        minor = person.sandbox.state.options.behaviour.version.minor
        assert calls.versions == {str({30: 26}.get(minor, min(minor, 33) if minor < 37 else minor))}

    def test_edit_asks_nobody_and_save_sends_the_whole_client(self, person: Person) -> None:
        before = dict(seed(person.sandbox, grants=["authorization_code"]))
        section = opened(person)
        calls = Calls(person)

        form = section.clients.edit(label_of(person, "Existing", "existing"))
        assert calls.made == []
        form.enter_redirect_uris(["https://new.example/cb"])
        assert form.save().ok
        form.see_closed()
        section.clients.see(label_of(person, "Existing", "existing"))

        uid = before["id"]
        assert calls.made == ["POST /schemas/oAuth2Client", f"PUT {_CLIENTS}/{uid}?mergeMode=REPLACE", _LIST]
        tried, sent = calls.bodies
        assert tried == sent
        assert as_shown(sent) == ("existing", {"authorization_code"}, ["https://new.example/cb"])
        assert (sent["id"], set(sent["lastUpdatedBy"])) == (uid, {"id"})
        assert not {"href", "access", "displayName"} & set(sent)
        (after,) = person.stored
        kept = set(before) - {"redirectUris", "lastUpdated", "name"}
        assert {key: after[key] for key in kept} == {key: before[key] for key in kept}

    def test_a_client_id_is_checked_also_if_it_is_the_clients_own(self, person: Person) -> None:
        seed(person.sandbox)
        section = opened(person)
        calls = Calls(person)
        form = section.clients.edit(label_of(person, "Existing", "existing"))

        form.enter_client_id("other")
        found = form.enter_client_id("existing")

        checks = [f"GET {_CLIENTS}?filter={form.dialect.id_property}:eq:{name}&fields=:all&paging=false"
                  for name in ("other", "existing")]  # fmt: skip
        assert calls.made == checks
        assert [namesake.client_id for namesake in found] == ["existing"]

    def test_a_grant_that_the_form_does_not_offer_goes_with_the_first_tick(self, person: Person) -> None:
        seed(person.sandbox, grants=["client_credentials", "authorization_code", "refresh_token"])
        section = opened(person)
        form = section.clients.edit(label_of(person, "Existing", "existing"))

        form.grant_box(GrantType.AUTHORIZATION_CODE).click()
        form.grant_box(GrantType.AUTHORIZATION_CODE).click()
        assert form.save().ok

        (after,) = person.stored
        grants = after.get("grantTypes") or after["authorizationGrantTypes"].split(",")
        assert grants == ["refresh_token", "authorization_code"]

    def test_a_row_that_stays_shows_the_new_name_of_its_client(self, person: Person) -> None:
        """From 2.37 on the list may keep a row; and what stands in it is half old, half new."""
        for name in ("aaa", "bbb", "ccc"):
            seed(person.sandbox, name=name, client_id=name, grants=["authorization_code"])
        section = opened(person)
        form = section.clients.edit("bbb")
        if form.dialect.has_name:
            form.enter_name("bbb2")
        else:
            form.enter_client_id("bbb2")
        form.set_grant_types([GrantType.REFRESH_TOKEN])
        assert form.save().ok
        form.see_closed()
        section.clients.see("bbb2")

        stays = person.sandbox.state.options.behaviour.version.minor >= 37
        expect(section.clients.row("bbb2")).to_have_count(2 if stays else 1)
        assert section.clients.row("bbb").count() == 0

    def test_a_delete_that_fails_leaves_the_client_in_the_list(self, person: Person) -> None:
        uid = seed(person.sandbox)["id"]
        section = person.open_section()
        calls = Calls(person)
        refused = CannedAnswer(status=409, body=b'{"status":"ERROR"}', kind="application/json")
        person.sandbox.state.canned_answers[f"DELETE /api/oAuth2Clients/{uid}"] = refused

        answer = section.clients.press_delete(label_of(person, "Existing", "existing"))

        assert answer is not None
        assert answer.status == 409
        assert calls.made == [f"DELETE {_CLIENTS}/{uid}"]
        section.clients.see(label_of(person, "Existing", "existing"))
        if person.sandbox.state.options.locale == "en":
            what = "save" if person.sandbox.state.options.behaviour.version.minor < 37 else "delete"
            body = section.clients.section.locator("xpath=ancestor-or-self::html")
            expect(body.get_by_text(f"Failed to {what} OAuth2 client")).to_be_attached()

    def test_delete_is_one_request_at_the_clients_own_address(self, person: Person) -> None:
        uid = seed(person.sandbox)["id"]
        section = person.open_section()
        calls = Calls(person)

        section.clients.press_delete(label_of(person, "Existing", "existing"))

        assert calls.made == [f"DELETE {_CLIENTS}/{uid}", _LIST]
        assert person.stored == []


def label_of(person: Person, name: str, client_id: str) -> str:
    """What the first column of the list says of a client."""
    return client_id if person.sandbox.state.options.behaviour.is_authorization_server else name


def opened(person: Person) -> Section:
    """The section, where a client can be opened."""
    section = person.open_section()
    if edit_is_broken(section.server.version):
        pytest.skip("a row cannot be opened in this version")
    return section
