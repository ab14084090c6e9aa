"""The journal: nothing in it gets lost, hidden, or into other people's hands."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from automation.cli.main import main
from automation.errors import ConfigError
from automation.secrets.journal import Entry, EntryState, Journal
from tests.conftest import GiveAway, is_root
from tests.support.journals import entry
from tests.support.platforms import POSIX, has_mode

BY_THE_FIRST_VERSION = """{
  "id": "ab12",
  "created": "2026-01-01T00:00:00+00:00",
  "url": "https://d",
  "version": "2.41.9",
  "client_id": "x",
  "name": "X",
  "grant_types": ["authorization_code"],
  "redirect_uris": ["https://a/cb"],
  "endpoints": {"authorize": "https://d/a", "token": "https://d/t", "profile": "https://d/api/me"},
  "secret": "5ecret",
  "state": "about_to_save",
  "schema": 1
}"""


@POSIX
@pytest.mark.parametrize("given", [0o755, 0o700, 0o500 | 0o200])
def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path, given: int) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    folder.chmod(given)

    Journal(folder).check()

    assert has_mode(folder, given)
    assert list(folder.iterdir()) == []


@POSIX
@pytest.mark.parametrize("given", [0o777, 0o1777, 0o770, 0o722])
def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path, given: int) -> None:
    if not is_root() and not given & stat.S_IWOTH:
        pytest.skip("the group may be its owner's alone")
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(given)

    with pytest.raises(ConfigError) as caught:
        Journal(folder).check()

    assert caught.value.code == "journal_not_private"
    assert f"chmod go-w {folder}" in caught.value.hint
    assert "--state-dir" in caught.value.hint
    assert has_mode(folder, given)


def test_a_folder_of_our_own_making_is_private(tmp_path: Path) -> None:
    Journal(tmp_path / "new" / "journal").check()

    assert has_mode(tmp_path / "new" / "journal", 0o700)


def test_a_run_tells_its_own_entries_from_another_runs(tmp_path: Path) -> None:
    journal, other = Journal(tmp_path), Journal(tmp_path)
    other.write(entry(id="theirs"))
    journal.write(entry(id="mine"))
    journal.mark_saved(entry(id="mine"))

    assert journal.written == ["mine"]
    assert {kept.id for kept in journal.entries()} == {"mine", "theirs"}


def test_the_entries_of_one_client_are_found(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(entry(id="one"))
    journal.write(entry(id="two", client_id="y"))
    journal.write(entry(id="three", url="https://e"))
    journal.write(entry(id="four", created="2027-01-01T00:00:00+00:00"))

    assert [kept.id for kept in journal.entries_of("https://d", "x")] == ["one", "four"]


def test_an_entry_of_the_first_version_is_still_read() -> None:
    assert Entry.from_json(BY_THE_FIRST_VERSION) == entry()


def test_what_a_later_version_adds_hides_no_secret() -> None:
    assert Entry.from_json(json.dumps(json.loads(BY_THE_FIRST_VERSION) | {"note": "new"})) == entry()


def changed(**changes: object) -> str:
    return json.dumps(json.loads(BY_THE_FIRST_VERSION) | changes)


UNREADABLE = {
    "empty": "",
    "null": "null",
    "list": "[1]",
    "text": '"text"',
    "number": "1",
    "deep": "[" * 100_000,
    "binary": "\udcff",
    "schema": changed(schema=99),
    "created": changed(created=7),
    "secret": changed(secret=None),
    "state": changed(state="half"),
    "grants": changed(grant_types="authorization_code"),
    "uris": changed(redirect_uris=[1]),
    "endpoints": changed(endpoints=[]),
    "id": changed(id="../elsewhere"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_entry_is_named_and_hides_no_other(tmp_path: Path, name: str) -> None:
    journal = Journal(tmp_path)
    journal.write(entry())
    (tmp_path / f"{name}.json").write_bytes(UNREADABLE[name].encode(errors="surrogateescape"))

    assert [kept.id for kept in journal.entries()] == ["ab12"]
    (problem,) = journal.unreadable()
    assert problem.file == f"{name}.json"
    assert problem.reason
    assert "5ecret" not in problem.reason


def test_a_journal_that_cannot_be_listed_is_not_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError) as caught:
        list(Journal(tmp_path / "file").entries())

    assert caught.value.code == "journal_not_readable"
    assert list(Journal(tmp_path / "nowhere").entries()) == []


def test_a_journal_that_cannot_be_written_says_so_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        Journal(tmp_path / "nowhere").write(entry())

    assert caught.value.code == "journal_not_writable"
    assert "--state-dir" in caught.value.hint


Recover = Callable[..., str]


@pytest.fixture
def recover(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Recover:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry(state=EntryState.SAVED))
    (journal.folder / "broken.json").write_text("null")

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["recover", *arguments, "--no-verify", "--state-dir", str(journal.folder)])
        assert ended.value.code == 0
        return capfd.readouterr().out

    return run


def test_recover_lists_what_it_could_not_read(recover: Recover) -> None:
    assert "1 file could not be read: broken.json (" in recover()
    assert [found["file"] for found in json.loads(recover("--json"))["unreadable"]] == ["broken.json"]


def test_recover_answers_in_json_when_it_delivers(recover: Recover, tmp_path: Path) -> None:
    answer = json.loads(recover("ab12", "--json", "--output", str(tmp_path / "x.env")))

    assert answer["entry"]["id"] == "ab12"
    assert (answer["delivered_to"], answer["forgotten"]) == (str(tmp_path / "x.env"), True)
    assert "5ecret" not in json.dumps(answer)
    assert "5ecret" in (tmp_path / "x.env").read_text()


def test_recover_answers_in_json_when_it_forgets(recover: Recover) -> None:
    answer = json.loads(recover("ab12", "--json", "--forget"))

    assert (answer["delivered_to"], answer["forgotten"]) == (None, True)
    assert json.loads(recover("--json"))["entries"] == []


def test_recover_answers_in_json_with_the_secret_only_when_asked(recover: Recover) -> None:
    answer = json.loads(recover("ab12", "--json", "--output", "-"))

    assert answer["entry"]["client_secret"] == "5ecret"
    assert answer["delivered_to"] == "-"


def test_a_folder_of_somebody_else_is_not_listed_nor_written_to(tmp_path: Path, give_away: GiveAway) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry(state=EntryState.SAVED))
    give_away(journal.folder)

    for call in (journal.check, lambda: list(journal.entries()), journal.unreadable):
        with pytest.raises(ConfigError) as caught:
            call()
        assert caught.value.code == "journal_not_yours"
        assert " belongs to " in caught.value.saw
        assert "--state-dir" in caught.value.hint


def test_nothing_is_made_in_the_home_of_somebody_else(tmp_path: Path, give_away: GiveAway) -> None:
    home = tmp_path / "home"
    home.mkdir()
    give_away(home)

    with pytest.raises(ConfigError) as caught:
        Journal(home / ".local" / "state" / "dhis2-oauth").check()

    assert f"{home if is_root() else ''} belongs to " in caught.value.saw
    assert not (home / ".local").exists()


def test_an_entry_of_somebody_else_is_not_believed_and_hides_no_other(tmp_path: Path, give_away: GiveAway) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry(id="mine"))
    journal.write(entry(id="planted"))
    if not is_root():
        pytest.skip("only root gives files away")
    give_away(journal.folder / "planted.json")

    assert [kept.id for kept in journal.entries()] == ["mine"]
    (problem,) = journal.unreadable()
    assert problem.file == "planted.json"
    assert problem.reason.startswith("it belongs to ")


@POSIX
def test_an_entry_that_others_can_write_to_is_not_believed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry())
    (journal.folder / "ab12.json").chmod(0o602)

    assert list(journal.entries()) == []
    assert journal.unreadable()[0].reason == "other people on this machine can write to it"


def test_the_journal_keeps_an_entry_until_it_is_removed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.check()
    journal.write(entry())
    saved = journal.mark_saved(entry())

    (kept,) = journal.entries()
    journal.remove(saved)

    assert kept == saved
    assert kept.state is EntryState.SAVED
    assert list(journal.entries()) == []


def test_the_journal_is_private(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "deep" / "journal")
    journal.check()
    journal.write(entry())

    assert has_mode(journal.folder, 0o700)
    assert has_mode(journal.folder / "ab12.json", 0o600)


def test_entries_come_oldest_first_and_what_is_no_entry_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(entry(id="late", created="2026-02-01T00:00:00+00:00"))
    journal.write(entry(id="early"))
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "broken.json").write_text("{")

    assert [kept.id for kept in journal.entries()] == ["early", "late"]


def test_an_entry_of_another_version_is_no_entry() -> None:
    plain = json.loads(entry().to_json()) | {"schema": 99}

    with pytest.raises(ValueError, match="another version"):
        Entry.from_json(json.dumps(plain))


def test_a_journal_that_cannot_be_written_is_found_out_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError) as caught:
        Journal(tmp_path / "file" / "journal").check()

    assert caught.value.code == "journal_not_writable"
