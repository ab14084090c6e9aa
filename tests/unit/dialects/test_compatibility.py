"""Whether an application works with a DHIS2 follows from what each does."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from automation.clients.client import GrantType
from automation.clients.issues import Issue, Severity
from automation.clients.preset import Preset
from automation.clients.presets import find, presets
from automation.clients.relying_party import Calls, RelyingParty, TokenPlace
from automation.dialects.compatibility import (
    Outlook,
    all_issues_with_dhis2,
    check_application,
    check_dhis2,
    general_issues,
    issues_with_dhis2,
    not_known,
    outlooks,
)
from automation.dialects.servers import has_oauth_server
from automation.errors import ConfigError, ExitCode
from automation.versions import Dhis2Version, VersionRange

# An application against which nothing is known, with any DHIS2 that has an OAuth2 server that works.
GOOD = replace(
    find("postman"), endpoints=Calls.BOTH, pkce=True, public=False, consent=True, scope="openid username", sends=None
)
GENERAL = {issue.code for issue in general_issues()}


def codes(preset: Preset, version: str) -> list[str]:
    return [issue.code for issue in issues_with_dhis2(preset, Dhis2Version.parse(version))]


def broken(preset: Preset, version: str) -> list[str]:
    known = issues_with_dhis2(preset, Dhis2Version.parse(version))
    return [issue.says for issue in known if issue.is_broken]


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2.35.0", "DHIS2-10169"), ("2.35.1", "DHIS2-10169"), ("2.39.0", "DHIS2-7318"), ("2.39.1.2", "DHIS2-7318"),
        ("2.41.0", "no OAuth2 server"), ("2.42", "/uaa/oauth/*, gone"), ("2.43.1", "userCredentials"),
    ],
)  # fmt: skip
def test_geoprism_is_broken_with_some_versions(version: str, words: str) -> None:
    assert any(words in says for says in broken(find("geoprism"), version))


@pytest.mark.parametrize("version", ["2.30", "2.41.0.1", "2.41.9"])
def test_untested_by_its_vendor_is_a_warning(version: str) -> None:
    (issue,) = issues_with_dhis2(find("geoprism"), Dhis2Version.parse(version))

    assert (issue.code, issue.severity, issue.says) == ("untested", Severity.WARNING, "untested by its vendor")


@pytest.mark.parametrize("version", ["2.31.9", "2.34.8", "2.35.2", "2.36.13", "2.39.2", "2.40.11"])
def test_geoprism_has_nothing_against_its_tested_range(version: str) -> None:
    assert codes(find("geoprism"), version) == []


@pytest.mark.parametrize(
    "version", ["2.30", "2.34.9", "2.36", "2.39.2", "2.40", "2.41.0.1", "2.42", "2.42.7", "2.43.2", "2.44"]
)
def test_nothing_is_known_against_an_application_that_does_all_that_is_wanted(version: str) -> None:
    assert codes(GOOD, version) == []


PKCE_IS_WANTED = ["2.42.7", "2.42.9", "2.43.2", "2.44.0"]
PKCE_IS_NOT = ["2.41.10", "2.42.6", "2.43.1"]


@pytest.mark.parametrize(
    ("change", "code", "where", "elsewhere"),
    [
        ({"pkce": False}, "no_pkce", PKCE_IS_WANTED, PKCE_IS_NOT),
        ({"scope": "ALL"}, "scopes_refused", PKCE_IS_WANTED, PKCE_IS_NOT),
        ({"endpoints": Calls.UAA}, "uaa_gone", ["2.42", "2.44"], ["2.30", "2.41.9"]),
        ({"endpoints": Calls.OAUTH2}, "oauth2_not_yet", ["2.30", "2.41.9"], ["2.42", "2.44"]),
        ({"grant_types": frozenset({GrantType.PASSWORD})}, "password_gone", ["2.42", "2.44"], ["2.30", "2.41.9"]),
        ({"public": True}, "no_secret", ["2.30", "2.41.9", "2.42", "2.44"], []),
        ({"sends": RelyingParty(token_in=TokenPlace.QUERY)}, "token_in_address", ["2.42"], ["2.41.9"]),
        ({"sends": RelyingParty(username_at="userCredentials.username")}, "user_credentials_gone", ["2.42"],
         ["2.41.9"]),
    ],
)  # fmt: skip
def test_what_it_does_decides_where_it_is_broken(
    change: dict[str, Any], code: str, where: list[str], elsewhere: list[str]
) -> None:
    preset = replace(GOOD, scope_is_free=False, **change)

    assert {version: codes(preset, version) for version in where} == {version: [code] for version in where}
    assert {version: codes(preset, version) for version in elsewhere} == {version: [] for version in elsewhere}
    assert all(issue.is_broken for issue in all_issues_with_dhis2(preset))


@pytest.mark.parametrize(
    ("change", "code", "where", "elsewhere"),
    [
        ({"consent": False}, "consent_asked", ["2.42", "2.44"], ["2.41.9"]),
        ({"scope": "ALL", "scope_is_free": True}, "scopes_to_be_set", PKCE_IS_WANTED, PKCE_IS_NOT),
    ],
)
def test_what_need_not_stop_anybody_is_a_warning(
    change: dict[str, Any], code: str, where: list[str], elsewhere: list[str]
) -> None:
    preset = replace(GOOD, **change)

    for version in where:
        (issue,) = check_dhis2(preset, Dhis2Version.parse(version), accepted=False)
        assert (issue.code, issue.severity) == (code, Severity.WARNING)
    assert not [found for version in elsewhere for found in codes(preset, version)]


def test_without_the_authorization_code_neither_pkce_nor_consent_matters() -> None:
    preset = replace(GOOD, pkce=False, consent=False, scope="ALL", grant_types=frozenset({GrantType.REFRESH_TOKEN}))

    assert {issue.code for issue in all_issues_with_dhis2(preset)} <= GENERAL


@pytest.mark.parametrize("minor", range(30, 45))
def test_no_application_works_without_a_server(minor: int) -> None:
    for patch, hotfix in ((0, 0), (0, 1), (1, 0), (2, 0)):
        version = Dhis2Version(minor, patch, hotfix)
        assert ("no_oauth2_server" in codes(GOOD, str(version))) is not has_oauth_server(version)


@pytest.mark.parametrize(
    ("change", "asked", "at"),
    [
        ({"pkce": None}, "whether it uses PKCE", "2.43.2"),
        ({"endpoints": None}, "which endpoints it calls", "2.40.11"),
        ({"public": None}, "whether it sends a secret", "2.40.11"),
        ({"consent": None}, "whether it works where DHIS2 asks for consent", "2.42.5"),
        ({"scope": None, "scope_is_free": False}, "which scopes it asks for", "2.44"),
    ],
)
def test_what_is_not_known_leads_to_no_verdict(change: dict[str, Any], asked: str, at: str) -> None:
    preset = replace(GOOD, **change)

    assert codes(preset, at) == []
    assert not_known(preset) == [asked]
    assert outlook_at(preset, at) is Outlook.NOT_KNOWN


def test_what_would_not_change_the_verdict_is_not_asked() -> None:
    """It is broken with every DHIS2 that wants PKCE, whether it uses it or not."""
    preset = replace(GOOD, pkce=None, endpoints=Calls.UAA)

    assert not_known(preset) == []
    assert outlook_at(preset, "2.43.2") is Outlook.BROKEN


def test_a_scope_that_is_chosen_by_who_sets_it_up_need_not_be_known() -> None:
    assert not_known(replace(GOOD, scope=None, scope_is_free=True)) == []


@pytest.mark.parametrize("key", sorted(presets()))
def test_the_spans_have_every_version_once_and_say_what_holds_there(key: str) -> None:
    preset = presets()[key]
    spans = outlooks(preset)

    assert [span.versions.since for span in spans] == [None, *(span.versions.before for span in spans[:-1])]
    assert spans[-1].versions.before is None
    assert all(first.outlook is not second.outlook for first, second in pairwise(spans))
    for minor in range(30, 45):
        for patch in range(10):
            version = Dhis2Version(minor, patch)
            severities = {issue.severity for issue in issues_with_dhis2(preset, version)}
            expected = (
                Outlook.BROKEN if Severity.BROKEN in severities
                else Outlook.WARNING if severities else Outlook.NO_OBJECTION
            )  # fmt: skip
            assert outlook_at(preset, str(version)) is expected


@pytest.mark.parametrize("key", sorted(presets()))
def test_of_what_is_shipped_all_is_known_that_decides(key: str) -> None:
    assert not_known(presets()[key]) == []


def test_what_a_preset_itself_says_counts_as_well() -> None:
    own = Issue(code="x", severity=Severity.BROKEN, versions=(VersionRange(Dhis2Version(40)),), says="it does not")

    assert codes(replace(GOOD, dhis2_issues=(own,)), "2.40") == ["x"]


@pytest.mark.parametrize(
    ("tested", "untested"),
    [
        ([VersionRange(Dhis2Version(31), Dhis2Version(41))], ["before 2.31", "2.41 and later"]),
        ([VersionRange(Dhis2Version(42))], ["before 2.42"]),
        ([VersionRange(before=Dhis2Version(36)), VersionRange(Dhis2Version(38))], ["2.36 to before 2.38"]),
        ([VersionRange(Dhis2Version(38)), VersionRange(before=Dhis2Version(40))], []),
        ([], []),
    ],
)
def test_untested_is_what_is_not_tested(tested: list[VersionRange[Dhis2Version]], untested: list[str]) -> None:
    issues = all_issues_with_dhis2(replace(GOOD, tested=tuple(tested)))

    assert [str(span) for issue in issues if issue.code == "untested" for span in issue.versions] == untested


def test_broken_stops_and_a_warning_is_told() -> None:
    geoprism, version = find("geoprism"), Dhis2Version(43, 1)

    with pytest.raises(ConfigError) as caught:
        check_dhis2(geoprism, version, accepted=False)
    accepted = check_dhis2(geoprism, version, accepted=True)

    assert (caught.value.code, caught.value.exit_code) == ("incompatible", ExitCode.USAGE)
    assert "--accept-incompatible" in caught.value.hint
    assert "untested" not in caught.value.saw
    assert [issue.is_broken for issue in accepted] == [True] * (len(accepted) - 1) + [False]
    assert [issue.code for issue in check_dhis2(geoprism, Dhis2Version(41, 9), accepted=False)] == ["untested"]


def test_a_release_can_be_doubtful_or_broken_too() -> None:
    doubtful = Issue(code="x", severity=Severity.WARNING, versions=(VersionRange((2,)),), says="it is new")
    preset = replace(find("geoprism"), app_issues=(*find("geoprism").app_issues, doubtful))

    with pytest.raises(ConfigError, match="removed its DHIS2 support"):
        check_application(preset, "2.0", accepted=False)
    assert check_application(replace(preset, app_issues=(doubtful,)), "2.0", accepted=False) == [doubtful]
    assert check_application(None, "2.0", accepted=False) == []


def outlook_at(preset: Preset, version: str) -> Outlook:
    (found,) = [span.outlook for span in outlooks(preset) if Dhis2Version.parse(version) in span.versions]
    return found
