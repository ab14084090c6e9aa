"""What `presets` lists, for people and for programs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete

from automation.cli.main import cli
from automation.clients.presets import presets
from automation.versions import Dhis2Version
from tests.support.command import Command
from tests.support.in_process import InProcess

UNKNOWN = """
[portal]
title = "Our portal"
source = "our handbook"
grant_types = ["authorization_code"]
redirect_uris = [{ uri = "com.example.portal:/cb" }]
endpoints = "both"
public = false
consent = true
scope = "openid username"
"""


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path, in_process=InProcess())


@pytest.fixture
def document(command: Command) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(command("presets", "--json").stdout)
    return document


def of(document: dict[str, Any], key: str) -> dict[str, Any]:
    return next(preset for preset in document["presets"] if preset["key"] == key)


def texts(plain: object) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict | list):
        for each in plain.values() if isinstance(plain, dict) else plain:
            yield from texts(each)


def test_the_text_fits_a_terminal(command: Command) -> None:
    done = command("presets")

    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
    assert all(f"\n{preset.key}: {preset.title}\n" in f"\n{done.stdout}" for preset in presets().values())


def test_people_read_with_what_each_works(command: Command) -> None:
    said = " ".join(command("presets").stdout.split())

    assert "doubt DHIS2 before 2.31, 2.41 and later: untested by its vendor" in said
    assert "not with DHIS2 2.42 and later: it calls /uaa/oauth/*, gone since 2.42" in said
    assert "not with DHIS2 2.42.7 to before 2.43, 2.43.2 and later: it sends no PKCE" in said
    assert "no objection DHIS2 2.31 to before 2.35, 2.35.2 to before 2.39, 2.39.2 to before 2.41" in said
    assert said.count("this DHIS2 has no OAuth2 server") == 1


def test_programs_read_it_as_data(document: dict[str, Any]) -> None:
    geoprism = of(document, "geoprism")
    untested = next(issue for issue in geoprism["issues"] if issue["code"] == "untested")

    assert untested["versions"] == [{"from": None, "before": "2.31"}, {"from": "2.41", "before": None}]
    assert document["issues"]["untested"] == {"severity": "warning", "why": "untested by its vendor"}
    assert document["issues"]["no_pkce"]["severity"] == "broken"
    assert geoprism["redirect_uris"][-1] == {"uri": "{app_url}/api/session/ologin", "from": "1.2", "before": None}
    assert (geoprism["pkce"], geoprism["public"], geoprism["consent"]) == (False, False, True)
    assert geoprism["verdicts"][-1] == {"from": "2.42", "before": None, "verdict": "broken"}


def test_no_sentence_comes_twice(document: dict[str, Any]) -> None:
    sentences = [issue["why"] for issue in document["issues"].values()]

    assert len(sentences) == len(set(sentences))
    assert not set(sentences) & set(texts(document["presets"]))


@pytest.mark.parametrize("key", sorted(presets()))
def test_the_verdicts_have_every_version_once(document: dict[str, Any], key: str) -> None:
    spans = of(document, key)["verdicts"]

    assert [span["from"] for span in spans] == [None, *(span["before"] for span in spans[:-1])]
    assert all(Dhis2Version.parse(span["from"]) for span in spans[1:])
    assert {span["verdict"] for span in spans} <= {"no_objection", "warning", "broken", "not_known"}
    used = {issue["code"] for issue in (*of(document, key)["issues"], *of(document, key)["app_issues"])}
    assert used <= document["issues"].keys()


def test_those_of_a_file_are_listed_as_well_and_what_is_not_known_of_them(command: Command) -> None:
    (command.folder / "own.toml").write_text(UNKNOWN)

    text, plain = (command("presets", "--preset-file", "own.toml", *more).stdout for more in ((), ("--json",)))

    said, portal = " ".join(text.split()), of(json.loads(plain), "portal")
    assert "not known DHIS2 2.42.7 to before 2.43, 2.43.2 and later: whether it uses PKCE" in said
    assert "file own.toml" in said
    assert (portal["not_known"], portal["pkce"], portal["file"]) == (["whether it uses PKCE"], None, "own.toml")
    assert portal["verdicts"][-1] == {"from": "2.43.2", "before": None, "verdict": "not_known"}
    assert "GeoPrism Registry" in said


def test_a_file_that_is_wrong_is_said_to_be(command: Command) -> None:
    (command.folder / "own.toml").write_text(UNKNOWN.replace("title", "titel"))

    done = command("presets", "--preset-file", "own.toml", "--json")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (2, "bad_preset_file")
    assert error["message"] == "reading the presets in own.toml: preset 'portal': unknown key titel"


@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        (["create", "--preset-file", "own.toml", "--preset"], "por", ["portal"]),
        (["create", "--preset-file", "broken.toml", "--preset"], "geo", ["geoprism"]),
        (["create", "--preset"], "por", []),
        (["verify", "--preset-file", "own.toml", "--as"], "", ["geoprism"]),
    ],
)
def test_tab_offers_those_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], begun: str, offered: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text(UNKNOWN)
    Path("broken.toml").write_text("[")

    found = ShellComplete(cli, {}, "dhis2-oauth", "_COMPLETE").get_completions(words, begun)

    assert [item.value for item in found] == offered
