"""A call ends in time and stays small, however the server goes about its answer."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from automation.clients.relying_party import RelyingParty
from automation.clients.server_kind import Endpoints
from automation.network.http import LARGEST, NO_ANSWER, NoWholeAnswer, mount, why
from automation.network.transport import Transport
from automation.oauth.answers import Refused, Token
from automation.oauth.client import OAuthClient
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

SOON = 0.4
PAUSE = 0.02
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Talk = Callable[[socket.socket, threading.Event], None]


def silent(_connection: socket.socket, over: threading.Event) -> None:
    over.wait()


def drip(connection: socket.socket, over: threading.Event, text: bytes) -> None:
    for byte in text:
        if over.wait(PAUSE):
            return
        connection.sendall(bytes([byte]))


def drips_its_head(connection: socket.socket, over: threading.Event) -> None:
    drip(connection, over, HEAD + b"X: " + b"y" * 60_000)


def drips_its_body(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 60000\r\n\r\n")
    drip(connection, over, b" " * 60_000)


def drips_its_chunks(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not over.wait(PAUSE):
        connection.sendall(b"1\r\n \r\n")


def says_continue_for_ever(connection: socket.socket, over: threading.Event) -> None:
    while not over.wait(PAUSE):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def leads_round_in_circles(connection: socket.socket, over: threading.Event) -> None:
    over.wait(PAUSE * 5)
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def floods(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"Connection: close\r\n\r\n")
    while not over.is_set():
        connection.sendall(b" " * 65_536)


def floods_in_chunks(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")


def is_packed(connection: socket.socket, over: threading.Event) -> None:
    packed = gzip.compress(b" " * (1 << 24))
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)
    over.wait()


@contextmanager
def server(talk: Talk, scheme: str = "http") -> Iterator[str]:
    """A server that hears a request and then does something, for as long as the block lasts."""
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def attend(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65_536)
            talk(connection, over)

    def serve() -> None:
        while True:
            connection, _ = listening.accept()
            if over.is_set():
                connection.close()
                return
            threading.Thread(target=attend, args=(connection,), daemon=True).start()

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    try:
        yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        socket.create_connection(listening.getsockname()).close()
        serving.join()
        listening.close()


def asked(url: str, timeout: float = SOON) -> requests.Response:
    with requests.Session() as session:
        mount(session, Transport(url=url, timeout=timeout))
        return session.get(url, timeout=60)


@pytest.mark.parametrize(
    "talk",
    [silent, drips_its_head, drips_its_body, drips_its_chunks, says_continue_for_ever, leads_round_in_circles],
)
def test_what_takes_too_long_is_given_up(talk: Talk) -> None:
    with server(talk) as url, pytest.raises(NoWholeAnswer) as caught:
        asked(url)

    assert str(caught.value) == "no whole answer within 0.4 s"


@pytest.mark.parametrize("talk", [silent, drips_its_body])
def test_a_tls_handshake_that_does_not_end_is_given_up(talk: Talk) -> None:
    with server(talk, "https") as url, pytest.raises(NO_ANSWER):
        asked(url)


@pytest.mark.parametrize("talk", [floods, floods_in_chunks])
def test_what_is_too_large_is_not_read_to_its_end(talk: Talk) -> None:
    with server(talk) as url, pytest.raises(NoWholeAnswer) as caught:
        asked(url, timeout=60)

    assert str(caught.value) == f"the answer is larger than {LARGEST >> 20} MiB"


def test_what_is_packed_is_not_unpacked() -> None:
    with server(is_packed) as url, pytest.raises(NoWholeAnswer) as caught:
        asked(url, timeout=60)

    assert str(caught.value) == "the answer is compressed, which was not asked for"


def test_an_answer_of_a_common_size_is_whole() -> None:
    def talk(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(HEAD + b"Set-Cookie: a=b\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000)

    with server(talk) as url:
        answer = asked(url, timeout=60)

    assert (answer.content, answer.cookies["a"]) == (b"x" * 1_000_000, "b")


@pytest.mark.parametrize("where", [b"http://[", b"\xff\xfe", b"http://\xe9/", b"nothing://x", b"//:99999/"])
def test_a_redirect_to_nowhere_is_no_answer(where: bytes) -> None:
    def talk(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n")

    with server(talk) as url, pytest.raises(NO_ANSWER) as caught:
        asked(url, timeout=60)

    assert "/" not in why(caught.value)


@pytest.mark.parametrize("method", ["try_code", "profile", "revoke"])
def test_a_relying_party_says_that_no_whole_answer_came(method: str) -> None:
    token = Token(access=Secret("a-token"))
    with server(drips_its_body) as url:
        client = OAuthClient(
            client_id="x", client_secret=Secret("s3cret"), party=RelyingParty(), redactor=Redactor(),
            endpoints=Endpoints(authorize=f"{url}/a", token=f"{url}/oauth2/token", profile=f"{url}/api/me"),
            transport=Transport(url=url, timeout=SOON),
        )  # fmt: skip
        with pytest.raises(Refused, match=r"^no answer: no whole answer within 0\.4 s$"):
            getattr(client, method)(*(("c", "") if method == "try_code" else (token,)))
