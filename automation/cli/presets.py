"""`dhis2-oauth presets`."""

import json

import click

from automation.cli.options import option
from automation.presets import Preset
from automation.presets import presets as all_presets


@click.command()
@option("--json", "as_json", env="DHIS2_OAUTH_JSON", is_flag=True, help="List as JSON on stdout.")
def presets(*, as_json: bool) -> None:
    """List the applications whose OAuth2 client is known."""
    listed = all_presets().values()
    if as_json:
        click.echo(
            json.dumps(
                {"schema": "dhis2-oauth.presets/1", "presets": [_plain(preset) for preset in listed]},
                indent=2,
            )
        )
        return
    click.echo("\n\n".join(_text(preset) for preset in listed))


def _text(preset: Preset) -> str:
    needs = [flag for flag, needed in (
        ("--app-url", preset.needs_app_url), ("--app-version", preset.needs_app_version),
        ("--client-id", not preset.client_id),
    ) if needed] + [f"--preset-param {name}=…" for name in preset.params]  # fmt: skip
    lines = [f"{preset.key}: {preset.title}", f"  grant types   {', '.join(sorted(preset.grant_types))}"]
    lines += [f"  redirect URI  {rule.says}{_releases(rule.first, rule.end)}" for rule in preset.redirect_uris]
    lines += [f"  needs         {', '.join(needs)}"] if needs else []
    lines += [f"  note          {preset.note}"] if preset.note else []
    lines += [f"  not with      {issue.says}" for issue in (*preset.app_issues, *preset.dhis2_issues)]
    return "\n".join([*lines, f"  source        {preset.source}"])


def _releases(first: tuple[int, ...], end: tuple[int, ...]) -> str:
    if not first:
        return ""
    until = f" to before {'.'.join(map(str, end))}" if len(end) > 1 else " and later"
    return f"  (release {'.'.join(map(str, first))}{until})"


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
