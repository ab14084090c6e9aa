"""Which cells there are: builds by folder, version or line, in languages."""

from itertools import pairwise
from pathlib import Path

import pytest

from automation.errors import ConfigError
from automation.testing.matrix.cells import Build, builds_in, cells_of, select, server_version
from tests.support.matrices import cell, make_build
from tests.support.platforms import POSIX


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for ref in ("v30", "2.36.13", "v36", "2.40.11", "v41", "v100.7.6", "v100.15.3", "master", "login-app"):
        make_build(tmp_path, ref)
    return tmp_path


@pytest.mark.parametrize(
    ("ref", "version"),
    [("v36", "2.36"), ("2.36.13", "2.36.13"), ("v100.7.6", "2.41.4"), ("master", "2.43.1"), ("odd@2.44.0", "2.44.0")],
)
def test_a_ref_says_its_server(ref: str, version: str) -> None:
    assert server_version(ref) == version


def test_builds_are_found_oldest_first_without_what_lies_beside_them(root: Path) -> None:
    assert [build.ref for build in builds_in(root)] == [
        "v30", "v36", "2.36.13", "2.40.11", "v41", "v100.7.6", "v100.15.3", "master",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        ([], ["v30", "v36", "2.36.13", "2.40.11", "v41", "v100.7.6", "v100.15.3", "master"]),
        (["v36"], ["v36"]),
        (["2.36"], ["2.36.13"]),
        (["v40"], ["2.40.11"]),
        (["36", "40"], ["2.36.13", "2.40.11"]),
        (["v41"], ["v41"]),
        (["2.41"], ["v100.7.6"]),
        (["2.41.4"], ["v100.7.6"]),
        (["master", "v30", "master"], ["v30", "master"]),
        (["2.43"], ["master"]),
    ],
)
def test_builds_are_chosen_by_folder_version_or_line(root: Path, words: list[str], refs: list[str]) -> None:
    assert [build.ref for build in select(builds_in(root), words)] == refs


def test_upstreams_own_build_is_meant_where_a_copy_says_the_same_version(root: Path) -> None:
    make_build(root, "z@2.40.11")

    assert [build.ref for build in select(builds_in(root), ["v40"])] == ["2.40.11"]
    assert [build.ref for build in select(builds_in(root), ["z@2.40.11"])] == ["z@2.40.11"]


def test_what_is_not_there_is_refused_with_what_is(root: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        select(builds_in(root), ["v36", "v37"])

    assert caught.value.message == "reading --versions: there is no build of 'v37'"
    assert caught.value.hint.startswith("there are: v30 (2.30), v36 (2.36), 2.36.13, 2.40.11, v41 (2.41.0.1), v100.7.6")


@pytest.mark.parametrize("name", ["v100.99.0", "notes", pytest.param("x\x1b@2.40.1", marks=POSIX)])
def test_a_folder_of_unknown_server_is_refused_with_the_way_out(root: Path, name: str) -> None:
    make_build(root, name)

    with pytest.raises(ConfigError) as caught:
        builds_in(root)

    assert caught.value.code == "unknown_build"
    assert f"{name}@2.43.1" in caught.value.hint


def test_a_folder_without_a_page_is_no_build(root: Path) -> None:
    (root / "v38").mkdir()

    with pytest.raises(ConfigError, match=r"v38 has no index\.html"):
        builds_in(root)


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_builds_at_all(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(ConfigError, match=r"there is no such folder|there are none"):
        builds_in(tmp_path / name)


def test_every_build_in_every_language_once() -> None:
    builds = [Build("v30", "2.30", Path("v30")), Build("v36", "2.36", Path("v36"))]

    assert [each.key for each in cells_of(builds, ["en", "pt_BR", "en"])] == [
        "v30-en", "v30-pt_BR", "v36-en", "v36-pt_BR",
    ]  # fmt: skip


@pytest.mark.parametrize("locale", ["", "english please", "../en", "-k"])
def test_what_is_no_language_is_refused(locale: str) -> None:
    with pytest.raises(ConfigError, match="is not a language"):
        cells_of([Build("v30", "2.30", Path("v30"))], [locale])


def test_the_command_of_a_cell_mounts_what_is_there_and_nothing_else(root: Path) -> None:
    (build,) = select(builds_in(root), ["2.40"])
    (only,) = cells_of([build], ["fr"])
    words = only.command(root / "out", root / "suite")

    given = dict(pairwise(words))
    assert (given["--dhis2-sandbox"], given["--dhis2-language"], given["pytest"]) == (
        "2.40.11",
        "fr",
        str(root / "suite"),
    )
    assert given["--dhis2-sandbox-ui"] == str(root / "2.40.11")
    assert given["--dhis2-sandbox-login-ui"] == str(root / "login-app")
    assert "--dhis2-sandbox-shell-ui" not in words
    assert "--dhis2-sandbox-core" not in words


def test_a_cell_is_called_by_folder_and_version() -> None:
    assert str(cell("v100.7.6", "2.41.4", "fr")) == "v100.7.6 (2.41.4) fr"
    assert str(cell("2.36.13", "2.36.13")) == "2.36.13 en"
