"""The sandbox's server answers, and ends, whoever else is connected."""

import socket
import ssl
import threading
from urllib.parse import urlsplit

import requests
import trustme

from automation.sandbox.server import running


def test_a_visitor_who_says_nothing_keeps_nobody_waiting() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").configure_cert(context)
    answers = []

    def visit() -> None:
        with running(tls=context) as sandbox, authority.cert_pem.tempfile() as trusted:
            place = urlsplit(sandbox.url)
            with socket.create_connection((place.hostname, place.port)):
                answers.append(requests.get(f"{sandbox.url}/api/me", verify=trusted, timeout=30).status_code)

    visitor = threading.Thread(target=visit, daemon=True)
    visitor.start()
    visitor.join(60)

    assert not visitor.is_alive()
    assert answers == [200]
