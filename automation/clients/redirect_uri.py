"""Check redirect URIs before they are typed into the form."""

import re
from difflib import get_close_matches
from enum import Enum, auto
from ipaddress import ip_address
from urllib.parse import urlsplit

from automation.errors import ConfigError

# Of all of a client's together, from 2.42 on (dhis2-core Dhis2OAuth2Client.hbm.xml).
_MAX_LENGTH = 1000
_WEB = ("http", "https")
# dhis2-android-sdk OAuth2Config.kt.
ANDROID = "dhis2oauth://oauth"
# A browser runs, reads or shows these itself; no application is at their end.
_NO_APPLICATION = {
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "javascript",
    "view-source",
    "vbscript",
    "ws",
    "wss",
}
_PRIVATE_NAMES = (".local", ".internal")
_IN_NO_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")


def check_redirect_uri(uri: str) -> str:
    """The URI itself, if DHIS2's form will take it and an authorization server can match it.

    An absolute URI without fragment (RFC 6749 §3.1.2), http, https or of an application's own scheme (RFC 8252 §7.1),
    of the characters that URIs are made of (RFC 3986 §2), one that no list separator cuts in two.

    Raises:
        ConfigError: it is not; the message says what is wrong with it.
    """
    for is_wrong, why, hint in _complaints(uri):
        if is_wrong:
            raise ConfigError(f"checking the redirect URI {uri!r}", why, hint=hint, code="bad_redirect_uri")
    return uri


def _complaints(uri: str) -> list[tuple[bool, str, str]]:
    try:
        parts = urlsplit(uri)
        has_host = bool(parts.hostname)
        _ = parts.port
    except ValueError:
        return [(True, "it is not a URL", "write it like https://app.example.org/callback.")]
    alien = _IN_NO_URI.search(uri)
    return [
        (uri != uri.strip(), "it begins or ends with a space", "remove the space: DHIS2 would never match it."),
        (any(char.isspace() for char in uri), "it contains a space", "write it percent-encoded."),
        (not _has_application(uri, parts.scheme, has_host=has_host), "no application can be at that address",
         "write it like https://app.example.org/callback, or app.example:/callback for a scheme of its own."),
        (bool(alien), f"it contains {alien[0] if alien else ''!r}, which no URI has (RFC 3986 §2)",
         "write it percent-encoded, and a host in other than ASCII letters as xn--…"),
        ("#" in uri, "it has a fragment (#…)", "remove the fragment: RFC 6749 §3.1.2 forbids it."),
        ("," in uri, "it contains a comma", "DHIS2 2.42+ separates redirect URIs by commas; write %2C."),
        (len(uri) > _MAX_LENGTH, f"it is longer than {_MAX_LENGTH} characters", "DHIS2 stores no more."),
    ]  # fmt: skip


def _has_application(uri: str, scheme: str, *, has_host: bool) -> bool:
    if scheme in _WEB:
        return has_host
    is_slip = bool(get_close_matches(scheme, _WEB, cutoff=0.7))
    return bool(scheme) and ":/" in uri and not is_slip and scheme not in _NO_APPLICATION


def doubts_about(uri: str) -> list[tuple[str, str]]:
    """What is allowed but often not meant, each with what to do: a wildcard, plain http, a default port, a slash."""
    parts = urlsplit(uri)
    found = surprises_in(uri)
    if parts.scheme == "http" and reach_of(parts.hostname or "") is Reach.EVERYBODY:
        found.append(("plain http on a public host", "use https, or codes and sessions can be read on the way."))
    if parts.port is not None and parts.port == {"http": 80, "https": 443}.get(parts.scheme):
        advice = "DHIS2 compares byte for byte: leave it out unless the application sends it."
        found.append((f"the default port :{parts.port} is written out", advice))
    if parts.path.endswith("/") and parts.path != "/":
        found.append(("it ends in a slash", "DHIS2 compares byte for byte: is that what the application sends?"))
    return found


def surprises_in(uri: str) -> list[tuple[str, str]]:
    """Of these what hardly anybody means, so that `create` says it, too."""
    found = []
    if "*" in uri:
        found.append(("DHIS2 knows no wildcard *", "it compares byte for byte: name each redirect URI in full."))
    if uri == ANDROID:
        found.append(("it is that of DHIS2's Android app", "each device registers itself, and needs no client made."))
    return found


class Reach(Enum):
    """From where a host can be reached."""

    THIS_MACHINE = auto()
    A_NETWORK = auto()
    EVERYBODY = auto()


def reach_of(host: str) -> Reach:
    """From where a host can be reached, as far as its name or its address says so."""
    name = host.casefold().rstrip(".")
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        if name == "localhost" or name.endswith(".localhost"):
            return Reach.THIS_MACHINE
        return Reach.EVERYBODY if "." in name and not name.endswith(_PRIVATE_NAMES) else Reach.A_NETWORK
    if address.is_loopback:
        return Reach.THIS_MACHINE
    return Reach.EVERYBODY if address.is_global else Reach.A_NETWORK
