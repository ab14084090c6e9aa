"""What becomes of clients that are there; on the sandbox and on upstream's builds."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Route

from automation.errors import ClientNotFound, Different, NotSaved, PageUnusable
from automation.flows.delete import Deletions, delete_clients, find_named, see_unchanged
from automation.flows.section import Section, reopened
from automation.narrator import Step
from tests.support.harness import Listener, Person, as_shown, seed


class Life:
    """Each test gets a `person` in front of a DHIS2 of one kind, in one language."""

    def test_deleting_takes_the_named_client_and_no_other(self, person: Person) -> None:
        """Its neighbours differ in what nobody sees; and one has its ID for a name."""
        others = ["georegistry ", "Georegistry", "georegistry2", "georegistr"]
        for other in others:
            seed(person.sandbox, name=other, client_id=other)
        seed(person.sandbox, name="georegistry", client_id="another")
        seed(person.sandbox, name="The one", client_id="georegistry")
        section = person.open_section()

        run = deleted(person, section, "georegistry")

        assert [client.client_id for client in run.deleted] == ["georegistry"]
        assert ids(person) == sorted([*others, "another"])

    def test_several_are_deleted_one_after_the_other_and_told_step_by_step(self, person: Person) -> None:
        """The first of these stays in the list that the page shows, where that keeps rows."""
        for name, grant in [("aaa", "authorization_code"), ("bbb", "refresh_token"), ("ccc", "refresh_token"),
                            ("ddd", "authorization_code")]:  # fmt: skip
            seed(person.sandbox, name=name, client_id=name, grants=(grant,))
        seen: list[str] = []
        person.narrator = listener = Listener(
            look=lambda step, at: seen.extend(place.aria_snapshot() for place in at) if step is Step.DELETE else None
        )
        section = person.open_section()

        run = deleted(person, section, "ddd", "aaa", "ddd")

        assert [client.client_id for client in run.deleted] == ["ddd", "aaa"]
        assert ids(person) == ["bbb", "ccc"]
        assert [section.clients.row(name).count() for name in ("aaa", "bbb", "ccc", "ddd")] == [0, 1, 1, 0]
        assert [step for step in listener.ended if step is Step.DELETE] == [Step.DELETE] * 2
        assert [line.split()[1].rstrip(":") for line in seen] == ["button"] * 2

    def test_a_pattern_is_refused_before_anything_is_deleted(self, person: Person) -> None:
        seed(person.sandbox, name="Geo", client_id="georegistry")
        section = person.open_section()

        for pattern, missing_ok in product(["geo*", "geo%", "ge?registry", "*", "[g]eoregistry"], [False, True]):
            with pytest.raises(ClientNotFound) as caught:
                find_named(section, [pattern], person.services(), missing_ok=missing_ok)
            assert (caught.value.code, "'georegistry'" in caught.value.saw) == ("pattern_not_taken", True)
        assert ids(person) == ["georegistry"]

    def test_an_id_with_such_letters_is_an_id(self, person: Person) -> None:
        for name in ("geo*", "georegistry"):
            seed(person.sandbox, name=name, client_id=name)

        deleted(person, person.open_section(), "geo*")

        assert ids(person) == ["georegistry"]

    def test_what_is_not_there_stops_all_before_anything_is_deleted_unless_that_is_fine(self, person: Person) -> None:
        seed(person.sandbox, name="a", client_id="there")
        section = person.open_section()

        with pytest.raises(ClientNotFound) as caught:
            find_named(section, ["there", "their"], person.services())
        assert "did you mean 'there'?" in caught.value.hint
        assert ids(person) == ["there"]

        run = find_named(section, ["there", "their"], person.services(), missing_ok=True)
        delete_clients(section, run, person.services())
        assert (run.absent, ids(person)) == (["their"], [])

    def test_a_refusal_is_told_in_dhis2s_words_and_what_follows_is_left(self, person: Person) -> None:
        for name in ("a", "b"):
            seed(person.sandbox, name=name, client_id=name)
        section = person.open_section()
        run = find_named(section, ["a", "b"], person.services())
        answer = '{"httpStatusCode": 409, "status": "ERROR", "message": "Not this one"}'
        on_delete(person, lambda route: route.fulfill(status=409, content_type="application/json", body=answer))

        with pytest.raises(NotSaved) as caught:
            delete_clients(section, run, person.services())

        assert caught.value.code == "not_deleted"
        assert "DHIS2 answered 409: Not this one; it is still in the list" in caught.value.saw
        assert (run.deleted, run.pressed, len(run.left)) == ([], None, 2)
        assert ids(person) == ["a", "b"]

    def test_what_became_of_an_answer_that_was_lost_is_seen_in_the_list(self, person: Person) -> None:
        seed(person.sandbox, name="a", client_id="a")
        section = person.open_section()

        def lose(route: Route) -> None:
            route.fetch()
            route.abort()

        on_delete(person, lose)

        assert [client.client_id for client in deleted(person, section, "a").deleted] == ["a"]
        assert ids(person) == []

    def test_where_nothing_can_be_seen_afterwards_nothing_is_claimed(self, person: Person) -> None:
        seed(person.sandbox, name="a", client_id="a")
        section = person.open_section()
        run = find_named(section, ["a"], person.services())

        def lose(route: Route) -> None:
            person.page.route("**/dhis-web-settings/**", lambda page: page.abort())
            person.page.route("**/apps/settings**", lambda page: page.abort())
            route.abort()

        on_delete(person, lose)

        with pytest.raises((NotSaved, PageUnusable)) as caught:
            delete_clients(section, run, person.services())

        assert caught.value.code == "delete_unanswered"
        assert "could not be seen either" in caught.value.hint
        assert run.deleted == run.left == []
        assert run.pressed is run.found[0]

    def test_another_client_that_goes_meanwhile_is_said_without_blame(self, person: Person) -> None:
        seed(person.sandbox, name="a", client_id="a")
        other = seed(person.sandbox, name="b", client_id="b")
        person.narrator = listener = Listener()
        section = person.open_section()

        def meanwhile(route: Route) -> None:
            del person.sandbox.state.clients[other["id"]]
            route.continue_()

        on_delete(person, meanwhile)
        run = deleted(person, section, "a")

        assert [client.client_id for client in run.deleted] == ["a"]
        assert "'b' is gone from the list as well." in listener.notes

    def test_whoever_was_asked_for_long_finds_the_session_renewed_and_the_list_read_anew(self, person: Person) -> None:
        client = seed(person.sandbox, name="a", client_id="a")
        section = person.open_section()
        run = find_named(section, ["a"], person.services())

        person.page.context.clear_cookies()
        section = reopened(person.page, section, person.services())
        see_unchanged(section, run.found, person.services())
        uris = ["https://new.example/cb"]
        client["redirectUris"] = uris if isinstance(client["redirectUris"], list) else uris[0]
        section = reopened(person.page, section, person.services())
        with pytest.raises(Different) as caught:
            see_unchanged(section, run.found, person.services())

        assert caught.value.code == "changed_meanwhile"
        assert ids(person) == ["a"]


def deleted(person: Person, section: Section, *client_ids: str) -> Deletions:
    run = find_named(section, client_ids, person.services())
    delete_clients(section, run, person.services())
    return run


def on_delete(person: Person, act: Callable[[Route], None]) -> None:
    """Do that once in place of the page's own call that deletes a client."""

    def handle(route: Route) -> None:
        if route.request.method == "DELETE":
            act(route)
        else:
            route.fallback()

    person.page.route("**/oAuth2Clients/*", handle)


def ids(person: Person) -> list[str]:
    return sorted(as_shown(client)[0] for client in person.stored)
