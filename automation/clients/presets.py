"""Named relying parties: what their DHIS2 client looks like and where it is known not to work."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Required, TypedDict

from automation.clients.client import ClientSpec, GrantType
from automation.clients.needs import missing, of_preset
from automation.clients.relying_party import RelyingParty
from automation.errors import ConfigError
from automation.shapes import read_toml, shaped
from automation.versions import Dhis2Version

_FILE = Path(__file__).with_name("presets.toml")
_OPEN_END: tuple[int, ...] = (10**6,)


class _Uri(TypedDict, total=False):
    uri: Required[str]
    app_from: str
    app_before: str


_Issue = TypedDict("_Issue", {"why": Required[str], "from": str, "before": str}, total=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A preset as the data file has it."""

    title: str
    source: str
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[_Uri, ...]
    name: str | None = None
    client_id: str | None = None
    params: tuple[str, ...] = ()
    needs_app_version: bool = False
    note: str = ""
    app_issues: tuple[_Issue, ...] = ()
    dhis2_issues: tuple[_Issue, ...] = ()
    sends: RelyingParty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Versions from `first` on and before `end`, as tuples of numbers, and what is said of them."""

    first: tuple[int, ...] = ()
    end: tuple[int, ...] = _OPEN_END
    says: str

    @property
    def is_bounded(self) -> bool:
        """Whether the range ends."""
        return self.end != _OPEN_END

    def __contains__(self, version: tuple[int, ...]) -> bool:
        return self.first <= version < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A relying party whose DHIS2 client is established; `source` says where."""

    key: str
    title: str
    source: str
    name: str | None
    client_id: str | None
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[Range, ...]
    params: tuple[str, ...]
    needs_app_version: bool
    note: str
    app_issues: tuple[Range, ...]
    dhis2_issues: tuple[Range, ...]
    sends: RelyingParty | None

    @property
    def needs_app_url(self) -> bool:
        """Whether the redirect URI depends on where the application runs."""
        return any("{app_url}" in rule.says for rule in self.redirect_uris)

    def issues_with_app(self, app_version: str) -> list[str]:
        """Why this release of the application is known not to work; empty if it is not."""
        version = parse_app_version(app_version)
        return [issue.says for issue in self.app_issues if version in issue]

    def issues_with_dhis2(self, version: Dhis2Version) -> list[str]:
        """Why this DHIS2 is known not to work with the application; empty if it is not."""
        numbers = (2, version.minor, version.patch, version.hotfix)
        return [issue.says for issue in self.dhis2_issues if numbers in issue][:1]

    def spec(
        self,
        *,
        app_url: str | None,
        app_version: str | None,
        client_id: str | None,
        params: Mapping[str, str],
    ) -> ClientSpec:
        """The client this relying party needs.

        Raises:
            ConfigError: something the preset depends on was not given, or no release fits.
        """
        if lacking := of_preset(self, app_url=app_url, app_version=app_version, client_id=client_id, params=params):
            raise missing(lacking, ["dhis2-oauth", "create", "--preset", self.key])
        client_id = client_id or self.client_id or ""
        given = {"client_id": client_id, "app_url": (app_url or "").removesuffix("/"), **params}
        return ClientSpec(
            name=self.name or client_id,
            client_id=client_id,
            grant_types=self.grant_types,
            redirect_uris=tuple(rule.says.format(**given) for rule in self.rules(app_version)),
        )

    def rules(self, app_version: str | None) -> Iterable[Range]:
        """The redirect URIs of that release.

        Raises:
            ConfigError: it is none, or none that is known.
        """
        if not self.needs_app_version:
            return self.redirect_uris
        version = parse_app_version(app_version or "")
        found = [rule for rule in self.redirect_uris if version in rule]
        if not found:
            oldest = ".".join(map(str, self.redirect_uris[0].first))
            raise ConfigError(
                f"looking up the redirect URI of {self.title} {app_version}",
                "no such release is known",
                hint=f"{oldest} is the oldest; or give --redirect-uri.",
                code="unknown_app_version",
            )
        return found


def parse_app_version(text: str) -> tuple[int, ...]:
    """A release number such as 1.6.4 as a tuple of numbers; a leading v is tolerated.

    Raises:
        ConfigError: it is not one.
    """
    parts = text.strip().removeprefix("v").split(".")
    if not all(part.isdecimal() for part in parts):
        raise ConfigError(
            "reading --app-version",
            f"{text!r} is not a release number",
            hint="write it like 1.6.4.",
            code="bad_app_version",
        )
    return tuple(int(part) for part in parts)


@cache
def presets() -> dict[str, Preset]:
    """All presets by key, checked.

    Raises:
        ValueError: the data file is wrong; the message names the preset and the key.
    """
    return load(_FILE.read_text(encoding="utf-8"))


def load(text: str) -> dict[str, Preset]:
    """Presets from TOML, checked.

    Raises:
        ValueError: an unknown or missing key, an unknown grant type or placeholder.
    """
    loaded = {}
    for key, plain in read_toml(text, dict[str, dict[str, Any]], asked="a table of presets").items():
        try:
            loaded[key] = _preset(key, plain)
        except (ValueError, ConfigError) as error:
            raise ValueError(f"preset {key}: {error}") from error
    return loaded


def find(key: str) -> Preset:
    """The preset of that name.

    Raises:
        ConfigError: there is none.
    """
    known = presets()
    if key not in known:
        raise ConfigError("looking up the preset", f"there is no preset {key!r}", hint=f"one of: {', '.join(known)}.",
                          code="unknown_preset")  # fmt: skip
    return known[key]


def _preset(key: str, plain: dict[str, Any]) -> Preset:
    _refuse_unknown(plain, {each.name for each in fields(_Table)})
    _refuse_unknown(plain.get("sends", {}), {each.name for each in fields(RelyingParty)})
    table = shaped(plain, _Table, asked="a preset")
    preset = Preset(
        key=key,
        title=table.title,
        source=table.source,
        name=table.name,
        client_id=table.client_id,
        grant_types=table.grant_types,
        redirect_uris=tuple(_range(rule, "app_from", "app_before", "uri") for rule in plain["redirect_uris"]),
        params=table.params,
        needs_app_version=table.needs_app_version,
        note=table.note,
        app_issues=tuple(_range(issue, "from", "before", "why") for issue in plain.get("app_issues", ())),
        dhis2_issues=tuple(_range(issue, "from", "before", "why") for issue in plain.get("dhis2_issues", ())),
        sends=table.sends,
    )
    _check_placeholders(preset)
    return preset


def _refuse_unknown(table: Iterable[str], known: set[str]) -> None:
    """In a file of ours a key that nobody reads is a slip."""
    if unknown := set(table) - known:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")


def _range(table: dict[str, str], first: str, end: str, says: str) -> Range:
    _refuse_unknown(table, {first, end, says})
    return Range(
        first=parse_app_version(table[first]) if first in table else (),
        end=parse_app_version(table[end]) if end in table else _OPEN_END,
        says=table[says],
    )


def _check_placeholders(preset: Preset) -> None:
    allowed = {"app_url", "client_id", *preset.params}
    for rule in preset.redirect_uris:
        named = {name for _, name, _, _ in string.Formatter().parse(rule.says) if name}
        if named - allowed:
            raise ValueError(f"unknown placeholder {', '.join(sorted(named - allowed))} in {rule.says}")
