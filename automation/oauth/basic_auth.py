"""HTTP Basic for a client ID and its secret, as DHIS2's token endpoints read it."""

import base64
from urllib.parse import quote_plus

from automation.clients.rules import COLON
from automation.clients.server_kind import AUTHORIZATION_SERVER, ServerKind
from automation.errors import SecretUnusable
from automation.secrets.secret import Secret


def basic_credentials(client_id: str, secret: Secret, server_kind: ServerKind) -> str:
    """The value of the Authorization header.

    From 2.42 both halves are form-encoded first (RFC 6749 §2.3.1; Spring Authorization Server decodes them).
    Up to 2.41 they go as they are, in UTF-8: Spring Security's BasicAuthenticationFilter decodes nothing.

    Raises:
        SecretUnusable: the client ID cannot be sent so.
    """
    is_new = server_kind is AUTHORIZATION_SERVER
    if ":" in client_id and not is_new:
        raise SecretUnusable(f"asking for a token as {client_id!r}", COLON, code="colon_in_client_id",
                             hint="delete that client and take a client ID without a colon.")  # fmt: skip
    halves = (client_id, secret.reveal())
    pair = ":".join(quote_plus(half) for half in halves) if is_new else ":".join(halves)
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
