"""Limits of DHIS2 and of OAuth 2.0 that a client must keep; checked before Save."""

from automation.clients.client import ClientSpec, GrantType
from automation.clients.redirect_uri import ANDROID
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH, ServerKind
from automation.errors import ConfigError

# dhis2-core 2.41.9 OAuth2Client.hbm.xml; 2.42.5 Dhis2OAuth2Client.hbm.xml and OAuth2Constants.java.
_LONGEST_ID = {SPRING_SECURITY_OAUTH.name: 230, AUTHORIZATION_SERVER.name: 255}
_LONGEST_NAME = 230
_LONGEST_URI = 255
_LONGEST_URIS = 1000
_RESERVED_ID = "system-dcr-registrar-client"
COLON = "up to 2.41 DHIS2 reads what stands before the first colon as the client ID, so one with a colon is never found"
_OWN_SCHEME = (
    "an application's own scheme needs DHIS2 2.42.5 or later, and its redirect URI a place in the system setting "
    "deviceEnrollmentRedirectAllowlist."
)
_ANDROID = (
    "it is that of DHIS2's Android app, which needs no client: where DHIS2 lets it, each device registers itself."
)
_ASCII = {chr(code) for code in range(0x20, 0x7F)}


def check_client(spec: ClientSpec) -> None:
    """Refuse what no version of DHIS2 takes, or could ever issue a token for.

    Raises:
        ConfigError: there is something.
    """
    if spec.grant_types == {GrantType.REFRESH_TOKEN}:
        raise ConfigError("reading the grant types", "refresh_token alone never gets a token that could be refreshed",
                          hint="add --grant authorization_code.", code="no_first_token")  # fmt: skip
    _check_length("client ID", spec.client_id, max(_LONGEST_ID.values()), "--client-id")
    if spec.name != spec.client_id:
        _check_length("name", spec.name, _LONGEST_NAME, "--name")


def check_client_for(spec: ClientSpec, server_kind: ServerKind) -> None:
    """Refuse what this generation of servers does not take, or no application could use.

    Raises:
        ConfigError: there is something.
    """
    _check_length("client ID", spec.client_id, _LONGEST_ID[server_kind.name], "--client-id")
    if server_kind is AUTHORIZATION_SERVER:
        _check_current(spec)
    else:
        _check_legacy(spec)


def _check_current(spec: ClientSpec) -> None:
    did = _looking_at(spec)
    if spec.client_id == _RESERVED_ID:
        raise ConfigError(did, "DHIS2 keeps this client ID for itself", hint="choose another --client-id.",
                          code="client_id_reserved")  # fmt: skip
    if alien := sorted(set(spec.client_id) - _ASCII):
        raise ConfigError(did, f"from 2.42 on DHIS2's token endpoint takes printable ASCII only, not {alien[0]!r}",
                          hint="choose a --client-id of plain letters, digits and signs.",
                          code="client_id_unusable")  # fmt: skip
    if '"' in spec.client_id:
        raise ConfigError(did, "from 2.42 on a double quote in it breaks DHIS2's consent page",
                          hint="choose a --client-id without one.", code="client_id_unusable")  # fmt: skip
    _check_uris(spec)


def _check_legacy(spec: ClientSpec) -> None:
    _check_length("name", spec.name, _LONGEST_NAME, "--name")
    if ":" in spec.client_id:
        raise ConfigError(_looking_at(spec), COLON, hint="take a client ID without a colon.",
                          code="colon_in_client_id")  # fmt: skip
    for uri in spec.redirect_uris:
        if not uri.lower().startswith(("http:", "https:")):
            raise ConfigError(f"looking at the redirect URI {uri!r}", "the form up to 2.41 takes http and https only",
                              hint=_ANDROID if uri == ANDROID else _OWN_SCHEME, code="bad_redirect_uri")  # fmt: skip
        _check_length("redirect URI", uri, _LONGEST_URI, "--redirect-uri")


def _check_uris(spec: ClientSpec) -> None:
    """From 2.42 on they are stored in one column, with commas between them; up to 2.41 each has 255 characters."""
    length = len(",".join(spec.redirect_uris))
    if length > _LONGEST_URIS:
        raise ConfigError("reading the redirect URIs", f"they have {length} characters in all",
                          hint=f"DHIS2 2.42 and later store {_LONGEST_URIS} in all.",
                          code="redirect_uris_too_long")  # fmt: skip


def _check_length(what: str, value: str, longest: int, flag: str) -> None:
    if len(value) > longest:
        raise ConfigError(f"looking at the {what} {value[:30]!r}…", f"it has {len(value)} characters",
                          hint=f"this DHIS2 stores {longest}; shorten {flag}.", code="too_long")  # fmt: skip


def _looking_at(spec: ClientSpec) -> str:
    return f"looking at the client ID {spec.client_id!r}"
