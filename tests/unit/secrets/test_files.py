"""What can be wrong with a place for a secret is found out before anything is started."""

import errno
import os
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from automation.errors import ConfigError
from automation.secrets.env_file import EnvFile, file_name_for, read_env
from automation.secrets.files import check_writable, write_private
from automation.secrets.formats import Format
from tests.conftest import GiveAway
from tests.support.journals import credentials
from tests.support.platforms import LINKS, LINUX, POSIX, has_mode


def refusal(call: Callable[[], object]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        call()
    assert caught.value.hint
    return caught.value


def failing(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@POSIX
@pytest.mark.parametrize("overwrite", [False, True])
def test_only_a_plain_file_is_replaced(tmp_path: Path, overwrite: bool) -> None:  # noqa: FBT001
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to-pipe").symlink_to("pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "to-folder").symlink_to("folder")

    for name in ("pipe", "to-pipe", "folder", "to-folder"):
        checked = refusal(partial(check_writable, tmp_path / name, overwrite=overwrite))
        written = refusal(partial(write_private, tmp_path / name, "secret", overwrite=overwrite))
        assert (checked.code, written.code) == ("output_not_writable", "output_not_writable"), name
    assert refusal(lambda: check_writable(Path(os.devnull), overwrite=overwrite)).code == "output_not_writable"
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)
    assert (tmp_path / "to-folder").is_symlink()


@LINKS
def test_a_link_to_a_file_or_to_nothing_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("untouched")
    for name, target in (("link", "victim"), ("dangling", "nowhere")):
        (tmp_path / name).symlink_to(target)
        assert refusal(partial(check_writable, tmp_path / name, overwrite=False)).code == "output_exists"
        check_writable(tmp_path / name, overwrite=True)
        write_private(tmp_path / name, "secret", overwrite=True)

        assert not (tmp_path / name).is_symlink()
    assert (tmp_path / "victim").read_text() == "untouched"
    assert not (tmp_path / "nowhere").exists()


# Windows has its own limits, and macOS counts letters where Linux counts bytes.
@pytest.mark.parametrize(
    "name", [pytest.param("n" * 300, marks=POSIX), pytest.param("é" * 130, marks=LINUX), "nul\0byte"]
)
def test_a_name_that_cannot_be_is_found_out_at_once(tmp_path: Path, name: str) -> None:
    assert refusal(lambda: check_writable(tmp_path / name, overwrite=False)).code == "output_not_writable"
    assert refusal(lambda: write_private(tmp_path / name, "", overwrite=False)).code == "output_not_writable"


@POSIX
def test_the_longest_name_there_can_be_is_written(tmp_path: Path) -> None:
    check_writable(tmp_path / ("n" * 255), overwrite=False)
    write_private(tmp_path / ("n" * 255), "text", overwrite=False)

    assert (tmp_path / ("n" * 255)).read_text() == "text"


@LINKS
def test_a_folder_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    check_writable(tmp_path / "link" / "file", overwrite=False)
    write_private(tmp_path / "link" / "file", "text", overwrite=False)

    assert has_mode(tmp_path / "real" / "file", 0o600)


@pytest.mark.parametrize(
    ("call", "number"), [("fsync", errno.ENOSPC), ("fsync", errno.EDQUOT), ("write", errno.ENOSPC)]
)
def test_a_full_disk_is_found_out_at_once_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    monkeypatch.setattr(f"os.{call}", failing(number))

    checked = refusal(lambda: check_writable(tmp_path / "file", overwrite=False))

    assert checked.saw == os.strerror(number)
    assert checked.code == "output_not_writable"
    assert list(tmp_path.iterdir()) == []


@LINUX
def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(tmp_path / "disk")],  # noqa: S607
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("no permission to mount a small disk")
    try:
        (tmp_path / "disk" / "ballast").write_bytes(bytes(16384))
        refused = refusal(lambda: check_writable(tmp_path / "disk" / "file", overwrite=False))
        assert refused.saw == os.strerror(errno.ENOSPC)
    except OSError:
        refused = refusal(lambda: check_writable(tmp_path / "disk" / "file", overwrite=False))
        assert refused.saw == os.strerror(errno.ENOSPC)
    finally:
        subprocess.run(["umount", str(tmp_path / "disk")], check=True)  # noqa: S607


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_takes_no_file_is_found_out_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", failing(number))

    for call in (check_writable, partial(write_private, content="")):
        assert refusal(partial(call, tmp_path / "file", overwrite=False)).saw == os.strerror(number)


@POSIX
def test_the_folder_is_written_through_to_the_disk_after_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    fsync = os.fsync

    def note(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        fsync(handle)

    monkeypatch.setattr("os.fsync", note)
    write_private(tmp_path / "file", "text", overwrite=False)

    assert synced == [False, True]


def test_a_file_system_without_hard_links_replaces_nothing_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.link", failing(errno.EPERM))
    write_private(tmp_path / "file", "first", overwrite=False)

    assert refusal(lambda: write_private(tmp_path / "file", "second", overwrite=False)).code == "output_exists"
    assert (tmp_path / "file").read_text() == "first"


@pytest.mark.parametrize(
    ("client_id", "name"),
    [("georegistry", "georegistry"), ("../../etc/x", "etc_x"), ("é à", "client"), (".", "client"), ("a:b", "a_b")],
)
def test_a_client_id_makes_a_harmless_file_name(client_id: str, name: str) -> None:
    assert file_name_for(client_id) == name


def test_a_long_client_id_makes_a_short_name_of_its_own() -> None:
    one, other = file_name_for("c" * 229 + "1"), file_name_for("c" * 229 + "2")

    assert one != other
    assert len(one) < 100
    assert one.startswith("c" * 60)
    assert file_name_for("c" * 229 + "1") == one


def test_a_file_that_is_kept_is_for_its_owners_eyes_only_too(tmp_path: Path) -> None:
    path = tmp_path / "x.env"
    path.write_text(credentials().written(Format.DOTENV))
    path.chmod(0o644)

    EnvFile(path, same_is_fine=True).deliver(credentials())

    assert has_mode(path, 0o600)
    assert path.read_text() == credentials().written(Format.DOTENV)


def test_a_file_to_which_its_owner_has_added_lines_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.env"
    path.write_text(f"# mine\n{credentials().written(Format.DOTENV)}OTHER=1\n")

    EnvFile(path, same_is_fine=True).deliver(credentials())

    assert "OTHER=1" in path.read_text()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (credentials("other").written(Format.DOTENV), "another client's values ('other')"),
        (credentials(secret="0ther").written(Format.DOTENV), "another secret of this client"),
        (
            credentials().written(Format.DOTENV).replace("https://d/t", "https://e/t"),
            "other values: DHIS2_OAUTH_TOKEN_URL",
        ),
        ("a shopping list", "something else"),
        ("", "something else"),
    ],
)
def test_a_file_that_says_something_else_is_told_before_anything_is_done(
    tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "x.env"
    path.write_text(content)
    sink = EnvFile(path, same_is_fine=True)

    for call in (sink.check_kept, sink.deliver):
        refused = refusal(partial(call, credentials()))
        assert refused.code == "output_exists"
        assert words in refused.saw
        assert "0ther" not in refused.message + refused.hint
    assert path.read_text() == content


def test_what_is_absent_the_same_or_to_be_replaced_can_be_delivered(tmp_path: Path) -> None:
    path = tmp_path / "x.env"
    EnvFile(path, same_is_fine=True).check_kept(credentials())
    EnvFile(path).deliver(credentials())
    EnvFile(path, same_is_fine=True).check_kept(credentials())
    EnvFile(path, overwrite=True).check_kept(credentials("other"))


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "tab\there", "p$x${y}", "#hash", "it's", 'q"q', "\\n", "\\", " x "])
def test_every_value_is_read_back_as_it_was(tmp_path: Path, value: str) -> None:
    EnvFile(tmp_path / "x.json", file_format=Format.JSON).deliver(credentials(value, secret=value))

    read = read_env(tmp_path / "x.json")
    assert (read.client_id, read.secret.reveal()) == (value, value)


def test_a_file_of_somebody_else_says_nobody_where_to_sign_in(tmp_path: Path, give_away: GiveAway) -> None:
    EnvFile(tmp_path / "x.env").deliver(credentials())
    give_away(tmp_path / "x.env")

    refused = refusal(lambda: read_env(tmp_path / "x.env"))

    assert refused.code == "env_file_not_trusted"
    assert " belongs to " in refused.saw


def test_a_private_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "text", overwrite=False)

    assert has_mode(tmp_path / "file", 0o600)
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
    assert has_mode(target, 0o600)


@LINKS
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


def left_over(folder: Path, name: str = ".dhis2-oauth-ab12_xyz.tmp") -> Path:
    path = folder / name
    path.write_text("5ecret")
    return path


@POSIX
def test_what_a_killed_run_left_is_taken_away_by_the_next_write(tmp_path: Path) -> None:
    left_over(tmp_path)

    write_private(tmp_path / "x.env", "text", overwrite=False)

    assert [path.name for path in tmp_path.iterdir()] == ["x.env"]


@POSIX
def test_what_a_killed_run_left_is_taken_away_by_the_check(tmp_path: Path) -> None:
    left_over(tmp_path)

    check_writable(tmp_path / "x.env", overwrite=False)

    assert list(tmp_path.iterdir()) == []


@POSIX
def test_what_another_run_is_still_writing_stays(tmp_path: Path) -> None:
    import fcntl  # noqa: PLC0415 - POSIX only

    path = left_over(tmp_path)
    with path.open() as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        write_private(tmp_path / "x.env", "text", overwrite=False)

        assert path.read_text() == "5ecret"


@pytest.mark.parametrize("name", [".dhis2-oauth-notes", ".dhis2-oauth-ab12_xyz.tmp.bak", "x.dhis2-oauth-ab12_xyz.tmp"])
def test_a_file_that_only_looks_left_over_stays(tmp_path: Path, name: str) -> None:
    path = left_over(tmp_path, name)

    write_private(tmp_path / "x.env", "text", overwrite=False)

    assert path.exists()


@LINKS
def test_a_link_that_is_named_as_if_left_over_is_not_followed(tmp_path: Path) -> None:
    target = left_over(tmp_path, "target")
    (tmp_path / ".dhis2-oauth-ab12_xyz.tmp").symlink_to(target)

    write_private(tmp_path / "x.env", "text", overwrite=False)

    assert target.read_text() == "5ecret"
