"""Files, sinks and the journal: whole or not at all, for the owner's eyes only."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from dotenv import dotenv_values

from automation.clients.server_kind import Endpoints
from automation.errors import ConfigError
from automation.secrets.credentials import Credentials
from automation.secrets.env_file import EnvFile, file_name_for
from automation.secrets.files import check_writable, write_private
from automation.secrets.journal import Entry, EntryState, Journal
from automation.secrets.secret import Secret

ENDPOINTS = Endpoints(authorize="https://d/a", token="https://d/t", profile="https://d/api/me")


def credentials(client_id: str = "x", secret: str = "5ecret") -> Credentials:
    return Credentials(
        client_id=client_id,
        secret=Secret(secret),
        endpoints=ENDPOINTS,
        redirect_uris=("https://a/cb", "https://b/cb"),
    )


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "id": "ab12", "created": "2026-01-01T00:00:00+00:00", "url": "https://d", "version": "2.41.9", "client_id": "x",
        "name": "X", "grant_types": frozenset({"authorization_code"}), "redirect_uris": ("https://a/cb",),
        "endpoints": ENDPOINTS, "secret": Secret("5ecret"), "state": EntryState.ABOUT_TO_SAVE,
    }  # fmt: skip
    return Entry(**(values | changes))  # type: ignore[arg-type]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "text", overwrite=False)

    assert mode(tmp_path / "file") == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("before")

    with pytest.raises(ConfigError) as checked:
        check_writable(target, overwrite=False)
    with pytest.raises(ConfigError) as written:
        write_private(target, "after", overwrite=False)
    kept = target.read_text()
    write_private(target, "after", overwrite=True)

    assert checked.value.code == written.value.code == "output_exists"
    assert kept == "before"
    assert target.read_text() == "after"
    assert mode(target) == 0o600


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / "link").symlink_to(victim)

    write_private(tmp_path / "link", "secret", overwrite=True)

    assert victim.read_text() == "untouched"
    assert not (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("place", ["missing/file", "a-file/file", "."])
def test_a_place_that_takes_no_file_is_found_out_at_once(tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("")

    with pytest.raises(ConfigError) as caught:
        check_writable(tmp_path / place, overwrite=True)

    assert caught.value.code == "output_not_writable"


def test_the_env_file_holds_what_the_relying_party_asks_for(tmp_path: Path) -> None:
    EnvFile(tmp_path / "x.env").deliver(replace(credentials('it\'s \\ a "client"'), grant_types=frozenset({"a", "b"})))

    assert dotenv_values(tmp_path / "x.env") == {
        "DHIS2_OAUTH_CLIENT_ID": 'it\'s \\ a "client"',
        "DHIS2_OAUTH_CLIENT_SECRET": "5ecret",
        "DHIS2_OAUTH_AUTHORIZE_URL": "https://d/a",
        "DHIS2_OAUTH_TOKEN_URL": "https://d/t",
        "DHIS2_OAUTH_PROFILE_URL": "https://d/api/me",
        "DHIS2_OAUTH_REDIRECT_URI": "https://a/cb",
        "DHIS2_OAUTH_REDIRECT_URIS": "https://a/cb https://b/cb",
        "DHIS2_OAUTH_GRANT_TYPES": "a b",
    }


def test_a_file_that_says_the_same_is_fine_when_asked(tmp_path: Path) -> None:
    EnvFile(tmp_path / "x.env").deliver(credentials())
    same = EnvFile(tmp_path / "x.env", same_is_fine=True)

    same.check()
    same.deliver(credentials())
    with pytest.raises(ConfigError):
        same.deliver(credentials(secret="0ther"))


@pytest.mark.parametrize(
    ("client_id", "name"),
    [("georegistry", "georegistry"), ("../../etc/x", "etc_x"), ("é à", "client"), (".", "client")],
)
def test_a_client_id_makes_a_harmless_file_name(client_id: str, name: str) -> None:
    assert file_name_for(client_id) == name


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

    assert mode(journal.folder) == 0o700
    assert mode(journal.folder / "ab12.json") == 0o600


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
