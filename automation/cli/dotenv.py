"""What `.env` says, as defaults of the options."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from automation import config
from automation.errors import ConfigError

_ASKS_FOR_HELP = {"-h", "--help", "--version"}


class Defaults(dict[str, Any]):
    """The defaults of a group's commands, by the command's name; found when Click asks for them."""

    def __init__(self, group: click.Group, dotenv: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._group, self._dotenv = group, dotenv

    def get(self, name: str, default: Any = None) -> Any:
        """The defaults of a command, by the names of its parameters."""
        command = self._group.get_command(click.Context(self._group), name)
        if isinstance(command, click.Group):
            return Defaults(command, self._dotenv)
        return dict(_from_dotenv(command, self._dotenv())) if command else default


def read_defaults(group: click.Group, arguments: Sequence[str]) -> Defaults:
    """What `.env` says, as Click's defaults: below flags and the environment, above our own.

    Raises:
        ConfigError: the file cannot be read, or somebody else can have written it.
    """
    if not arguments or _ASKS_FOR_HELP.intersection(arguments):
        return Defaults(group, _whatever_there_is)
    from automation.cli.slips import warn_of_slips  # noqa: PLC0415 - of no use to who asks for help

    dotenv = config.read_dotenv()
    warn_of_slips(dotenv)
    return Defaults(group, lambda: dotenv)


def _whatever_there_is() -> dict[str, str]:
    """Who asks how it is done gets an answer whatever is wrong with the file."""
    try:
        return config.read_dotenv()
    except ConfigError:
        return {}


def _from_dotenv(command: click.Command, dotenv: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for parameter in command.params:
        value = dotenv.get(parameter.envvar) if isinstance(parameter.envvar, str) else None
        if value and parameter.name:
            yield parameter.name, value.split() if parameter.multiple else value
