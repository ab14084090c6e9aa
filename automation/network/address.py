"""The base URL of a DHIS2 instance from whatever a person copies from the address bar."""

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

import idna

from automation.errors import ConfigError

_DID = "reading --url"
_EXAMPLE = "write it like https://dhis2.example.org/dhis."
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
# The apps that come with a server (dhis2-core dhis-2/dhis-web-server/apps-to-bundle.json, and older ones).
_APPS = (
    "aggregate-data-entry|app-management|approval|cache-cleaner|capture|dashboard|data-administration|data-quality|"
    "data-visualizer|datastore|event-charts|event-reports|event-visualizer|global-shell|import-export|interpretation|"
    "line-listing|login|maintenance|maps|menu-management|messaging|metadata-management|pivot|reports|scheduler|"
    "settings|sms-configuration|tracker-capture|translations|usage-analytics|user|user-profile"
)
# What stands behind /api in an address somebody may copy; a context path has none of these names.
_RESOURCES = (
    "apps|auth|dataElements|dataSets|locales|loginConfig|me|metadata|oAuth2Clients|organisationUnits|programs|schemas|"
    "staticContent|system|systemSettings|userGroups|userRoles|users"
)
# Everything from here on is DHIS2's: no context path begins like this.
_SURELY_INSIDE = re.compile(r"/dhis-web-.*", re.DOTALL)
# What DHIS2 has at its very end. Greedy, so that of several the last counts: a context path may look like the first.
_ENDS = re.compile(
    rf"(?P<base>.*)/(?:index\.(?:html|action)|login(?:\.html)?|apps(?:/(?:{_APPS}))?"
    rf"|api(?:/\d+)?(?:/(?:{_RESOURCES})(?:[./].*)?)?|api/\d+/.*"
    r"|uaa/oauth/.*|oauth2/(?:authorize|authorization|token|jwks|revoke|introspect)(?:/.*)?|\.well-known/.*)",
    re.DOTALL,
)
_OPEN_APP = re.compile(r"(?P<base>.*)/apps/[^/]+", re.DOTALL)


def base_url(text: str) -> str:
    """The instance's base URL: scheme, host, port and context path, without a trailing slash.

    Cut off is what DHIS2 has below its context path: everything from the first `/dhis-web-…` on, or the last of
    `/api`, `/apps`, `/login`, `/uaa/oauth`, `/oauth2`, `/.well-known` with what DHIS2 has there. `/apps/x` is an app
    if it is one that comes with DHIS2 or a fragment follows, `/api/x` a resource if it is a well-known one; any other
    is taken for a context path. Query and fragment go, a default port goes, the host is written as browsers write it.

    Raises:
        ConfigError: it is not an http or https URL, or it carries a password.
    """
    text = text.strip()
    if "@" in text:
        # Wherever it stands: in front of a password with a / or # in it there is no telling what the host is.
        raise ConfigError(_DID, "it carries a username or password (there is an @ in it)",
                          hint="use --username and DHIS2_PASSWORD.", code="bad_url")  # fmt: skip
    shown = re.split(r"[?#]", text, maxsplit=1)[0]
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        raise _without_a_beginning(shown)
    if re.search(r"[\s\\\x00-\x1f\x7f]", shown):
        raise _refused("it contains a space or a sign that no URL has")
    path = _context_path(parts.path, is_open=bool(parts.fragment))
    return f"{parts.scheme}://{_host(parts.hostname or '')}{_port(parts)}{path}"


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise _refused("it is not a URL") from None
    return parts


def _without_a_beginning(shown: str) -> ConfigError:
    rest = shown.removeprefix("//")
    if "://" not in rest and re.match(r"(?!https?:)[^/:]+(?::\d+)?(?:/|$)", rest, re.IGNORECASE):
        scheme = "http" if re.match(r"localhost\b|127\.", rest) else "https"
        try:
            return _refused(f"{shown!r} does not say http:// or https://", f"write {base_url(f'{scheme}://{rest}')}.")
        except ConfigError:
            pass
    return _refused(f"{shown!r} is not an http or https URL")


def _host(host: str) -> str:
    """The host in ASCII, as browsers send it."""
    if ":" in host:
        if "%" in host:
            raise _refused("its IPv6 address has a zone, which browsers do not take")
        return f"[{ipaddress.IPv6Address(host)}]"
    try:
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise _refused(f"{host!r} is no name a host can have") from None
    if not _PLAIN_HOST.fullmatch(host):
        raise _refused(f"{host!r} is no name a host can have")
    return host


def _port(parts: SplitResult) -> str:
    if parts.port == 0:
        raise _refused("no server has port 0")
    return "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"


def _context_path(path: str, *, is_open: bool) -> str:
    outside = _SURELY_INSIDE.sub("", re.sub(r";jsessionid=[^/]*", "", path))
    # The fragment is of the page that was open; what stood before /dhis-web-… was not.
    is_open = is_open and outside == path
    path = outside.rstrip("/")
    if is_open and (app := _OPEN_APP.fullmatch(path)):
        path = app["base"].rstrip("/")
    while end := _ENDS.fullmatch(path):
        path = end["base"].rstrip("/")
    return quote(path, safe="/%:!$&'()*+,;=~")


def _refused(saw: str, hint: str = _EXAMPLE) -> ConfigError:
    return ConfigError(_DID, saw, hint=hint, code="bad_url")
