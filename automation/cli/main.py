"""The command line: parse, wire, render. Only this package prints."""

import errno
import os
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from automation import config
from automation.cli.dotenv import read_defaults
from automation.cli.group import DHIS2, Group, Rows
from automation.cli.interruption import interruptible, undisturbed
from automation.cli.output import CLOSED, output, take_streams
from automation.errors import AutomationError, ConfigError, ExitCode, Interrupted, listed
from automation.secrets.child_environment import leave_no_core_files
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from automation.cli.render import Report

_SEVERAL = re.compile(r"\(Did you mean one of: (.+)\?\)$")
_NAME, _COMPLETES = "dhis2-oauth", "_DHIS2_OAUTH_COMPLETE"
# What standard output answers when it takes no more; all other files explain themselves.
_STREAM_TROUBLE = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
if os.name == "nt":
    # What a pipe says there that nobody reads any more.
    _STREAM_TROUBLE.add(errno.EINVAL)
# The commands by section, as --help lists them; a command is loaded when it is called.
SECTIONS = {
    "Clients": {
        "create": "Create an OAuth2 client in DHIS2 and keep its secret.",
        "list": "List the OAuth2 clients of a DHIS2.",
        "show": "Show one OAuth2 client, all but its secret.",
        "update": "Change an OAuth2 client, and prove it.",
        "rotate": "Give an OAuth2 client a new secret, and prove it.",
        "delete": "Delete OAuth2 clients for good, once you have confirmed it.",
        "migrate": "Make the clients of a DHIS2 up to 2.41 anew on 2.42 or later.",
        "recover": "List secrets that were not delivered, or deliver one.",
        "presets": "List the applications whose OAuth2 client is known, and the DHIS2 versions that they work with.",
    },
    "Proof": {
        "doctor": "Look at all that a client will need, and touch nothing.",
        "verify": "Prove a client with a real OAuth2 flow.",
        "audit": "Judge all OAuth2 clients of a DHIS2 as a security officer would.",
    },
    "Show": {
        "guide": "Create a client, prove one, or give it a new secret, and write an illustrated guide to it.",
        "record": "Create a client, prove one, or give it a new secret, and make a film of it.",
    },
    "Tests": {
        "test": "Run the regression suite of the page against a DHIS2.",
        "matrix": "Run the suite against many builds in many languages.",
        "sandbox": "Run a stand-in DHIS2 on this machine, to try things on.",
        "demo": "Create the client of GeoPrism Registry in a stand-in DHIS2.",
    },
    "Set-up": {
        "install-browser": "Find a browser on this machine, or install one.",
        "login": "Sign in once and keep the session for the other commands.",
        "logout": "End the session that `login` has kept.",
    },
}
_HELP = {name: text for commands in SECTIONS.values() for name, text in commands.items()}
# Where a command is not the function of its name in the module of its name.
_ELSEWHERE = {"logout": ("login", "logout"), "list": ("list", "list_")}


class Program(Group):
    """All commands; what is listed and completed is known without loading one."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return [*_HELP, *self.commands]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, loaded."""
        if name not in _HELP:
            return super().get_command(ctx, name)
        usual = name.replace("-", "_")
        where, attribute = _ELSEWHERE.get(name, (usual, usual))
        module = import_module(f"automation.cli.commands.{where}")
        command: click.Command = getattr(module, attribute)
        return command

    def sections(self, _ctx: click.Context) -> dict[str, Rows]:
        """The table above."""
        return {heading: [*commands.items()] for heading, commands in SECTIONS.items()}

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer the names of commands, and what each is for."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - for completion only

        begun = (name for name in sorted(_HELP) if name.startswith(incomplete))
        return [*(CompletionItem(name, help=_HELP[name]) for name in begun),
                *click.Command.shell_complete(self, ctx, incomplete)]  # fmt: skip


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    example=f"dhis2-oauth doctor {DHIS2}",
)
@click.version_option(package_name=_NAME, prog_name=_NAME)
def cli() -> None:
    """Set up OAuth2 clients in DHIS2 through the browser, exactly as a person would.

    Flags beat environment variables, which beat the file .env in the working directory.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """The process: run one command, render its outcome, exit with a stable code."""
    redactor = Redactor()
    take_streams(redactor)
    if config.setting(_COMPLETES):
        # A shell asks what TAB would complete; Click answers and ends the process.
        cli.main([], prog_name=_NAME, complete_var=_COMPLETES)
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    leave_no_core_files()
    report = None
    with interruptible():
        try:
            report = _run(arguments, redactor)
            code = _rendered(report, arguments)
            _settle(report)
        except OSError as error:
            _nobody_listens(report, error)
        except KeyboardInterrupt:
            _stopped_while_telling(report)
    sys.exit(code)


def _rendered(report: "Report | None", arguments: Sequence[str]) -> int:
    if report is None:
        return ExitCode.DONE
    from automation.cli.render import render  # noqa: PLC0415 - --help has nothing to render

    render(report, as_json="--json" in arguments or config.switched_on("DHIS2_OAUTH_JSON"))
    return report.exit_code


def _settle(report: "Report | None") -> None:
    with undisturbed():
        if report and report.settle:
            report.settle()


def _nobody_listens(report: "Report | None", error: OSError) -> NoReturn:
    hint = (report and report.whereabouts) or "send it somewhere else."
    saw = CLOSED if error.errno == errno.EBADF else error.strerror or str(error)
    told = report.error if report and report.error else ConfigError("writing to standard output", saw, hint=hint)
    output().error(told)
    # At its end Python would try once more to write what is left, and fail once more.
    os._exit(told.exit_code)


def _stopped_while_telling(report: "Report | None") -> NoReturn:
    output().say(
        "Error: saying what was done: interrupted.", *([report.whereabouts] if report and report.whereabouts else [])
    )
    os._exit(ExitCode.INTERRUPTED)


def _run(arguments: Sequence[str], redactor: Redactor) -> "Report | None":
    try:
        outcome = cli.main(
            list(arguments),
            prog_name=_NAME,
            standalone_mode=False,
            obj=redactor,
            default_map=read_defaults(cli, arguments),
        )
    except NoArgsIsHelpError as error:
        output().say(*error.format_message().splitlines())
        sys.exit(error.exit_code)
    except (Exception, SystemExit, KeyboardInterrupt) as stop:  # noqa: BLE001 - of every end there is a report
        from automation.cli.render import Report  # noqa: PLC0415 - --help has nothing to render

        return Report(error=_told(stop))
    return None if isinstance(outcome, int) else outcome


def _told(stop: BaseException) -> AutomationError:
    """What stopped the command, for the user.

    Raises:
        OSError: standard output takes no more.
    """
    if isinstance(stop, AutomationError):
        return stop
    if isinstance(stop, click.ClickException):
        return _usage(stop)
    if isinstance(stop, SystemExit):
        # Click's answer to a reader that has gone; its exit code is the one of our bugs.
        hint = "send it somewhere else."
        return ConfigError("writing to standard output", "nobody reads it any more", hint=hint)
    if isinstance(stop, click.Abort | KeyboardInterrupt):
        return _stopped(stop)
    if isinstance(stop, OSError) and stop.errno in _STREAM_TROUBLE and stop.filename is None:
        raise stop
    # Python would print the traceback as it is, with what Playwright quotes of the form: secrets.
    output().say(*_traceback(stop))
    return _Bug(stop)


def _traceback(error: BaseException) -> Iterator[str]:
    """Its lines; what the error says is one of them, however many it has."""
    import traceback  # noqa: PLC0415 - for our bugs only

    for part in traceback.TracebackException.from_exception(error).format():
        yield from part.splitlines() if part.startswith(" ") else [part.strip()]


class _Bug(AutomationError):
    default_code = "bug"

    def __init__(self, error: BaseException) -> None:
        from importlib.metadata import version  # noqa: PLC0415 - slow to load

        super().__init__(
            "running the command",
            f"a bug of ours stopped it ({type(error).__name__})",
            hint=(
                "report it with the lines above (they name no secret that we know of), the version of dhis2-oauth "
                f"({version(_NAME)}) and that of DHIS2. A secret that was read by then is in `dhis2-oauth recover`."
            ),
        )


def _stopped(stop: BaseException) -> Interrupted:
    # Click makes an Abort of every KeyboardInterrupt; the one of a prompt has no cause.
    if isinstance(stop, click.Abort) and stop.__cause__ is None:
        return Interrupted("asking", "interrupted; nothing was started")
    hint = "`dhis2-oauth recover` lists the secrets that are still to be delivered."
    return Interrupted("running the command", "interrupted", hint=hint)


def _usage(error: click.ClickException) -> ConfigError:
    context = getattr(error, "ctx", None)
    hint = f"`{context.command_path} --help` says more." if context else ""
    saw = _SEVERAL.sub(_alternatives, error.format_message().rstrip("."))
    return ConfigError("reading the command line", saw, hint=hint)


def _alternatives(found: re.Match[str]) -> str:
    """What was perhaps meant, as a question of its own; Click puts it into brackets where it is several."""
    return f"Did you mean {listed(found[1].split(', '), 'or')}?"


__all__ = ["cli", "main"]
