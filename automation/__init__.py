"""Set up OAuth2 clients in DHIS2 through the browser, exactly as a person would.

The library's public names; the flows take a Playwright `Page` and return values.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

# Where each name is; a module is loaded when one of its names is used, for `dhis2-oauth --help` uses none.
_HOMES = {
    "clients.client": ("ClientSpec", "GrantType"),
    "clients.server_kind": ("Endpoints",),
    "narrator": ("Narrator", "Silent", "Step"),
    "secrets.credentials": ("Client",),
    "secrets.secret": ("Secret",),
    "versions": ("Dhis2Version",),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "errors")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return __all__
