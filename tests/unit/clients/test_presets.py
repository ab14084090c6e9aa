"""Presets: what is shipped, and what a wrong data file says."""

import pytest

from automation.clients.client import GrantType
from automation.clients.presets import find, load, presets
from automation.errors import ConfigError
from automation.versions import Dhis2Version


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("1.0.0", "/cgrsession/ologin"),
        ("1.1.1", "/api/cgrsession/ologin"),
        ("1.2.0", "/api/session/ologin"),
        ("1.6.4", "/api/session/ologin"),
        ("v1.3", "/api/session/ologin"),
    ],
)
def test_geoprism_redirect_uri_follows_the_release(version: str, path: str) -> None:
    spec = find("geoprism").spec(app_url="https://gpr.example.org", app_version=version, client_id=None, params={})

    assert spec.redirect_uris == (f"https://gpr.example.org{path}",)
    assert (spec.name, spec.client_id) == ("georegistry", "georegistry")
    assert spec.grant_types == {GrantType.AUTHORIZATION_CODE}


@pytest.mark.parametrize(
    ("base", "uri"),
    [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/api/session/ologin"),
        ("https://Host.Example:443/georegistry", "https://Host.Example:443/georegistry/api/session/ologin"),
        ("http://h//", "http://h//api/session/ologin"),
    ],
)
def test_the_base_url_is_kept_byte_for_byte(base: str, uri: str) -> None:
    spec = find("geoprism").spec(app_url=base, app_version="1.6.4", client_id=None, params={})

    assert spec.redirect_uris == (uri,)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2.30", "untested"), ("2.35.0", "broken"), ("2.35.1", "broken"), ("2.39.0", "DHIS2-7318"),
        ("2.39.1.2", "DHIS2-7318"), ("2.41.0", "no OAuth2 server"), ("2.41.9", "untested"), ("2.42", "gone"),
        ("2.43.1", "gone"),
    ],
)  # fmt: skip
def test_geoprism_states_the_dhis2_it_does_not_work_with(version: str, words: str) -> None:
    (issue,) = find("geoprism").issues_with_dhis2(Dhis2Version.parse(version))

    assert words in issue


@pytest.mark.parametrize("version", ["2.31.9", "2.34.8", "2.35.2", "2.36.13", "2.39.2", "2.40.11"])
def test_geoprism_has_nothing_against_its_tested_range(version: str) -> None:
    assert find("geoprism").issues_with_dhis2(Dhis2Version.parse(version)) == []


@pytest.mark.parametrize(("version", "known"), [("1.1.0", 1), ("1.1.1", 0), ("1.6.4", 0), ("1.6.5", 1), ("2.0", 1)])
def test_geoprism_states_the_releases_of_its_own_that_do_not_work(version: str, known: int) -> None:
    assert len(find("geoprism").issues_with_app(version)) == known


@pytest.mark.parametrize(
    ("key", "arguments", "code"),
    [
        ("geoprism", {"app_version": "1.6.4"}, "preset_incomplete"),
        ("geoprism", {"app_url": "https://a.example"}, "preset_incomplete"),
        ("geoprism", {"app_url": "https://a.example", "app_version": "0.9"}, "unknown_app_version"),
        ("geoprism", {"app_url": "https://a.example", "app_version": "new"}, "bad_app_version"),
        ("iaso", {"app_url": "https://a.example"}, "preset_incomplete"),
        ("hesabu", {"app_url": "https://a.example", "client_id": "h"}, "preset_incomplete"),
    ],
)
def test_what_a_preset_needs_is_asked_for(key: str, arguments: dict[str, str], code: str) -> None:
    given = {"app_url": None, "app_version": None, "client_id": None, **arguments}

    with pytest.raises(ConfigError) as caught:
        find(key).spec(**given, params={})

    assert caught.value.code == code
    assert caught.value.hint


def test_iaso_keeps_its_trailing_slash_and_hesabu_its_program() -> None:
    iaso = find("iaso").spec(app_url="https://i.example", app_version=None, client_id="play", params={})
    hesabu = find("hesabu").spec(
        app_url="https://h.example", app_version=None, client_id="h", params={"program_id": "7"}
    )

    assert iaso.redirect_uris == ("https://i.example/api/dhis2/play/login/",)
    assert hesabu.redirect_uris == ("https://h.example/oauth/7/callback",)


def test_every_preset_names_its_source() -> None:
    assert all(preset.source and preset.title for preset in presets().values())


def test_an_unknown_preset_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        find("geo")

    assert "geoprism" in caught.value.hint


GOOD = """
[x]
title = "X"
source = "somewhere"
client_id = "x"
grant_types = ["authorization_code"]
redirect_uris = [{ uri = "{app_url}/cb" }]
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('title = "X"', 'titel = "X"'), "preset x: unknown key titel"),
        (('source = "somewhere"\n', ""), "preset x: not a preset: object missing required field source"),
        (('"authorization_code"', '"implicit"'), r"preset x: not a preset: invalid enum value at \$.grant_types"),
        (("{app_url}/cb", "{base}/cb"), "preset x: unknown placeholder base in {base}/cb"),
        (('uri = "', 'url = "'), "preset x: not a preset: object missing required field uri"),
        (('uri = "', 'from = "2", uri = "'), "preset x: unknown key from"),
        (('"x"', "5"), r"preset x: not a preset: expected str | null, got int at \$.client_id".replace("|", r"\|")),
        (('["authorization_code"]', '"authorization_code"'), "preset x: not a preset: expected array, got str"),
        (("[x]", "x = 5\n[y]"), "not a table of presets: expected object, got int"),
    ],
)
def test_a_wrong_data_file_is_refused_by_name(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("{", r"\{")):
        load(GOOD.replace(*change))
