"""`dhis2-oauth verify`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from automation.browser.options import BrowserOptions
from automation.cli.connection import read_browser, read_target, read_url
from automation.cli.group import command, under
from automation.cli.interruption import interruptible
from automation.cli.missing import client_file_needs, complete, target_needs
from automation.cli.options import (
    PROOF,
    BrowserFlags,
    InstanceFlags,
    NeededArgument,
    browser_basics,
    instance_options,
    option,
    preset_file_option,
    session_option,
    takes,
    telling_options,
    together,
)
from automation.cli.parameter_types import SPEAKERS
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.clients.client import GrantType
from automation.clients.needs import Need
from automation.clients.preset import Preset
from automation.clients.presets import find, known, replaced
from automation.clients.server_kind import Endpoints
from automation.dialects.servers import usual_party
from automation.errors import AutomationError, ConfigError, Interrupted
from automation.flows.services import NO_OBSERVER, Observer
from automation.narrator import Narrator, Together
from automation.network.options import ConnectionOptions
from automation.secrets.credentials import Credentials
from automation.secrets.env_file import read_env
from automation.secrets.redact import Redactor
from automation.verdict import ProofVerdict

_PROFILE = "/api/me"

verify_options = together(
    click.argument("env_file", cls=NeededArgument, type=click.Path(path_type=Path)),
    instance_options,
    session_option,
    under(
        PROOF,
    option("--grant", "grants", env="DHIS2_CLIENT_GRANTS", multiple=True,
           type=click.Choice([grant.value for grant in GrantType]),
           help="Grant type to try (repeatable) [default: those that ENV_FILE names]."),
    option("--as", "speaks_as", env="DHIS2_OAUTH_VERIFY_AS", metavar="PRESET", shell_complete=SPEAKERS,
           help="Send exactly what this application sends, and say whether it would work."),
    preset_file_option,
    option("--also-post", env="DHIS2_OAUTH_ALSO_POST", is_flag=True,
           help="Try client_secret_post as well as HTTP Basic."),
    ),
    telling_options,
    browser_basics,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """All that `verify` is told."""

    env_file: Path | None = None
    instance: InstanceFlags = field(default_factory=InstanceFlags)
    grants: tuple[str, ...] = ()
    speaks_as: str | None = None
    preset_file: str | None = None
    also_post: bool = False
    quiet: bool = False
    connection: ConnectionOptions = field(default_factory=ConnectionOptions)
    browser: BrowserFlags = field(default_factory=BrowserFlags)


@command(example="dhis2-oauth verify georegistry.dhis2-oauth.env --username admin")
@verify_options
@click.pass_obj
@takes(VerifyOptions)
def verify(redactor: Redactor, given: VerifyOptions) -> Report:
    """Prove a client with a real OAuth2 flow.

    ENV_FILE is the file that `create` wrote.
    """
    given = complete(given, verify_needs)
    credentials, given = read_client(given, redactor)
    return prove(credentials, given, redactor, browser_of(given, redactor))


def verify_needs(given: VerifyOptions) -> list[Need]:
    """What it lacks."""
    return client_file_needs(given.env_file, given.instance)


def browser_of(given: VerifyOptions, redactor: Redactor) -> BrowserOptions:
    """The browser that was asked for.

    Raises:
        ConfigError: a file that is named cannot be used.
    """
    return read_browser(read_url(given.instance), given.connection, given.browser, redactor)


def read_client(given: VerifyOptions, redactor: Redactor) -> tuple[Credentials, VerifyOptions]:
    """The client that the file names, whose instance is the one to open, unless that is reached by another address.

    Raises:
        ConfigError: the file is missing, it is no such file, or it names endpoints of several places.
    """
    credentials = read_env(Path(given.env_file or ""))
    redactor.register(credentials.secret)
    base_url = _base_of(credentials)
    instance = replace(given.instance, url=given.instance.url or base_url)
    return credentials, replace(given, instance=complete(instance, target_needs))


def prove(
    credentials: Credentials,
    given: VerifyOptions,
    redactor: Redactor,
    options: BrowserOptions,
    observer: Observer = NO_OBSERVER,
) -> Report:
    """Prove a client, while somebody looks on."""
    from automation.browser import session
    from automation.flows.sign_in import ensure_signed_in
    from automation.flows.verify import Proof, not_verified, verify_client
    from automation.oauth.client import OAuthClient
    from automation.pages.settings import SettingsShell

    narrator = progress(quiet=given.quiet)
    target = read_target(given.instance, redactor, narrator)
    preset = _speaker(given.speaks_as, given.preset_file) if given.speaks_as else None
    if preset and preset.replaces:
        narrator.note(replaced(preset))
    grants = _grants(given.grants or sorted(credentials.grant_types))
    instance = target.instance
    try:
        with interruptible(), session.open_page(options, state=target.browser_state) as page:
            instance = ensure_signed_in(page, instance, narrator, redactor)
            shell = SettingsShell(page, instance.base_url)
            (version, version_text), language = shell.read_version(), shell.read_language()
            found = _endpoints_at(instance.base_url, credentials, narrator)
            party = (preset and preset.sends) or usual_party(version, found.server_kind)
            client = OAuthClient(
                client_id=credentials.client_id,
                client_secret=credentials.secret,
                endpoints=found,
                party=party,
                transport=options.transport,
                redactor=redactor,
            )
            proof = Proof(client=client, grant_types=grants, redirect_uris=credentials.redirect_uris,
                          also_post=given.also_post)  # fmt: skip
            browser, keeps_session = session.BrowserSession(page, options), instance.account.needs_its_session
            with browser.fresh_page(keeps_session=keeps_session) as fresh, observer.watch(fresh):
                verdict = verify_client(fresh, instance, proof, Together([narrator, observer]))
    except AutomationError as error:
        return Report(url=instance.base_url, error=error)
    except KeyboardInterrupt:
        return Report(url=instance.base_url, error=Interrupted("proving the client"))
    title = preset.title if preset else ""
    return Report(
        url=instance.base_url,
        verdict=verdict,
        version_text=version_text,
        language=language,
        conclusion=_conclusion(verdict, title) if verdict.is_good else "",
        error=None if verdict.is_good else not_verified(verdict, credentials.client_id, title),
    )


def _conclusion(verdict: ProofVerdict, application: str) -> str:
    works = f"{application} would work with this client" if application else "The client works"
    untried = "".join(f" Not tried: {grant} ({why})." for grant, why in verdict.untried.items())
    return f"{works}: {verdict.words}.{untried}"


def _base_of(credentials: Credentials) -> str:
    """The address of the instance that a file names; none of it leads a password or a code elsewhere.

    Raises:
        ConfigError: its endpoints are not of one instance.
    """
    named = credentials.endpoints
    base = named.profile.removesuffix(_PROFILE)
    elsewhere = [url for url in (named.authorize, named.token, named.profile) if not url.startswith(f"{base}/")]
    if elsewhere or not named.profile.endswith(_PROFILE):
        raise ConfigError(f"proving the client {credentials.client_id!r}",
                          f"its file names endpoints of several places: {', '.join(elsewhere or [named.profile])} "
                          f"is not below {base}",
                          hint="name a file that `create` wrote.", code="other_instance")  # fmt: skip
    return base


def _endpoints_at(base_url: str, credentials: Credentials, narrator: Narrator) -> Endpoints:
    """The endpoints that the file names, at the address that was signed in to."""
    base, named = _base_of(credentials), credentials.endpoints
    if base != base_url:
        narrator.note(f"The file names {base}; the client is proved at {base_url}.")
    authorize, token, profile = (
        base_url + url.removeprefix(base) for url in (named.authorize, named.token, named.profile)
    )
    return Endpoints(authorize=authorize, token=token, profile=profile)


def _grants(names: Sequence[str]) -> frozenset[GrantType]:
    """The grant types to try; files of earlier versions name none.

    Raises:
        ConfigError: the file names one that DHIS2 does not offer.
    """
    if unknown := sorted(set(names) - set(GrantType)):
        raise ConfigError("reading the grant types", f"{', '.join(map(repr, unknown))}: DHIS2 has no such grant type",
                          hint="name those to try with --grant.", code="bad_env_file")  # fmt: skip
    return frozenset(GrantType(name) for name in names) or frozenset({GrantType.AUTHORIZATION_CODE})


def _speaker(key: str, file: str | None) -> Preset:
    """The application of that preset.

    Raises:
        ConfigError: there is no such preset, or what it sends is not established.
    """
    preset = find(key, file)
    if preset.sends is None:
        speakers = ", ".join(preset.key for preset in known(file).values() if preset.sends)
        raise ConfigError(f"reading --as {key}", f"it is not established what {preset.title} sends",
                          hint=f"known: {speakers}.", code="speech_unknown")  # fmt: skip
    return preset
