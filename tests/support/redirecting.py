"""A web server that redirects, as one in front of DHIS2 often does."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from automation.sandbox.server import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass
class SeenAt:
    """A running server: its address, what it was asked for, and the cookies that came with it."""

    url: str
    requests: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)


@contextmanager
def redirecting(to: str, *, tls: ssl.SSLContext | None = None) -> Iterator[SeenAt]:
    """A server whose root redirects to `to`; other paths are 404."""
    seen = SeenAt("")
    with serving(_leading(to, seen), tls=tls) as seen.url:
        yield seen


def _leading(to: str, seen: SeenAt) -> "WSGIApplication":
    @Request.application
    def answer(request: Request) -> Response:
        seen.requests.append(f"{request.method} {request.path}")
        seen.cookies += request.cookies.values()
        return Response(status=302, headers={"Location": to}) if request.path == "/" else Response(status=404)

    return answer
