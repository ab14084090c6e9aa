"""From flags to checked settings; nothing here starts a browser."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from automation import compatibility, config
from automation.browser import BrowserOptions
from automation.cli.transport import read_transport, read_viewport
from automation.client import ClientSpec, GrantType
from automation.dialects import DialectName
from automation.errors import ConfigError
from automation.flows.provision import Wishes
from automation.flows.section import Instance
from automation.journal import Journal
from automation.narrator import Narrator
from automation.presets import Preset
from automation.redact import Redactor
from automation.secret import Secret
from automation.sinks import STDOUT, EnvFile, file_name_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `create` needs, checked before a browser starts."""

    instance: Instance
    spec: ClientSpec
    preset: Preset | None
    accept_incompatible: bool
    wishes: Wishes
    sink: EnvFile | None
    journal: Journal
    browser: BrowserOptions
    screenshot_dir: Path | None


def read_settings(flags: dict[str, Any], redactor: Redactor, narrator: Narrator) -> Settings:
    """Settings from the flags; everything that can be wrong without a browser is found here.

    Raises:
        ConfigError: something is missing or wrong.
    """
    spec, preset = read_client(flags)
    for issue in compatibility.check_application(preset, flags["app_version"], accepted=flags["accept_incompatible"]):
        narrator.note(f"Known: {issue}.")
    instance, browser = read_instance(flags, redactor), read_browser(flags)
    settings = Settings(
        instance=instance,
        spec=spec,
        preset=preset,
        accept_incompatible=flags["accept_incompatible"],
        wishes=Wishes(
            keep_existing=flags["if_exists"] == "keep",
            override=DialectName(flags["ui"]) if flags["ui"] else None,
            ui_only=flags["ui_only"],
            verify=flags["verify"],
            party=preset.sends if preset else None,
            transport=browser.transport,
        ),
        sink=_sink(flags, spec),
        journal=Journal(Path(flags["state_dir"]) if flags["state_dir"] else config.state_dir()),
        browser=browser,
        screenshot_dir=_screenshot_dir(flags["screenshot_dir"]),
    )
    settings.journal.check()
    return settings


def read_client(flags: dict[str, Any]) -> tuple[ClientSpec, Preset | None]:
    """The client that the flags describe.

    Raises:
        ConfigError: something is missing or wrong.
    """
    return config.client_spec(
        config.ClientFlags(
            preset=flags["preset"],
            app_url=flags["app_url"],
            app_version=flags["app_version"],
            preset_params=flags["preset_params"],
            name=flags["name"],
            client_id=flags["client_id"],
            grants=tuple(GrantType(grant) for grant in flags["grants"]),
            redirect_uris=flags["redirect_uris"],
        )
    )


def read_instance(flags: dict[str, Any], redactor: Redactor) -> Instance:
    """Where to sign in and as whom; the password from the environment, `.env` or a prompt.

    Raises:
        ConfigError: something is missing or wrong.
    """
    for flag, variable in (("url", "DHIS2_URL"), ("username", "DHIS2_USERNAME")):
        if not flags[flag]:
            raise ConfigError("reading the command line", f"--{flag} is missing", hint=f"give it, or set {variable}.",
                              code=f"{flag}_missing")  # fmt: skip
    password = config.take_password(config.read_dotenv(Path.cwd())) or _ask_password(flags["username"])
    redactor.register(password)
    return Instance(base_url=config.base_url(flags["url"]), username=flags["username"], password=password)


def read_browser(flags: dict[str, Any]) -> BrowserOptions:
    """How the browser is to be started."""
    return BrowserOptions(
        path=Path(flags["browser_path"]) if flags["browser_path"] else None,
        headed=flags["headed"],
        slow_mo=flags["slow_mo"],
        timeout=flags["timeout"],
        viewport=read_viewport(flags["viewport"]),
        transport=read_transport(flags),
    )


def _ask_password(username: str) -> Secret:
    if not sys.stdin.isatty():
        raise ConfigError("looking for the password", "DHIS2_PASSWORD is not set and there is no terminal to ask on",
                          hint="set DHIS2_PASSWORD, or put it into .env.", code="password_missing")  # fmt: skip
    return Secret(click.prompt(f"DHIS2 password of {username}", hide_input=True, err=True))


def _sink(flags: dict[str, Any], spec: ClientSpec) -> EnvFile | None:
    output = flags["output"] or f"{file_name_for(spec.client_id)}.dhis2-oauth.env"
    if output == STDOUT:
        return None
    sink = EnvFile(Path(output), overwrite=flags["force"], same_is_fine=flags["if_exists"] == "keep")
    sink.check()
    return sink


def _screenshot_dir(folder: str | None) -> Path | None:
    if not folder:
        return None
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"preparing the folder {folder}", error.strerror or str(error),
                          hint="name another --screenshot-dir.",
                          code="output_not_writable") from None  # fmt: skip
    return Path(folder)
