"""From flags to the transport; nothing here starts a browser or opens a connection."""

import re
from pathlib import Path
from typing import Any

from automation import config
from automation.cli.output import output
from automation.cli.visit import read_url
from automation.errors import ConfigError
from automation.network import certificates
from automation.network.proxies import PASSWORD_VARIABLE, USERNAME_VARIABLE, machine_proxy, named_proxy
from automation.network.transport import ClientCert, Proxy, Transport
from automation.secrets.secret import Secret, as_given


def read_transport(flags: dict[str, Any]) -> Transport:
    """The way to the instance of --url, checked.

    Raises:
        ConfigError: a certificate, a key or the proxy cannot be used.
    """
    url = read_url(flags)
    ca_file = certificates.check_ca_file(Path(flags["ca_file"])) if flags["ca_file"] else None
    return Transport(
        url=url,
        ca_file=ca_file,
        client_cert=_client_cert(flags),
        insecure=flags["insecure"],
        proxy=_proxy(flags["proxy"], url),
        timeout=flags["timeout"],
    )


def read_viewport(text: str | None) -> tuple[int, int] | None:
    """Width and height of `WxH`, in CSS pixels.

    Raises:
        ConfigError: it is something else.
    """
    if not text:
        return None
    found = re.fullmatch(r"([1-9]\d{2,4})x([1-9]\d{2,4})", text.strip().lower())
    if not found:
        raise ConfigError("reading --viewport", f"{text!r} is not WIDTHxHEIGHT in pixels",
                          hint="write it like 1280x800.", code="bad_viewport")  # fmt: skip
    return int(found[1]), int(found[2])


def _client_cert(flags: dict[str, Any]) -> ClientCert | None:
    key = Path(flags["client_key"]) if flags["client_key"] else None
    if not flags["client_cert"]:
        if key:
            raise ConfigError("reading --client-key", "there is no certificate to it", hint="give --client-cert too.",
                              code="bad_client_key")  # fmt: skip
        return None
    certificate = Path(flags["client_cert"])
    read = certificates.read_client_cert(certificate, key, _passphrase(key or certificate))
    if certificates.is_on_show(key or certificate):
        path = key or certificate
        output().say(
            f"Warning: other people on this machine can read {path}, which holds a key.", f"Try: chmod 600 {path}"
        )
    return read


def _passphrase(key: Path) -> Secret | None:
    """From the environment, `.env` or a prompt, in this order; None where none is needed or nobody can be asked."""
    given = config.take_secret(certificates.PASSPHRASE_VARIABLE, config.read_dotenv())
    if given or not certificates.is_encrypted(key) or not output().can_ask:
        return given
    typed = output().ask(f"Passphrase of {key}", is_hidden=True, is_optional=True)
    return Secret(as_given(typed, "the passphrase"))


def _proxy(text: str | None, url: str) -> Proxy | None:
    dotenv = config.read_dotenv()
    name, password = (config.take_secret(variable, dotenv) for variable in (USERNAME_VARIABLE, PASSWORD_VARIABLE))
    username = name.reveal() if name else ""
    return named_proxy(text, username, password) if text else machine_proxy(url, username, password)
