"""`dhis2-oauth presets`."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from automation.cli.group import command
from automation.cli.options import json_option, preset_file_option
from automation.cli.render import Report
from automation.clients.issues import Issue
from automation.clients.preset import Preset
from automation.clients.presets import known
from automation.dialects.compatibility import Outlook, all_issues_with_dhis2, general_issues, not_known, outlooks
from automation.versions import VersionRange

_LABEL, _WIDTH = 14, 80


@command(example="dhis2-oauth presets")
@preset_file_option
@json_option
def presets(*, preset_file: str | None, as_json: bool) -> Report:  # noqa: ARG001 - whoever renders looks at it
    """List the applications whose OAuth2 client is known, and the DHIS2 versions that they work with."""
    listed = list(known(preset_file).values())
    blocks = [_lines(f"{preset.key}: {preset.title}", _facts(preset)) for preset in listed]
    blocks.append(_lines("all of them", _issue_facts("DHIS2", general_issues())))
    return Report(lines=[line for block in blocks for line in ("", *block)][1:], document=_document(listed))


def _lines(heading: str, facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield heading
    for label, text in facts:
        begun = f"  {label:<{_LABEL}}"
        yield from textwrap.wrap(begun + text, _WIDTH, subsequent_indent=" " * len(begun), break_long_words=False,
                                 break_on_hyphens=False)  # fmt: skip


def _facts(preset: Preset) -> Iterator[tuple[str, str]]:
    yield "grant types", ", ".join(sorted(preset.grant_types))
    for rule in preset.redirect_uris:
        yield "redirect URI", rule.says + (f"  (release {rule.versions})" if str(rule.versions) else "")
    if needs := _needs(preset):
        yield "needs", ", ".join(needs)
    if preset.note:
        yield "note", preset.note
    general = general_issues()
    yield from _issue_facts("release", preset.app_issues)
    yield from _issue_facts("DHIS2", (issue for issue in all_issues_with_dhis2(preset) if issue not in general))
    spans = {outlook: [span.versions for span in outlooks(preset) if span.outlook is outlook] for outlook in Outlook}
    if spans[Outlook.NOT_KNOWN]:
        yield "not known", f"{_of('DHIS2', spans[Outlook.NOT_KNOWN])}: {'; '.join(not_known(preset))}"
    if spans[Outlook.NO_OBJECTION]:
        yield "no objection", _of("DHIS2", spans[Outlook.NO_OBJECTION])
    yield "source", preset.source
    if preset.file:
        yield "file", preset.file + (", in place of the preset of that name that is shipped" if preset.replaces else "")


def _issue_facts(what: str, issues: Iterable[Issue]) -> Iterator[tuple[str, str]]:
    for issue in issues:
        yield "not with" if issue.is_broken else "doubt", f"{_of(what, issue.versions)}: {issue.says}"


def _of(what: str, spans: Iterable[VersionRange[Any]]) -> str:
    """The versions in words."""
    return f"{what} {', '.join(filter(None, map(str, spans))) or 'of every version'}"


def _needs(preset: Preset) -> list[str]:
    return [flag for flag, needed in (
        ("--app-url", preset.needs_app_url), ("--app-version", preset.needs_app_version),
        ("--client-id", not preset.client_id),
    ) if needed] + [f"--preset-param {name}=…" for name in preset.params]  # fmt: skip


def _document(listed: list[Preset]) -> dict[str, Any]:
    """The same for programs: what is known against several applications is worded once."""
    every = [issue for preset in listed for issue in (*preset.app_issues, *all_issues_with_dhis2(preset))]
    return {
        "schema": "dhis2-oauth.presets/1",
        "issues": {issue.code: {"severity": issue.severity.value, "why": issue.says} for issue in every},
        "presets": [_plain(preset) for preset in listed],
    }


def _plain(preset: Preset) -> dict[str, Any]:
    return {
        "key": preset.key,
        "title": preset.title,
        "client_id": preset.client_id,
        "grant_types": sorted(preset.grant_types),
        "redirect_uris": [{"uri": rule.says, **_ends(rule.versions)} for rule in preset.redirect_uris],
        "needs": _needs(preset),
        "note": preset.note,
        "endpoints": preset.endpoints and preset.endpoints.value,
        "pkce": preset.pkce,
        "public": preset.public,
        "consent": preset.consent,
        "scope": preset.scope,
        "scope_is_free": preset.scope_is_free,
        "verdicts": [{**_ends(span.versions), "verdict": span.outlook.value} for span in outlooks(preset)],
        "issues": _issues(all_issues_with_dhis2(preset)),
        "app_issues": _issues(preset.app_issues),
        "not_known": not_known(preset),
        "source": preset.source,
        "file": preset.file or None,
        "replaces_shipped": preset.replaces,
    }


def _issues(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    return [{"code": issue.code, "versions": [_ends(span) for span in issue.versions]} for issue in issues]


def _ends(span: VersionRange[Any]) -> dict[str, str | None]:
    since, before = span.ends
    return {"from": since, "before": before}
