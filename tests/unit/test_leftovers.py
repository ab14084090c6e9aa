"""A run that was killed while it wrote has left a secret beside the file; the next one takes it away."""

from pathlib import Path

import pytest

from automation.secrets.files import check_writable, write_private

fcntl = pytest.importorskip("fcntl")


def left_over(folder: Path, name: str = ".dhis2-oauth-ab12_xyz.tmp") -> Path:
    path = folder / name
    path.write_text("5ecret")
    return path


def test_the_next_write_takes_it_away(tmp_path: Path) -> None:
    left_over(tmp_path)

    write_private(tmp_path / "x.env", "text", overwrite=False)

    assert [path.name for path in tmp_path.iterdir()] == ["x.env"]


def test_so_does_the_check_before_anything_is_started(tmp_path: Path) -> None:
    left_over(tmp_path)

    check_writable(tmp_path / "x.env", overwrite=False)

    assert list(tmp_path.iterdir()) == []


def test_one_that_another_run_is_still_writing_stays(tmp_path: Path) -> None:
    path = left_over(tmp_path)
    with path.open() as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        write_private(tmp_path / "x.env", "text", overwrite=False)

        assert path.read_text() == "5ecret"


@pytest.mark.parametrize("name", [".dhis2-oauth-notes", ".dhis2-oauth-ab12_xyz.tmp.bak", "x.dhis2-oauth-ab12_xyz.tmp"])
def test_a_file_of_another_name_stays(tmp_path: Path, name: str) -> None:
    path = left_over(tmp_path, name)

    write_private(tmp_path / "x.env", "text", overwrite=False)

    assert path.exists()


def test_a_link_of_that_name_is_not_followed(tmp_path: Path) -> None:
    target = left_over(tmp_path, "target")
    (tmp_path / ".dhis2-oauth-ab12_xyz.tmp").symlink_to(target)

    write_private(tmp_path / "x.env", "text", overwrite=False)

    assert target.read_text() == "5ecret"
