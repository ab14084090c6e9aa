"""Compare what was asked for with what the form holds."""

from automation.clients.client import ClientSpec
from automation.dialects.ui import Dialect
from automation.errors import ConfigError
from automation.secrets.credentials import FormContent


def differences(spec: ClientSpec, content: FormContent, dialect: Dialect) -> list[str]:
    """What the form holds otherwise than asked, in words; no values of secrets."""
    pairs: list[tuple[str, object, object]] = [
        ("client ID", spec.client_id, content.client_id),
        ("grant types", spec.grant_types, content.grant_types),
        ("redirect URIs", spec.redirect_uris, content.redirect_uris),
    ]
    if dialect.has_name:
        pairs.insert(0, ("name", spec.name, content.name))
    return [f"{what} ({_shown(is_)} instead of {_shown(asked)})" for what, asked, is_ in pairs if asked != is_]


def _shown(value: object) -> str:
    if isinstance(value, frozenset | tuple):
        return " ".join(sorted(value)) or "none"
    return repr(value)


def refuse_unknown_grants(dialect: Dialect, spec: ClientSpec) -> None:
    """See before anything is entered that the form has every grant type asked for.

    Raises:
        ConfigError: it has not.
    """
    missing = spec.grant_types - dialect.grant_types
    if missing:
        raise ConfigError(
            "looking for the grant types in the form",
            f"this DHIS2 does not offer {', '.join(sorted(missing))}",
            hint="DHIS2 2.42 and later have authorization_code and refresh_token only.",
            code="grant_not_offered",
        )
