"""What a command advises names only flags that it has, and that were not given already."""

from collections.abc import Iterator
from dataclasses import replace

import click

from automation import errors
from automation.cli.render import Report
from automation.errors import AutomationError

_PROGRAM = "dhis2-oauth"


class Advice:
    """What may be advised in the context of a command."""

    def __init__(self, context: click.Context) -> None:
        self._words = context.command_path.split()[1:]
        self._flags = set(flags_of(context.command)) - set(getattr(context.command, "useless", ()))
        self._is_on = set(_on(context))

    def __call__(self, hint: str) -> str:
        """The hint, as far as it applies."""
        return errors.fitting_hint(hint, self._called, self._applies)

    def about(self, error: AutomationError) -> AutomationError:
        """The same error with advice that applies."""
        error.hint = self(error.hint)
        return error

    def fitted(self, report: Report) -> Report:
        """The same report with advice that applies."""
        if report.verdict:
            report.verdict.checks[:] = [
                replace(check, next_step=self(check.next_step)) for check in report.verdict.checks
            ]
        return replace(report, error=self.about(report.error)) if report.error else report

    def _called(self, flag: str, is_to_leave: bool) -> str:  # noqa: FBT001 - what `fitting_hint` asks
        is_useful = flag in self._flags and (is_to_leave or flag not in self._is_on)
        return flag if is_useful else ""

    def _applies(self, command: str) -> bool:
        """Whether it is another command than the one that runs, or this one with a switch that is not on."""
        program, _, rest = command.partition(" ")
        names = rest.split()[: len(self._words)]
        if program != _PROGRAM or names != self._words:
            return True
        words = rest.split()
        return any(word not in self._is_on for word in words[len(names) :])


def flags_of(command: click.Command) -> Iterator[str]:
    """The flags of a command, without former names."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            yield from (*parameter.opts, *parameter.secondary_opts)


def _on(context: click.Context) -> Iterator[str]:
    """The switches that are on."""
    for parameter in context.command.params:
        if isinstance(parameter, click.Option) and parameter.is_flag and parameter.name in context.params:
            yield from parameter.opts if context.params[parameter.name] else parameter.secondary_opts
