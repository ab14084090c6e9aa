"""Calls go through a SOCKS proxy however it talks, and a failure is told without a word of the library's."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from automation.network.http import NO_ANSWER, mount, why
from automation.network.transport import Proxy, Transport

URL = "http://dhis2.example.org/api/me?access_token=acc3ss"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
Talk = Callable[[socket.socket], None]


def in_pieces(client: socket.socket) -> None:
    client.recv(3)
    for piece in (b"\x05", b"\x00"):
        client.sendall(piece)
        time.sleep(0.05)
    client.recv(100)
    for piece in (b"\x05\x00\x00\x01", bytes(6)):
        client.sendall(piece)
        time.sleep(0.05)
    client.recv(65_536)
    client.sendall(ANSWER)


def hangs_up(client: socket.socket) -> None:
    client.recv(3)


def is_no_socks(client: socket.socket) -> None:
    client.recv(3)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@contextmanager
def proxy(talk: Talk) -> Iterator[Proxy]:
    def serve() -> None:
        with suppress(OSError), listening.accept()[0] as client:
            talk(client)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Proxy(server=f"socks5://127.0.0.1:{listening.getsockname()[1]}")
        thread.join(10)


def asked(through: Proxy) -> requests.Response:
    with requests.Session() as session:
        mount(session, Transport(url=URL, proxy=through))
        return session.get(URL)


def test_a_socks_proxy_may_answer_in_pieces() -> None:
    with proxy(in_pieces) as through:
        assert asked(through).content == b"{}"


@pytest.mark.parametrize("talk", [hangs_up, is_no_socks])
def test_a_socks_proxy_that_fails_is_no_answer(talk: Talk) -> None:
    with proxy(talk) as through, pytest.raises(NO_ANSWER) as caught:
        asked(through)

    assert why(caught.value) == "no connection"


def test_a_proxy_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(NO_ANSWER) as caught:
        asked(Proxy(server=f"http://127.0.0.1:{port}"))

    assert why(caught.value) == "the proxy did not let us through"


def test_no_token_is_logged_where_a_program_logs_what_it_does(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), proxy(in_pieces) as through:
        asked(through)

    assert "acc3ss" not in caplog.text
