"""What a person does on the OAuth2 Clients page; on the sandbox and on upstream's builds."""

from dataclasses import replace

import pytest

from automation.clients.client import GrantType
from automation.dialects.ui import edit_is_broken
from automation.errors import AlreadyTaken, NotSaved, PageUnusable
from automation.flows.options import IfExists
from automation.narrator import Step
from automation.sandbox.faults import Fault
from automation.testing.plugin.quirks import QUIRKS
from tests.support.harness import GEOPRISM, Listener, Person, as_shown, seed


class Scenarios:
    """Each test gets a `person` in front of a DHIS2 of one kind, in one language."""

    def test_creating_stores_exactly_what_was_asked(self, person: Person) -> None:
        created = person.create()

        (client,) = person.stored
        assert as_shown(client) == ("georegistry", {"authorization_code"}, list(GEOPRISM.redirect_uris))
        assert created.credentials.client_id == "georegistry"
        assert created.credentials.redirect_uris == GEOPRISM.redirect_uris
        assert len(created.credentials.secret.reveal()) == 36
        assert person.sandbox.state.unknown == []

    def test_letters_of_every_kind_are_stored_as_they_were_entered(self, person: Person) -> None:
        uris = ("https://a.example/cb", "https://b.example/ເຂົ້າ/é")
        person.create(replace(GEOPRISM, name="Registre géo", redirect_uris=uris))

        (client,) = person.stored
        assert as_shown(client) == ("georegistry", {"authorization_code"}, list(uris))

    def test_each_control_that_a_step_is_about_is_there_when_the_step_begins(self, person: Person) -> None:
        seen: dict[Step, list[str]] = {}
        person.narrator = Listener(look=lambda step, at: seen.setdefault(step, [place.aria_snapshot() for place in at]))
        person.create()

        roles = {step: {line.split()[1].rstrip(":") for line in lines} for step, lines in seen.items() if lines}
        assert roles[Step.ENTER_CLIENT_ID] == roles[Step.ENTER_REDIRECT_URIS] == roles[Step.NOTE_SECRET] == {"textbox"}
        assert roles[Step.SET_GRANT_TYPES] == {"checkbox"}
        assert roles[Step.PRESS_ADD] == roles[Step.SAVE] == {"button"}

    def test_the_secret_is_the_one_dhis2_stored_or_is_reported_as_not_stored(self, person: Person) -> None:
        created = person.create()

        (client,) = person.stored
        if created.server.dialect.shows_stored_secret:
            assert created.secret_stored
            assert client["secret"] == created.credentials.secret.reveal()
        else:
            assert not created.secret_stored
            assert client["clientSecret"] is None

    def test_the_whole_job_ends_with_a_client_that_works(self, person: Person) -> None:
        if not person.sandbox.state.options.behaviour.has_oauth_server:
            pytest.skip("this version has no OAuth2 server to prove a client with")

        done = person.provision()

        assert done.created.secret_stored
        assert done.verdict is not None
        assert done.verdict.is_good, done.verdict.failures

    def test_several_grants_and_redirect_uris(self, person: Person) -> None:
        uris = ("https://a.example/cb", "http://b.example:8080/x/y?z=1", "https://c.example/")
        grants = frozenset({GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN})
        person.create(replace(GEOPRISM, grant_types=grants, redirect_uris=uris))

        (client,) = person.stored
        assert as_shown(client) == ("georegistry", {"authorization_code", "refresh_token"}, list(uris))

    def test_a_taken_client_id_is_seen_before_save(self, person: Person) -> None:
        seed(person.sandbox, name="Another", client_id="georegistry")

        with pytest.raises(AlreadyTaken) as caught:
            person.create()

        assert caught.value.code == "client_id_taken"
        assert person.saves == 0
        assert list(person.journal.entries()) == []

    def test_a_taken_name_is_seen_before_save_where_there_are_names(self, person: Person) -> None:
        seed(person.sandbox, name="georegistry", client_id="another")
        if person.sandbox.state.options.behaviour.is_authorization_server:
            person.create()
            assert len(person.stored) == 2
            return

        with pytest.raises(AlreadyTaken) as caught:
            person.create()

        assert caught.value.code == "name_taken"
        assert person.saves == 0

    def test_keeping_an_existing_client_reads_its_secret_where_the_page_shows_it(self, person: Person) -> None:
        before = dict(seed(person.sandbox, name="Another name", client_id="georegistry"))
        listener = Listener()
        person.narrator = listener

        kept = person.create(if_exists=IfExists.KEEP)

        assert kept.already_existed
        assert kept.credentials.secret.reveal() == before.get("secret", "")
        assert person.stored == [before]
        assert any("not as asked" in note for note in listener.notes)

    def test_a_second_client_beside_others(self, person: Person) -> None:
        for number in range(3):
            seed(person.sandbox, name=f"georegistry {number}", client_id=f"georegistry{number}")

        person.create()

        assert len(person.stored) == 4

    def test_a_client_that_was_changed_is_found_where_the_list_keeps_its_old_row(self, person: Person) -> None:
        names = ["aaa", "mmm", "zzz"]
        for name in names:
            seed(person.sandbox, name=name, client_id=name, grants=("authorization_code",))
        section = person.open_section()
        if edit_is_broken(section.server.version):
            pytest.skip("this version cannot open a client")
        before = section.clients.row("mmm").text_content() or ""

        form = section.clients.edit("mmm")
        form.set_grant_types({GrantType.REFRESH_TOKEN})
        assert form.save().ok
        form.see_closed()
        section.clients.row("mmm").filter(has_not_text=before).wait_for()

        keeps_rows = person.sandbox.state.options.behaviour.version in QUIRKS["the-list-keeps-rows-that-are-gone"]
        assert section.clients.row("mmm").count() == (2 if keeps_rows else 1)
        section.clients.see("mmm")
        form = section.clients.edit("mmm")
        assert form.read().grant_types == {GrantType.REFRESH_TOKEN}
        form.cancel()
        assert [section.clients.row(name).count() for name in names] == [1, 1, 1]

    def test_a_client_that_was_deleted_is_gone_where_the_list_keeps_its_row(self, person: Person) -> None:
        for name, grant in [("aaa", "authorization_code"), ("bbb", "refresh_token"), ("ccc", "refresh_token"),
                            ("ddd", "authorization_code")]:  # fmt: skip
            seed(person.sandbox, name=name, client_id=name, grants=(grant,))
        section = person.open_section()

        section.clients.delete("aaa")

        assert not section.clients.has("aaa")
        assert [section.clients.row(name).count() for name in ("bbb", "ccc", "ddd")] == [1, 1, 1]
        assert len(person.stored) == 3

    def test_a_refused_list_is_no_endless_spinner(self, person: Person) -> None:
        person.sandbox.state.faults.add(Fault.LIST_REFUSED)

        with pytest.raises(PageUnusable) as caught:
            person.create()

        assert caught.value.code == "no_authority"
        assert "(403), though the user has the authority F_OAUTH2_CLIENT_MANAGE or ALL" in caught.value.saw

    def test_a_refused_save_is_told_in_dhis2s_words(self, person: Person) -> None:
        person.sandbox.state.faults.add(Fault.SAVE_ERROR)

        with pytest.raises(NotSaved) as caught:
            person.create()

        assert "500" in caught.value.saw
        assert "could not execute statement" in caught.value.saw
        assert "not in the list" in caught.value.hint
        assert list(person.journal.entries()) == []

    def test_a_conflict_at_save_is_told_and_leaves_no_secret_behind(self, person: Person) -> None:
        person.sandbox.state.faults.add(Fault.SAVE_CONFLICT)

        with pytest.raises(AlreadyTaken) as caught:
            person.create()

        assert "E5003" in caught.value.saw
        assert list(person.journal.entries()) == []

    def test_what_was_stored_otherwise_is_seen(self, person: Person) -> None:
        person.sandbox.state.faults.add(Fault.SAVE_ALTERED)

        with pytest.raises(NotSaved) as caught:
            person.create()

        assert caught.value.code == "stored_differently"
        assert "redirect URI (" in caught.value.saw
        assert [entry.client_id for entry in person.journal.entries()] == ["georegistry"]

    def test_the_steps_are_told_in_order(self, person: Person) -> None:
        listener = Listener()
        person.narrator = listener

        created = person.create()

        told = [step for step in Step if step in listener.ended]
        assert listener.ended == told
        assert (Step.ENTER_NAME in told) == created.server.dialect.has_name
