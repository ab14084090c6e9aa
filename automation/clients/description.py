"""From what the user says of a client, with a preset or without one, to the client."""

from dataclasses import dataclass
from functools import partial

from automation.clients.client import ClientSpec, GrantType
from automation.clients.needs import CLIENT_ID, REDIRECT_URI, Need, check_text, missing
from automation.clients.preset import Preset
from automation.clients.presets import find, read_presets
from automation.clients.redirect_uri import check_redirect_uri
from automation.clients.rules import check_client
from automation.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFlags:
    """What the command line says about the client; None and empty mean that it says nothing."""

    preset: str | None = None
    preset_file: str | None = None
    app_url: str | None = None
    app_version: str | None = None
    preset_params: tuple[str, ...] = ()
    name: str | None = None
    client_id: str | None = None
    grants: tuple[GrantType, ...] = ()
    redirect_uris: tuple[str, ...] = ()


def client_spec(flags: ClientFlags) -> tuple[ClientSpec, Preset | None]:
    """The client to create: the preset's, with what the command line says laid over it.

    Raises:
        ConfigError: something is missing or wrong.
    """
    preset = preset_of(flags)
    if lacking := client_needs(flags):
        raise missing(lacking, ["dhis2-oauth", "create", *(preset.flags if preset else [])])
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


def preset_of(flags: ClientFlags) -> Preset | None:
    """The preset that is named; of a file of the user's own with a single one, that one.

    Raises:
        ConfigError: there is no such preset, or the file cannot be used.
    """
    if flags.preset:
        return find(flags.preset, flags.preset_file)
    own = list(read_presets(flags.preset_file).values()) if flags.preset_file else []
    return own[0] if len(own) == 1 else None


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
    preset = preset_of(flags)
    if preset is None:
        needs = ((CLIENT_ID, flags.client_id), (REDIRECT_URI, flags.redirect_uris))
        lacking = [need for need, given in needs if not given]
        return [_which_preset(flags.preset_file)] if lacking and flags.preset_file else lacking
    if flags.redirect_uris:
        return [] if flags.client_id or preset.client_id else [CLIENT_ID]
    return preset.needs(app_url=flags.app_url, app_version=flags.app_version, client_id=flags.client_id,
                     params=_params(preset, flags.preset_params))  # fmt: skip


def _which_preset(file: str) -> Need:
    own = read_presets(file)
    return Need(name="preset", flag="--preset", word=f"One of the presets in {file}", example=next(iter(own)),
                code="preset_missing", check=partial(find, file=file))  # fmt: skip


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
