"""The report for programs: one JSON document with the same keys for success and failure; its JSON Schema is made of it.

What is not known is null. Descriptions are what the documents say of each key.
"""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Literal

from msgspec import UNSET, Meta

from automation.clients.difference import ClientOutcome
from automation.clients.findings import FindingSeverity
from automation.clients.migration import MigrationOutcome
from automation.clients.stored_client import SecretForm
from automation.dialects.ui import DialectName, DialectSource
from automation.secrets.formats import Format
from automation.verdict import Outcome

SCHEMA: Final = "dhis2-oauth/1"


class _Part:
    """An object of the document."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Client(_Part):
    """The client as it stands in DHIS2."""

    name: Annotated[str | None, Meta(description="Its name. Clients have none from DHIS2 2.42 on.")]
    client_id: Annotated[str, Meta(description="Its client ID.")]
    grant_types: Annotated[tuple[str, ...], Meta(description="The grant types that are ticked, in alphabetical order.")]
    redirect_uris: Annotated[tuple[str, ...], Meta(description="Its redirect URIs, in the order of the form.")]
    uid: Annotated[str | None, Meta(description="What DHIS2 itself calls it in its API.")] = None
    secret_kept_as: Annotated[
        SecretForm | None, Meta(description="How DHIS2 keeps its secret: as it is, as a bcrypt hash, or not at all.")
    ] = None
    scopes: Annotated[tuple[str, ...] | None, Meta(description="Its scopes. There are none up to DHIS2 2.41.")] = None
    authentication_methods: Annotated[
        tuple[str, ...] | None, Meta(description="How it may prove itself to the token endpoint, from 2.42 on.")
    ] = None
    pkce_required: Annotated[bool | None, Meta(description="Whether PKCE is compulsory for it, from 2.42 on.")] = None
    consent_required: Annotated[
        bool | None, Meta(description="Whether users are asked for their consent, from 2.42 on.")
    ] = None
    created: Annotated[str | None, Meta(description="When it was made, as DHIS2 writes it.")] = None
    last_updated: Annotated[str | None, Meta(description="When it was last changed, as DHIS2 writes it.")] = None
    # A `Secret` until it is printed, and there only with `--output -`.
    client_secret: Annotated[
        Any, Meta(description="Its secret. There with `--output -` only.", extra_json_schema={"type": "string"})
    ] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(_Part):
    """One property of the client that DHIS2 had otherwise than it was wanted."""

    property: Annotated[str, Meta(description="Which property of the client.")]
    stored: Annotated[tuple[str, ...], Meta(description="What DHIS2 had.")]
    wanted: Annotated[tuple[str, ...], Meta(description="What was wanted.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server(_Part):
    """The DHIS2 that was worked on."""

    url: Annotated[str | None, Meta(description="Its address, with the context path.")]
    version: Annotated[str | None, Meta(description="Its version, as DHIS2 writes it.")]
    dialect: Annotated[DialectName | None, Meta(description="Which form the OAuth2 Clients section has.")]
    dialect_source: Annotated[
        DialectSource | None,
        Meta(description="How that was known: from `--form`, from what the page shows, or from the version."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints(_Part):
    """Where the application finds DHIS2's OAuth2 server."""

    authorize: Annotated[str, Meta(description="The authorization endpoint.")]
    token: Annotated[str, Meta(description="The token endpoint.")]
    profile: Annotated[str, Meta(description="Where an access token reads the user's profile.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(_Part):
    """What became of the client's secret."""

    delivered_to: Annotated[
        str | None,
        Meta(description="The file that has it, `-` for standard output, or null where it was not handed over."),
    ]
    format: Annotated[Format | None, Meta(description="The format in which it was handed over.")]
    stored: Annotated[bool | None, Meta(description="Whether DHIS2 has stored it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(_Part):
    """One check, and what came of it."""

    name: Annotated[str, Meta(description="What was checked.")]
    outcome: Annotated[Outcome, Meta(description="How the check ended.")]
    reason: Annotated[str, Meta(description="Why it ended so.")]
    next_step: Annotated[str, Meta(description="What you can do about it; empty where nothing is to be done.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(_Part):
    """What a rule of `audit` found."""

    rule: Annotated[str, Meta(description="The ID of the rule.")]
    severity: Annotated[FindingSeverity, Meta(description="How severe it is.")]
    client_ids: Annotated[tuple[str, ...], Meta(description="The client IDs of those that it is about.")]
    reason: Annotated[str, Meta(description="What was found, and why it matters, for people.")]
    cure: Annotated[str, Meta(description="What can be done about it, for people.")]
    link: Annotated[str, Meta(description="Where the documentation says more of the rule.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble(_Part):
    """What went wrong."""

    code: Annotated[str, Meta(description="Which error it is, in a word for programs.")]
    message: Annotated[str, Meta(description="What was done and what was seen, for people.")]
    hint: Annotated[str, Meta(description="What to try, for people; it may be empty.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration(_Part):
    """One client of the old DHIS2, and what has become of it on the new one."""

    client_id: Annotated[str, Meta(description="Its client ID, which stays.")]
    outcome: Annotated[MigrationOutcome, Meta(description="What has become of it.")]
    changes: Annotated[
        tuple[Difference, ...],
        Meta(description="What changes: `stored` is what the old DHIS2 had, `wanted` is what holds on the new one."),
    ]
    tell: Annotated[tuple[str, ...], Meta(description="Who must be told what, a sentence each.")]
    secret_kept: Annotated[bool, Meta(description="Whether it keeps its secret.")]
    delivered_to: Annotated[str | None, Meta(description="The file that was written for the application.")]
    verified: Annotated[bool | None, Meta(description="Whether it was proved; null where that was not tried.")]
    error: Annotated[Trouble | None, Meta(description="Why it was not migrated.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope(_Part):
    """What the commands report with `--json` that work on clients."""

    schema: Annotated[Literal["dhis2-oauth/1"], Meta(description="The name and the version of this format.")]
    ok: Annotated[bool, Meta(description="Whether all went well; `error` is null then.")]
    client: Annotated[Client | None, Meta(description="The client that was made or found.")]
    outcome: Annotated[ClientOutcome | None, Meta(description="What was done with the client.")]
    differences: Annotated[
        tuple[Difference, ...] | None,
        Meta(description="What DHIS2 had otherwise than it was wanted; with the outcome `found` it still is."),
    ]
    clients: Annotated[
        tuple[Client, ...] | None,
        Meta(description="All clients that were read, in the order of the list, or that were deleted."),
    ]
    migrations: Annotated[
        tuple[Migration, ...] | None,
        Meta(description="The clients that `migrate` looked at, in the order of the list."),
    ]
    dhis2: Annotated[Server, Meta(description="The DHIS2 that was worked on.")]
    endpoints: Annotated[Endpoints | None, Meta(description="Where the application finds DHIS2's OAuth2 server.")]
    secret: Annotated[Delivery, Meta(description="What became of the client's secret; never the secret itself.")]
    made: Annotated[tuple[str, ...], Meta(description="The films and guides that were written.")]
    unchanged: Annotated[tuple[str, ...], Meta(description="The files that were left as they were: nothing is new.")]
    verified: Annotated[bool | None, Meta(description="Whether the checks passed; null where none were made.")]
    checks: Annotated[tuple[Checked, ...] | None, Meta(description="The checks, in the order in which they were made.")]
    findings: Annotated[
        tuple[Finding, ...] | None, Meta(description="What `audit` found, the most severe first; empty where nothing.")
    ]
    rules: Annotated[
        tuple[str, ...] | None,
        Meta(description="The IDs of the rules by which `audit` judged; others do not apply to this DHIS2."),
    ]
    error: Annotated[Trouble | None, Meta(description="What went wrong, if anything did.")]


def as_plain(value: object) -> Any:
    """The same in dicts and lists, ready to be printed: what is not set is left out, and a `Secret` stays one."""
    if isinstance(value, _Part):
        # Every part is a dataclass.
        found = ((each.name, getattr(value, each.name)) for each in fields(value))  # type: ignore[arg-type]
        return {name: as_plain(inner) for name, inner in found if inner is not UNSET}
    return [as_plain(inner) for inner in value] if isinstance(value, tuple) else value
