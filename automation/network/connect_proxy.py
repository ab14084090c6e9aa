"""A proxy on the loopback interface through which the browser reaches one DHIS2 and nothing else.

With client certificates Playwright's driver speaks TLS in the browser's place, for the origins it is told,
and switches Chromium's own checks off for all others. So there must be no others.
"""

import base64
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from automation.network.http import tls_context
from automation.network.transport import Proxy, Transport

_CONNECT_TIMEOUT = 30.0
_CHUNK = 65_536
_LONGEST_HEAD = 16_384


@contextmanager
def open_connect_proxy(transport: Transport) -> Iterator[Proxy]:
    """Start it; for the browser's context, closed with the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = _ConnectProxy(listening, transport)
    thread = threading.Thread(target=server.serve, name="dhis2-oauth-connect-proxy", daemon=True)
    thread.start()
    try:
        yield Proxy(server=f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        # A blocked accept outlives the closing of its socket on Linux, so it is called once more.
        server.is_open = False
        _wake(listening)
        thread.join(_CONNECT_TIMEOUT)
        listening.close()


@dataclass(slots=True)
class _ConnectProxy:
    listening: socket.socket
    transport: Transport
    is_open: bool = True

    def serve(self) -> None:
        while True:
            client, _ = self.listening.accept()
            if not self.is_open:
                client.close()
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        """Let CONNECT through to the instance; hang up on everything else.

        Any answer but 200 would leave Playwright's driver waiting for ever, so there is none.
        """
        with client:
            try:
                target = _target(client)
                if target not in self.transport.places:
                    return
                with _connection_to(target, self.transport) as server:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    _relay(client, server)
            except (OSError, ValueError):
                return


def _target(client: socket.socket) -> tuple[str, int]:
    """Host and port of the CONNECT request.

    Raises:
        ValueError: it is another request.
    """
    method, target, *_ = _head(client).split(b"\r\n")[0].decode("ascii").split(" ")
    parts = urlsplit(f"//{target}")
    if method != "CONNECT" or not parts.hostname or not parts.port:
        raise ValueError(method)
    return parts.hostname, parts.port


def _connection_to(target: tuple[str, int], transport: Transport) -> socket.socket:
    """A connection to the target, through the proxy if there is one."""
    proxy = transport.proxy
    if proxy is None:
        return socket.create_connection(target, timeout=_CONNECT_TIMEOUT)
    parts = urlsplit(proxy.server)
    at = (parts.hostname or "", parts.port or 0)
    if proxy.scheme == "socks5":
        return _through_socks(target, at)
    server = socket.create_connection(at, timeout=_CONNECT_TIMEOUT)
    if proxy.scheme == "https":
        server = tls_context(transport).wrap_socket(server, server_hostname=at[0])
    try:
        _connect(server, target, proxy)
    except (OSError, ValueError):
        server.close()
        raise
    return server


def _through_socks(target: tuple[str, int], at: tuple[str, int]) -> socket.socket:
    import socks  # noqa: PLC0415 - seldom needed

    try:
        reached: socket.socket = socks.create_connection(
            target, timeout=_CONNECT_TIMEOUT, proxy_type=socks.SOCKS5, proxy_addr=at[0], proxy_port=at[1]
        )
    except socks.ProxyError as error:
        raise OSError(str(error)) from None
    return reached


def _connect(server: socket.socket, target: tuple[str, int], proxy: Proxy) -> None:
    """CONNECT at an HTTP proxy (RFC 9110 §9.3.6).

    Raises:
        ValueError: the proxy said no.
    """
    host = f"[{target[0]}]" if ":" in target[0] else target[0]
    lines = [f"CONNECT {host}:{target[1]} HTTP/1.1", f"Host: {host}:{target[1]}"]
    if proxy.username:
        pair = f"{proxy.username}:{proxy.password.reveal() if proxy.password else ''}"
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
    server.sendall("\r\n".join([*lines, "", ""]).encode())
    status = _head(server).split(b" ")[1]
    if not status.startswith(b"2"):
        raise ValueError(status)


def _head(sender: socket.socket) -> bytes:
    """What comes before the empty line, byte by byte: what follows belongs to somebody else."""
    read = b""
    while not read.endswith(b"\r\n\r\n"):
        byte = sender.recv(1)
        if not byte or len(read) > _LONGEST_HEAD:
            raise ValueError("no request")
        read += byte
    return read


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until one side ends; in one thread, because OpenSSL's sockets are not for two."""
    across = {one: other, other: one}
    for end in across:
        end.settimeout(None)
    while True:
        # What OpenSSL has read ahead, select does not see.
        waiting = [end for end in across if isinstance(end, ssl.SSLSocket) and end.pending()]
        for end in waiting or select.select(list(across), [], [])[0]:
            chunk = end.recv(_CHUNK)
            if not chunk:
                return
            across[end].sendall(chunk)


def _wake(listening: socket.socket) -> None:
    try:
        socket.create_connection(listening.getsockname(), timeout=_CONNECT_TIMEOUT).close()
    except OSError:
        return
