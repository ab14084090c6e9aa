"""A preset: the DHIS2 client of a known application, and what is known of that application."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from automation.clients.client import ClientSpec, GrantType
from automation.clients.issues import Issue
from automation.clients.needs import CLIENT_ID, Need, missing
from automation.clients.redirect_uri import check_redirect_uri
from automation.clients.relying_party import Calls, RelyingParty
from automation.errors import ConfigError
from automation.versions import Dhis2Version, VersionRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is said of a range of versions; each version is a tuple of numbers."""

    versions: VersionRange[tuple[int, ...]]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """An application whose DHIS2 client is known; `source` says where that is written down.

    What is not known of it is None, and nothing is concluded from that. `endpoints` are those that it calls; `pkce`
    says whether it uses PKCE with DHIS2 2.42 and later, `public` whether it does without a secret, and `consent`
    whether it works where DHIS2 asks its users for consent. It asks for `scope`, unless it is set up otherwise where
    `scope_is_free`. `tested` are the DHIS2 versions that its vendor has tested it with, where that is said.
    `sends` is all that its requests look like.

    `file` is the user's own file that it stands in, and `replaces` says that it is there in place of one of ours.
    """

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
    app_issues: tuple[Issue, ...]
    dhis2_issues: tuple[Issue, ...]
    tested: tuple[VersionRange[Dhis2Version], ...]
    endpoints: Calls | None
    pkce: bool | None
    public: bool | None
    consent: bool | None
    scope: str | None
    scope_is_free: bool
    sends: RelyingParty | None
    file: str = ""
    replaces: bool = False

    @property
    def needs_app_url(self) -> bool:
        """Whether the redirect URI depends on where the application runs."""
        return any("{app_url" in rule.says for rule in self.redirect_uris)

    @property
    def flags(self) -> list[str]:
        """What names it on a command line."""
        return ["--preset", self.key, *(["--preset-file", self.file] if self.file else [])]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that it asks for, as far as they are known."""
        return tuple((self.scope or "").split())

    def issues_with_app(self, app_version: str) -> list[Issue]:
        """What is known against this release of the application.

        Raises:
            ConfigError: it is no release number.
        """
        version = parse_app_version(app_version)
        return [issue for issue in self.app_issues if issue.concerns(version)]

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
            raise missing(lacking, ["dhis2-oauth", "create", *self.flags])
        client_id = client_id or self.client_id or ""
        given = {"client_id": client_id, "app_url": (app_url or "").removesuffix("/"),
                 "app_url_as_given": app_url, **params}  # fmt: skip
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
