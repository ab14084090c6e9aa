"""The transport for requests: the system's certificates as a browser knows them, no environment."""

import os
import secrets
import ssl
import tempfile
import warnings
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.exceptions import InsecureRequestWarning

from automation.transport import ClientCert, Transport

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session


def mount(session: "Session", transport: Transport) -> None:
    """Make a session go the transport's way and no other; the environment's proxies and CA bundles count no more."""
    session.trust_env = False
    adapter = _Adapter(tls_context(transport))
    session.mount("https://", adapter)
    if transport.proxy:
        session.proxies = dict.fromkeys(("http", "https"), transport.proxy.url_for_requests)


def tls_context(transport: Transport) -> ssl.SSLContext:
    """What is trusted: the system's store and the CA file; with --insecure everything."""
    context = _trusting(transport)
    if transport.client_cert:
        _present(context, transport.client_cert)
    return context


def _trusting(transport: Transport) -> ssl.SSLContext:
    if transport.insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    import truststore  # noqa: PLC0415 - not needed with --insecure

    trusting = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if transport.ca_file:
        trusting.load_verify_locations(cafile=str(transport.ca_file))
    return trusting


def _present(context: ssl.SSLContext, client_cert: ClientCert) -> None:
    """Load the pair; OpenSSL takes files only, so it gets one for a moment, with the key encrypted anew."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - slow to load
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    password = secrets.token_urlsafe(32)
    key = load_pem_private_key(client_cert.key.reveal().encode(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))
    with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as folder:
        path = os.path.join(folder, "client.pem")  # noqa: PTH118 - as OpenSSL wants it
        with open(path, "wb", opener=_for_us_alone) as file:
            file.write(client_cert.certificate + locked)
        context.load_cert_chain(path, password=password)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Adapter(HTTPAdapter):
    """requests' adapter with a TLS context of our own."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        if proxy.startswith("https"):
            options["proxy_ssl_context"] = self._context
        return super().proxy_manager_for(proxy, **options, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: the context knows whom to trust, and requests would add its own bundle to it."""

    def build_connection_pool_key_attributes(
        self, request: "PreparedRequest", verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}

    def send(self, *arguments: Any, **options: Any) -> "Response":
        with warnings.catch_warnings():
            if self._context.verify_mode is ssl.CERT_NONE:
                warnings.simplefilter("ignore", InsecureRequestWarning)
            return super().send(*arguments, **options)
