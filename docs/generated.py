"""What the reference pages have out of the code: cog calls these functions, and puts what they return into the pages.

`make docs-reference` writes the pages anew; a test holds that they are as the code makes them.
"""

import inspect
import json
import re
import shlex
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

import click
import msgspec

from automation import config
from automation.cli.envelope import SCHEMA, Checked, Client, Delivery, Endpoints, Envelope, Server, as_plain
from automation.cli.group import DHIS2
from automation.cli.main import SECTIONS, cli
from automation.cli.slips import SETTINGS
from automation.clients import presets as known
from automation.clients.audit import RULES
from automation.clients.difference import ClientOutcome
from automation.clients.issues import Issue
from automation.clients.preset import Preset, Rule
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.dialects.compatibility import Outlook, all_issues_with_dhis2, general_issues, outlooks
from automation.dialects.ui import DialectName, DialectSource
from automation.errors import ExitCode, listed
from automation.network import certificates, transport
from automation.sandbox.faults import DESCRIPTIONS
from automation.secrets.formats import Format
from automation.secrets.visible import as_json
from automation.verdict import Outcome
from docs import error_codes

SCHEMA_FILE = Path(__file__).parent / "reference" / "report.schema.json"
_COLUMNS = ("Option", "Variable", "Default", "What it does")
_MAIN = "create"
# Which versions have these kinds of OAuth2 server.
_UNTIL = {
    (SPRING_SECURITY_OAUTH,): "up to 2.41",
    (AUTHORIZATION_SERVER,): "2.42 and later",
    (SPRING_SECURITY_OAUTH, AUTHORIZATION_SERVER): "all",
}
_DEFAULT = re.compile(r"\s*\[default: (.+?)\]")
# What is shown as code wherever it stands: flags, variables, addresses, files, arguments, names with an underscore.
_CODE = re.compile(
    r"`[^`]*`|(?<![\w/`-])(?:-- -k \w+|(?:-- )?--[a-z][a-z-]*|--?(?= )|DHIS2_[A-Z0-9_]+|[A-Z]+_(?:FILE|ID)\b|"
    r"\w+://[^\s,;]*(?<![.,;])|\./\S+\w|\.[a-z]\w+/?|\{\w+\}|(?:/[\w*]+){2,}|/api\b|[a-z]+(?:_[a-z]+)+)"
)
# No flag takes these: other users of a machine can read command lines.
_WITHOUT_A_FLAG = {
    config.PASSWORD_VARIABLE: "The password of who signs in. Asked for in a terminal where it is not given.",
    config.TOTP_VARIABLE: "The Base32 secret of their authenticator app, where the account signs in with a code.",
    config.FROM_PASSWORD_VARIABLE: "The password of who signs in to the DHIS2 that `migrate --from` names.",
    config.FROM_TOTP_VARIABLE: "The Base32 secret of their authenticator app, where that account signs in with a code.",
    "DHIS2_OTHER_PASSWORD": "The password of the user that `test --other-username` names.",
    certificates.PASSPHRASE_VARIABLE: "The passphrase of `--client-key`, or of a `.p12` or `.pfx` file. "
    "Asked for in a terminal where it is not given.",
    transport.USERNAME_VARIABLE: "Who signs in to the proxy.",
    transport.PASSWORD_VARIABLE: "The password for the proxy.",
}  # fmt: skip


def commands() -> str:
    """All commands by section, with their examples and options."""
    parts = []
    for heading, names in SECTIONS.items():
        parts.append(f"## {heading}")
        parts += [part for path in _all_commands() if path[0] in names for part in _about(path)]
    return _block(*parts)


def commands_in_short() -> str:
    """What each command does, in a line."""
    short = {path[0]: command.help or "" for path, command in _all_commands().items() if len(path) == 1}
    rows = [
        (f"[`{name}`](#{name})", _marked(" ".join(short[name].split("\n\n")[0].split())))
        for names in SECTIONS.values()
        for name in names
    ]
    return _block(_table(("Command", "What it does"), rows))


def settings() -> str:
    """The settings of `create`, by variable."""
    rows = [(variable, flags, default, text) for flags, variable, default, text in map(_row, _options((_MAIN,)))]
    return _block(_table(("Variable", "Flag", "Default", "What it says"), rows))


def settings_of_others() -> str:
    """The settings that `create` does not have."""
    of_main = {option.envvar for option in _options((_MAIN,))}
    uses = [(path[0], option) for path in _all_commands() for option in _options(path)]
    found: dict[str, tuple[click.Option, list[str]]] = {}
    for name, option in uses:
        if isinstance(option.envvar, str) and option.envvar not in of_main:
            found.setdefault(option.envvar, (option, []))[1].append(name)
    rows = []
    for option, names in found.values():
        flags, variable, _, text = _row(option)
        rows.append((variable, flags, _names(dict.fromkeys(names)), text))
    return _block(_table(("Variable", "Flag", "Commands", "What it says"), rows))


def settings_without_a_flag() -> str:
    """The variables that no flag stands for.

    Raises:
        LookupError: it is not known here what one of them says.
    """
    of_flags = {parameter.envvar for command in _all_commands().values() for parameter in command.params}
    if SETTINGS - of_flags != _WITHOUT_A_FLAG.keys():
        raise LookupError(f"what do these say? {SETTINGS - of_flags ^ _WITHOUT_A_FLAG.keys()}")
    rows = [(f"`{variable}`", text) for variable, text in _WITHOUT_A_FLAG.items()]
    return _block(_table(("Variable", "What it says"), rows))


def exit_codes() -> str:
    """The exit codes."""
    rows = [(str(code.value), f"{code.meaning[0].upper()}{code.meaning[1:]}.") for code in ExitCode]
    return _block(_table(("Exit code", "Meaning"), rows))


def codes_of_errors() -> str:
    """The codes in the JSON report, by exit code."""
    found = error_codes.codes()
    return _block(
        "\n".join(f"- **{exit_code.value}:** {_names(found[exit_code])}" for exit_code in ExitCode if found[exit_code])
    )


def report_example() -> str:
    """What `create --json` prints."""
    uri, url = "https://geoprism.example.org/api/session/ologin", "https://dhis2.example.org/dhis"
    served = SPRING_SECURITY_OAUTH.endpoints(url)
    envelope = Envelope(
        schema=SCHEMA,
        ok=True,
        client=Client(
            name="georegistry",
            client_id="georegistry",
            grant_types=("authorization_code",),
            redirect_uris=(uri,),
        ),
        outcome=ClientOutcome.CREATED,
        differences=(),
        clients=None,
        migrations=None,
        dhis2=Server(url=url, version="2.40.11", dialect=DialectName.MODAL, dialect_source=DialectSource.PAGE),
        endpoints=Endpoints(authorize=served.authorize, token=served.token, profile=served.profile),
        secret=Delivery(delivered_to="georegistry.dhis2-oauth.env", format=Format.DOTENV, stored=True),
        made=(),
        unchanged=(),
        verified=True,
        checks=(Checked(name=f"token {uri}", outcome=Outcome.PASS, reason="the code was exchanged", next_step=""),),
        findings=None,
        rules=None,
        error=None,
    )
    return _block(f"```json\n{as_json(as_plain(envelope))}\n```")


def report_keys() -> str:
    """What each key of the report means."""
    schema = _schema()
    rows = [(f"`{key}`", _kind(plain), plain["description"]) for key, plain in _keys(schema, schema, "")]
    return _block(_table(("Key", "Type", "Meaning"), rows))


def report_schema() -> str:
    """The JSON Schema of the report."""
    plain = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema()}
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def presets() -> str:
    """The applications whose client is known."""
    return _block(*(part for preset in known.presets().values() for part in _preset(preset)))


def audit_rules() -> str:
    """The rules of `audit`."""
    rows = [
        (f"[`{rule.id}`](#{rule.id})", " or ".join(rule.severities), _UNTIL[rule.kinds], _marked(rule.asks))
        for rule in RULES
    ]
    return _block(_table(("Rule", "Severity", "DHIS2", "What is looked for"), rows))


def faults() -> str:
    """The faults of the stand-in."""
    return _block(
        _table(("`--fault`", "What happens"), [(f"`{name}`", _marked(text)) for name, text in DESCRIPTIONS.items()])
    )


@cache
def _all_commands() -> dict[tuple[str, ...], click.Command]:
    """The commands by their path, each group before its own."""
    return dict(_walk(cli, ()))


def _walk(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name in group.list_commands(click.Context(group)):
        if command := group.get_command(click.Context(group), name):
            yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _walk(command, (*path, name))


def _about(path: tuple[str, ...]) -> Iterator[str]:
    """A command: what it does, an example, and its options, of which some are told elsewhere."""
    command = _all_commands()[path]
    yield f"{'#' * (2 + len(path))} `{' '.join(path)}`"
    yield from (_marked(" ".join(text.split())) for text in inspect.cleandoc(command.help or "").split("\n\n"))
    yield f"```sh\n{_example(command)}\n```"
    groups = [_group(path, heading, options) for heading, options in _groups(path).items()]
    for group in groups:
        if group.own:
            words = f": {group.as_there}, and:" if group.as_there else ""
            yield f"**{group.heading}**{words}"
            yield _table(_COLUMNS, group.own)
    elsewhere = sorted((group for group in groups if not group.own), key=lambda group: group.as_there)
    for as_there, alike in groupby(elsewhere, key=lambda group: group.as_there):
        yield f"{', '.join(f'**{group.heading}**' for group in alike)}: {as_there}."


def _example(command: click.Command) -> str:
    """The example as --help has it, in lines that a shell takes together."""
    # Click keeps what it makes of --help with the command, so it must be what the program itself makes of it.
    program = click.Context(cli, **cli.context_settings)
    text = command.get_help(click.Context(command, program, terminal_width=100))
    (example,) = re.findall(r"^Example:\n((?:  .*\n?)+)", text, flags=re.MULTILINE)
    return textwrap.dedent(example).rstrip()


def _options(path: tuple[str, ...]) -> list[click.Option]:
    """The options of a command, without former names."""
    parameters = _all_commands()[path].params
    return [each for each in parameters if isinstance(each, click.Option) and not each.hidden]


def _groups(path: tuple[str, ...]) -> dict[str, list[click.Option]]:
    """The same by their heading in --help."""
    found: dict[str, list[click.Option]] = {}
    for option in _options(path):
        found.setdefault(getattr(option, "heading", "Options"), []).append(option)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Options of a command under one heading: rows of its own, and where the others are."""

    heading: str
    own: list[tuple[str, str, str, str]]
    as_there: str = ""


def _group(path: tuple[str, ...], heading: str, options: list[click.Option]) -> _Group:
    """The group, told only once: where most of it is that of an earlier command, that is named."""
    rows = {option.opts[0]: _row(option) for option in options}
    for other in _earlier(path):
        there = {option.opts[0]: _row(option) for option in _groups(other).get(heading, ())}
        own = [row for flag, row in rows.items() if there.get(flag) != row]
        lacking = [f"`{flag}`" for flag in there if flag not in rows]
        shared = len(rows) - len(own)
        if shared > 1 and shared > len(own) and shared > len(lacking):
            without = f", without {listed(lacking)}" if lacking else ""
            as_there = f"as for [`{' '.join(other)}`](#{'-'.join(other)}){without}"
            return _Group(heading=heading, own=own, as_there=as_there)
    return _Group(heading=heading, own=[*rows.values()])


def _earlier(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return takewhile(lambda other: other != path, _all_commands())


def _row(option: click.Option) -> tuple[str, str, str, str]:
    """Its flags, its variable, its default and what it does."""
    takes = f" {option.metavar}" if option.metavar else ""
    flags = ", ".join(f"`{flag}{takes}`" for flag in (*option.opts, *option.secondary_opts))
    return flags, f"`{option.envvar}`" if option.envvar else "", _default(option), _text(option)


def _default(option: click.Option) -> str:
    """What holds where nothing is said."""
    if option.required:
        return "must be given"
    if inline := _DEFAULT.search(option.help or ""):
        return _marked(inline[1])
    if isinstance(option.show_default, str):
        return option.show_default
    if option.is_flag:
        return f"`{option.opts[0]}`" if option.secondary_opts else "off"
    default = option.to_info_dict()["default"]
    shown = f"{default:g}" if isinstance(default, float) else str(default or "")
    return f"`{shown}`" if shown else ""


def _text(option: click.Option) -> str:
    """What an option does, and what it may be."""
    text = _marked(_DEFAULT.sub("", option.help or ""))
    return f"{text} One of {_names(option.type.choices)}." if isinstance(option.type, click.Choice) else text


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _marked(text: str) -> str:
    """The text with code marked as such, and nothing in it that Markdown takes for something else."""
    parts, end = [], 0
    for found in _CODE.finditer(text):
        parts += [_escaped(text[end : found.start()]), found[0] if found[0].startswith("`") else f"`{found[0]}`"]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return re.sub(r"([*_|])", r"\\\1", text).replace("<", "&lt;")


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = msgspec.json.schema(Envelope)
    return schema


def _keys(schema: dict[str, Any], plain: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key with its schema, those of an object after that object."""
    for name, inner in _resolved(schema, plain).get("properties", {}).items():
        yield f"{prefix}{name}", inner | {"resolved": _resolved(schema, inner)}
        is_list = _resolved(schema, inner).get("type") == "array"
        below = _resolved(schema, inner)["items"] if is_list else inner
        yield from _keys(schema, below, f"{prefix}{name}{'[]' if is_list else ''}.")


def _resolved(schema: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    """What is meant where it is not null."""
    meant: dict[str, Any] = next(each for each in plain.get("anyOf", [plain]) if each.get("type") != "null")
    return _resolved(schema, schema["$defs"][meant["$ref"].rpartition("/")[2]]) if "$ref" in meant else meant


def _kind(plain: dict[str, Any]) -> str:
    resolved = plain["resolved"]
    kinds = [f"`{value}`" for value in resolved["enum"]] if "enum" in resolved else [resolved["type"]]
    return listed([*kinds, "null"] if {"type": "null"} in plain.get("anyOf", ()) else kinds, "or")


def _preset(preset: Preset) -> Iterator[str]:
    """An application: its client, what to type, and what is known not to work."""
    needs = preset.needs(app_url=None, app_version=None, client_id=None, params={})
    words = shlex.join(["--preset", preset.key, *(word for need in needs for word in need.words)])
    yield f"## {preset.title}"
    yield f"```sh\ndhis2-oauth create {DHIS2} {words}\n```"
    yield "\n".join(f"- {label}: {text}" for label, text in _facts(preset) if text)
    yield from [_marked(preset.note)] if preset.note else []
    if preset.sends:
        yield f"`verify --as {preset.key}` tries a client with exactly the requests that {preset.title} sends."
    yield "\n".join(f"- {line}" for line in _compatibility(preset))
    source = re.sub(r"(https://[^ ,]+)", r"<\1>", _escaped(preset.source))
    yield f"Source: {source}."


def _facts(preset: Preset) -> Iterator[tuple[str, str]]:
    needs = preset.needs(app_url=None, app_version=None, client_id=None, params={})
    yield "Preset", f"`{preset.key}`"
    yield "Client ID", f"`{preset.client_id}`" if preset.client_id else ""
    yield "Grant types", _names(sorted(preset.grant_types))
    for rule in preset.redirect_uris:
        yield f"Redirect URI{_of_release(rule)}", f"`{rule.says}`"
    yield "What you give", _names(f"{need.flag} {need.prefix}…" if need.prefix else need.flag for need in needs)


def _of_release(rule: Rule) -> str:
    return f" of release {rule.versions}" if str(rule.versions) else ""


def general() -> str:
    """What is known against DHIS2 versions, whatever the application."""
    return _block("\n".join(f"- {line}" for line in _issues("DHIS2", general_issues())))


def _compatibility(preset: Preset) -> Iterator[str]:
    """With which versions nothing is known against it, and what is known against the others."""
    fine = [str(span.versions) for span in outlooks(preset) if span.outlook is Outlook.NO_OBJECTION]
    yield f"**Nothing is known against it with** DHIS2 {', '.join(fine)}."
    everywhere = general_issues()
    yield from _issues("Release", preset.app_issues)
    yield from _issues("DHIS2", (issue for issue in all_issues_with_dhis2(preset) if issue not in everywhere))


def _issues(what: str, issues: Iterable[Issue]) -> Iterator[str]:
    for issue in issues:
        spans = ", ".join(filter(None, map(str, issue.versions))) or "of every version"
        yield f"**{'Broken' if issue.is_broken else 'Doubtful'} with** {what} {spans}: {_marked(issue.says)}."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table without the columns that have nothing."""
    kept = [at for at, _ in enumerate(head) if any(row[at] for row in rows)]
    lines = [head, ["---" for _ in head], *rows]
    return "\n".join(f"| {' | '.join(line[at] for at in kept)} |" for line in lines)


def _block(*parts: str) -> str:
    """Parts of a page, with the empty lines that Markdown wants around them and around all."""
    return "\n" + "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(report_schema(), encoding="utf-8")
