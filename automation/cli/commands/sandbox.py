"""`dhis2-oauth sandbox`."""

import re
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click

from automation.cli.group import command, formerly, under
from automation.cli.interruption import interruptible
from automation.cli.options import takes
from automation.cli.output import output
from automation.cli.render import Report
from automation.errors import ConfigError, ExtraMissing
from automation.versions import Dhis2Version

_BUILD = click.Path(exists=True, file_okay=False, path_type=Path)
# How often, in seconds, it is seen whether somebody wants it to stop.
_LOOK = 0.5
_CONTEXT_PATH = re.compile(r"(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxFlags:
    """All that `sandbox` is told."""

    version_text: str = "2.41.9"
    port: int = 0
    context_path: str = ""
    language: str = "en"
    ui: Path | None = None
    login_ui: Path | None = None
    shell_ui: Path | None = None
    core_resources: Path | None = None
    faults: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()


@command(example="dhis2-oauth sandbox --version 2.41.9 --port 8080 --context-path /dhis")
@under(
    "The stand-in",
    click.option("--version", "version_text", default="2.41.9", show_default=True, metavar="V",
                 help="The DHIS2 version to stand in for."),
    click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT", show_default="any free port",
                 help="Port on 127.0.0.1."),
    click.option("--context-path", default="", metavar="PATH", help="Context path, for example /dhis."),
    click.option("--language", default="en", show_default=True, metavar="LANG", help="Language of the UI."),
    formerly("--locale", now="--language", name="language"),
)  # fmt: skip
@under(
    "Upstream's front ends in it",
    click.option("--ui", type=_BUILD, metavar="DIR", help="Serve this compiled System Settings app, not our own."),
    click.option("--login-ui", type=_BUILD, metavar="DIR", help="Serve this compiled login app."),
    click.option("--shell-ui", type=_BUILD, metavar="DIR", help="Serve this compiled global shell."),
    click.option("--core-resources", type=_BUILD, metavar="DIR",
                 help="Shared scripts that 2.30 and 2.31 builds load."),
)  # fmt: skip
@under(
    "How it answers",
    click.option("--fault", "faults", multiple=True, metavar="NAME",
                 help="Misbehave (repeatable); `--fault list` lists them."),
    click.option("--answer", "answers", nargs=2, multiple=True, metavar="PATH BODY",
                 help="Answer calls of the API at PATH, or at 'METHOD PATH', with BODY, or with the file @BODY "
                      "(repeatable)."),
)  # fmt: skip
@takes(SandboxFlags)
def sandbox(given: SandboxFlags) -> Report | None:
    """Run a stand-in DHIS2 on this machine, to try things on."""
    parts = sandbox_parts()
    if "list" in given.faults:
        listed = {str(fault): text for fault, text in parts.descriptions.items()}
        return Report(lines=[f"{fault:<28} {text}" for fault, text in listed.items()], document={"faults": listed})
    options = sandbox_options(parts, given)
    _check_port(options.port)
    try:
        with interruptible(), parts.running(options) as started:
            output().result(
                f"DHIS2 {options.version_text} sandbox at {started.url} "
                f"(sign in as {parts.user} / {parts.password}); Ctrl-C stops it."
            )
            # Before Python 3.14 no Ctrl-C ends a wait without an end on Windows.
            while not threading.Event().wait(_LOOK):
                pass
    except OSError as error:
        raise _port_refused(error) from None
    except KeyboardInterrupt:
        pass
    return None


def sandbox_parts() -> SimpleNamespace:
    """What the sandbox is made of, if Flask is there to run it.

    Raises:
        ConfigError: the extra is not installed.
    """
    try:
        from automation.sandbox.faults import DESCRIPTIONS, Fault
        from automation.sandbox.server import running
        from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, SandboxOptions
    except ModuleNotFoundError as missing:
        raise ExtraMissing("starting the sandbox", str(missing.name), extra="sandbox") from None
    return SimpleNamespace(
        descriptions=DESCRIPTIONS, fault=Fault, running=running, options=SandboxOptions,
        user=DEFAULT_USER, password=DEFAULT_PASSWORD,
    )  # fmt: skip


def sandbox_options(parts: SimpleNamespace, given: SandboxFlags) -> Any:
    """The flags as the sandbox takes them.

    Raises:
        ConfigError: one of them is not as needed.
    """
    check_version(given.version_text)
    try:
        faults = frozenset(parts.fault(name) for name in given.faults)
    except ValueError as error:
        raise ConfigError("reading --fault", str(error), hint="`--fault list` lists the faults.") from None
    return parts.options(
        version_text=given.version_text, context_path=_context_path(given.context_path), locale=given.language,
        port=given.port, settings_ui=given.ui, login_ui=given.login_ui, shell_ui=given.shell_ui,
        core_resources=given.core_resources, faults=faults,
        answers={path: _body(body) for path, body in given.answers},
    )  # fmt: skip


def check_version(text: str) -> None:
    """Find out whether there can be a sandbox of that version.

    Raises:
        ConfigError: it is no version.
    """
    try:
        Dhis2Version.parse(text)
    except ValueError as error:
        raise ConfigError("reading --version", str(error), hint="write it like 2.41.9.") from None


def _body(text: str) -> bytes:
    if not text.startswith("@"):
        return text.encode("utf-8", "surrogateescape")
    try:
        return Path(text[1:]).read_bytes()
    except (OSError, ValueError) as error:
        saw = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"reading {text[1:]}", saw, hint="name a file after the @.") from None


def _context_path(text: str) -> str:
    path = text.strip("/")
    if path and not _CONTEXT_PATH.fullmatch(path):
        raise ConfigError("reading --context-path", f"{text!r} is not the path of a URL", hint="write it like /dhis.")
    return f"/{path}" if path else ""


def _check_port(port: int) -> None:
    """Try the port first: when it is in use, the server would end the process in its own words.

    Raises:
        ConfigError: it cannot be listened on.
    """
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise _port_refused(error) from None


def _port_refused(error: OSError) -> ConfigError:
    saw = error.strerror or str(error)
    return ConfigError("starting the sandbox", saw, hint="name another --port.", code="port_in_use")
