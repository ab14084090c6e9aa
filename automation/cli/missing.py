"""What is missing is said all at once, or asked for one by one."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from automation import config
from automation.cli.connection import TARGET, URL, USERNAME, SignInVariables, kept_sessions
from automation.cli.options import CreateFlags, InstanceFlags
from automation.cli.output import output
from automation.clients.description import client_needs
from automation.clients.needs import PASSWORD, Need, missing
from automation.errors import ConfigError
from automation.network.address import base_url
from automation.secrets.sessions import Session

ENV_FILE = Need(name="env_file", flag="ENV_FILE", word="The file that `create` wrote", code="env_file_missing",
                example="reports.dhis2-oauth.env")  # fmt: skip
_NAMED = Need(name="client_id", flag="CLIENT_ID", word="Client ID", code="client_id_missing", example="georegistry")
_OUTPUT = Need(name="output", flag="--output", word="File for its secret", code="output_missing",
               example="georegistry.dhis2-oauth.env")  # fmt: skip
_ADDRESSES = {"url", "proxy", "app_url"}
Given = TypeVar("Given")


def complete(given: Given, needs: Callable[[Given], list[Need]], *, asks: bool = False) -> Given:
    """The same with all that it lacks; where `asks` says so and somebody can answer, it is asked for.

    Raises:
        ConfigError: something is missing, and this names all of it; or what was given in its place is wrong.
    """
    while lacking := needs(given):
        if all(need.is_password for need in lacking):
            break  # whoever needs it asks for it, out of sight, and says where it can stand
        if not (asks and output().can_ask):
            context = click.get_current_context()
            raise missing(lacking, list(_typed(context)), list(_variables(context, lacking)))
        given = _with(given, lacking[0].name, _answer(lacking[0]))
    return given


def target_needs(given: InstanceFlags, variables: SignInVariables = TARGET) -> list[Need]:
    """Of the address and the user; a session that is kept has the user, and needs no password."""
    lacking = url_needs(given)
    session = _session(given)
    if not given.username and session is None:
        lacking.append(USERNAME)
    has_password = config.is_given(variables.password, config.read_dotenv())
    return lacking if has_password or session or output().can_ask else [*lacking, PASSWORD]


def client_file_needs(env_file: Path | None, instance: InstanceFlags) -> list[Need]:
    """Of a client that a file describes, which has the address as well."""
    return [] if env_file else [ENV_FILE, *(need for need in target_needs(instance) if need is not URL)]


def client_id_needs(client_id: str | tuple[str, ...] | None) -> list[Need]:
    """Of a client that is named."""
    return [] if client_id else [_NAMED]


def output_needs(named: str | None) -> list[Need]:
    """Of the file that a secret goes to."""
    return [] if named else [_OUTPUT]


def create_needs(given: CreateFlags) -> list[Need]:
    """Of `create`."""
    return [*target_needs(given.instance), *client_needs(given.client)]


def url_needs(given: InstanceFlags) -> list[Need]:
    """Of the address alone."""
    return [] if given.url else [URL]


def _session(given: InstanceFlags) -> Session | None:
    if given.no_session:
        return None
    try:
        url = base_url(given.url or "")
    except ConfigError:
        return None  # it will be read again, and refused with a message
    return kept_sessions(given).find(url, given.username)


def _answer(need: Need) -> str:
    """What the user says, asked until it will do."""
    while True:
        answer = output().ask(f"{need.word}, like {need.example}").strip()
        try:
            need.check(answer)
        except ConfigError as error:
            output().error(error)
            continue
        return need.prefix + answer


def _with(given: Given, name: str, value: str) -> Given:
    """The same with that value in the field of that name, wherever it is."""
    changes: dict[str, Any] = {}
    for each in fields(given):  # type: ignore[arg-type]
        known = getattr(given, each.name)
        if each.name == name:
            changes[name] = (*known, value) if isinstance(known, tuple) else value
        elif is_dataclass(known):
            changes[each.name] = _with(known, name, value)
    return replace(given, **changes)  # type: ignore[type-var]


def _typed(context: click.Context) -> Iterator[str]:
    """The command as it was typed."""
    yield from context.command_path.split()
    for parameter in context.command.params:
        is_typed = context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
        if is_typed and parameter.name in context.params:
            yield from _spelled(parameter, context.params[parameter.name])


def _spelled(parameter: click.Parameter, value: Any) -> Iterator[str]:
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(parameter, click.Option) and parameter.is_flag:
            yield parameter.opts[0] if one or not parameter.secondary_opts else parameter.secondary_opts[0]
        elif isinstance(parameter, click.Option):
            # An address may have a password in it, which is refused later and shown nowhere.
            yield from (parameter.opts[0], "…" if "@" in str(one) and parameter.name in _ADDRESSES else str(one))
        else:
            yield str(one)


def _variables(context: click.Context, needs: list[Need]) -> Iterator[str]:
    """The variables in which what is missing may stand."""
    found = {parameter.name: parameter.envvar for parameter in context.command.params}
    for need in needs:
        variable = need.flag if need.is_password else found.get(need.name)
        if isinstance(variable, str):
            yield variable
