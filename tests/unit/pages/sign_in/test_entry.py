"""Where a password may be typed: judged by the address that was given and the one that DHIS2 was found at."""

import pytest

from automation.network.transport import is_local
from automation.pages.sign_in.entry import why_unsafe

LOCAL = [
    "http://localhost:8080",
    "http://127.0.0.1/dhis",
    "http://127.1.2.3",
    "http://[::1]:8080",
    "http://d.localhost",
]
NO = "leads to another host"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        *((url, url) for url in LOCAL),
        *((url, url.replace("http:", "https:")) for url in LOCAL),
        ("https://a.example", "https://a.example"),
        ("https://a.example", "https://a.example/dhis"),
        ("https://a.example", "https://a.example:8443"),
        ("http://a.example", "https://a.example"),
        ("https://a.example", "https://b.example/dhis"),
        ("https://localhost:8443", "http://localhost:8080"),
    ],
)
@pytest.mark.parametrize("allow_http", [False, True])
def test_it_may_be_typed(asked: str, found: str, allow_http: bool) -> None:  # noqa: FBT001 - as pytest calls it
    assert why_unsafe(asked, found, allow_http=allow_http) is None


@pytest.mark.parametrize(
    ("asked", "found", "why"),
    [
        ("https://a.example", "http://a.example", "from https to plain http"),
        ("https://a.example", "http://b.example", "from https to plain http"),
        ("http://a.example", "http://b.example", NO),
        ("http://a.example", "https://b.example", NO),
        ("http://a.example", "http://localhost", NO),
        ("http://localhost", "https://b.example", NO),
        ("http://localhost", "http://127.0.0.1", NO),
        ("https://a.example", "http://localhost", NO),
        ("http://a.example", "https://a.example.evil.example", NO),
    ],
)
def test_it_may_not_be_typed_even_where_plain_http_is_allowed(asked: str, found: str, why: str) -> None:
    said = why_unsafe(asked, found, allow_http=True)

    assert said is not None
    assert why in said[0]


@pytest.mark.parametrize(
    "host",
    ["a.example", "10.0.0.1", "0.0.0.0", "127.0.0.1.example.org", "127.evil.example", "localhost.example", "[::2]"],  # noqa: S104 - no address to bind to
)
def test_over_plain_http_it_is_typed_only_where_that_is_allowed(host: str) -> None:
    url = f"http://{host}:8080/dhis"

    said = why_unsafe(url, url, allow_http=False)

    assert said is not None
    assert "--allow-http" in said[1]
    assert why_unsafe(url, url, allow_http=True) is None


def test_another_host_is_named_so_that_it_can_be_said() -> None:
    said = why_unsafe("http://a.example", "https://b.example/dhis", allow_http=False)

    assert said == (
        "it leads to another host (https://b.example/dhis)",
        "if that is right, say --url https://b.example/dhis.",
    )


@pytest.mark.parametrize("host", ["", "localhostile", "127.example", "1270.0.1", "::2", "notlocalhost"])
def test_a_name_that_only_looks_like_this_machine_is_another(host: str) -> None:
    assert not is_local(host)
