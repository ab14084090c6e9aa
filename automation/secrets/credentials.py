"""A client together with its secret."""

from dataclasses import dataclass

from automation.clients.client import GrantType
from automation.secrets.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """What the form shows: just filled in, or re-opened after Save."""

    name: str | None
    client_id: str
    secret: Secret
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[str, ...]
