"""The pytest plugin: its options and markers, and fixtures as soon as a DHIS2 is named.

Every pytest session of an environment loads this module, so it imports next to nothing.
"""

from argparse import SUPPRESS
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

OPTIONS = (
    ("--dhis2-url", {"metavar": "URL", "help": "The DHIS2 instance to test, with its context path."}),
    ("--dhis2-username", {
        "metavar": "NAME",
        "help": "Who signs in [default: DHIS2_USERNAME]. The password comes from DHIS2_PASSWORD, a TOTP secret from "
                "DHIS2_TOTP_SECRET.",
    }),
    ("--dhis2-other-username", {
        "metavar": "NAME",
        "help": "A user without the authority for OAuth2 clients; the password comes from DHIS2_OTHER_PASSWORD.",
    }),
    ("--dhis2-read-only", {"action": "store_true", "help": "Send nothing but reads and the sign-in."}),
    ("--dhis2-prefix", {
        "metavar": "PREFIX",
        "default": "regress-",
        "help": "What all that is created begins with, and nothing else that is there [default: %(default)s].",
    }),
    ("--dhis2-many", {"action": "store_true", "help": "Run the test that creates 200 clients on --dhis2-url as well."}),
    ("--dhis2-language", {"metavar": "LANG", "help": "The language of the UI, like fr [default: the user's]."}),
    ("--dhis2-locale", {"help": SUPPRESS}),
    ("--dhis2-artefacts", {
        "metavar": "DIR",
        "help": "Where a test that fails leaves a screenshot, an aria snapshot, a trace and its error.",
    }),
    ("--dhis2-timeout", {
        "metavar": "SECONDS",
        "type": float,
        "default": 30.0,
        "help": "Longest wait for any one thing [default: %(default)s].",
    }),
    ("--dhis2-allow-http", {"action": "store_true", "help": "Send the password over plain http."}),
    ("--dhis2-no-browser-sandbox", {
        "action": "store_true",
        "help": "Start the browser without its own sandbox, where the system does not allow it one.",
    }),
    ("--dhis2-ca-file", {"metavar": "FILE", "help": "PEM file of a CA to trust besides the system's."}),
    ("--dhis2-client-cert", {
        "metavar": "FILE",
        "help": "Client certificate that the server asks for: PEM, .p12 or .pfx.",
    }),
    ("--dhis2-client-key", {
        "metavar": "FILE",
        "help": "Its key, PEM; a passphrase comes from DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE.",
    }),
    ("--dhis2-insecure", {"action": "store_true", "help": "Check no certificate."}),
    ("--dhis2-proxy", {"metavar": "URL", "help": "Proxy, or none [default: the machine's own]."}),
    ("--dhis2-sandbox", {"metavar": "VERSION", "help": "Start a stand-in for DHIS2 of that version, and test it."}),
    ("--dhis2-sandbox-ui", {"metavar": "DIR", "help": "Mount this compiled System Settings app in it."}),
    ("--dhis2-sandbox-login-ui", {"metavar": "DIR", "help": "Mount this compiled login app in it."}),
    ("--dhis2-sandbox-shell-ui", {"metavar": "DIR", "help": "Mount this compiled global shell in it."}),
    ("--dhis2-sandbox-core", {"metavar": "DIR", "help": "Mount the scripts that builds of 2.30 and 2.31 share."}),
    ("--dhis2-goldens", {
        "metavar": "DIR",
        "help": "Aria snapshots to compare with [default: the built-in ones].",
    }),
    ("--dhis2-visual-baselines", {"metavar": "DIR", "help": "Pictures to compare with, made on this machine."}),
    ("--update-goldens", {
        "action": "store_true",
        "help": "Write what is shown to --dhis2-goldens and --dhis2-visual-baselines instead of comparing it.",
    }),
)  # fmt: skip
MARKERS = ("dhis2_writes: changes what DHIS2 has stored, so --dhis2-read-only skips it",)
UNNAMED = "no DHIS2 is named: --dhis2-url URL names one, --dhis2-sandbox VERSION starts a stand-in"
NO_PLAYWRIGHT = "pytest-playwright is missing: pip install 'dhis2-oauth[test]'"


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Add the options."""
    group = parser.getgroup("dhis2-oauth", "DHIS2 (dhis2-oauth)")
    for name, settings in OPTIONS:
        group.addoption(name, **settings)


def pytest_configure(config: "pytest.Config") -> None:
    """Register the markers, and the fixtures where there is something to build them on."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    # Now, not as entry points: fixtures that extend pytest-playwright's have to come after them.
    own = ["unavailable"] if absence(config) else ["session", "fixtures"]
    for module in [*(f"plugin.{name}" for name in own), "screens.fixtures"]:
        config.pluginmanager.import_plugin(f"automation.testing.{module}")


def pytest_report_header(config: "pytest.Config") -> str | None:
    """Say what an option is called that was given by its former name."""
    is_former = config.getoption("dhis2_locale")
    return "--dhis2-locale is now called --dhis2-language; the former name still works" if is_former else None


def absence(config: "pytest.Config") -> str:
    """Why the fixtures cannot be had; empty where they can."""
    if not config.getoption("dhis2_url") and not config.getoption("dhis2_sandbox"):
        return UNNAMED
    return "" if config.pluginmanager.hasplugin("playwright") else NO_PLAYWRIGHT
