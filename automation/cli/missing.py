"""What is missing is said all at once, or asked for one by one."""

from collections.abc import Callable, Iterator
from typing import Any

import click
from click.core import ParameterSource

from automation import config
from automation.cli.output import output
from automation.cli.visit import URL, USERNAME, kept_sessions
from automation.clients.needs import PASSWORD, Need, missing
from automation.errors import ConfigError
from automation.network.address import base_url
from automation.secrets.sessions import Session

ENV_FILE = Need(name="env_file", flag="ENV_FILE", word="The file that `create` wrote", code="env_file_missing",
                example="reports.dhis2-oauth.env")  # fmt: skip
VIDEO = Need(name="video", flag="--video", word="File for the film", example="reports.mp4", code="video_missing")
GUIDE = Need(name="guides", flag="--guide", word="File for the guide", example="reports.html", code="guide_missing",
             instead="or --card FILE")  # fmt: skip
_ADDRESSES = {"url", "proxy", "app_url"}
Flags = dict[str, Any]
Lacking = Callable[[Flags], list[Need]]


def complete(flags: Flags, *lacking: Lacking, asks: bool = False) -> None:
    """See that nothing is missing; where `asks` says so and somebody can answer, ask for it.

    Raises:
        ConfigError: something is, and this names all of it; or what was given in its place is wrong.
    """
    while needs := [need for each in lacking for need in each(flags)]:
        if needs == [PASSWORD]:
            return  # whoever needs it asks for it, out of sight, and says where it can stand
        if not (asks and output().can_ask):
            context = click.get_current_context()
            raise missing(needs, list(_typed(context)), list(_variables(context, needs)))
        _ask(flags, needs[0])


def visit_needs(flags: Flags) -> list[Need]:
    """Of the address and the user; a session that is kept has the user, and needs no password."""
    lacking = [] if flags["url"] else [URL]
    session = _session(flags)
    if not flags["username"] and session is None:
        lacking.append(USERNAME)
    has_password = config.is_given(config.PASSWORD_VARIABLE, config.read_dotenv())
    return lacking if has_password or session or output().can_ask else [*lacking, PASSWORD]


def client_file_needs(flags: Flags) -> list[Need]:
    """Of a client that a file describes, which has the address as well."""
    return [] if flags["env_file"] else [ENV_FILE, *(need for need in visit_needs(flags) if need is not URL)]


def film_needs(flags: Flags) -> list[Need]:
    """Of a film."""
    return [] if flags["video"] else [VIDEO]


def guide_needs(flags: Flags) -> list[Need]:
    """Of a guide, or its card."""
    return [] if flags["guides"] or flags["cards"] else [GUIDE]


def url_needs(flags: Flags) -> list[Need]:
    """Of the address alone."""
    return [] if flags["url"] else [URL]


def _session(flags: Flags) -> Session | None:
    if flags.get("no_session", True):
        return None
    try:
        url = base_url(flags["url"] or "")
    except ConfigError:
        return None  # it will be read again, and refused with a message
    return kept_sessions(flags).find(url, flags["username"])


def _ask(flags: Flags, need: Need) -> None:
    """Ask until the answer will do."""
    while True:
        answer = output().ask(f"{need.word}, like {need.example}").strip()
        try:
            need.check(answer)
        except ConfigError as error:
            output().error(error)
            continue
        known, value = flags[need.name], need.prefix + answer
        flags[need.name] = (*known, value) if isinstance(known, tuple) else value
        return


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
        variable = need.flag if need is PASSWORD else found.get(need.name)
        if isinstance(variable, str):
            yield variable
