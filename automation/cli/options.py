"""Options that commands share, each with its environment variable; a group's values come as one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import wraps
from typing import Any, TypeVar, get_type_hints

import click

from automation.cli.group import formerly, under
from automation.cli.parameter_types import FILES, FOLDERS, PRESETS, OutputPath, Seconds
from automation.clients.client import GrantType
from automation.clients.description import ClientFlags
from automation.dialects.ui import DialectName
from automation.flows.options import IfExists
from automation.network.options import ConnectionOptions
from automation.secrets.formats import Format

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]

SIGN_IN, CLIENT, SECRET, PROOF = "DHIS2 and who signs in", "The client", "Its secret", "Its proof"
TELLING, CONNECTION, BROWSER = "What is told", "The way to DHIS2", "The browser"

# An unreadable file that is there is said to be so by those who write it.
OUTPUT = OutputPath(readable=False)


class NeededArgument(click.Argument):
    """One that must be there, and is missed together with all else that is missing: Click would look no further."""

    def value_is_missing(self, value: Any) -> bool:  # noqa: ARG002 - Click's signature
        """Not for Click."""
        return False


class NeededOption(click.Option):
    """The same of an option."""

    value_is_missing = NeededArgument.value_is_missing


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFlags:
    """Which DHIS2, who signs in, and where what outlives a run is kept."""

    url: str | None = None
    username: str | None = None
    two_factor: bool = False
    allow_http: bool = False
    state_dir: str | None = None
    no_session: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserFlags:
    """The browser that is started; `slow_mo` in seconds."""

    headed: bool = False
    slow_mo: float = 0.0
    browser_path: str | None = None
    no_browser_sandbox: bool = False
    viewport: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFlags:
    """What is done where the client exists, where its secret goes, and how the run is told."""

    if_exists: IfExists = IfExists.FAIL
    strict: bool = False
    output: str | None = None
    file_format: Format = Format.DOTENV
    force: bool = False
    as_json: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFlags:
    """How the page OAuth2 Clients is opened."""

    instance: InstanceFlags = field(default_factory=InstanceFlags)
    connection: ConnectionOptions = field(default_factory=ConnectionOptions)
    browser: BrowserFlags = field(default_factory=BrowserFlags)
    form: str | None = None
    screenshot_dir: str | None = None
    trace_dir: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateFlags(PageFlags):
    """All that `create` is told."""

    client: ClientFlags = field(default_factory=ClientFlags)
    accept_incompatible: bool = False
    outcome: OutcomeFlags = field(default_factory=OutcomeFlags)
    verify: bool = True
    ui_only: bool = False


_Kind = TypeVar("_Kind")


def takes(kind: type[_Kind]) -> Decorator:
    """The command gets what Click has parsed as one value of that dataclass, after its other arguments."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(*arguments: Any, **parsed: Any) -> Any:
            return command(*arguments, gathered(kind, parsed))

        return run

    return decorate


def gathered(kind: type[_Kind], parsed: Mapping[str, Any]) -> _Kind:
    """The dataclass with the parameters that are called like its fields, and like those of dataclasses in it."""
    hints = get_type_hints(kind)
    found = {}
    for each in fields(kind):  # type: ignore[arg-type]
        if is_dataclass(hints[each.name]):
            found[each.name] = gathered(hints[each.name], parsed)
        elif each.name in parsed:
            found[each.name] = parsed[each.name]
    return kind(**found)


def option(*names: str, env: str, **settings: Any) -> Decorator:
    """A Click option with its environment variable."""
    return click.option(*names, envvar=env, show_envvar=True, **settings)


def together(*decorators: Decorator) -> Decorator:
    """Several options as one decorator, listed in --help in this order."""

    def decorate(command: Command) -> Command:
        for one in reversed(decorators):
            command = one(command)
        return command

    return decorate


def as_grants(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> tuple[GrantType, ...]:
    """The grant types of these names."""
    return tuple(GrantType(name) for name in names)


account_options = under(
    SIGN_IN,
    option("--username", env="DHIS2_USERNAME", metavar="NAME",
           help="Who signs in. The password is read from DHIS2_PASSWORD, .env or a prompt, never from a flag."),
    option("--two-factor", env="DHIS2_OAUTH_TWO_FACTOR", is_flag=True,
           help="Ask for a two-factor code at once: the sign-in page of 2.30-2.39 does not say that it wants one."),
    option("--allow-http", env="DHIS2_OAUTH_ALLOW_HTTP", is_flag=True,
           help="Send the password over plain http, where the line is your own; to this machine it always may."),
    option("--state-dir", env="DHIS2_OAUTH_STATE_DIR", metavar="DIR", type=OutputPath(file_okay=False),
           help="Folder of kept sessions, and of the journal that keeps a secret safe until it is delivered."),
)  # fmt: skip

filter_option = click.option(
    "--filter", "only", metavar="TEXT", default="",
    help="Only clients with that in their ID or name, in whichever case.",
)  # fmt: skip

instance_options = together(
    under(
        SIGN_IN,
        option("--url", env="DHIS2_URL", metavar="URL",
               help="The DHIS2 instance, with its context path: https://host/dhis."),
    ),
    account_options,
)  # fmt: skip

session_option = under(
    SIGN_IN,
    option("--no-session", env="DHIS2_OAUTH_NO_SESSION", is_flag=True,
           help="Sign in anew, even if `login` has kept a session."),
)  # fmt: skip

preset_file_option = option(
    "--preset-file", env="DHIS2_OAUTH_PRESET_FILE", metavar="FILE", shell_complete=FILES,
    help="A TOML file with presets of your own; the only one in it is meant where no preset is named.",
)  # fmt: skip

client_options = under(
    CLIENT,
    option("--preset", env="DHIS2_OAUTH_PRESET", metavar="NAME", shell_complete=PRESETS,
           help="A known application: see `presets`."),
    preset_file_option,
    option("--app-url", env="DHIS2_OAUTH_APP_URL", metavar="URL",
           help="The address of that application, exactly as its own configuration has it."),
    option("--app-version", env="DHIS2_OAUTH_APP_VERSION", metavar="V", help="Its release, for example 1.6.4."),
    option("--preset-param", "preset_params", env="DHIS2_OAUTH_PRESET_PARAMS", metavar="NAME=VALUE", multiple=True,
           help="What else the preset asks for (repeatable)."),
    option("--name", env="DHIS2_CLIENT_NAME", metavar="TEXT", help="Name of the client [default: the client ID]."),
    option("--client-id", env="DHIS2_CLIENT_ID", metavar="ID", help="Client ID."),
    option("--grant", "grants", env="DHIS2_CLIENT_GRANTS", multiple=True,
           type=click.Choice([grant.value for grant in GrantType]), callback=as_grants,
           help="Grant type to tick (repeatable) [default: the preset's, else authorization_code]."),
    option("--redirect-uri", "redirect_uris", env="DHIS2_CLIENT_REDIRECT_URIS", metavar="URI", multiple=True,
           help="Redirect URI (repeatable). Replaces the preset's."),
    option("--accept-incompatible", env="DHIS2_OAUTH_ACCEPT_INCOMPATIBLE", is_flag=True,
           help="Go on although the application is known not to work with this DHIS2 or release."),
)  # fmt: skip

verify_option = option(
    "--verify/--no-verify", "verify", env="DHIS2_OAUTH_VERIFY", default=True, show_default=True,
    help="Prove the client with a real OAuth2 flow before its secret is handed over.",
)  # fmt: skip

proof_options = under(
    PROOF,
    verify_option,
    option("--ui-only", env="DHIS2_OAUTH_UI_ONLY", is_flag=True,
           help="Do nothing that the form cannot do: on 2.42+ the client then has no secret (exit code 8)."),
)  # fmt: skip

format_option = option(
    "--format", "file_format", env="DHIS2_OAUTH_FORMAT", type=click.Choice([one.value for one in Format]),
    default=Format.DOTENV.value, show_default=True, callback=lambda _context, _parameter, name: Format(name),
    help="How the output is written: for shells, python-dotenv and systemd; for docker and kubectl; or as JSON.",
)  # fmt: skip

json_option = option("--json", "as_json", env="DHIS2_OAUTH_JSON", is_flag=True, help="Report as JSON on stdout.")
quiet_option = option("--quiet", env="DHIS2_OAUTH_QUIET", is_flag=True, help="No progress on stderr.")
telling_options = under(TELLING, json_option, quiet_option)

outcome_options = together(
    under(
        SECRET,
        option("--if-exists", env="DHIS2_OAUTH_IF_EXISTS", type=click.Choice([one.value for one in IfExists]),
               default=IfExists.FAIL.value, show_default=True, callback=lambda _context, _parameter, it: IfExists(it),
               help="If the client ID is taken: fail; keep that client as it is; or update it to what is asked. The "
                    "secret of a client that was there is delivered if the page shows it."),
        option("--strict", env="DHIS2_OAUTH_STRICT", is_flag=True,
               help="End with exit code 12 where a client is kept that is not as asked."),
        option("--output", env="DHIS2_OAUTH_OUTPUT", metavar="FILE", type=OUTPUT, shell_complete=FILES,
               help="Where the secret goes, mode 0600; - is stdout [default: ./<client-id>.dhis2-oauth.env or .json]."),
        format_option,
        option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an existing --output file."),
    ),
    telling_options,
)  # fmt: skip

transport_options = under(
    CONNECTION,
    option("--ca-file", env="DHIS2_OAUTH_CA_FILE", metavar="FILE", shell_complete=FILES,
           help="PEM file of a CA to trust besides the system's."),
    option("--client-cert", env="DHIS2_OAUTH_CLIENT_CERT", metavar="FILE", shell_complete=FILES,
           help="Client certificate that the server asks for: PEM, .p12 or .pfx."),
    option("--client-key", env="DHIS2_OAUTH_CLIENT_KEY", metavar="FILE", shell_complete=FILES,
           help="Its key, PEM. The passphrase comes from DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE, .env or a prompt."),
    option("--insecure", env="DHIS2_OAUTH_INSECURE", is_flag=True, help="Check no certificate. For tests only."),
    option("--proxy", env="DHIS2_OAUTH_PROXY", metavar="URL",
           help="http://, https:// or socks5:// proxy, or none [default: the machine's own]. "
                "Its account: DHIS2_OAUTH_PROXY_USERNAME and DHIS2_OAUTH_PROXY_PASSWORD."),
)  # fmt: skip

no_sandbox_option = option(
    "--no-browser-sandbox", env="DHIS2_OAUTH_NO_BROWSER_SANDBOX", is_flag=True,
    help="Start the browser without its own sandbox, where the system does not allow it one.",
)  # fmt: skip

timeout_option = option("--timeout", env="DHIS2_OAUTH_TIMEOUT", type=Seconds(min=0, min_open=True), default=30.0,
                        show_default=True, metavar="SECONDS", help="Longest wait for any one thing.")  # fmt: skip

browser_basics = together(
    transport_options,
    under(
        BROWSER,
        timeout_option,
        option("--headed", env="DHIS2_OAUTH_HEADED", is_flag=True, help="Show the browser."),
        option("--slow-mo", env="DHIS2_OAUTH_SLOW_MO", type=Seconds(min=0), default=0.0, metavar="SECONDS",
               help="Pause between actions."),
        option("--browser-path", env="DHIS2_OAUTH_BROWSER_PATH", metavar="FILE", shell_complete=FILES,
               help="The browser to use."),
        no_sandbox_option,
        option("--viewport", env="DHIS2_OAUTH_VIEWPORT", metavar="WxH",
               help="Size of the page in pixels, like 1280x800."),
    ),
)  # fmt: skip

_forms = click.Choice([name.value for name in DialectName])
browser_options = together(
    browser_basics,
    under(
        BROWSER,
        option("--form", env="DHIS2_OAUTH_FORM", type=_forms,
               help="Force a form: fab (up to 2.36), modal (2.37-2.41), authserver (2.42+) "
                    "[default: as the page shows]."),
        formerly("--ui", now="--form", name="form", envvar="DHIS2_OAUTH_UI", type=_forms),
        option("--screenshot-dir", env="DHIS2_OAUTH_SCREENSHOT_DIR", metavar="DIR", type=OUTPUT, shell_complete=FOLDERS,
               help="Save screenshots there, secrets masked."),
        option("--trace", "trace_dir", env="DHIS2_OAUTH_TRACE", metavar="DIR", type=OUTPUT, shell_complete=FOLDERS,
               help="Save Playwright traces there, of the steps that show no secret, scrubbed."),
    ),
)  # fmt: skip

suite_options = together(
    under(
        SIGN_IN,
        option("--url", env="DHIS2_URL", metavar="URL",
               help="The DHIS2 instance, with its context path: https://host/dhis."),
        option("--username", env="DHIS2_USERNAME", metavar="NAME",
               help="Who signs in. The password is read from DHIS2_PASSWORD, .env or a prompt, never from a flag."),
        click.option("--other-username", metavar="NAME",
                     help="A user without the authority for OAuth2 clients; DHIS2_OTHER_PASSWORD has the password."),
        option("--allow-http", env="DHIS2_OAUTH_ALLOW_HTTP", is_flag=True,
               help="Send the password over plain http, where the line is your own."),
    ),
    under(
        "What is tested",
        click.option("--sandbox", metavar="VERSION", help="Test a stand-in for DHIS2 of that version instead."),
        click.option("-k", "chosen", metavar="EXPRESSION", help="Run only the scenarios with such names."),
        click.option("--read-only", is_flag=True, help="Send only reads and the sign-in; what writes is skipped."),
        click.option("--many", is_flag=True, help="Run the scenario that creates 200 clients on an instance as well."),
        click.option("--prefix", metavar="PREFIX", default="regress-", show_default=True,
                     help="What all that is created begins with; what an earlier run has left of it is deleted."),
        click.option("--language", metavar="LANG", help="The language of the UI, like fr [default: the user's]."),
        formerly("--locale", now="--language", name="language"),
    ),
    under(
        TELLING,
        click.option("--junit", metavar="FILE", type=OUTPUT, shell_complete=FILES,
                     help="Write the results there as JUnit XML."),
        click.option("--artefacts", metavar="DIR", type=OUTPUT, shell_complete=FOLDERS,
                     help="Leave there what a scenario that failed saw: screenshot, aria snapshot, trace, error."),
    ),
    under(BROWSER, timeout_option, no_sandbox_option),
)  # fmt: skip

page_options = together(instance_options, session_option, browser_options)

dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")

create_options = together(
    instance_options, session_option, client_options, outcome_options, proof_options, browser_options
)
