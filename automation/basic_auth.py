"""HTTP Basic for a client ID and its secret, as DHIS2's token endpoints read it."""

import base64
from urllib.parse import quote_plus

from automation.errors import SecretUnusable
from automation.secret import Secret


def unusable_client_id(client_id: str, *, is_authorization_server: bool) -> str | None:
    """Why no application could ever get a token with this client ID; None if it could."""
    if ":" not in client_id or is_authorization_server:
        return None
    return (
        "up to 2.41 DHIS2 reads what stands before the first colon as the client ID, so one with a colon is never found"
    )


def basic_credentials(client_id: str, secret: Secret, *, is_authorization_server: bool) -> str:
    """The value of the Authorization header.

    From 2.42 both halves are form-encoded first (RFC 6749 §2.3.1; Spring Authorization Server decodes them).
    Up to 2.41 they go as they are, in UTF-8: Spring Security's BasicAuthenticationFilter decodes nothing.

    Raises:
        SecretUnusable: the client ID cannot be sent so.
    """
    reason = unusable_client_id(client_id, is_authorization_server=is_authorization_server)
    if reason:
        raise SecretUnusable(f"asking for a token as {client_id!r}", reason, code="colon_in_client_id",
                             hint="delete that client and take a client ID without a colon.")  # fmt: skip
    halves = (client_id, secret.reveal())
    pair = ":".join(quote_plus(half) for half in halves) if is_authorization_server else ":".join(halves)
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
