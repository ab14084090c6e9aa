"""No hint names a flag that its command has not, or that was given already, or a command that there is not."""

import ast
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import automation
from automation import errors
from automation.cli.advice import Advice, flags_of
from automation.cli.render import Report
from automation.errors import AutomationError, ConfigError
from automation.secrets.redact import Redactor
from automation.testing import plugin
from automation.testing.plugin import errors as pytests
from automation.verdict import Verdict
from tests.unit.test_help import COMMANDS

ROOT = Path(automation.__file__).parent
LEAVES = {path: command for path, command in COMMANDS.items() if not isinstance(command, click.Group)}
EVERY_FLAG = {flag for command in LEAVES.values() for flag in flags_of(command)} | {"--help"}
# What these are given is a hint, too.
CHECKS = {"warned": 2, "failed": 2, "_fail": 2, "not_tried": 1}


def said(node: ast.expr | None) -> Iterator[str]:
    """The texts that an expression may be, with … for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)  # type: ignore[misc]
    elif isinstance(node, ast.BinOp):
        for left in said(node.left):
            yield from (left + right for right in said(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*said(node.body), *said(node.orelse))
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from said(each)


def all_hints() -> Iterator[tuple[str, str]]:
    """Every text that is advice, and where it stands."""
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found: list[ast.expr | None] = []
            if isinstance(node, ast.keyword) and node.arg == "hint":
                found = [node.value]
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if re.search(r"(?i)hint|_AGAIN|cure", " ".join(map(ast.unparse, targets))):
                    found = [node.value]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "with_hint":
                    found = list(node.args)
                elif (at := CHECKS.get(node.func.attr, 99)) < len(node.args):
                    found = [node.args[at]]
            for each in found:
                yield from ((place, text) for text in said(each))


HINTS = sorted(set(all_hints()))
WITH_FLAGS = [(place, text) for place, text in HINTS if "--" in text]


def context_of(path: str, **given: object) -> click.Context:
    parent = None
    for name in ("dhis2-oauth", *path.split()[:-1]):
        parent = click.Context(click.Group(name), info_name=name, parent=parent)
    context = click.Context(LEAVES[path], info_name=path.rsplit(maxsplit=1)[-1], parent=parent)
    context.params = dict(given)
    return context


def test_hints_are_found() -> None:
    assert len(HINTS) > 100
    assert ("cli/commands/matrix.py", "name another with --artefacts.") in HINTS
    assert any("--timeout" in text and place == "pages/client_form.py" for place, text in HINTS)


@pytest.mark.parametrize(("place", "hint"), WITH_FLAGS)
def test_every_flag_that_is_advised_is_one_of_ours(place: str, hint: str) -> None:
    plugins = place.startswith("testing/")

    unknown = {flag for flag in errors.flags_in(hint) if flag not in EVERY_FLAG}

    assert {flag for flag in unknown if not (plugins and flag.startswith("--dhis2-"))} == set()


@pytest.mark.parametrize(("place", "hint"), [row for row in HINTS if "`" in row[1]])
def test_every_command_that_is_advised_is_one_of_ours(place: str, hint: str) -> None:
    for command in errors.commands_in(hint.replace("…", "x")):
        program, *words = shlex.split(command)
        if program == "dhis2-oauth":
            assert words[0] in COMMANDS, place
            flags = {word for word in words if word.startswith("--")}
            assert flags <= {*flags_of(COMMANDS[words[0]]), "--help"}, place


@pytest.mark.parametrize(("place", "hint"), [row for row in WITH_FLAGS if row[0].startswith("cli/")])
def test_what_a_command_advises_itself_it_has(place: str, hint: str) -> None:
    """What stands in a command's own module needs no trimming, as long as nothing was given."""
    own = [command for path, command in LEAVES.items() if path.split()[-1].replace("-", "_") == Path(place).stem]

    for command in own:
        assert set(errors.flags_in(hint)) <= set(flags_of(command))


@pytest.mark.parametrize("path", LEAVES)
def test_whatever_a_command_says_names_only_what_it_has(path: str) -> None:
    advice, has = Advice(context_of(path)), set(flags_of(LEAVES[path]))

    for place, hint in HINTS:
        told = advice(hint)
        assert set(errors.flags_in(told)) <= has, (place, hint)
        assert told == hint.strip() or (told[-1:] in {"", ".", "…"} and len(told) < len(hint)), (place, hint, told)


@pytest.mark.parametrize("path", LEAVES)
def test_a_switch_that_is_on_is_not_advised_again(path: str) -> None:
    on = {
        parameter.name: True
        for parameter in LEAVES[path].params
        if isinstance(parameter, click.Option) and parameter.is_flag and not parameter.secondary_opts
    }
    switches = set(flags_of(LEAVES[path])) & {f"--{str(name).replace('_', '-')}" for name in on}
    advice = Advice(context_of(path, **on))

    for place, hint in WITH_FLAGS:
        named = {flag for flag in errors.flags_in(advice(hint)) if flag in switches}
        assert all(re.search(rf"(leave|without) {flag}", hint) for flag in named), (place, hint)


@pytest.mark.parametrize(
    ("path", "given", "hint", "told"),
    [
        ("matrix", {}, "try again; raise --timeout.", "try again."),
        ("doctor", {}, "raise --timeout on a slow line; look at it with --headed; read the log.",
         "raise --timeout on a slow line; look at it with --headed; read the log."),
        ("doctor", {"headed": True}, "raise --timeout on a slow line; look at it with --headed; read the log.",
         "raise --timeout on a slow line; read the log."),
        ("recover", {}, "name another --output; --force replaces it; --if-exists keep leaves both as they are.",
         "name another --output; --force replaces it."),
        ("recover", {"force": True}, "name another --output; --force replaces it; --if-exists keep leaves both.",
         "name another --output."),
        ("guide create", {}, "choose another --client-id; delete the old client in DHIS2; or use --if-exists keep.",
         "choose another --client-id; delete the old client in DHIS2."),
        ("logout", {}, "chmod go-w it; or name another --state-dir; or use none with --no-session.",
         "chmod go-w it; or name another --state-dir."),
        ("install-browser", {}, "run `dhis2-oauth install-browser`; install Chrome; or name one with --browser-path.",
         "install Chrome."),
        ("demo", {}, "run `dhis2-oauth install-browser`; install Chrome; or name one with --browser-path.",
         "run `dhis2-oauth install-browser`; install Chrome."),
        ("login", {"headed": True}, "it was not typed; sign in there yourself with `dhis2-oauth login --headed`.",
         "it was not typed."),
        ("login", {}, "it was not typed; sign in there yourself with `dhis2-oauth login --headed`.",
         "it was not typed; sign in there yourself with `dhis2-oauth login --headed`."),
        ("create", {"verify": False}, "switch it on; or add --no-verify to create the client all the same.",
         "switch it on."),
        ("create", {"headed": True}, "leave --headed out; or run it under xvfb-run.",
         "leave --headed out; or run it under xvfb-run."),
        ("create", {"two_factor": True}, "check it. If there is a code, set DHIS2_TOTP_SECRET; or add --two-factor.",
         "check it. If there is a code, set DHIS2_TOTP_SECRET."),
        ("demo", {}, "or use --if-exists keep.", ""),
        ("create", {"force": True}, "`dhis2-oauth create --name 'a; b. c' --force --url x`, or set DHIS2_URL.",
         "`dhis2-oauth create --name 'a; b. c' --force --url x`, or set DHIS2_URL."),
        ("create", {}, "`dhis2-oauth create --name '`' --url x`; try --no-such-thing.",
         "`dhis2-oauth create --name '`' --url x`."),
        ("record verify", {}, "raise --timeout.", "raise --timeout."),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_left_out(path: str, given: dict[str, object], hint: str, told: str) -> None:
    assert Advice(context_of(path, **given))(hint) == told


def test_errors_reports_and_checks_are_all_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = Verdict()
    verdict.failed("x", "y", "look at it with --headed; try again.")
    outcomes = iter([
        Report(error=AutomationError("a", "b", hint="raise --timeout."), verdict=verdict),
        ConfigError("a", "b", hint="--force replaces it; raise --timeout."),
    ])  # fmt: skip

    def act(**_: object) -> object:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    command = LEAVES["matrix"]
    monkeypatch.setattr(command, "callback", act)
    context = command.make_context("matrix", ["--builds", "x"], obj=Redactor())
    report = command.invoke(context)
    with pytest.raises(ConfigError) as caught:
        command.invoke(context)

    assert (report.error.hint, report.verdict.checks[0].next_step, caught.value.hint) == ("", "try again.", "")


def test_pytest_is_told_of_its_own_options(monkeypatch: pytest.MonkeyPatch) -> None:
    hint = "raise --timeout on a slow line; look at it with --headed; name another --state-dir; say --url https://d."
    monkeypatch.delitem(sys.modules, "automation.testing.plugin.exit_status", raising=False)

    assert pytests.fitting(hint) == (
        "raise --dhis2-timeout on a slow line; look at it with --headed; say --dhis2-url https://d."
    )


def test_under_a_command_of_ours_pytest_says_how_its_options_get_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "automation.testing.plugin.exit_status", sys)

    assert pytests.fitting("try again; raise --timeout.") == "try again; raise `-- --dhis2-timeout`."


def test_pytest_says_what_a_former_option_is_called(pytestconfig: pytest.Config) -> None:
    class Said:
        def __init__(self, **options: str) -> None:
            self.getoption = options.get

    assert plugin.pytest_report_header(Said(dhis2_locale="fr")) == (  # type: ignore[arg-type]
        "--dhis2-locale is now called --dhis2-language; the former name still works"
    )
    assert plugin.pytest_report_header(pytestconfig) is None
