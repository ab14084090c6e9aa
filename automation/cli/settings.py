"""From flags to checked settings; nothing here starts a browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation import config
from automation.browser.session import BrowserOptions
from automation.cli.output import output
from automation.cli.progress import Progress
from automation.cli.transport import read_transport, read_viewport
from automation.cli.visit import Visit, read_url, read_visit, state_folder
from automation.clients import compatibility
from automation.clients.client import ClientSpec, GrantType
from automation.clients.needs import Need
from automation.clients.presets import Preset
from automation.dialects.ui import DialectName
from automation.errors import ConfigError
from automation.flows.deliver import Target
from automation.flows.provision import ProvisionOptions
from automation.network.transport import WARNING_INSECURE
from automation.secrets import formats
from automation.secrets.credentials import CLIENT_ID, PROFILE_URL, REDIRECT_URIS
from automation.secrets.env_file import STDOUT, EnvFile, file_name_for, holds_secret, read_env
from automation.secrets.formats import Format, Value
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.secrets.trusted import Untrusted, check_program


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `create` needs, checked before a browser starts."""

    visit: Visit
    spec: ClientSpec
    preset: Preset | None
    options: ProvisionOptions
    target: Target
    journal: Journal
    browser: BrowserOptions
    screenshot_dir: Path | None
    trace_dir: Path | None = None


def read_settings(flags: dict[str, Any], redactor: Redactor, narrator: Progress) -> Settings:
    """Settings from the flags; everything that can be wrong without a browser is found here.

    From here on no other run is at this client.

    Raises:
        ConfigError: something is missing or wrong, or another run is at it.
    """
    spec, preset = read_client(flags)
    for issue in compatibility.check_application(preset, flags["app_version"], accepted=flags["accept_incompatible"]):
        narrator.note(f"Known: {issue}.")
    journal = Journal(state_folder(flags))
    journal.check()
    journal.claim(read_url(flags), spec.client_id)
    file_format = _file_format(flags)
    sink = _sink(flags, spec, journal, file_format)
    visit, browser = read_visit(flags, redactor, narrator), read_browser(flags, redactor)
    if flags["verify"]:
        _check_provable(spec, visit)
    settings = Settings(
        visit=visit,
        spec=spec,
        preset=preset,
        options=ProvisionOptions(
            keep_existing=flags["if_exists"] == "keep",
            form=DialectName(flags["form"]) if flags["form"] else None,
            ui_only=flags["ui_only"],
            verify=flags["verify"],
            preset=preset,
            accept_incompatible=flags["accept_incompatible"],
            file_format=file_format,
            known_secret=_known_secret(flags, sink, spec, redactor),
        ),
        target=Target(file=sink, file_format=file_format),
        journal=journal,
        browser=browser,
        screenshot_dir=_folder("--screenshot-dir", flags["screenshot_dir"]),
        trace_dir=_folder("--trace", flags["trace_dir"]),
    )
    _check_values(settings)
    for openly_given in (spec.client_id, spec.name, settings.visit.instance.base_url, settings.visit.instance.username):
        redactor.spare(openly_given)
    return settings


def _check_provable(spec: ClientSpec, visit: Visit) -> None:
    """A grant must be there that can be tried, or nothing would be proved after Save."""
    if GrantType.AUTHORIZATION_CODE not in spec.grant_types and visit.instance.account.password is None:
        raise ConfigError("looking for a grant that can be tried", "for the password grant the password must be known, "
                          "and a kept session has none", hint="set DHIS2_PASSWORD, or add --no-verify.",
                          code="password_missing")  # fmt: skip


def read_client(flags: dict[str, Any]) -> tuple[ClientSpec, Preset | None]:
    """The client that the flags describe.

    Raises:
        ConfigError: something is missing or wrong.
    """
    return config.client_spec(_client_flags(flags))


def client_needs(flags: dict[str, Any]) -> list[Need]:
    """What they do not say of the client, and must.

    Raises:
        ConfigError: what they say is wrong.
    """
    return config.client_needs(_client_flags(flags))


def _client_flags(flags: dict[str, Any]) -> config.ClientFlags:
    return config.ClientFlags(
        preset=flags["preset"],
        app_url=flags["app_url"],
        app_version=flags["app_version"],
        preset_params=flags["preset_params"],
        name=flags["name"],
        client_id=flags["client_id"],
        grants=tuple(GrantType(grant) for grant in flags["grants"]),
        redirect_uris=flags["redirect_uris"],
    )


def read_browser(flags: dict[str, Any], redactor: Redactor) -> BrowserOptions:
    """How the browser is to be started, and how it gets to DHIS2.

    Raises:
        ConfigError: a file that is named cannot be used.
    """
    transport = read_transport(flags)
    if transport.insecure:
        output().say(WARNING_INSECURE)
    for secret in transport.secrets:
        redactor.register(secret)
    return BrowserOptions(
        path=_browser(Path(flags["browser_path"])) if flags["browser_path"] else None,
        headed=flags["headed"],
        slow_mo=flags["slow_mo"],
        timeout=flags["timeout"],
        has_sandbox=not flags["no_browser_sandbox"],
        viewport=read_viewport(flags["viewport"]),
        transport=transport,
        redactor=redactor,
    )


def _browser(path: Path) -> Path:
    try:
        check_program(path)
    except Untrusted as error:
        raise ConfigError(f"looking at the browser {path}", error.saw, hint=error.hint,
                          code="browser_not_trusted") from None  # fmt: skip
    return path


def _file_format(flags: dict[str, Any]) -> Format:
    # The secret is then in the report itself.
    return Format.JSON if flags["output"] == STDOUT and flags["as_json"] else Format(flags["file_format"])


def _check_values(settings: Settings) -> None:
    """What is known of the file without a browser can be written; the rest is looked at before Save."""
    known: dict[str, Value] = {
        CLIENT_ID: settings.spec.client_id,
        REDIRECT_URIS: settings.spec.redirect_uris,
        PROFILE_URL: settings.visit.instance.base_url,
    }
    formats.check_writable_values(known, settings.target.file_format)


def _sink(flags: dict[str, Any], spec: ClientSpec, journal: Journal, file_format: Format) -> EnvFile | None:
    target = flags["output"] or f"{file_name_for(spec.client_id)}.dhis2-oauth{file_format.suffix}"
    if target == STDOUT:
        output().check()
        return None
    path = Path(target)
    same_is_fine = flags["if_exists"] == "keep" or _was_delivered(path, spec, journal)
    sink = EnvFile(path, overwrite=flags["force"], same_is_fine=same_is_fine, file_format=file_format)
    sink.check()
    return sink


def _was_delivered(path: Path, spec: ClientSpec, journal: Journal) -> bool:
    """Whether an earlier run was stopped between writing that file and forgetting its secret."""
    if not path.is_file():
        return False
    mine = (entry for entry in journal.entries() if entry.client_id == spec.client_id)
    return any(holds_secret(path, entry.client_id, entry.secret) for entry in mine)


def _known_secret(flags: dict[str, Any], sink: EnvFile | None, spec: ClientSpec, redactor: Redactor) -> Secret | None:
    """What an earlier run delivered to that file, for a client that is kept."""
    if flags["if_exists"] != "keep" or sink is None or not sink.path.is_file():
        return None
    try:
        known = read_env(sink.path)
    except ConfigError:
        return None
    return redactor.register(known.secret) if known.client_id == spec.client_id else None


def _folder(flag: str, folder: str | None) -> Path | None:
    if not folder:
        return None
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"preparing the folder {folder}", error.strerror or str(error),
                          hint=f"name another {flag}.",
                          code="output_not_writable") from None  # fmt: skip
    return Path(folder)
