"""Compare what was asked for with what the form holds."""

from automation.client import ClientSpec, FormContent
from automation.dialects import Dialect


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
