"""requests with our transport: certificates, proxy, one deadline for a whole call, a largest size."""

import os
import secrets
import ssl
import tempfile
import threading
import time
import warnings
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TYPE_CHECKING, Any

from requests import RequestException, Timeout
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError, ProxyError, SSLError  # noqa: A004 - requests' own name
from urllib3.exceptions import HTTPError, InsecureRequestWarning
from urllib3.exceptions import TimeoutError as NoneInTime

from automation.network.transport import ClientCert, Transport

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

# An answer to one of our calls has some kB: a token, a user, the names of all clients.
LARGEST = 4 << 20
_CHUNK = 1 << 16
_SHORTEST = 0.001


class NoWholeAnswer(RequestException):
    """An answer came too slowly, or is of a kind that is not read to its end; the message says which."""


# What requests raises: a redirect to an address that is none makes it fail in words of Python's own.
NO_ANSWER = (RequestException, HTTPError, ValueError)


# More special ones first: requests' SSLError and ProxyError are ConnectionErrors.
_WORDS = {SSLError: "the TLS connection failed", ProxyError: "the proxy did not let us through",
          ConnectionError: "no connection"}  # fmt: skip


def why(error: Exception) -> str:
    """Why there was no answer; requests' own words quote addresses, which may hold a token."""
    if isinstance(error, NoWholeAnswer):
        return str(error)
    return next((words for kind, words in _WORDS.items() if isinstance(error, kind)), type(error).__name__)


def mount(session: "Session", transport: Transport) -> None:
    """Make a session go the transport's way and no other; the environment's proxies and CA bundles count no more.

    The session is for one call: its time, redirects included, runs from now on.
    """
    session.trust_env = False
    session.headers["Accept-Encoding"] = "identity"
    adapter = _Adapter(tls_context(transport), transport.timeout)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
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
    """requests' adapter with a TLS context of our own, a time until which the answer is whole, and a size."""

    def __init__(self, context: ssl.SSLContext, timeout: float) -> None:
        self._context = context
        self._timeout = timeout
        self._until = time.monotonic() + timeout
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
        """The answer with its whole body.

        In a thread of its own: a time-out of requests' is one for each read, however often something comes.

        Raises:
            NoWholeAnswer: it did not come in time, or is too large.
        """
        answered: Future[Response] = Future()
        options["timeout"] = max(self._until - time.monotonic(), _SHORTEST)

        def send() -> None:
            try:
                answered.set_result(self._whole(*arguments, **options))
            except BaseException as error:  # noqa: BLE001 - handed on to the thread that waits
                answered.set_exception(error)

        threading.Thread(target=send, name="dhis2-oauth-call", daemon=True).start()
        try:
            return answered.result(options["timeout"])
        except (FutureTimeout, Timeout, NoneInTime):
            raise NoWholeAnswer(f"no whole answer within {self._timeout:g} s") from None

    def _whole(self, *arguments: Any, **options: Any) -> "Response":
        with warnings.catch_warnings():
            if self._context.verify_mode is ssl.CERT_NONE:
                warnings.simplefilter("ignore", InsecureRequestWarning)
            answer = super().send(*arguments, **options)
        raw = answer.raw
        try:
            # In requests' own place: in that of `raw` it would no longer find the cookies of a redirect.
            vars(answer).update(_content=self._body(answer), _content_consumed=True)
        finally:
            raw.close()
        return answer

    def _body(self, answer: "Response") -> bytes:
        """All bytes, of which there are not too many; packed ones might become any number."""
        if answer.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise NoWholeAnswer("the answer is compressed, which was not asked for")
        body = bytearray()
        for chunk in answer.raw.stream(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > LARGEST:
                raise NoWholeAnswer(f"the answer is larger than {LARGEST >> 20} MiB")
            if time.monotonic() > self._until:
                raise NoWholeAnswer(f"no whole answer within {self._timeout:g} s")
        return bytes(body)
