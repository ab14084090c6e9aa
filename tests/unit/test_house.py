"""The house keeps its shape: who may know whom, and who alone may do what."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import automation

ROOT = Path(automation.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py"))

# From the bottom up: a room may import those before it, and what `NEVER` does not forbid.
ROOMS = [
    "errors", "versions", "shapes", "narrator", "verdict",
    "clients", "secrets", "account", "network", "dialects", "config",
    "browser", "oauth", "pages", "flows", "recording", "sandbox", "testing", "cli",
]  # fmt: skip
NO_BROWSER = set(ROOMS[: ROOMS.index("browser")])
NEVER = {
    "dialects": {"secrets", "account", "network"},
    "recording": {"config", "network", "browser", "oauth", "pages", "flows"},
    "sandbox": set(ROOMS) - {"versions", "secrets"},
    "oauth": {"config", "account"},
    "pages": {"config"},
    "flows": {"config"},
}


def room(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def rooms_used(path: Path) -> set[str]:
    known = {room(module) for module in MODULES}
    parts = (name.split(".") for name in imports(path) if name.startswith("automation."))
    return {part[1] for part in parts if part[1] in known} - {room(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_down(path: Path) -> None:
    if room(path) in {"__init__", "__main__"}:
        return
    below = set(ROOMS[: ROOMS.index(room(path))])

    assert rooms_used(path) <= below - NEVER.get(room(path), set())


def test_a_stranger_sees_few_rooms() -> None:
    assert len(list(ROOT.glob("*.py"))) <= 9
    assert len(list(ROOT.glob("*/__init__.py"))) <= 12


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in NO_BROWSER], ids=lambda path: path.stem)
def test_what_is_below_the_browser_knows_none(path: Path) -> None:
    heads = {name.split(".")[0] for name in imports(path)}

    assert heads.isdisjoint({"playwright", "flask", "click", "rich", "subprocess"})


def test_only_the_driver_module_starts_playwright() -> None:
    starters = [
        path.relative_to(ROOT).as_posix() for path in MODULES if "playwright.sync_api.sync_playwright" in imports(path)
    ]

    assert starters == ["browser/driver.py"]


# The writer, with the streams and the console that it hands out. The plugin has pytest's own terminal reporter.
WRITERS = {ROOT / "cli" / name for name in ("output.py", "streams.py", "console.py")}
SAYING = {
    "print", "input", "breakpoint", "click.echo", "click.secho", "click.prompt", "click.confirm", "click.progressbar",
    "click.echo_via_pager", "click.pause", "click.getchar", "click.edit", "click.clear", "click.get_text_stream",
    "click.get_binary_stream", "click.open_file", "warnings.warn", "os.system", "os.dup2", "traceback.print_exc",
    "traceback.print_exception", "traceback.print_stack", "traceback.print_tb", "traceback.print_last",
    "faulthandler.enable", "faulthandler.dump_traceback", "logging.basicConfig", "pprint.pprint", "pprint.pp",
}  # fmt: skip
STREAMS = {"stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__", "displayhook"}
FOREIGN = {
    "getpass",
    "pprint",
    "curses",
    "readline",
    "pdb",
    "rich.console",
    "rich.prompt",
    "rich.logging",
    "faulthandler",
}
LOGGING = {"debug", "info", "warning", "error", "critical", "exception", "log"}


@pytest.mark.parametrize("path", sorted(set(MODULES) - WRITERS), ids=lambda path: str(path.relative_to(ROOT)))
def test_there_is_one_writer_for_both_streams(path: Path) -> None:
    """What is said elsewhere would be said with the secrets in it."""
    assert list(said_past_the_writer(path)) == []


@pytest.mark.parametrize(
    "code",
    [
        "print('x')", "import click\nclick.echo('x')", "from click import echo", "import click as c\nc.secho('x')",
        "from click.termui import prompt", "import sys\nsys.stderr.write('x')", "from sys import stdout",
        "import sys as system\nsystem.__stdout__", "import rich\nrich.print('x')", "from rich.console import Console",
        "from rich import print", "import warnings\nwarnings.warn('x')", "import os\nos.write(1, b'x')",
        "import traceback\ntraceback.print_exc()", "from getpass import getpass", "open('/dev/stderr', 'w')",
        "import logging\nlogging.warning('x')", "import logging\nlogging.StreamHandler()",
        "import logging\nlogging.getLogger('x').error('y')", "error.show()", "import os\nos.fdopen(2, 'w')",
        "open(1, 'w')", "say = print",
    ],
)  # fmt: skip
def test_a_second_writer_would_be_seen(code: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(code)

    assert list(said_past_the_writer(tmp_path / "module.py"))


def test_no_child_writes_to_our_streams() -> None:
    """What a child says is read and told, or goes nowhere; only the suite's own pytest is heard as it speaks."""
    heard = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and _full_name(node.func, {}).startswith("subprocess.")
        and not {"stdout", "stderr"} <= {keyword.arg for keyword in node.keywords}
    ]

    assert set(heard) <= {"cli/commands/test.py"}


def said_past_the_writer(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = dict(_names(tree))
    allowed_types = {id(node) for block in ast.walk(tree) if _is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) not in allowed_types and (told := _told(node, named)):
            yield f"{getattr(node, 'lineno', 0)}: {told}"


def _names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What the names of imported modules and functions stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            heads = ((alias, alias.name.partition(".")[0]) for alias in node.names)
            yield from ((alias.asname, alias.name) if alias.asname else (head, head) for alias, head in heads)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _told(node: ast.AST, named: dict[str, str]) -> str:
    if isinstance(node, ast.Import):
        return next((alias.name for alias in node.names if alias.name in FOREIGN), "")
    if isinstance(node, ast.Name | ast.Attribute):
        return name if _is_saying(name := _full_name(node, named)) else ""
    if isinstance(node, ast.Call):
        return _told_by_call(node)
    if isinstance(node, ast.ImportFrom) and node.module:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        return next((name for name in [node.module, *names] if name in FOREIGN or _is_saying(name)), "")
    return ""


def _told_by_call(node: ast.Call) -> str:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0] if node.args else None
    place = first.value if isinstance(first, ast.Constant) else None
    if called in {"open", "fdopen", "write"} and (
        place in {0, 1, 2} or str(place).startswith(("/dev/std", "/dev/tty"))
    ):
        return f"{called}({place!r})"
    if called in LOGGING and "getLogger" in ast.dump(node.func):
        return f"getLogger().{called}"
    return "show()" if called == "show" and not node.args and not node.keywords else ""


def _is_saying(name: str) -> bool:
    head, _, last = name.rpartition(".")
    shortened = f"click.{last}" if head.startswith("click.") else name
    return (
        shortened in SAYING
        or (head == "sys" and last in STREAMS)
        or (head == "rich" and last in {"print", "print_json", "inspect", "get_console"})
        or (head == "logging" and (last in LOGGING or last.endswith("Handler")))
    )


def _full_name(node: ast.expr, named: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, named)}.{node.attr}"
    return named.get(node.id, node.id) if isinstance(node, ast.Name) else "?"


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def test_only_config_reads_the_environment() -> None:
    readers = {
        path.stem for path in MODULES if "os.environ" in path.read_text(encoding="utf-8") or _calls(path, "getenv")
    }

    assert readers == {"child_environment", "config"}


def test_every_program_that_is_started_gets_an_environment_from_the_short_list() -> None:
    given = {
        path.relative_to(ROOT).as_posix(): _environment_of(call)
        for path in MODULES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith(("subprocess.", "os.exec", "os.spawn"))
    }

    assert given == {
        "browser/install.py": "environment(Purpose.DOWNLOAD)",
        "cli/commands/test.py": "environment",
        "recording/video/encode.py": "environment(Purpose.ENCODER)",
        "testing/matrix/running.py": "plan.environment",
    }


def test_no_page_knows_a_version() -> None:
    for path in [path for path in MODULES if room(path) == "pages"]:
        compared = [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Compare)
        ]
        names = {name.id for node in compared for name in ast.walk(node) if isinstance(name, ast.Name)}
        assert "version" not in names
        assert ".or_(" not in path.read_text(encoding="utf-8")


def test_what_comes_from_outside_is_read_at_one_boundary() -> None:
    # Its own home; lines of Playwright's and pytest's, which may hold what is no JSON; and words that come with us.
    may = {"shapes.py", "traces.py", "reading.py", "recorder.py", "texts.py"}
    reading = re.compile(r"json\.loads?\(|\.json\(\)|tomllib\.loads?\(")
    outside = (path for path in MODULES if room(path) != "sandbox" and path.name not in may)

    assert [path.name for path in outside if reading.search(path.read_text(encoding="utf-8"))] == []


def test_every_call_has_one_deadline_and_a_size() -> None:
    calling = re.compile(
        r"\.request\.(?:get|post|put|fetch|delete|head)\(|requests\.(?:get|post|put|request)\(|urlopen"
    )
    unbounded = [path.name for path in MODULES if calling.search(path.read_text(encoding="utf-8"))]
    sessions = [
        path for path in MODULES if re.search(r"\bSession\(\)|OAuth2Session\(", path.read_text(encoding="utf-8"))
    ]

    assert unbounded == []
    assert [path.name for path in sessions if "mount(session, " not in path.read_text(encoding="utf-8")] == []


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in MODULES
        if (count := len(path.read_text("utf-8").splitlines())) > 350
    }

    assert long == {}


def test_what_is_exported_is_what_is_public() -> None:
    """A name is loaded when it is used; it is the one that type checkers see."""
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    homes = dict(_names(next(node for node in tree.body if _is_for_types(node))))

    assert automation.__all__ == sorted(automation.__all__) == sorted(homes) == dir(automation)
    for name, home in homes.items():
        module, _, attribute = home.rpartition(".")
        assert getattr(automation, name) is getattr(import_module(module), attribute)


def _environment_of(call: ast.Call) -> str:
    return next((ast.unparse(word.value) for word in call.keywords if word.arg == "env"), "its own")


def _calls(path: Path, function: str) -> bool:
    called = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return any(
        (isinstance(f, ast.Name) and f.id == function) or (isinstance(f, ast.Attribute) and f.attr == function)
        for f in called
    )
