"""Presets: what is shipped, and what a wrong data file says."""

import pytest

from automation.clients.client import GrantType
from automation.clients.issues import Severity
from automation.clients.preset_tables import load
from automation.clients.presets import find, presets
from automation.errors import ConfigError


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


@pytest.mark.parametrize("app_url", ["http://127.0.0.1:8100/", "https://apps.example.org/content/96"])
def test_an_app_of_datimutils_is_redirected_to_its_address_as_it_is(app_url: str) -> None:
    spec = find("datimutils").spec(app_url=app_url, app_version=None, client_id="OAuth2 demo", params={})

    assert (spec.client_id, spec.redirect_uris) == ("OAuth2 demo", (app_url,))


def test_openboxes_has_its_context_path() -> None:
    spec = find("openboxes").spec(app_url="https://ob.example", app_version=None, client_id="ob", params={})

    assert spec.redirect_uris == ("https://ob.example/openboxes/oauth/dhis2/callback",)


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
        (('title = "X"', 'titel = "X"'), "preset 'x': unknown key titel"),
        (('source = "somewhere"\n', ""), "preset 'x': not a preset: object missing required field source"),
        (('"authorization_code"', '"implicit"'), r"preset 'x': not a preset: invalid enum value at \$.grant_types"),
        (("{app_url}/cb", "{base}/cb"), "preset 'x': redirect_uris: unknown placeholder base in {base}/cb"),
        (('uri = "', 'url = "'), "preset 'x': not a preset: object missing required field uri"),
        (('uri = "', 'from = "2", uri = "'), "preset 'x': redirect_uris: unknown key from"),
        (('"x"', "5"), r"preset 'x': not a preset: expected str | null, got int at \$.client_id".replace("|", r"\|")),
        (('["authorization_code"]', '"authorization_code"'), "preset 'x': not a preset: expected array, got str"),
        (("[x]", "x = 5\n[y]"), "not a table of presets: expected object, got int"),
        (('["authorization_code"]', "[]"), "preset 'x': grant_types: it is empty"),
        (('[{ uri = "{app_url}/cb" }]', "[]"), "preset 'x': redirect_uris: it is empty"),
        (("{app_url}/cb", "{}/cb"), "preset 'x': redirect_uris: unknown placeholder  in {}/cb"),
        (("{app_url}/cb", "{0}/cb"), "preset 'x': redirect_uris: unknown placeholder 0 in {0}/cb"),
        (("{app_url}/cb", "{app_url.x}"), r"preset 'x': redirect_uris: unknown placeholder app_url\.x in"),
        (("{app_url}/cb", "{app_url!r}"), "preset 'x': redirect_uris: unknown placeholder app_url in"),
        (("{app_url}/cb", "{app_url/cb"), "preset 'x': redirect_uris: a brace in {app_url/cb has no other"),
        (('uri = "', 'app_from = "2", uri = "'), "preset 'x': redirect_uris: app_from and app_before want"),
        (('uri = "', 'app_from = "new", uri = "'), "preset 'x': redirect_uris: 'new' is not a release number"),
        (("[x]", '["x y"]'), "preset 'x y': a name has letters, digits, - and _ alone"),
        (('"X"', '"X\\u001b[31m"'), "preset 'x': title: .* cannot be printed on a line"),
        (('"X"', '""'), "preset 'x': title: it is empty"),
        (("[x]", '[x]\nparams = ["client_id"]'), "preset 'x': params: 'client_id' cannot be the name of one"),
        (("[x]", "[x]\nsends = 5"), "preset 'x': not a preset: expected object . null, got int at"),
        (("[x]", "[x]\npkce = true\nsends = { pcke = true }"), "preset 'x': sends: unknown key pcke"),
        (("[x]", "[x]\nsends = {}"), "preset 'x': sends: it is all that the application sends, so pkce and scope"),
        (("[x]", '[x]\npkce = "yes"'), r"preset 'x': not a preset: expected bool . null, got str at \$\.pkce"),
        (("[x]", '[x]\nendpoints = "new"'), r"preset 'x': not a preset: invalid enum value at \$\.endpoints"),
        (("[x]", '[x]\ndhis2_issues = [{ from = "3.1", why = "y" }]'), "dhis2_issues: '3.1' is not a DHIS2 version"),
        (("[x]", '[x]\ndhis2_issues = [{ from = "2.42", before = "2.41", why = "y" }]'), "nothing is from 2.42 and"),
        (("[x]", '[x]\ndhis2_issues = [{ why = "y", severity = "bad" }]'), "invalid enum value at"),
        (("[x]", '[x]\napp_issues = [{ form = "1", why = "y" }]'), "app_issues: unknown key form"),
        (("[x]", '[x]\ntested = [{ since = "2.40" }]'), "tested: unknown key since"),
        (("[x]", "[x"), "not a table of presets: "),
    ],
)
def test_a_wrong_data_file_is_refused_by_name(change: tuple[str, str], message: str) -> None:
    assert load(GOOD)
    with pytest.raises(ValueError, match=message.replace("{", r"\{")):
        load(GOOD.replace(change[0], change[1], 1))


def test_the_same_words_of_several_versions_are_one_issue() -> None:
    text = """dhis2_issues = [
      { before = "2.31", why = "it is old", severity = "warning" },
      { from = "2.40", before = "2.41", why = "it is slow" },
      { from = "2.41", why = "it is old", severity = "warning" },
    ]"""

    old, slow = load(f"{GOOD}{text}")["x"].dhis2_issues

    assert (old.says, old.severity, [str(span) for span in old.versions]) == (
        "it is old", Severity.WARNING, ["before 2.31", "2.41 and later"]
    )  # fmt: skip
    assert (slow.severity, slow.code) == (Severity.BROKEN, "x.dhis2_issues.2")


def test_what_is_not_said_of_an_application_is_not_known() -> None:
    preset = load(GOOD)["x"]

    assert {preset.endpoints, preset.pkce, preset.public, preset.consent, preset.scope, preset.sends} == {None}
