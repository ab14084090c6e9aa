"""The command line: parse, wire, render. Only this package prints."""

import errno
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click
import cloup
from click.exceptions import NoArgsIsHelpError

from automation import config
from automation.cli.commands.create import create
from automation.cli.commands.demo import demo
from automation.cli.commands.doctor import doctor
from automation.cli.commands.guide import guide
from automation.cli.commands.install_browser import install_browser
from automation.cli.commands.login import login, logout
from automation.cli.commands.matrix import matrix
from automation.cli.commands.presets import presets
from automation.cli.commands.record import record
from automation.cli.commands.recover import recover
from automation.cli.commands.sandbox import sandbox
from automation.cli.commands.test import test
from automation.cli.commands.verify import verify
from automation.cli.dotenv import read_defaults
from automation.cli.group import DHIS2, Group
from automation.cli.output import CLOSED, output, take_streams
from automation.cli.report import Report, envelope, error_lines, summary, verdict_lines
from automation.cli.signals import interruptible, undisturbed
from automation.errors import AutomationError, ConfigError, ExitCode
from automation.secrets.child_environment import leave_no_core_files
from automation.secrets.env_file import STDOUT
from automation.secrets.redact import Redactor

_NAME, _COMPLETES = "dhis2-oauth", "_DHIS2_OAUTH_COMPLETE"
_VERSION = version("dhis2-oauth")
# What standard output answers when it takes no more; all other files explain themselves.
_STREAM_TROUBLE = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


@cloup.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    example=f"dhis2-oauth doctor {DHIS2}",
    sections=[
        cloup.Section("Clients", [create, recover, presets]),
        cloup.Section("Proof", [doctor, verify]),
        cloup.Section("Show", [guide, record]),
        cloup.Section("Tests", [test, matrix, sandbox, demo]),
        cloup.Section("Set-up", [install_browser, login, logout]),
    ],
)
@click.version_option(_VERSION, prog_name="dhis2-oauth")
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
    as_json = "--json" in arguments or config.switched_on("DHIS2_OAUTH_JSON", Path.cwd())
    report = None
    with interruptible():
        try:
            report = _run(arguments, redactor)
            code = _render(report, as_json=as_json)
            _settle(report)
        except OSError as error:
            _nobody_listens(report, error)
        except KeyboardInterrupt:
            _stopped_while_telling(report)
    sys.exit(code)


def _settle(report: Report | None) -> None:
    with undisturbed():
        if report and report.settle:
            report.settle()


def _nobody_listens(report: Report | None, error: OSError) -> NoReturn:
    hint = _where_it_is(report) or "send it somewhere else."
    saw = CLOSED if error.errno == errno.EBADF else error.strerror or str(error)
    told = report.error if report and report.error else ConfigError("writing to standard output", saw, hint=hint)
    output().say(*error_lines(told))
    # At its end Python would try once more to write what is left, and fail once more.
    os._exit(told.exit_code)


def _stopped_while_telling(report: Report | None) -> NoReturn:
    output().say("Error: saying what was done: interrupted.", *filter(None, [_where_it_is(report)]))
    os._exit(ExitCode.INTERRUPTED)


def _where_it_is(report: Report | None) -> str:
    if report and report.settle:
        return "`dhis2-oauth recover` has the secret."
    if report and report.delivered_to and report.delivered_to != STDOUT:
        return f"nothing more is to be done: the secret is in {report.delivered_to}."
    return ""


def _run(arguments: Sequence[str], redactor: Redactor) -> Report | None:
    try:
        outcome = cli.main(
            list(arguments),
            prog_name=_NAME,
            standalone_mode=False,
            obj=redactor,
            default_map=read_defaults(cli, arguments),
        )
    except AutomationError as error:
        return Report(error=error)
    except NoArgsIsHelpError as error:
        output().say(*error.format_message().splitlines())
        sys.exit(error.exit_code)
    except click.ClickException as error:
        return Report(error=_usage(error))
    except SystemExit:
        # Click's answer to a reader that has gone; its exit code is the one of our bugs.
        hint = "send it somewhere else."
        return Report(error=ConfigError("writing to standard output", "nobody reads it any more", hint=hint))
    except (click.Abort, KeyboardInterrupt) as stop:
        return Report(error=_stopped(stop))
    except Exception as error:
        # Python would print the traceback as it is, with what Playwright quotes of the form: secrets.
        if isinstance(error, OSError) and error.errno in _STREAM_TROUBLE and error.filename is None:
            raise
        output().say(*_traceback(error))
        return Report(error=_Bug(error))
    return outcome if isinstance(outcome, Report) else None


def _traceback(error: Exception) -> Iterator[str]:
    """Its lines; what the error says is one of them, however many it has."""
    for part in traceback.TracebackException.from_exception(error).format():
        yield from part.splitlines() if part.startswith(" ") else [part.strip()]


class _Bug(AutomationError):
    default_code = "bug"

    def __init__(self, error: Exception) -> None:
        super().__init__(
            "running the command",
            f"a bug of ours stopped it ({type(error).__name__})",
            hint=(
                "report it with the lines above (they name no secret that we know of), the version of dhis2-oauth "
                f"({_VERSION}) and that of DHIS2. A secret that was read by then is in `dhis2-oauth recover`."
            ),
        )


class _Stopped(AutomationError):
    exit_code = ExitCode.INTERRUPTED
    default_code = "interrupted"


def _stopped(stop: BaseException) -> _Stopped:
    # Click makes an Abort of every KeyboardInterrupt; the one of a prompt has no cause.
    if isinstance(stop, click.Abort) and stop.__cause__ is None:
        return _Stopped("asking", "interrupted; nothing was started")
    hint = "`dhis2-oauth recover` lists the secrets that are still to be delivered."
    return _Stopped("running the command", "interrupted", hint=hint)


def _usage(error: click.ClickException) -> ConfigError:
    context = getattr(error, "ctx", None)
    hint = f"`{context.command_path} --help` says more." if context else ""
    return ConfigError("reading the command line", error.format_message().rstrip("."), hint=hint)


def _render(report: Report | None, *, as_json: bool) -> int:
    if report is None:
        return ExitCode.DONE
    if as_json:
        output().json(envelope(report), hands_over=report.delivered_to == STDOUT)
    elif report.delivered_to == STDOUT and report.result:
        output().hand_over(report.result.credentials.written(report.file_format))
        output().say(*summary(report))
    elif report.result and report.secret_to_stdout:
        output().say(*summary(report))
    elif report.result:
        output().result(*summary(report))
    elif report.verdict:
        checks = [] if report.is_told else verdict_lines(report.verdict)
        output().result(*checks, *filter(None, [report.conclusion]))
    elif report.lines:
        output().result(*report.lines)
    if report.error and not as_json:
        output().say(*error_lines(report.error))
    return report.exit_code


__all__ = ["cli", "main"]
