"""Whose a redirect URI is, as far as the presets know."""

import re
import string
from functools import cache

from automation.clients.client import GrantType
from automation.clients.preset import Preset
from automation.clients.presets import presets
from automation.clients.stored_client import StoredClient

# Where an application runs: an http or https address without query and fragment, and without a slash at the end.
_APP_URL = r"(?i:https?)://[^/?#\s]+(?:/[^?#\s]*[^/?#\s])?"
_ADDRESS = re.compile(r"\{app_url(_as_given)?\}")
_PARAM = r"[^/?#\s]+"


def applications_at(uri: str, client: StoredClient) -> list[Preset]:
    """The known applications that have such a redirect URI, of any release.

    An address that any application could have is taken for that of a known one only if the client has its grant types,
    too, and they are not those that most have.
    """
    return [preset for preset in presets().values()
            if any(_fits(preset, template, uri, client) for template in _templates(preset))]  # fmt: skip


def applications_of(client: StoredClient) -> list[Preset]:
    """The known applications that have a redirect URI of the client."""
    found = [preset for uri in client.redirect_uris for preset in applications_at(uri, client)]
    return list({preset.key: preset for preset in found}.values())


def has_uri_of(preset: Preset, client: StoredClient) -> bool:
    """Whether a redirect URI of the client could be that of this application."""
    return any(
        _pattern(template, client.client_id).fullmatch(uri)
        for template in _templates(preset)
        for uri in client.redirect_uris
    )


def _templates(preset: Preset) -> list[str]:
    return [rule.says for rule in preset.redirect_uris]


def _fits(preset: Preset, template: str, uri: str, client: StoredClient) -> bool:
    if not _pattern(template, client.client_id).fullmatch(uri):
        return False
    is_usual = GrantType.AUTHORIZATION_CODE in preset.grant_types
    return _is_telling(template) or (client.grant_types == preset.grant_types and not is_usual)


def _is_telling(template: str) -> bool:
    """Whether there is more to it than an application's address, with or without a slash."""
    return bool(_ADDRESS.sub("", template).strip("/"))


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in string.Formatter().parse(template))


@cache
def _pattern(template: str, client_id: str) -> re.Pattern[str]:
    """The template as a pattern in which this client's ID stands."""
    known = {"app_url": _APP_URL, "app_url_as_given": f"{_APP_URL}/?", "client_id": re.escape(client_id)}
    return re.compile(
        "".join(re.escape(literal) + (known.get(name, _PARAM) if name else "") for literal, name in _pieces(template))
    )
