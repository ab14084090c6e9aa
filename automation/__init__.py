"""Set up OAuth2 clients in DHIS2 through the browser, exactly as a person would.

The library's public names; the flows take a Playwright `Page` and return values.
"""

from automation.clients.client import ClientSpec, GrantType
from automation.clients.server_kind import Endpoints
from automation.errors import (
    AlreadyTaken,
    AutomationError,
    ConfigError,
    ExitCode,
    NotSaved,
    PageUnusable,
    SecretUnusable,
    SignInRefused,
    Unreachable,
)
from automation.narrator import Narrator, Silent, Step
from automation.secrets.credentials import Client
from automation.secrets.secret import Secret
from automation.versions import Dhis2Version

__all__ = [
    "AlreadyTaken",
    "AutomationError",
    "Client",
    "ClientSpec",
    "ConfigError",
    "Dhis2Version",
    "Endpoints",
    "ExitCode",
    "GrantType",
    "Narrator",
    "NotSaved",
    "PageUnusable",
    "Secret",
    "SecretUnusable",
    "SignInRefused",
    "Silent",
    "Step",
    "Unreachable",
]
