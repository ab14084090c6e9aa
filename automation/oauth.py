"""The HTTP half of OAuth 2.0: where a DHIS2 instance has its endpoints."""

from automation.client import Endpoints
from automation.dialects import Dialect


def endpoints(base_url: str, dialect: Dialect) -> Endpoints:
    """Endpoints below the instance's base URL: `/uaa/oauth/*` up to 2.41, `/oauth2/*` from 2.42 (RFC 6749 §3)."""
    return Endpoints(
        authorize=base_url + dialect.authorize_path,
        token=base_url + dialect.token_path,
        profile=f"{base_url}/api/me",
    )
