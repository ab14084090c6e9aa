"""`dhis2-oauth presets`."""

from automation.cli.group import command
from automation.cli.options import json_option
from automation.cli.render import Report
from automation.clients.presets import Preset, Rule
from automation.clients.presets import presets as all_presets


@command(example="dhis2-oauth presets")
@json_option
def presets(*, as_json: bool) -> Report:  # noqa: ARG001 - whoever renders the report looks at it
    """List the applications whose OAuth2 client is known."""
    listed = all_presets().values()
    blocks = [["", *_lines(preset)] for preset in listed]
    document = {"schema": "dhis2-oauth.presets/1", "presets": [_plain(preset) for preset in listed]}
    return Report(lines=[line for block in blocks for line in block][1:], document=document)


def _lines(preset: Preset) -> list[str]:
    needs = [flag for flag, needed in (
        ("--app-url", preset.needs_app_url), ("--app-version", preset.needs_app_version),
        ("--client-id", not preset.client_id),
    ) if needed] + [f"--preset-param {name}=…" for name in preset.params]  # fmt: skip
    lines = [f"{preset.key}: {preset.title}", f"  grant types   {', '.join(sorted(preset.grant_types))}"]
    lines += [f"  redirect URI  {rule.says}{_releases(rule)}" for rule in preset.redirect_uris]
    lines += [f"  needs         {', '.join(needs)}"] if needs else []
    lines += [f"  note          {preset.note}"] if preset.note else []
    lines += [f"  not with      release {issue.span}: {issue.says}" for issue in preset.app_issues]
    lines += [f"  not with      DHIS2 {issue.span}: {issue.says}" for issue in preset.dhis2_issues]
    return [*lines, f"  source        {preset.source}"]


def _releases(rule: Rule) -> str:
    return f"  (release {rule.span})" if rule.span else ""


def _plain(preset: Preset) -> dict[str, object]:
    return {
        "key": preset.key,
        "title": preset.title,
        "client_id": preset.client_id,
        "grant_types": sorted(preset.grant_types),
        "redirect_uris": [rule.says for rule in preset.redirect_uris],
        "known_issues": [issue.says for issue in (*preset.app_issues, *preset.dhis2_issues)],
        "source": preset.source,
    }
