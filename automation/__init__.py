"""Set up OAuth2 clients in DHIS2 through the browser, exactly as a person would.

The library's public names; the flows take a Playwright `Page` and return values.
"""

from automation.client import ClientSpec, Endpoints, FormContent, GrantType
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
from automation.secret import Secret
from automation.versions import Dhis2Version

__all__ = [
    "AlreadyTaken",
    "AutomationError",
    "ClientSpec",
    "ConfigError",
    "Dhis2Version",
    "Endpoints",
    "ExitCode",
    "FormContent",
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
