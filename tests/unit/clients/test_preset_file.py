"""Presets of one's own: which is meant, and what is said of a file that is wrong."""

from pathlib import Path

import pytest

from automation.clients.description import ClientFlags, client_needs, client_spec
from automation.clients.presets import find, known, presets, read_presets, replaced
from automation.errors import ConfigError, ExitCode

ONE = """
[portal]
title = "Our portal"
source = "our own handbook"
client_id = "portal"
grant_types = ["authorization_code"]
redirect_uris = [{ uri = "{app_url}/signed-in" }]
"""
TWO = f"{ONE}{ONE.replace('portal', 'other')}"
APP_URL = "https://portal.example.org"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "our-presets.toml"


def refusal_of(file: Path, written: str | bytes | None) -> ConfigError:
    if written is not None:
        file.write_bytes(written if isinstance(written, bytes) else written.encode())
    with pytest.raises(ConfigError) as caught:
        client_spec(ClientFlags(preset="portal", preset_file=str(file), app_url=APP_URL))
    return caught.value


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (None, "there is no such file"),
        ("", "it has no table, so no preset"),
        (b"\xff\xfe", "it is not UTF-8"),
        ("portal", "not a table of presets"),
        (ONE.replace("source", "sauce"), "preset 'portal': unknown key sauce"),
        (ONE.replace('["authorization_code"]', '["code"]'), "invalid enum value at $.grant_types"),
        (ONE.replace("{app_url}", "{app}"), "preset 'portal': redirect_uris: unknown placeholder app"),
    ],
)
def test_a_file_that_is_wrong_says_where(file: Path, written: str | bytes | None, words: str) -> None:
    error = refusal_of(file, written)

    assert (error.code, error.exit_code) == ("bad_preset_file", ExitCode.USAGE)
    assert str(file) in error.did
    assert words in error.saw
    assert error.hint


def test_a_folder_is_no_file_of_presets(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, None).code == "bad_preset_file"


@pytest.mark.parametrize("preset", ["portal", None])
def test_the_only_preset_in_the_file_needs_no_name(file: Path, preset: str | None) -> None:
    file.write_text(ONE, encoding="utf-8-sig")

    spec, found = client_spec(ClientFlags(preset=preset, preset_file=str(file), app_url=APP_URL))

    assert (spec.client_id, spec.redirect_uris) == ("portal", (f"{APP_URL}/signed-in",))
    assert found
    assert found.file == str(file)


def test_of_several_one_must_be_named(file: Path) -> None:
    file.write_text(TWO)

    with pytest.raises(ConfigError) as caught:
        client_spec(ClientFlags(preset_file=str(file), app_url=APP_URL))

    assert (caught.value.code, "--preset is missing" in caught.value.saw) == ("preset_missing", True)
    assert "--preset portal" in caught.value.hint


def test_a_client_that_is_described_in_full_needs_none_of_several(file: Path) -> None:
    file.write_text(TWO)

    spec, preset = client_spec(
        ClientFlags(preset_file=str(file), client_id="x", redirect_uris=("https://a.example/cb",))
    )

    assert (spec.client_id, preset) == ("x", None)


def test_what_a_preset_of_ones_own_needs_is_named_with_its_file(file: Path) -> None:
    file.write_text(ONE)
    flags = ClientFlags(preset_file=str(file))

    with pytest.raises(ConfigError) as caught:
        client_spec(flags)

    assert [need.flag for need in client_needs(flags)] == ["--app-url"]
    assert f"--preset portal --preset-file {file} --app-url https://portal.example.org" in caught.value.hint


def test_the_shipped_ones_are_there_as_well(file: Path) -> None:
    file.write_text(ONE)

    assert list(known(str(file))) == [*presets(), "portal"]
    assert find("iaso", str(file)) == find("iaso")
    with pytest.raises(ConfigError) as caught:
        find("geo", str(file))
    assert "portal" in caught.value.hint


def test_one_of_the_same_name_replaces_the_shipped_one_and_says_so(file: Path) -> None:
    file.write_text(ONE.replace("[portal]", "[iaso]"))

    own = find("iaso", str(file))

    assert (own.title, own.replaces) == ("Our portal", True)
    assert str(file) in replaced(own)
    assert list(known(str(file))) == list(presets())
    assert read_presets(str(file))["iaso"] != find("iaso")
