"""Run the sandbox on a loopback port, in threads of this process."""

import logging
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from automation.sandbox.app import create_app
from automation.sandbox.faults import Fault
from automation.sandbox.state import SandboxOptions, SandboxState

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_SKEW = 600.0
# How long, in seconds, the server may take to notice that it is to stop; by default it is half a second.
_NOTICE = 0.02


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox that is listening."""

    url: str
    state: SandboxState


@contextmanager
def running(options: SandboxOptions | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Sandbox]:
    """A sandbox for as long as the block lasts; port 0 takes any free port, `tls` makes it https.

    Raises:
        OSError: the port is in use.
    """
    options = options or SandboxOptions()
    state = SandboxState(options, faults=set(options.faults), answers=dict(options.answers))
    with serving(create_app(state), port=options.port, tls=tls, handler=_handler(state)) as address:
        try:
            yield Sandbox(f"{address}{options.context_path}", state)
        finally:
            state.stopping.set()


@contextmanager
def serving(
    app: "WSGIApplication",
    *,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    handler: type[WSGIRequestHandler] | None = None,
) -> Iterator[str]:
    """Serve an application on the loopback interface for as long as the block lasts; its address.

    Raises:
        OSError: the port is in use.
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=handler, ssl_context=tls)
    if isinstance(server.socket, ssl.SSLSocket):
        # In the connection's own thread: one that says nothing would keep all others waiting, and the end, too.
        server.socket.do_handshake_on_connect = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(_NOTICE,), name="dhis2-sandbox", daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(state: SandboxState) -> type[WSGIRequestHandler]:
    class Handler(WSGIRequestHandler):
        """Werkzeug's, with a clock that may be wrong and connections that may be cut."""

        def connection_dropped(self, error: BaseException, environ: "WSGIEnvironment | None" = None) -> None:
            super().connection_dropped(error, environ)
            self.close_connection = True

        def date_time_string(self, timestamp: float | None = None) -> str:
            now = time.time() if timestamp is None else timestamp
            return super().date_time_string(now + (_SKEW if Fault.CLOCK_SKEW in state.faults else 0))

    return Handler
