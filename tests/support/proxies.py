"""Proxies that count what goes through them: HTTP with or without a password, and SOCKS5."""

import base64
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class SeenBy:
    """A running proxy: its address and what it was asked for."""

    url: str
    places: list[str] = field(default_factory=list)
    refused: int = 0


@contextmanager
def http_proxy(*, account: str = "") -> Iterator[SeenBy]:
    """An HTTP proxy, for CONNECT and for plain requests; `account` is user:password."""
    with _listening("http", lambda visitor, seen: _http(visitor, seen, account)) as seen:
        yield seen


@contextmanager
def socks_proxy() -> Iterator[SeenBy]:
    """A SOCKS5 proxy without authentication (RFC 1928)."""
    with _listening("socks5", _socks) as seen:
        yield seen


@contextmanager
def _listening(scheme: str, serve: Callable[[socket.socket, SeenBy], None]) -> Iterator[SeenBy]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        seen = SeenBy(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}")
        threading.Thread(target=_accept, args=(listening, serve, seen), daemon=True).start()
        yield seen


def _accept(listening: socket.socket, serve: Callable[[socket.socket, SeenBy], None], seen: SeenBy) -> None:
    def one(visitor: socket.socket) -> None:
        with visitor, suppress(OSError, ValueError, IndexError):
            serve(visitor, seen)

    with suppress(OSError):
        while True:
            threading.Thread(target=one, args=(listening.accept()[0],), daemon=True).start()


def _http(visitor: socket.socket, seen: SeenBy, account: str) -> None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = visitor.recv(1)
        if not byte:
            return
        head += byte
    wanted = f"Basic {base64.b64encode(account.encode()).decode()}"
    if account and wanted not in head.decode("latin1"):
        seen.refused += 1
        visitor.sendall(
            b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=proxy\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
        return
    method, target, _ = head.split(b"\r\n")[0].decode("latin1").split(" ")
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    seen.places.append(f"{parts.hostname}:{parts.port}")
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as server:
        if method == "CONNECT":
            visitor.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            # One request a connection: the next one may be for another host.
            server.sendall(head[:-2].replace(b"keep-alive", b"close") + b"Connection: close\r\n\r\n")
        _join(visitor, server)


def _socks(visitor: socket.socket, seen: SeenBy) -> None:
    visitor.recv(visitor.recv(2)[1])
    visitor.sendall(b"\x05\x00")
    kind = visitor.recv(4)[3]
    host = socket.inet_ntoa(visitor.recv(4)) if kind == 1 else visitor.recv(visitor.recv(1)[0]).decode()
    port = int.from_bytes(visitor.recv(2), "big")
    seen.places.append(f"{host}:{port}")
    with socket.create_connection((host, port)) as server:
        visitor.sendall(b"\x05\x00\x00\x01" + bytes(6))
        _join(visitor, server)


def _join(one: socket.socket, other: socket.socket) -> None:
    across = {one: other, other: one}
    while True:
        for end in select.select(list(across), [], [])[0]:
            chunk = end.recv(65_536)
            if not chunk:
                return
            across[end].sendall(chunk)
