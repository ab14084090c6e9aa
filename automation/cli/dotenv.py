"""`.env` and the environment before any command runs: defaults for Click, and what is worth a word."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from automation import config
from automation.cli.output import output
from automation.errors import ConfigError, listed
from automation.network import certificates, proxies
from automation.secrets.credentials import CLIENT_SECRET, VARIABLES
from automation.testing.plugin.starting import OTHER_PASSWORD_VARIABLE

_ASKS_FOR_HELP = {"-h", "--help", "--version"}
_SECRETS = {
    config.PASSWORD_VARIABLE, config.TOTP_VARIABLE, OTHER_PASSWORD_VARIABLE, certificates.PASSPHRASE_VARIABLE,
    proxies.USERNAME_VARIABLE, proxies.PASSWORD_VARIABLE,
}  # fmt: skip
# DHIS2's own folder, and what the project's tests are told.
_OF_OTHERS = ("DHIS2_HOME", "DHIS2_LIVE_", "DHIS2_OFFICIAL_BUILDS")
_PREFIX = "DHIS2_"
# How alike names must be for one to be taken for the other (difflib's measure).
_ALIKE, _PART_IS_ALIKE, _NEARLY_OURS = 0.6, 0.8, 0.85
_LEAST_PART = 3


def read_defaults(group: click.Group, arguments: Sequence[str]) -> dict[str, Any]:
    """What `.env` says, as Click's defaults: below flags and the environment, above our own.

    Raises:
        ConfigError: the file cannot be read, or somebody else can have written it.
    """
    runs = bool(arguments) and not _ASKS_FOR_HELP.intersection(arguments)
    try:
        dotenv = config.read_dotenv(Path.cwd())
    except ConfigError:
        # Who asks how it is done gets an answer whatever is wrong with the file.
        if runs:
            raise
        return {}
    if runs:
        _warn_of_secrets_on_show()
        settings = {*_SECRETS, *_variables(group)}
        output().say(*_unknown(settings, dotenv), *_quoted(settings))
    return _defaults_of(group, dotenv)


def _warn_of_secrets_on_show() -> None:
    if names := config.secrets_on_show(Path.cwd()):
        held = ", ".join(names)
        output().say(f"Warning: other people on this machine can read .env, which holds {held}.", "Try: chmod 600 .env")


def _unknown(settings: set[str], dotenv: Mapping[str, str]) -> Iterator[str]:
    """A word on each name that looks like a setting and is none: a slip is otherwise never seen."""
    # Who puts what `create` delivers into their `.env` puts all of it there.
    delivered = set(VARIABLES) if CLIENT_SECRET in dotenv else set()
    found = [
        *((name, ".env") for name in dotenv if _looks_like_ours(name, settings) and name not in delivered),
        *((name, "the environment") for name in config.names_in_environment() if name.upper().startswith(_PREFIX)
          and name not in VARIABLES),
    ]  # fmt: skip
    for name, place in found:
        if name not in settings and not name.startswith(_OF_OTHERS):
            nearest = _nearest(name, settings)
            meant = f"; did you mean {nearest}?" if nearest else "."
            yield f"! {name} in {place} is not a setting, so it does nothing{meant}"


def _looks_like_ours(name: str, settings: set[str]) -> bool:
    name = name.upper()
    return name.startswith(_PREFIX) or bool(difflib.get_close_matches(name, settings, n=1, cutoff=_NEARLY_OURS))


def _nearest(name: str, settings: set[str]) -> str:
    """The setting that was probably meant."""
    likeness, nearest = max((_likeness(_core(name.upper()), _core(each)), each) for each in sorted(settings))
    return nearest if likeness >= _ALIKE else ""


def _likeness(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    is_part = len(short) >= _LEAST_PART and (long.startswith(short) or long.endswith(short))
    return max(difflib.SequenceMatcher(None, one, other).ratio(), _PART_IS_ALIKE if is_part else 0)


def _core(name: str) -> str:
    """What tells a setting from the others."""
    return name.removeprefix(_PREFIX).removeprefix("OAUTH_").removeprefix("CLIENT_")


def _quoted(settings: set[str]) -> Iterator[str]:
    """A word on quotes that belong to a value; where `.env` is read they do not."""
    if names := sorted(config.quoted_in_environment(settings)):
        begin = "begins and ends" if len(names) == 1 else "begin and end"
        yield f"! {listed(names)} {begin} with a quote, which is taken as part of it: docker's --env-file leaves them."


def _variables(group: click.Group) -> Iterator[str]:
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from _variables(command)
        yield from (parameter.envvar for parameter in command.params if isinstance(parameter.envvar, str))


def _defaults_of(group: click.Group, dotenv: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: _defaults_of(command, dotenv) if isinstance(command, click.Group) else dict(_from_dotenv(command, dotenv))
        for name, command in group.commands.items()
    }


def _from_dotenv(command: click.Command, dotenv: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for parameter in command.params:
        value = dotenv.get(parameter.envvar) if isinstance(parameter.envvar, str) else None
        if value and parameter.name:
            yield parameter.name, value.split() if parameter.multiple else value
