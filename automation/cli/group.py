"""What all our commands have: options in groups, an example in --help, and names of options that were others once."""

import re
import shutil
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from automation.cli.output import output
from automation.errors import AutomationError

Function = Callable[..., Any]
Decorator = Callable[[Function], Function]
# What most examples have.
DHIS2 = "--url https://dhis2.example.org/dhis --username admin"
GEOPRISM = f"{DHIS2} --preset geoprism --app-url https://geoprism.example.org --app-version 1.6.4"
_CONTINUED = " \\"
# In columns: the longest option with its help beside it, and the least room for that help.
_LONGEST, _LEAST_ROOM = 30, 35
_WHOLE = 200
Rows = list[tuple[str, str]]


class Command(click.Command):
    """A command with an example; options with the same heading stand together, whoever has added them.

    `useless` are flags that are never advised, because they help with no trouble of this command.
    """

    def __init__(self, *args: Any, example: str, useless: Iterable[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.example, self.useless = example, tuple(useless)

    def get_help(self, ctx: click.Context) -> str:
        """What --help prints; as wide as the terminal, but for its last column."""
        most = min(ctx.max_content_width or 80, shutil.get_terminal_size().columns - 1)
        formatter = click.HelpFormatter(width=ctx.terminal_width or most)
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, and an example of it."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Example"):
            for line in _broken(self.example, formatter.width - formatter.current_indent - len(_CONTINUED)):
                formatter.write(f"{' ' * formatter.current_indent}{line}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under their headings, those without one last."""
        sections: dict[str, Rows] = {}
        rest: Rows = []
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)):
                heading = getattr(parameter, "heading", "")
                (sections.setdefault(heading, []) if heading else rest).append(record)
        write_sections(formatter, sections | {"Other options" if sections else "Options": rest})

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
        from automation.cli.advice import Advice  # noqa: PLC0415 - --help needs none
        from automation.cli.render import Report  # noqa: PLC0415 - as above

        advice = Advice(ctx)
        try:
            outcome = super().invoke(ctx)
        except AutomationError as error:
            raise advice.about(error) from None
        return advice.fitted(outcome) if isinstance(outcome, Report) else outcome


class Group(Command, click.Group):
    """A command that has others."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the commands."""
        super().format_options(ctx, formatter)
        write_sections(formatter, self.sections(ctx))

    def sections(self, _ctx: click.Context) -> dict[str, Rows]:
        """The commands with what each is for, by heading."""
        return {"Commands": [(name, each.get_short_help_str(_WHOLE)) for name, each in sorted(self.commands.items())
                             if not each.hidden]}  # fmt: skip

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; where there is none, what was perhaps meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.NoSuchCommand(
                args[0], message=error.message, possibilities=self.list_commands(ctx), ctx=ctx
            ) from None


class CreateUnlessSaid(Group):
    """A command of which `create` is meant where none of its own is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in what was left out."""
        is_bare = not args and not ctx.resilient_parsing
        if is_bare or (args and args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["create", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the options of what was left out."""
        create = self.commands["create"]
        left_out = create.shell_complete(ctx, incomplete) if incomplete.startswith("-") else []
        return [*super().shell_complete(ctx, incomplete), *left_out]


def command(name: str | None = None, *, example: str, useless: Iterable[str] = ()) -> Callable[[Function], Command]:
    """One of our commands; the example is a whole line that could be typed."""
    return click.command(name, cls=Command, example=example, useless=useless)


def write_sections(formatter: click.HelpFormatter, sections: dict[str, Rows]) -> None:
    """Terms and what they mean in two columns, the same for all sections; in a narrow terminal below each other."""
    lengths = [len(term) for rows in sections.values() for term, _ in rows]
    width = max((length for length in lengths if length <= _LONGEST), default=0)
    spacing = 2
    for heading, rows in sections.items():
        with formatter.section(heading):
            if formatter.width - formatter.current_indent - width - spacing >= _LEAST_ROOM:
                formatter.write_dl([(term.ljust(width), text) for term, text in rows], width, spacing)
                continue
            for number, (term, text) in enumerate(rows):
                gap = "\n" if number else ""
                formatter.write(f"{gap}{' ' * formatter.current_indent}{term}\n")
                formatter.current_indent += 3
                formatter.write_text(text)
                formatter.current_indent -= 3


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


class _Former(click.Option):
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


def _broken(example: str, width: int) -> list[str]:
    """The example in lines that a shell takes together, an option and its value in one."""
    whole = re.sub(r" (?!-)", "\0", example)
    lines = textwrap.wrap(whole, width, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)
    return [f"{line}{_CONTINUED}".replace("\0", " ") for line in lines[:-1]] + [lines[-1].replace("\0", " ")]
