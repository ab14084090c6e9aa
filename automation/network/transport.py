"""How DHIS2 is reached: whose certificates are trusted, who we are to the server, through which proxy."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlsplit

from automation.secrets.secret import Secret

WARNING_INSECURE = (
    "Warning: --insecure is on: no certificate is checked, so whoever is on the line can read the password "
    "and the client secret. For a private CA there is --ca-file."
)
_HTTPS_PORT = 443
_HTTP_PORT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCert:
    """A client certificate with its chain, and its key; both PEM, the key not encrypted."""

    certificate: bytes
    key: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy server; `server` is scheme://host:port, the port always written out, `bypass` what NO_PROXY says."""

    server: str
    username: str = ""
    password: Secret | None = None
    bypass: str = ""

    @property
    def scheme(self) -> str:
        """http, https or socks5."""
        return urlsplit(self.server).scheme

    @property
    def url_for_requests(self) -> str:
        """The proxy as requests wants it, credentials included; socks5h leaves looking names up to the proxy."""
        scheme = "socks5h" if self.scheme == "socks5" else self.scheme
        place = urlsplit(self.server).netloc
        if not self.username:
            return f"{scheme}://{place}"
        password = quote(self.password.reveal(), safe="") if self.password else ""
        return f"{scheme}://{quote(self.username, safe='')}:{password}@{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """The way to one DHIS2 instance (`url`), the same for the browser, its driver and requests.

    `timeout` is how long a call may take from its beginning until its answer is whole, in seconds.
    """

    url: str = ""
    ca_file: Path | None = None
    client_cert: ClientCert | None = field(default=None, repr=False)
    insecure: bool = False
    proxy: Proxy | None = None
    timeout: float = 30.0

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What must not be shown."""
        password = self.proxy.password if self.proxy else None
        key = self.client_cert.key if self.client_cert else None
        return tuple(secret for secret in (password, key) if secret)

    @property
    def needs_connect_proxy(self) -> bool:
        """Whether the driver has to speak TLS for the browser, which has no option for a CA."""
        return self.client_cert is not None or (self.ca_file is not None and not self.insecure)

    @property
    def origins(self) -> tuple[str, ...]:
        """The https origins of the instance, as given and on the standard port."""
        return tuple(dict.fromkeys(f"https://{_bracketed(host)}:{port}" for host, port in self.secure_places))

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """Where the browser may go when the driver speaks TLS for it: nobody else's certificate is checked then."""
        parts = urlsplit(self.url)
        plain = {(parts.hostname or "", parts.port or _HTTP_PORT)} if parts.scheme == "http" else set()
        return frozenset({*self.secure_places, *plain})

    @property
    def secure_places(self) -> tuple[tuple[str, int], ...]:
        """Host and port of the https origins."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        named = ((host, parts.port),) if parts.scheme == "https" and parts.port else ()
        return (*named, (host, _HTTPS_PORT))


def is_local(host: str) -> bool:
    """Whether a host is this machine, by its name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
