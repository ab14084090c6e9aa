"""`dhis2-oauth sandbox`."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click

from automation.cli.stopping import interruptible
from automation.errors import ConfigError
from automation.versions import Dhis2Version

_FAULTS_METAVAR = "NAME"


@click.command()
@click.option(
    "--version",
    "version_text",
    default="2.41.9",
    show_default=True,
    metavar="V",
    help="The DHIS2 version to stand in for.",
)
@click.option("--port", default=0, show_default="any free port", help="Port on 127.0.0.1.")
@click.option("--context-path", default="", metavar="PATH", help="Context path, for example /dhis.")
@click.option("--locale", default="en", show_default=True, help="Language of the UI.")
@click.option(
    "--ui",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve this compiled System Settings app instead of our own.",
)
@click.option(
    "--login-ui",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve this compiled login app.",
)
@click.option(
    "--shell-ui",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve this compiled global shell.",
)
@click.option(
    "--core-resources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Shared scripts that 2.30 and 2.31 builds load.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar=_FAULTS_METAVAR,
    help="Misbehave (repeatable); `--fault list` lists them.",
)
def sandbox(**flags: Any) -> None:
    """Run a stand-in DHIS2 on this machine, to try things without harm."""
    parts = sandbox_parts()
    if "list" in flags["faults"]:
        click.echo("\n".join(f"{fault:<28} {text}" for fault, text in parts.descriptions.items()))
        return
    options = _options(parts, flags)
    try:
        with interruptible(), parts.running(options) as started:
            click.echo(
                f"DHIS2 {options.version_text} sandbox at {started.url} "
                f"(sign in as {parts.user} / {parts.password}); Ctrl-C stops it."
            )
            threading.Event().wait()
    except OSError as error:
        raise ConfigError("starting the sandbox", error.strerror or str(error), hint="name another --port.",
                          code="port_in_use") from None  # fmt: skip
    except KeyboardInterrupt:
        return


def sandbox_parts() -> SimpleNamespace:
    """What the sandbox is made of, if Flask is there to run it.

    Raises:
        ConfigError: the extra is not installed.
    """
    try:
        from automation.sandbox.faults import DESCRIPTIONS, Fault  # noqa: PLC0415 - Flask is an extra
        from automation.sandbox.server import running  # noqa: PLC0415
        from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, SandboxOptions  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise ConfigError("starting the sandbox", f"{missing.name} is not installed",
                          hint="pip install 'dhis2-oauth[sandbox]'.",
                          code="extra_missing") from None  # fmt: skip
    return SimpleNamespace(
        descriptions=DESCRIPTIONS, fault=Fault, running=running, options=SandboxOptions,
        user=DEFAULT_USER, password=DEFAULT_PASSWORD,
    )  # fmt: skip


def _options(parts: SimpleNamespace, flags: dict[str, Any]) -> Any:
    try:
        Dhis2Version.parse(flags["version_text"])
    except ValueError as error:
        raise ConfigError("reading --version", str(error), hint="write it like 2.41.9.") from None
    try:
        faults = frozenset(parts.fault(name) for name in flags["faults"])
    except ValueError as error:
        raise ConfigError("reading --fault", str(error), hint="`--fault list` lists the faults.") from None
    return parts.options(
        version_text=flags["version_text"], context_path=flags["context_path"].rstrip("/"), locale=flags["locale"],
        port=flags["port"], settings_ui=flags["ui"], login_ui=flags["login_ui"], shell_ui=flags["shell_ui"],
        core_resources=flags["core_resources"], faults=faults,
    )  # fmt: skip
