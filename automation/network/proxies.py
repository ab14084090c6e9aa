"""Which proxy leads to an instance: the one that is named, else the machine's own."""

from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from automation.errors import ConfigError
from automation.network.transport import PASSWORD_VARIABLE, USERNAME_VARIABLE, Proxy, is_local
from automation.secrets.secret import Secret, as_given

NO_PROXY = "none"
# curl's spellings; whoever looks the name up, we leave it to the proxy.
_SCHEMES = {"http": "http", "https": "https", "socks5": "socks5", "socks5h": "socks5"}
_PORTS = {"http": 80, "https": 443, "socks5": 1080}
_MACHINE = "this machine's proxy settings"
_EXAMPLE = "write it like http://proxy.example.org:8080, or socks5://…, or none."


def named_proxy(
    text: str, username: str = "", password: Secret | None = None, *, flag: str = "--proxy"
) -> Proxy | None:
    """The proxy of --proxy; `none` is none at all.

    Raises:
        ConfigError: it is no proxy's URL, holds a password, or is of a kind that the browser cannot use.
    """
    did = f"reading {flag}"
    if text.strip().lower() == NO_PROXY:
        return None
    if "@" in text:
        raise ConfigError(did, "it carries a username or password", code="bad_proxy",
                          hint=f"set {USERNAME_VARIABLE} and {PASSWORD_VARIABLE}.")  # fmt: skip
    parts = _split(text, did, _EXAMPLE)
    return _proxy(parts, did, username=username, password=password)


def machine_proxy(url: str, username: str = "", password: Secret | None = None) -> Proxy | None:
    """The machine's own proxy for that URL, as HTTPS_PROXY, NO_PROXY or the system's settings say; never for itself.

    Raises:
        ConfigError: what they say cannot be used.
    """
    aim = urlsplit(url)
    known = getproxies()
    said = known.get(aim.scheme) or known.get("all")
    host = aim.hostname or ""
    if not said or is_local(host) or proxy_bypass(f"{host}:{aim.port}" if aim.port else host):
        return None
    did = f"reading {_MACHINE}"
    parts = _split(said if "://" in said else f"http://{said}", did, "name one with --proxy, or switch it off: none.")
    own = Secret(as_given(unquote(parts.password), _MACHINE)) if parts.password else None
    username = username or as_given(unquote(parts.username or ""), _MACHINE)
    return _proxy(parts, did, username=username, password=password or own)


def _proxy(parts: SplitResult, did: str, *, username: str, password: Secret | None) -> Proxy:
    scheme = _SCHEMES[parts.scheme.lower()]
    if scheme == "socks5" and username:
        raise ConfigError(did, "this SOCKS proxy wants a username, which Chromium cannot give to one",
                          hint="use an HTTP proxy, or a tunnel of your own without a password.",
                          code="bad_proxy")  # fmt: skip
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return Proxy(server=f"{scheme}://{host}:{parts.port or _PORTS[scheme]}", username=username, password=password)


def _split(text: str, did: str, hint: str) -> SplitResult:
    """The parts of a proxy's URL; the text is not repeated, as it may hold a password."""
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        raise ConfigError(did, "it is not a URL", hint=hint, code="bad_proxy") from None
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname:
        raise ConfigError(did, "it is not the URL of an http, https or socks5 proxy", hint=hint, code="bad_proxy")
    return parts
