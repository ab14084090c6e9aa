"""Presets as a TOML file has them: a table for each, every key of it checked."""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Required, TypedDict, TypeVar

from automation.clients.client import GrantType
from automation.clients.issues import Issue, Severity
from automation.clients.preset import Preset, Rule
from automation.clients.relying_party import AuthMethod, Calls, RelyingParty, TokenPlace
from automation.shapes import read_toml, shaped
from automation.versions import Dhis2Version, VersionRange

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_PARAM = re.compile(r"[a-z][a-z0-9_]*")
_RELEASE = re.compile(r"v?\d+(\.\d+)*")
_ALWAYS = ("app_url", "app_url_as_given", "client_id")
_Version = TypeVar("_Version", bound=Any)


class _Uri(TypedDict, total=False):
    uri: Required[str]
    app_from: str
    app_before: str


_Issue = TypedDict("_Issue", {"why": Required[str], "from": str, "before": str, "severity": Severity}, total=False)
_Span = TypedDict("_Span", {"from": str, "before": str}, total=False)


class _Sends(TypedDict, total=False):
    json_state: bool
    auth_method: AuthMethod
    token_in: TokenPlace
    username_at: str


_NESTED: dict[str, type] = {
    "redirect_uris": _Uri, "app_issues": _Issue, "dhis2_issues": _Issue, "tested": _Span, "sends": _Sends,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A preset as the file has it."""

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
    tested: tuple[_Span, ...] = ()
    endpoints: Calls | None = None
    pkce: bool | None = None
    public: bool | None = None
    consent: bool | None = None
    scope: str | None = None
    scope_is_free: bool = False
    sends: _Sends | None = None


def load(text: str) -> dict[str, Preset]:
    """Presets from TOML, checked.

    Raises:
        ValueError: something is wrong with one; the message names the preset and the key.
    """
    loaded = {}
    for key, plain in read_toml(text, dict[str, dict[str, Any]], asked="a table of presets").items():
        try:
            loaded[key] = _preset(key, plain)
        except ValueError as error:
            raise ValueError(f"preset {key!r}: {error}") from error
    return loaded


def _preset(key: str, plain: dict[str, Any]) -> Preset:
    _refuse_unknown(plain, {each.name for each in fields(_Table)})
    table = shaped(plain, _Table, asked="a preset")
    for where, shape in _NESTED.items():
        for each in _tables(plain.get(where, ())):
            _refuse_unknown(each, shape.__annotations__, where)
    _check_texts(key, plain)
    preset = Preset(
        key=key,
        title=table.title,
        source=table.source,
        name=table.name,
        client_id=table.client_id,
        grant_types=table.grant_types,
        redirect_uris=tuple(
            Rule(versions=_range(each, "redirect_uris", _release, "app_from", "app_before"), says=each["uri"])
            for each in table.redirect_uris
        ),
        params=table.params,
        needs_app_version=table.needs_app_version,
        note=table.note,
        app_issues=tuple(_issues(key, table.app_issues, "app_issues", _release)),
        dhis2_issues=tuple(_issues(key, table.dhis2_issues, "dhis2_issues", Dhis2Version.parse)),
        tested=tuple(_range(each, "tested", Dhis2Version.parse) for each in table.tested),
        endpoints=table.endpoints,
        pkce=table.pkce,
        public=table.public,
        consent=table.consent,
        scope=table.scope,
        scope_is_free=table.scope_is_free,
        sends=_sends(table),
    )
    _check(preset)
    return preset


def _sends(table: _Table) -> RelyingParty | None:
    if table.sends is None:
        return None
    if table.pkce is None or table.scope is None:
        raise ValueError("sends: it is all that the application sends, so pkce and scope must be said, too")
    return RelyingParty(pkce=table.pkce, scope=table.scope, **table.sends)


def _refuse_unknown(table: Iterable[str], known: Iterable[str], where: str = "") -> None:
    """A key that nobody reads is a slip."""
    if unknown := set(table) - set(known):
        raise ValueError(f"{where and f'{where}: '}unknown key {', '.join(sorted(unknown))}")


def _tables(plain: Any) -> Iterable[dict[str, Any]]:
    return [plain] if isinstance(plain, dict) else plain


def _issues(preset: str, tables: tuple[_Issue, ...], where: str, version: Callable[[str], Any]) -> Iterator[Issue]:
    """What is said against it; the same words of several ranges are one issue."""
    found: dict[tuple[str, Severity], list[VersionRange[Any]]] = {}
    for each in tables:
        versions = _range(each, where, version)
        found.setdefault((each["why"], each.get("severity", Severity.BROKEN)), []).append(versions)
    for number, ((why, severity), spans) in enumerate(found.items(), 1):
        yield Issue(code=f"{preset}.{where}.{number}", severity=severity, versions=tuple(spans), says=why)


def _range(
    table: Mapping[str, Any], where: str, version: Callable[[str], _Version], first: str = "from", end: str = "before"
) -> VersionRange[_Version]:  # fmt: skip
    try:
        since, before = (version(table[key]) if key in table else None for key in (first, end))
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if since is not None and before is not None and since >= before:
        raise ValueError(f"{where}: nothing is from {table[first]} and before {table[end]}")
    return VersionRange(since, before)


def _release(text: str) -> tuple[int, ...]:
    if not _RELEASE.fullmatch(text):
        raise ValueError(f"{text!r} is not a release number such as 1.6.4")
    return tuple(map(int, text.removeprefix("v").split(".")))


def _check_texts(key: str, plain: dict[str, Any]) -> None:
    """What is shown must be what a person can read, on a line."""
    if not _KEY.fullmatch(key):
        raise ValueError("a name has letters, digits, - and _ alone")
    for where, text in _texts(plain):
        if not text.isprintable() or text != text.strip():
            raise ValueError(f"{where}: {text!r} cannot be printed on a line, or has a space at an end")
    for name in ("title", "source", "client_id", "name"):
        if plain.get(name) == "":
            raise ValueError(f"{name}: it is empty")


def _texts(plain: object, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(plain, str):
        yield where, plain
    elif isinstance(plain, dict | list):
        for name, value in plain.items() if isinstance(plain, dict) else (("", each) for each in plain):
            yield from _texts(value, where or name)


def _check(preset: Preset) -> None:
    for name in ("grant_types", "redirect_uris"):
        if not getattr(preset, name):
            raise ValueError(f"{name}: it is empty")
    if wrong := [param for param in preset.params if not _PARAM.fullmatch(param) or param in _ALWAYS]:
        raise ValueError(f"params: {wrong[0]!r} cannot be the name of one")
    for rule in preset.redirect_uris:
        if rule.versions != VersionRange() and not preset.needs_app_version:
            raise ValueError("redirect_uris: app_from and app_before want needs_app_version = true")
        _check_placeholders(rule.says, {*_ALWAYS, *preset.params})


def _check_placeholders(uri: str, allowed: set[str]) -> None:
    try:
        parts = [(name, rest) for _, name, *rest in string.Formatter().parse(uri) if name is not None]
    except ValueError:
        raise ValueError(f"redirect_uris: a brace in {uri} has no other") from None
    if wrong := [name for name, rest in parts if any(rest) or name not in allowed]:
        raise ValueError(f"redirect_uris: unknown placeholder {', '.join(sorted(wrong))} in {uri}")
