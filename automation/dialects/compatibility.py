"""Whether an application works with a DHIS2: concluded from what the one does and what the other wants.

What is not known of an application leads to no conclusion, and is said to be not known.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from automation.clients.client import GrantType
from automation.clients.issues import Issue, Severity
from automation.clients.preset import Preset
from automation.clients.relying_party import Calls, TokenPlace
from automation.dialects.servers import scopes_refused, spans_where, spans_without_server
from automation.errors import ConfigError
from automation.versions import Dhis2Version, VersionRange

NO_SERVER = "no_oauth2_server"
_HINT = "--accept-incompatible creates the client all the same."
_Versions = tuple[VersionRange[Dhis2Version], ...]
_UP_TO_41: _Versions = (VersionRange(before=Dhis2Version(42)),)
_FROM_42: _Versions = (VersionRange(Dhis2Version(42)),)
_NEWEST = spans_where(lambda rules: rules.needs_proof_key)


class Outlook(StrEnum):
    """What is known of an application with some versions of DHIS2."""

    NO_OBJECTION = "no_objection"
    WARNING = "warning"
    BROKEN = "broken"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Versions of DHIS2 with which an application stands the same."""

    versions: VersionRange[Dhis2Version]
    outlook: Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """What some versions of DHIS2 do to every application of a kind.

    `holds` says whether this is one, or None where that is not known; `asked` is then what would have to be known.
    """

    code: str
    versions: _Versions
    holds: Callable[[Preset], bool | None]
    says: str
    asked: str = ""
    severity: Severity = Severity.BROKEN


def _always(_preset: Preset) -> bool:
    return True


def _if_code(holds: Callable[[Preset], bool | None]) -> Callable[[Preset], bool | None]:
    """What is of no importance to an application that does not use the authorization code."""
    return lambda preset: GrantType.AUTHORIZATION_CODE in preset.grant_types and holds(preset)


def _only_calls(which: Calls) -> Callable[[Preset], bool | None]:
    return lambda preset: None if preset.endpoints is None else preset.endpoints is which


def _without_pkce(preset: Preset) -> bool | None:
    return None if preset.pkce is None else not preset.pkce


def _bears_no_consent(preset: Preset) -> bool | None:
    return None if preset.consent is None else not preset.consent


def _asks_too_much(preset: Preset) -> bool | None:
    if preset.scope_is_free:
        return False
    return None if preset.scope is None else bool(scopes_refused(preset.scopes))


def _asks_too_much_at_first(preset: Preset) -> bool:
    return preset.scope_is_free and bool(scopes_refused(preset.scopes))


def _reads_user_credentials(preset: Preset) -> bool:
    return bool(preset.sends and preset.sends.username_at.startswith("userCredentials"))


def _sends_token_in_address(preset: Preset) -> bool:
    return bool(preset.sends and preset.sends.token_in is TokenPlace.QUERY)


_FACTS = (
    _Fact(code=NO_SERVER, versions=spans_without_server(), holds=_always, says="this DHIS2 has no OAuth2 server"),
    # dhis2-core #7446.
    _Fact(code="authorization_code_broken", versions=(VersionRange(Dhis2Version(35), Dhis2Version(35, 2)),),
          holds=_if_code(_always), says="the authorization code is broken in this DHIS2 (DHIS2-10169)"),
    # dhis2-core #13311.
    _Fact(code="oauth2_broken", versions=(VersionRange(Dhis2Version(39), Dhis2Version(39, 2)),), holds=_always,
          says="OAuth2 is broken in this DHIS2 (DHIS2-7318)"),
    _Fact(code="uaa_gone", versions=_FROM_42, holds=_only_calls(Calls.UAA), asked="which endpoints it calls",
          says="it calls /uaa/oauth/*, gone since 2.42"),
    _Fact(code="oauth2_not_yet", versions=_UP_TO_41, holds=_only_calls(Calls.OAUTH2), asked="which endpoints it calls",
          says="it calls /oauth2/*, which DHIS2 has since 2.42"),
    _Fact(code="password_gone", versions=_FROM_42, holds=lambda preset: GrantType.PASSWORD in preset.grant_types,
          says="it uses the password grant, gone since 2.42"),
    # dhis2-core 035abb8ac29.
    _Fact(code="user_credentials_gone", versions=_FROM_42, holds=_reads_user_credentials,
          says="it reads userCredentials in /api/me, gone since 2.42"),
    _Fact(code="token_in_address", versions=_FROM_42, holds=_sends_token_in_address,
          says="it sends the token in addresses, where DHIS2 ignores it since 2.42"),
    _Fact(code="no_pkce", versions=_NEWEST, holds=_if_code(_without_pkce), asked="whether it uses PKCE",
          says="it sends no PKCE, which DHIS2 wants of every new client"),
    _Fact(code="scopes_refused", versions=_NEWEST, holds=_if_code(_asks_too_much), asked="which scopes it asks for",
          says="it asks for scopes that no new client can have"),
    _Fact(code="scopes_to_be_set", versions=_NEWEST, holds=_if_code(_asks_too_much_at_first), severity=Severity.WARNING,
          says="until it is set up otherwise, it asks for scopes that no new client can have"),
    _Fact(code="no_secret", versions=(VersionRange(),), holds=lambda preset: preset.public,
          asked="whether it sends a secret", says="it sends no secret, and each client of DHIS2's form has one"),
    _Fact(code="consent_asked", versions=_FROM_42, holds=_if_code(_bears_no_consent), severity=Severity.WARNING,
          asked="whether it works where DHIS2 asks for consent",
          says="DHIS2 asks each user for consent once, and until then it cannot sign them in unasked"),
)  # fmt: skip

# What is so whatever the application does, or does in nearly every one.
_GENERAL = (NO_SERVER, "authorization_code_broken", "oauth2_broken")


def general_issues() -> list[Issue]:
    """What is known against DHIS2 versions for every application that uses what they lack."""
    return [_issue(fact) for fact in _FACTS if fact.code in _GENERAL]


def all_issues_with_dhis2(preset: Preset) -> list[Issue]:
    """All that is known against DHIS2 versions for this application, whether concluded or said in its preset."""
    concluded = [_issue(fact) for fact in _FACTS if fact.holds(preset)]
    return sorted([*preset.dhis2_issues, *concluded, *_untested(preset)], key=lambda issue: not issue.is_broken)


def issues_with_dhis2(preset: Preset, version: Dhis2Version) -> list[Issue]:
    """What is known against this DHIS2 for the application; what is broken goes first."""
    return [issue for issue in all_issues_with_dhis2(preset) if issue.concerns(version)]


def outlooks(preset: Preset) -> list[Span]:
    """How the application stands with each version of DHIS2, from old to new."""
    issues = all_issues_with_dhis2(preset)
    found: list[Span] = []
    for start, before in _segments([*issues, *_open(preset)]):
        outlook = _outlook(preset, issues, start or Dhis2Version(0))
        since = found.pop().versions.since if found and found[-1].outlook is outlook else start
        found.append(Span(versions=VersionRange(since, before), outlook=outlook))
    return found


def not_known(preset: Preset) -> list[str]:
    """What would have to be known of the application, in words, to say how it stands with every DHIS2."""
    issues, undecided = all_issues_with_dhis2(preset), _open(preset)
    starts = [since or Dhis2Version(0) for since, _ in _segments([*issues, *undecided])]
    decisive = [start for start in starts if _outlook(preset, issues, start) is Outlook.NOT_KNOWN]
    return list(dict.fromkeys(fact.asked for fact in undecided if any(_concerns(fact, start) for start in decisive)))


def check_application(preset: Preset | None, app_version: str | None, *, accepted: bool) -> list[Issue]:
    """What is known against this release of the application, if it does not stop the user.

    Raises:
        ConfigError: it is broken, and the user has not accepted that; or it is no release number.
    """
    known = preset.issues_with_app(app_version) if preset and app_version else []
    if preset and not accepted:
        _refuse_broken(known, f"checking {preset.title} {app_version}")
    return known


def check_dhis2(preset: Preset, version: Dhis2Version, *, accepted: bool) -> list[Issue]:
    """What is known against this DHIS2 for the application, if it does not stop the user.

    Raises:
        ConfigError: the application is broken with it, and the user has not accepted that.
    """
    known = issues_with_dhis2(preset, version)
    if not accepted:
        _refuse_broken(known, f"checking {preset.title} against DHIS2 {version}")
    return known


def _refuse_broken(issues: Sequence[Issue], did: str) -> None:
    if broken := [issue.says for issue in issues if issue.is_broken]:
        raise ConfigError(did, "; ".join(broken), hint=_HINT, code="incompatible")


def _untested(preset: Preset) -> Iterator[Issue]:
    """That its vendor has not tested it, with all versions but those that are said to be tested."""
    if preset.tested:
        tested = Issue(code="", severity=Severity.WARNING, versions=preset.tested, says="")
        spans = [VersionRange(*ends) for ends in _segments([tested]) if not tested.concerns(ends[0] or Dhis2Version(0))]
        if spans:
            yield Issue(
                code="untested", severity=Severity.WARNING, versions=tuple(spans), says="untested by its vendor"
            )


def _issue(fact: _Fact) -> Issue:
    return Issue(code=fact.code, severity=fact.severity, versions=fact.versions, says=fact.says)


def _open(preset: Preset) -> list[_Fact]:
    return [fact for fact in _FACTS if fact.holds(preset) is None]


def _concerns(fact: _Fact, version: Dhis2Version) -> bool:
    return any(version in versions for versions in fact.versions)


def _outlook(preset: Preset, issues: Sequence[Issue], version: Dhis2Version) -> Outlook:
    known = {issue.severity for issue in issues if issue.concerns(version)}
    if Severity.BROKEN in known:
        return Outlook.BROKEN
    if any(_concerns(fact, version) for fact in _open(preset)):
        return Outlook.NOT_KNOWN
    return Outlook.WARNING if known else Outlook.NO_OBJECTION


def _segments(
    of_versions: Sequence[Issue | _Fact],
) -> Iterator[tuple[Dhis2Version | None, Dhis2Version | None]]:
    """The versions between those at which something begins or ends."""
    spans = [versions for each in of_versions for versions in each.versions]
    cuts = sorted({end for span in spans for end in (span.since, span.before) if end})
    return zip([None, *cuts], [*cuts, None], strict=True)
