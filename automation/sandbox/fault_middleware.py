"""What the faults do to a call before and after the application answers it."""

import json
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from werkzeug.wrappers import Request, Response

from automation.sandbox.echo import listen, repeat
from automation.sandbox.faults import ONE_SHOT, Fault
from automation.sandbox.state import SandboxState

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_CLIENTS = "/api/oAuth2Clients"
_DRIP, _BUCKET = 0.05, 1 << 16
_DYNAMIC = {"", ".html", ".action", ".json"}
# nginx 1.24, ngx_http_special_response.c.
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_PROXY_PAGE = (
    '<!doctype html><html><head><title>Sign in to continue</title></head><body><form method="post" '
    'action="/sso"><input name="user"><input name="pass" type="password"></form></body></html>'
)
Which = Callable[[Request], bool]
_Said = TypeVar("_Said")


def _is_boot(asked: Request) -> bool:
    """What d2 asks while every generation of the settings app starts; neither the shell nor a probe asks so."""
    return _is_to("GET", "/api/me", asked) and asked.args.get("fields", "").startswith(":all")


def _is_check(asked: Request) -> bool:
    """The check of a client ID."""
    return _is_to("GET", _CLIENTS, asked) and "filter" in asked.args


def _is_list(asked: Request) -> bool:
    """The list of clients."""
    return _is_to("GET", _CLIENTS, asked) and "filter" not in asked.args


def _is_save(asked: Request) -> bool:
    """Save itself, after the dry run."""
    return _is_to("POST", _CLIENTS, asked)


def _is_token(asked: Request) -> bool:
    """The token endpoint of either era."""
    return asked.method == "POST" and asked.path in {"/uaa/oauth/token", "/oauth2/token"}


def _is_system_info(asked: Request) -> bool:
    """The question for DHIS2's version."""
    return _is_to("GET", "/api/system/info", asked)


def _is_info(asked: Request) -> bool:
    """What is asked about the server and the user."""
    return _is_to("GET", "/api/system/info", asked) or _is_to("GET", "/api/me", asked)


def _is_to(method: str, path: str, asked: Request) -> bool:
    """Whether a call is to that path, with or without `.json` at its end."""
    return asked.method == method and asked.path.removesuffix(".json") == path


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the application."""

    application: "WSGIApplication"
    environ: "WSGIEnvironment"
    state: SandboxState

    @property
    def asked(self) -> Request:
        """The call as a request; its body is left for the application."""
        return Request(self.environ)

    def answered(self) -> Response:
        """What the application answers, all of its work done."""
        return Response.from_app(self.application, self.environ, buffered=True)

    def swallowed(self) -> None:
        """Read and remember a call that the application never gets."""
        asked = self.asked
        # A reset that meets a body still under way may pass for a plain end of the connection.
        asked.get_data()
        self.state.requests.append(f"{asked.method} {asked.path}")


Act = Callable[[Call], Response]


def takes_effect(state: SandboxState, fault: Fault) -> bool:
    """Whether the fault is on; a fault that happens only once is switched off."""
    if fault not in ONE_SHOT:
        return fault in state.faults
    try:
        state.faults.remove(fault)
    except KeyError:
        return False
    return True


def with_faults(application: "WSGIApplication", state: SandboxState) -> "WSGIApplication":
    """The application with its faults, which may be switched on and off while it runs."""

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        call = Call(application, environ, state)
        _be_slow(call)
        if stand_in := _at(call, state.canned_answers):
            call.swallowed()
            said = Response(stand_in.body, stand_in.status, stand_in.headers, mimetype=stand_in.kind)
            return said(environ, start_response)
        is_echo = Fault.ECHO in state.faults
        if is_echo:
            listen(call.asked, state)
        act, other = _act_for(call), _at(call, state.answers)
        if not (act or is_echo or other is not None):
            return application(environ, start_response)
        answer = act(call) if act else call.answered()
        if other is not None:
            answer.set_data(other)
        return (repeat(answer, state) if is_echo else answer)(environ, start_response)

    return serve


def _act_for(call: Call) -> Act | None:
    asked = call.asked
    return next(
        (act for fault, (which, act) in _EFFECTS.items() if which(asked) and takes_effect(call.state, fault)), None
    )


def _at(call: Call, answers: Mapping[str, _Said]) -> _Said | None:
    """The answer for this call out of `answers`, if there is one."""
    asked = call.asked
    whole = f"{asked.method} {asked.full_path}"
    return next((said for path, said in answers.items() if _is_at(path, whole)), None)


def _is_at(path: str, whole: str) -> bool:
    """Whether a call is at `path`, which may leave out the method, the query or the end of the query."""
    called = whole if " " in path else whole.partition(" ")[2]
    return called.startswith(path) if "?" in path else called.partition("?")[0] == path


def _be_slow(call: Call) -> None:
    # Scripts and styles are in a browser's cache, or a proxy's.
    if Fault.SLOW in call.state.faults and PurePosixPath(call.asked.path).suffix in _DYNAMIC:
        call.state.stopping.wait(call.state.options.latency)


def _reset(call: Call) -> Response:
    call.swallowed()
    return _cut(call)


def _bad_gateway(call: Call) -> Response:
    call.swallowed()
    return Response(_BAD_GATEWAY, 502, {"Server": "nginx"}, mimetype="text/html")


def _proxy_page(call: Call) -> Response:
    call.swallowed()
    return Response(_PROXY_PAGE, mimetype="text/html")


def _html_named_json(call: Call) -> Response:
    call.swallowed()
    return Response(_PROXY_PAGE, mimetype="application/json")


def _stored_then_reset(call: Call) -> Response:
    call.answered()
    return _cut(call)


def _stored_then_bad_gateway(call: Call) -> Response:
    call.answered()
    return Response(_BAD_GATEWAY, 502, {"Server": "nginx"}, mimetype="text/html")


def _stored_then_quoted(status: int) -> Act:
    """As PostgreSQL words a failed statement: `Failing row contains (…)`, every column of it."""

    def act(call: Call) -> Response:
        call.answered()
        row = list(call.state.clients.values())[-1]
        columns = ", ".join(map(str, row.values()))
        said = {"httpStatusCode": status, "status": "ERROR", "message": f"Failing row contains ({columns})"}
        return Response(json.dumps(said), status, mimetype="application/json")

    return act


def _stored_answered_late(call: Call) -> Response:
    answer = call.answered()
    call.state.stopping.wait(call.state.options.late)
    return answer


def _stored_late_never_answered(call: Call) -> Response:
    if not call.state.stopping.wait(call.state.options.late):
        call.answered()
    call.state.stopping.wait()
    return _cut(call)


def _dripping(call: Call) -> Response:
    call.swallowed()

    def drip() -> Iterator[bytes]:
        while not call.state.stopping.wait(_DRIP):
            yield b" "

    return Response(drip(), mimetype="application/json")


def _endless(call: Call) -> Response:
    call.swallowed()

    def pour() -> Iterator[bytes]:
        while not call.state.stopping.is_set():
            yield b" " * _BUCKET

    return Response(pour(), mimetype="application/json")


def _session_ends(call: Call) -> Response:
    answer = call.answered()
    call.state.sessions.clear()
    return answer


def _answered_slowly(call: Call) -> Response:
    call.state.stopping.wait(call.state.options.latency)
    return call.answered()


def _cut(call: Call) -> Response:
    """Close the connection so that the browser sees a reset (RST), not an end.

    Raises:
        ConnectionResetError: always; werkzeug then forgets the connection without a word.
    """
    connection: socket.socket = call.environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The files that werkzeug made of the socket would keep a plain close() waiting.
    socket.close(connection.detach())
    raise ConnectionResetError


_EFFECTS: dict[Fault, tuple[Which, Act]] = {
    Fault.BOOT_RESET: (_is_boot, _reset),
    Fault.BOOT_BAD_GATEWAY: (_is_boot, _bad_gateway),
    Fault.BOOT_NEVER_RECOVERS: (_is_boot, _bad_gateway),
    Fault.INFO_NOT_JSON: (_is_info, _html_named_json),
    Fault.LIST_NOT_JSON: (_is_list, _proxy_page),
    Fault.SECTION_SLOW_LIST: (_is_list, _answered_slowly),
    Fault.CHECK_RESET: (_is_check, _reset),
    Fault.CHECK_BAD_GATEWAY: (_is_check, _bad_gateway),
    Fault.CHECK_NOT_JSON: (_is_check, _proxy_page),
    Fault.SESSION_ENDS_BEFORE_SAVE: (_is_check, _session_ends),
    Fault.SAVE_RESET: (_is_save, _reset),
    Fault.SAVE_BAD_GATEWAY: (_is_save, _bad_gateway),
    Fault.SAVE_STORED_RESET: (_is_save, _stored_then_reset),
    Fault.SAVE_STORED_BAD_GATEWAY: (_is_save, _stored_then_bad_gateway),
    Fault.SAVE_STORED_ERROR_QUOTES: (_is_save, _stored_then_quoted(500)),
    Fault.SAVE_STORED_SIGNED_OUT_QUOTES: (_is_save, _stored_then_quoted(401)),
    Fault.SAVE_LATE: (_is_save, _stored_answered_late),
    Fault.SAVE_LOST_THEN_STORED_LATE: (_is_save, _stored_late_never_answered),
    Fault.TOKEN_DRIPS: (_is_token, _dripping),
    Fault.TOKEN_ENDLESS: (_is_token, _endless),
    Fault.API_DRIPS: (_is_system_info, _dripping),
    Fault.API_ENDLESS: (_is_system_info, _endless),
}
