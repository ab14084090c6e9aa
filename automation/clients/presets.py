"""Presets: the DHIS2 clients of known applications, and with which versions they do not work."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Required, TypedDict

from automation.clients.client import ClientSpec, GrantType
from automation.clients.needs import CLIENT_ID, Need, missing
from automation.clients.redirect_uri import check_redirect_uri
from automation.clients.relying_party import RelyingParty
from automation.errors import ConfigError
from automation.shapes import read_toml, shaped
from automation.versions import Dhis2Version, VersionRange

_FILE = Path(__file__).with_name("presets.toml")


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
class Rule:
    """What is said of a range of versions; each version is a tuple of numbers."""

    versions: VersionRange[tuple[int, ...]]
    says: str

    @property
    def span(self) -> str:
        """The range in words; empty where it has all versions."""
        since, before = (".".join(map(str, end or ())) for end in (self.versions.since, self.versions.before))
        if not before:
            return f"{since} and later" if since else ""
        return f"{since} to before {before}" if since else f"before {before}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A relying party whose DHIS2 client is established; `source` says where."""

    key: str
    title: str
    source: str
    name: str | None
    client_id: str | None
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[Rule, ...]
    params: tuple[str, ...]
    needs_app_version: bool
    note: str
    app_issues: tuple[Rule, ...]
    dhis2_issues: tuple[Rule, ...]
    sends: RelyingParty | None

    @property
    def needs_app_url(self) -> bool:
        """Whether the redirect URI depends on where the application runs."""
        return any("{app_url}" in rule.says for rule in self.redirect_uris)

    def issues_with_app(self, app_version: str) -> list[str]:
        """Why this release of the application is known not to work; empty if it is not."""
        version = parse_app_version(app_version)
        return [issue.says for issue in self.app_issues if version in issue.versions]

    def issues_with_dhis2(self, version: Dhis2Version) -> list[str]:
        """Why this DHIS2 is known not to work with the application; empty if it is not."""
        numbers = (2, version.minor, version.patch, version.hotfix)
        return [issue.says for issue in self.dhis2_issues if numbers in issue.versions][:1]

    def spec(
        self,
        *,
        app_url: str | None = None,
        app_version: str | None = None,
        client_id: str | None = None,
        params: Mapping[str, str] = {},
    ) -> ClientSpec:
        """The client this relying party needs.

        Raises:
            ConfigError: something the preset depends on was not given, or no release fits.
        """
        if lacking := self.needs(app_url=app_url, app_version=app_version, client_id=client_id, params=params):
            raise missing(lacking, ["dhis2-oauth", "create", "--preset", self.key])
        client_id = client_id or self.client_id or ""
        given = {"client_id": client_id, "app_url": (app_url or "").removesuffix("/"), **params}
        return ClientSpec(
            name=self.name or client_id,
            client_id=client_id,
            grant_types=self.grant_types,
            redirect_uris=tuple(rule.says.format(**given) for rule in self.rules(app_version)),
        )

    def needs(
        self, *, app_url: str | None, app_version: str | None, client_id: str | None, params: Mapping[str, str]
    ) -> list[Need]:
        """What the client of this application depends on, and was not given."""
        code, lacking = "preset_incomplete", []
        if not (client_id or self.client_id):
            lacking.append(replace(CLIENT_ID, word=f"Client ID of {self.title}", code=code, instead=""))
        if self.needs_app_url and not app_url:
            lacking.append(Need(name="app_url", flag="--app-url", code=code, check=check_redirect_uri,
                                word=f"Address of {self.title}, exactly as its own configuration has it",
                                example=f"https://{self.key}.example.org"))  # fmt: skip
        if self.needs_app_version and not app_version:
            lacking.append(Need(name="app_version", flag="--app-version", word=f"Release of {self.title}",
                                example="1.6.4", code=code, check=self.rules))  # fmt: skip
        return lacking + [
            Need(name="preset_params", flag="--preset-param", word=f"The {param} of {self.title}", example="7",
                 code=code, prefix=f"{param}=")
            for param in self.params if param not in params
        ]  # fmt: skip

    def rules(self, app_version: str | None) -> Iterable[Rule]:
        """The redirect URIs of that release.

        Raises:
            ConfigError: it is none, or none that is known.
        """
        if not self.needs_app_version:
            return self.redirect_uris
        version = parse_app_version(app_version or "")
        found = [rule for rule in self.redirect_uris if version in rule.versions]
        if not found:
            oldest = ".".join(map(str, self.redirect_uris[0].versions.since or ()))
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
        redirect_uris=tuple(_rule(rule, "app_from", "app_before", "uri") for rule in plain["redirect_uris"]),
        params=table.params,
        needs_app_version=table.needs_app_version,
        note=table.note,
        app_issues=tuple(_rule(issue, "from", "before", "why") for issue in plain.get("app_issues", ())),
        dhis2_issues=tuple(_rule(issue, "from", "before", "why") for issue in plain.get("dhis2_issues", ())),
        sends=table.sends,
    )
    _check_placeholders(preset)
    return preset


def _refuse_unknown(table: Iterable[str], known: set[str]) -> None:
    """In a file of ours a key that nobody reads is a slip."""
    if unknown := set(table) - known:
        raise ValueError(f"unknown key {', '.join(sorted(unknown))}")


def _rule(table: dict[str, str], first: str, end: str, says: str) -> Rule:
    _refuse_unknown(table, {first, end, says})
    since, before = (parse_app_version(table[key]) if key in table else None for key in (first, end))
    return Rule(versions=VersionRange(since, before), says=table[says])


def _check_placeholders(preset: Preset) -> None:
    allowed = {"app_url", "client_id", *preset.params}
    for rule in preset.redirect_uris:
        named = {name for _, name, _, _ in string.Formatter().parse(rule.says) if name}
        if named - allowed:
            raise ValueError(f"unknown placeholder {', '.join(sorted(named - allowed))} in {rule.says}")
