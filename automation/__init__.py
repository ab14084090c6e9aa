"""Set up OAuth2 clients in DHIS2 through the browser, exactly as a person would.

These names are the library; all else may change with any release. `open_page` starts a browser, `provision` does the
whole job, and `deliver` hands the secret over. `create_client` takes a Playwright `Page` of your own. With clients that
are there begins `sign_in_and_open`: then `read_list`, `update_client` and `rotate_client` know where they are.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from automation.account import Account, Codes, Instance
    from automation.browser.loss import BrowserGone
    from automation.browser.options import BrowserOptions
    from automation.browser.session import BrowserSession, open_page
    from automation.clients.client import ClientSpec, GrantType
    from automation.clients.difference import ClientOutcome, Difference
    from automation.clients.issues import Issue, Severity
    from automation.clients.preset import Preset
    from automation.clients.presets import presets
    from automation.clients.server_kind import Endpoints
    from automation.clients.stored_client import SecretForm, ServerSettings, StoredClient
    from automation.dialects.compatibility import issues_with_dhis2
    from automation.errors import (
        AlreadyTaken,
        AutomationError,
        ClientNotFound,
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
    from automation.flows.read import find_clients, read_list
    from automation.flows.rotate import rotate_client
    from automation.flows.section import Section, ServerInfo, sign_in_and_open
    from automation.flows.services import Services
    from automation.flows.stored import CreatedClient
    from automation.flows.update import Changes, update_client
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
    "Account", "AlreadyTaken", "AutomationError", "BrowserGone", "BrowserOptions", "BrowserSession", "Changes", "Check",
    "Client", "ClientCert", "ClientNotFound", "ClientOutcome", "ClientSpec", "Codes", "ConfigError", "CreateOptions",
    "CreatedClient", "Credentials", "Delivery", "Destination", "Dhis2Version", "Difference", "Endpoints", "Entry",
    "EnvFile", "ExitCode", "Format", "GrantType", "IfExists", "Instance", "Interrupted", "Issue", "Journal", "Narrator",
    "NotSaved", "Outcome", "PageUnusable", "Preset", "ProofVerdict", "ProvisionOptions", "Provisioned", "Proxy",
    "Redactor", "Secret", "SecretForm", "SecretUnusable", "Section", "ServerInfo", "ServerSettings", "Services",
    "Severity", "SignInRefused", "Silent", "Step", "StoredClient", "Transport", "Unreachable", "create_client",
    "deliver", "find_clients", "issues_with_dhis2", "open_page", "presets", "provision", "read_list", "rotate_client",
    "sign_in_and_open", "update_client",
]  # fmt: skip

# Where each name is. A module is loaded when one of its names is used: `dhis2-oauth --help` uses none.
_HOMES = {
    "account": ("Account", "Codes", "Instance"),
    "browser.loss": ("BrowserGone",),
    "browser.options": ("BrowserOptions",),
    "browser.session": ("BrowserSession", "open_page"),
    "clients.client": ("ClientSpec", "GrantType"),
    "clients.difference": ("ClientOutcome", "Difference"),
    "clients.issues": ("Issue", "Severity"),
    "clients.preset": ("Preset",),
    "clients.presets": ("presets",),
    "clients.server_kind": ("Endpoints",),
    "clients.stored_client": ("SecretForm", "ServerSettings", "StoredClient"),
    "dialects.compatibility": ("issues_with_dhis2",),
    "errors": (
        "AlreadyTaken", "AutomationError", "ClientNotFound", "ConfigError", "ExitCode", "Interrupted", "NotSaved",
        "PageUnusable", "SecretUnusable", "SignInRefused", "Unreachable",
    ),
    "flows.create": ("create_client",),
    "flows.deliver": ("Delivery", "deliver"),
    "flows.options": ("CreateOptions", "IfExists", "ProvisionOptions"),
    "flows.provision": ("Provisioned", "provision"),
    "flows.read": ("find_clients", "read_list"),
    "flows.rotate": ("rotate_client",),
    "flows.section": ("Section", "ServerInfo", "sign_in_and_open"),
    "flows.services": ("Services",),
    "flows.stored": ("CreatedClient",),
    "flows.update": ("Changes", "update_client"),
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
