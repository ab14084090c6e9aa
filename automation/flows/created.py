"""What a flow that makes or finds a client returns."""

from dataclasses import dataclass

from automation.account import Instance
from automation.clients.server_kind import Endpoints
from automation.dialects.ui import Dialect, DialectSource
from automation.flows.section import Section
from automation.secrets.credentials import FormContent
from automation.secrets.journal import Entry
from automation.versions import Dhis2Version


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedClient:
    """What the flow found or made; `secret_stored` says whether DHIS2 knows the secret.

    `instance` has the address that DHIS2 itself uses, and who is signed in there.
    """

    instance: Instance
    content: FormContent
    secret_stored: bool
    already_existed: bool
    version: Dhis2Version | None
    version_text: str
    language: str
    dialect: Dialect
    source: DialectSource
    endpoints: Endpoints
    entry: Entry | None


def result(
    section: Section, content: FormContent, *, stored: bool, existed: bool = False, entry: Entry | None = None
) -> CreatedClient:
    """The client as it stands in this section."""
    return CreatedClient(
        instance=section.instance,
        content=content,
        secret_stored=stored,
        already_existed=existed,
        version=section.version,
        version_text=section.version_text,
        language=section.language,
        dialect=section.dialect,
        source=section.source,
        endpoints=section.dialect.server_kind.endpoints(section.instance.base_url),
        entry=entry,
    )
