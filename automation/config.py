"""Settings from flags, the environment and `.env`; the only place that reads the environment."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

from dotenv import dotenv_values

from automation.clients.client import ClientSpec, GrantType
from automation.clients.needs import CLIENT_ID, REDIRECT_URI, Need, check_text, missing
from automation.clients.presets import Preset, find
from automation.clients.redirect_uri import check_redirect_uri
from automation.clients.rules import check_client
from automation.errors import ConfigError
from automation.network import address
from automation.secrets.secret import Secret, as_given, is_quoted
from automation.secrets.trusted import Untrusted, others_can_read, read_trusted

PASSWORD_VARIABLE = "DHIS2_PASSWORD"  # noqa: S105 - a variable's name
TOTP_VARIABLE = "DHIS2_TOTP_SECRET"
_IS_SECRET = re.compile(r"DHIS2_\w*(PASSWORD|SECRET|PASSPHRASE)")
base_url = address.base_url
URL = Need(name="url", flag="--url", word="Address of DHIS2, with its context path", check=base_url,
           example="https://dhis2.example.org/dhis", code="url_missing")  # fmt: skip
USERNAME = Need(name="username", flag="--username", word="Who signs in", example="admin", code="username_missing",
                check=lambda text: as_given(text, "--username"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFlags:
    """What the command line says about the client; None and empty mean that it says nothing."""

    preset: str | None = None
    app_url: str | None = None
    app_version: str | None = None
    preset_params: tuple[str, ...] = ()
    name: str | None = None
    client_id: str | None = None
    grants: tuple[GrantType, ...] = ()
    redirect_uris: tuple[str, ...] = ()


def read_dotenv(folder: Path) -> dict[str, str]:
    """The variables of `.env` in that folder; empty without one.

    What it says is done, down to the browser that is started; so nobody else may have written it.

    Raises:
        ConfigError: it cannot be read, or somebody else can have written it.
    """
    path = folder / ".env"
    try:
        if not path.exists() or path.is_dir():
            return {}
        text = TextIOWrapper(BytesIO(read_trusted(path)), encoding="utf-8")
        found = dotenv_values(stream=text, interpolate=False)
    except Untrusted as error:
        raise ConfigError("reading .env", error.saw, hint=error.hint, code="dotenv_not_trusted") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "reading .env", str(error), hint="it must be a text file in UTF-8.", code="bad_dotenv"
        ) from None
    return {name: value for name, value in found.items() if value is not None}


def secrets_on_show(folder: Path) -> list[str]:
    """The names of the secrets in `.env` that other people on this machine can read."""
    named = [name for name, value in read_dotenv(folder).items() if value and _IS_SECRET.fullmatch(name)]
    return named if named and others_can_read(folder / ".env") else []


def take_secret(name: str, dotenv: Mapping[str, str]) -> Secret | None:
    """A secret from the environment or `.env`; taken out of the environment, so that no child sees it.

    Raises:
        ConfigError: no field and no header would hold it as it is.
    """
    value = os.environ.pop(name, None) or dotenv.get(name)
    return Secret(as_given(value, name)) if value else None


def is_given(name: str, dotenv: Mapping[str, str]) -> bool:
    """Whether the environment or `.env` has a value of that name."""
    return bool(os.environ.get(name) or dotenv.get(name))


def names_in_environment() -> list[str]:
    """The names of all variables."""
    return sorted(os.environ)


def quoted_in_environment(names: Iterable[str]) -> list[str]:
    """Which of these variables have a value in quotes."""
    return [name for name in names if is_quoted(os.environ.get(name, ""))]


def setting(name: str) -> str | None:
    """A setting that is no secret, from the environment alone."""
    return os.environ.get(name) or None


def switched_on(name: str, folder: Path) -> bool:
    """Whether a switch is on in the environment or `.env`, before any command line is parsed; as Click reads it."""
    try:
        dotenv = read_dotenv(folder)
    except ConfigError:
        # It will be read again, and refused with a message, once it is known how to say so.
        dotenv = {}
    value = os.environ.get(name) or dotenv.get(name, "")
    return value.strip().lower() in {"1", "true", "t", "yes", "y", "on"}


def client_spec(flags: ClientFlags) -> tuple[ClientSpec, Preset | None]:
    """The client to create: the preset's, with what the command line says laid over it.

    Raises:
        ConfigError: something is missing or wrong.
    """
    if lacking := client_needs(flags):
        raise missing(lacking, ["dhis2-oauth", "create", *(["--preset", flags.preset] if flags.preset else [])])
    preset = find(flags.preset) if flags.preset else None
    spec = _from_preset(preset, flags) if preset else _from_flags(flags)
    for uri in spec.redirect_uris:
        check_redirect_uri(uri)
    if len(set(spec.redirect_uris)) < len(spec.redirect_uris):
        raise ConfigError(
            "reading the redirect URIs", "one is given twice", hint="name each once.", code="bad_redirect_uri"
        )
    check_text("--client-id", spec.client_id)
    check_text("--name", spec.name)
    check_client(spec)
    return spec, preset


def _from_preset(preset: Preset, flags: ClientFlags) -> ClientSpec:
    # Explicit redirect URIs make the preset's own, and what they depend on, superfluous.
    made = (
        ClientSpec(
            name=preset.name or flags.client_id or "",
            client_id=flags.client_id or preset.client_id or "",
            grant_types=preset.grant_types,
            redirect_uris=flags.redirect_uris,
        )
        if flags.redirect_uris
        else preset.spec(
            app_url=flags.app_url,
            app_version=flags.app_version,
            client_id=flags.client_id,
            params=_params(preset, flags.preset_params),
        )
    )
    return ClientSpec(
        name=flags.name or made.name or made.client_id,
        client_id=made.client_id,
        grant_types=frozenset(flags.grants) or made.grant_types,
        redirect_uris=made.redirect_uris,
    )


def _from_flags(flags: ClientFlags) -> ClientSpec:
    client_id = flags.client_id or ""
    return ClientSpec(
        name=flags.name or client_id,
        client_id=client_id,
        grant_types=frozenset(flags.grants) or frozenset({GrantType.AUTHORIZATION_CODE}),
        redirect_uris=flags.redirect_uris,
    )


def client_needs(flags: ClientFlags) -> list[Need]:
    """What the client depends on, and the flags do not say.

    Raises:
        ConfigError: there is no such preset, or what is said to it is wrong.
    """
    preset = find(flags.preset) if flags.preset else None
    if preset is None:
        return [
            need for need, given in ((CLIENT_ID, flags.client_id), (REDIRECT_URI, flags.redirect_uris)) if not given
        ]
    if flags.redirect_uris:
        return [] if flags.client_id or preset.client_id else [CLIENT_ID]
    return preset.needs(app_url=flags.app_url, app_version=flags.app_version, client_id=flags.client_id,
                     params=_params(preset, flags.preset_params))  # fmt: skip


def _params(preset: Preset, given: tuple[str, ...]) -> dict[str, str]:
    params = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or name not in preset.params or not value:
            known = ", ".join(preset.params) or "none"
            raise ConfigError("reading --preset-param", f"{item!r} is not NAME=VALUE of this preset",
                              hint=f"the preset {preset.key} takes: {known}.", code="bad_preset_param")  # fmt: skip
        params[name] = value
    return params
