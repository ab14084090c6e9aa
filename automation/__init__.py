"""Set up OAuth2 clients in DHIS2 through the browser, exactly as a person would.

These names are the library; all else may change with any release. `open_page` starts a browser, `provision` does the
whole job, and `deliver` hands the secret over. `create_client` takes a Playwright `Page` of your own.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from automation.account import Account, Codes, Instance
    from automation.browser.loss import BrowserGone
    from automation.browser.options import BrowserOptions
    from automation.browser.session import BrowserSession, open_page
    from automation.clients.client import ClientSpec, GrantType
    from automation.clients.issues import Issue, Severity
    from automation.clients.preset import Preset
    from automation.clients.presets import presets
    from automation.clients.server_kind import Endpoints
    from automation.dialects.compatibility import issues_with_dhis2
    from automation.errors import (
        AlreadyTaken,
        AutomationError,
        ConfigError,
        ExitCode,
        Interrupted,
        NotSaved,
        PageUnusable,
        SecretUnusable,
        SignInRefused,
        Unreachable,
    )
    from automation.flows.create import create_client
    from automation.flows.deliver import Delivery, deliver
    from automation.flows.options import CreateOptions, IfExists, ProvisionOptions
    from automation.flows.provision import Provisioned, provision
    from automation.flows.section import ServerInfo
    from automation.flows.services import Services
    from automation.flows.stored import CreatedClient
    from automation.narrator import Narrator, Silent, Step
    from automation.network.transport import ClientCert, Proxy, Transport
    from automation.secrets.credentials import Client, Credentials
    from automation.secrets.env_file import Destination, EnvFile
    from automation.secrets.formats import Format
    from automation.secrets.journal import Entry, Journal
    from automation.secrets.redact import Redactor
    from automation.secrets.secret import Secret
    from automation.verdict import Check, Outcome, ProofVerdict
    from automation.versions import Dhis2Version

__all__ = [
    "Account", "AlreadyTaken", "AutomationError", "BrowserGone", "BrowserOptions", "BrowserSession", "Check",
    "Client", "ClientCert", "ClientSpec", "Codes", "ConfigError", "CreateOptions", "CreatedClient", "Credentials",
    "Delivery", "Destination", "Dhis2Version", "Endpoints", "Entry", "EnvFile", "ExitCode", "Format", "GrantType",
    "IfExists", "Instance", "Interrupted", "Issue", "Journal", "Narrator", "NotSaved", "Outcome", "PageUnusable",
    "Preset",
    "ProofVerdict", "ProvisionOptions", "Provisioned", "Proxy", "Redactor", "Secret", "SecretUnusable",
    "ServerInfo", "Services", "Severity", "SignInRefused", "Silent", "Step", "Transport", "Unreachable",
    "create_client", "deliver", "issues_with_dhis2", "open_page", "presets", "provision",
]  # fmt: skip

# Where each name is. A module is loaded when one of its names is used: `dhis2-oauth --help` uses none.
_HOMES = {
    "account": ("Account", "Codes", "Instance"),
    "browser.loss": ("BrowserGone",),
    "browser.options": ("BrowserOptions",),
    "browser.session": ("BrowserSession", "open_page"),
    "clients.client": ("ClientSpec", "GrantType"),
    "clients.issues": ("Issue", "Severity"),
    "clients.preset": ("Preset",),
    "clients.presets": ("presets",),
    "clients.server_kind": ("Endpoints",),
    "dialects.compatibility": ("issues_with_dhis2",),
    "errors": (
        "AlreadyTaken", "AutomationError", "ConfigError", "ExitCode", "Interrupted", "NotSaved", "PageUnusable",
        "SecretUnusable", "SignInRefused", "Unreachable",
    ),
    "flows.create": ("create_client",),
    "flows.deliver": ("Delivery", "deliver"),
    "flows.options": ("CreateOptions", "IfExists", "ProvisionOptions"),
    "flows.provision": ("Provisioned", "provision"),
    "flows.section": ("ServerInfo",),
    "flows.services": ("Services",),
    "flows.stored": ("CreatedClient",),
    "narrator": ("Narrator", "Silent", "Step"),
    "network.transport": ("ClientCert", "Proxy", "Transport"),
    "secrets.credentials": ("Client", "Credentials"),
    "secrets.env_file": ("Destination", "EnvFile"),
    "secrets.formats": ("Format",),
    "secrets.journal": ("Entry", "Journal"),
    "secrets.redact": ("Redactor",),
    "secrets.secret": ("Secret",),
    "verdict": ("Check", "Outcome", "ProofVerdict"),
    "versions": ("Dhis2Version",),
}  # fmt: skip


def __getattr__(name: str) -> object:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return __all__
