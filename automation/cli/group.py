"""What all our commands have: options in groups, an example in --help, and names of options that were others once."""

import re
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

import click
import cloup
from click.core import ParameterSource

from automation.cli.advice import Advice
from automation.cli.output import output
from automation.cli.report import Report
from automation.errors import AutomationError

Function = Callable[..., Any]
Decorator = Callable[[Function], Function]
# What most examples have.
DHIS2 = "--url https://dhis2.example.org/dhis --username admin"
GEOPRISM = f"{DHIS2} --preset geoprism --app-url https://geoprism.example.org --app-version 1.6.4"
_CONTINUED = " \\"


class Command(cloup.Command):
    """A command with an example; options with the same heading stand together, whoever has added them.

    `useless` are flags that are never advised, because they help with no trouble of this command.
    """

    def __init__(self, *args: Any, example: str, useless: Iterable[str] = (), **settings: Any) -> None:
        _put_under_headings(settings.get("params") or [])
        super().__init__(*args, **settings)
        self.example, self.useless = example, tuple(useless)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, and an example of it."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Example"):
            for line in _broken(self.example, formatter.width - formatter.current_indent - len(_CONTINUED)):
                formatter.write(f"{' ' * formatter.current_indent}{line}\n")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what an option was given by its former name, and say so."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            if isinstance(parameter, _Former):
                parameter.hand_on(ctx)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; what it then advises applies to it."""
        if isinstance(self, click.Group):
            return super().invoke(ctx)
        advice = Advice(ctx)
        try:
            outcome = super().invoke(ctx)
        except AutomationError as error:
            raise advice.about(error) from None
        return advice.fitted(outcome) if isinstance(outcome, Report) else outcome


class Group(Command, cloup.Group):
    """A command that has others, in sections."""


def command(name: str | None = None, *, example: str, useless: Iterable[str] = ()) -> Callable[[Function], Command]:
    """One of our commands; the example is a whole line that could be typed."""
    return cloup.command(name, cls=Command, example=example, useless=useless)


def under(heading: str, *decorators: Decorator) -> Decorator:
    """Several options as one decorator, listed in --help under that heading, in this order."""

    def decorate(function: Function) -> Function:
        known: list[click.Parameter] = getattr(function, "__click_params__", [])
        before = len(known)
        for one in reversed(decorators):
            function = one(function)
        known = getattr(function, "__click_params__", [])
        for parameter in known[before:]:
            setattr(parameter, "heading", heading)  # noqa: B010 - Click knows no such attribute
        return function

    return decorate


def formerly(old: str, *, now: str, name: str, **settings: Any) -> Decorator:
    """The former name of the option `now`, whose parameter is `name`; it still works, and says once what it is now."""
    return click.option(old, f"former_{name}", cls=_Former, now=now, of=name, hidden=True, **settings)


class _Former(cloup.Option):
    def __init__(self, *args: Any, now: str, of: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._now, self._of = now, of

    def hand_on(self, ctx: click.Context) -> None:
        source = ctx.get_parameter_source(self.name)
        value = ctx.params.pop(self.name, None)
        if value is None or source is None or ctx.resilient_parsing:
            return
        is_typed = source is ParameterSource.COMMANDLINE
        then, now = (self.opts[0], self._now) if is_typed else (self.envvar, self._variable(ctx))
        output().say(f"! {then} is now called {now}; the former name still works.")
        if source < (ctx.get_parameter_source(self._of) or ParameterSource.DEFAULT):
            ctx.params[self._of] = value
            ctx.set_parameter_source(self._of, source)

    def _variable(self, ctx: click.Context) -> str:
        return str(next(parameter.envvar for parameter in ctx.command.params if parameter.name == self._of))


def _put_under_headings(parameters: list[click.Parameter]) -> None:
    groups: dict[str, cloup.OptionGroup] = {}
    for parameter in parameters:
        if heading := getattr(parameter, "heading", ""):
            parameter.group = groups.setdefault(heading, cloup.OptionGroup(heading))  # type: ignore[attr-defined]


def _broken(example: str, width: int) -> list[str]:
    """The example in lines that a shell takes together, an option and its value in one."""
    whole = re.sub(r" (?!-)", "\0", example)
    lines = textwrap.wrap(whole, width, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)
    return [f"{line}{_CONTINUED}".replace("\0", " ") for line in lines[:-1]] + [lines[-1].replace("\0", " ")]
