"""What belongs to others, or what others can write to, is not believed."""

import os
import stat
from pathlib import Path

import pytest

from automation.secrets.trusted import (
    Untrusted,
    check_program,
    check_trusted,
    make_private_folder,
    others_can_read,
    read_trusted,
)
from tests.conftest import NOBODY, GiveAway, is_root
from tests.support.platforms import POSIX

pytestmark = POSIX
needs_root = pytest.mark.skipif(not is_root(), reason="only root gives files away")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "file"
    path.parent.mkdir()
    path.write_bytes(b"text")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Untrusted) as caught:
        check_trusted(path)
    with pytest.raises(Untrusted):
        read_trusted(path)
    assert caught.value.hint
    return caught.value.saw


def test_what_is_ours_is_read(file: Path) -> None:
    assert read_trusted(file) == b"text"


def test_a_file_of_somebody_else_is_refused_by_name(file: Path, give_away: GiveAway) -> None:
    give_away(file)

    assert " belongs to " in refusal(file)
    assert "and this runs as" in refusal(file)


def test_a_folder_of_somebody_else_is_refused_whatever_is_in_it(file: Path, give_away: GiveAway) -> None:
    give_away(file.parent)

    assert " belongs to " in refusal(file)


@pytest.mark.parametrize("mode", [0o602, 0o620, 0o666, 0o664])
def test_a_file_that_others_can_write_to_is_refused(file: Path, mode: int) -> None:
    if os.geteuid() != 0 and not mode & stat.S_IWOTH:
        pytest.skip("the group may be its owner's alone")
    file.chmod(mode)

    assert refusal(file) == "other people on this machine can write to it"


@pytest.mark.parametrize("mode", [0o777, 0o703])
def test_a_folder_in_which_others_can_swap_files_is_refused(file: Path, mode: int) -> None:
    file.parent.chmod(mode)

    assert refusal(file) == f"other people on this machine can write to {file.parent}"


def test_a_folder_in_which_only_owners_take_files_away_will_do(file: Path) -> None:
    file.parent.chmod(0o1777)

    assert read_trusted(file) == b"text"
    assert refusal_of_folder(file.parent) == "other people on this machine can write to it"


def refusal_of_folder(path: Path) -> str:
    with pytest.raises(Untrusted) as caught:
        check_trusted(path)
    return caught.value.saw


def test_a_link_is_followed_to_what_is_ours(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(file)
    (tmp_path / "round").symlink_to(Path("folder/../link"))

    assert read_trusted(tmp_path / "round") == b"text"


def test_a_link_is_judged_by_where_it_leads(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(Path("folder/file"))
    file.parent.chmod(0o777)

    assert refusal(tmp_path / "link") == f"other people on this machine can write to {file.parent}"


@needs_root
def test_a_link_of_somebody_else_is_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(file)
    os.chown(tmp_path / "link", NOBODY, NOBODY, follow_symlinks=False)

    assert refusal(tmp_path / "link").startswith("it belongs to ")


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")

    with pytest.raises(OSError, match="symbolic links"):
        check_trusted(tmp_path / "link")


def test_what_is_not_there_is_judged_by_its_folders(file: Path) -> None:
    check_trusted(file.parent / "missing" / "deeper")
    file.parent.chmod(0o777)

    with pytest.raises(Untrusted):
        check_trusted(file.parent / "missing" / "deeper")


def test_a_file_swapped_after_it_was_looked_at_is_judged_as_it_was_opened(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.secrets.trusted.check_trusted", lambda _: file.chmod(0o666))

    with pytest.raises(Untrusted):
        read_trusted(file)


@needs_root
def test_root_owns_what_everybody_believes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(file, NOBODY, NOBODY)
    monkeypatch.setattr("os.geteuid", lambda: NOBODY)
    check_trusted(file)
    monkeypatch.setattr("os.geteuid", lambda: NOBODY - 1)

    assert refusal_of_folder(file).endswith(f"and this runs as the user with the number {NOBODY - 1}")


@needs_root
@pytest.mark.parametrize(("members", "is_alone"), [([], True), (["me"], True), (["me", "bob"], False)])
def test_a_group_of_ones_own_is_nobody_else(
    file: Path, monkeypatch: pytest.MonkeyPatch, members: list[str], is_alone: bool  # noqa: FBT001
) -> None:  # fmt: skip
    """Most Linux systems make such a group for each user, with umask 002."""
    import grp  # noqa: PLC0415 - POSIX only
    import pwd  # noqa: PLC0415 - POSIX only

    os.chown(file, 4711, 4711)
    file.chmod(0o660)
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: pwd.struct_passwd(("me", "x", 4711, 4711, "", "/", "/bin/sh")))
    monkeypatch.setattr(grp, "getgrgid", lambda _: grp.struct_group(("me", "x", 4711, members)))

    assert others_can_read(file) is not is_alone
    if is_alone:
        check_trusted(file)
    else:
        assert refusal_of_folder(file) == "other people on this machine can write to it"


def test_who_can_read_it_is_told(file: Path) -> None:
    file.chmod(0o600)
    assert not others_can_read(file)
    file.chmod(0o644)
    assert others_can_read(file)


def test_folders_of_our_making_are_private_all_the_way(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        make_private_folder(tmp_path / "one" / "two")
        make_private_folder(tmp_path / "one" / "two")
    finally:
        os.umask(mask)

    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "one", tmp_path / "one" / "two")] == [0o700] * 2


def test_only_the_superuser_is_kept_from_a_program_of_others(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o777)
    monkeypatch.setattr("os.geteuid", lambda: file.stat().st_uid or 1)
    check_program(file)

    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(Untrusted):
        check_program(file)
