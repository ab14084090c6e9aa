"""The way to DHIS2 as flags give it, read in one place for the commands and the pytest plugin."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from automation.errors import ConfigError
from automation.network.transport import ClientCert, Transport
from automation.secrets.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """What was said of the way to DHIS2, unchecked; `timeout` in seconds."""

    ca_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    insecure: bool = False
    proxy: str | None = None
    timeout: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyAccount:
    """Who signs in to the proxy."""

    username: str = ""
    password: Secret | None = None


def read_transport(
    url: str,
    given: ConnectionOptions,
    account: ProxyAccount,
    passphrase: Callable[[Path], Secret | None],
    *,
    prefix: str = "--",
) -> Transport:
    """The way to the instance at `url`, checked.

    `passphrase` is asked for that of a key, which is in a file; `prefix` begins the flags where they were given.

    Raises:
        ConfigError: a certificate, a key or the proxy cannot be used.
    """
    # Loads much of urllib and http.
    from automation.network.certificates import check_ca_file  # noqa: PLC0415
    from automation.network.proxies import machine_proxy, named_proxy  # noqa: PLC0415

    ca_file = check_ca_file(Path(given.ca_file), flag=f"{prefix}ca-file") if given.ca_file else None
    named = account.username, account.password
    return Transport(
        url=url,
        ca_file=ca_file,
        client_cert=_client_cert(given, passphrase, prefix),
        insecure=given.insecure,
        proxy=named_proxy(given.proxy, *named, flag=f"{prefix}proxy") if given.proxy else machine_proxy(url, *named),
        timeout=given.timeout,
    )


def key_file(given: ConnectionOptions, prefix: str = "--") -> Path | None:
    """The file with the client's key, which may be that of its certificate; None without a certificate.

    Raises:
        ConfigError: there is a key and no certificate to it.
    """
    if given.client_cert:
        return Path(given.client_key or given.client_cert)
    if given.client_key:
        raise ConfigError(f"reading {prefix}client-key", "there is no certificate to it", code="bad_client_key",
                          hint="give --client-cert too.")  # fmt: skip
    return None


def is_duration(seconds: float) -> bool:
    """Whether a wait of so many seconds begins and ends."""
    return isfinite(seconds) and seconds > 0


def _client_cert(
    given: ConnectionOptions, passphrase: Callable[[Path], Secret | None], prefix: str
) -> ClientCert | None:
    from automation.network.certificates import read_client_cert  # noqa: PLC0415 - as above

    file = key_file(given, prefix)
    if file is None:
        return None
    key = Path(given.client_key) if given.client_key else None
    return read_client_cert(Path(given.client_cert or ""), key, passphrase(file), prefix=prefix)
