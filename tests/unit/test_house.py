"""The house keeps its shape: who may know whom, and who alone may do what."""

import ast
from pathlib import Path

import pytest

import automation

ROOT = Path(automation.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py"))

# Each room may import itself, what is listed, and the pure modules; arrows point down only.
PURE = {
    "account", "address", "basic_auth", "client", "compatibility", "errors", "files", "formats", "lost", "narrator",
    "presets", "redact", "redirect_uri", "relying_party", "secret", "totp", "transport", "verdict", "versions",
}  # fmt: skip
MAY_IMPORT = {
    "cli": {
        "flows",
        "pages",
        "dialects",
        "recording",
        "config",
        "browser",
        "journal",
        "sinks",
        "sandbox",
        "oauth",
        "certificates",
        "proxies",
        "sessions",
        "testing",
    },
    "recording": set(),
    # Of the browser, how to find one; pytest-playwright starts it.
    "testing": {
        "flows",
        "pages",
        "dialects",
        "recording",
        "config",
        "browser",
        "browser_context",
        "gate",
        "certificates",
        "proxies",
        "requests_transport",
        "sandbox",
        "sessions",
    },
    "flows": {"pages", "dialects", "oauth", "journal", "sinks"},
    "pages": {"dialects"},
    "dialects": set(),
    "sandbox": set(),
    "config": set(),
    "browser": {"browser_context", "browser_gone", "gate", "watchdog"},
    "browser_context": {"certificates"},
    "browser_gone": set(),
    "certificates": set(),
    "gate": {"requests_transport"},
    "proxies": set(),
    "requests_transport": set(),
    "watchdog": set(),
    "journal": set(),
    "sinks": set(),
    "oauth": {"dialects", "requests_transport"},
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
    allowed = PURE | MAY_IMPORT.get(room(path), set())

    assert rooms_used(path) <= allowed


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in PURE], ids=lambda path: path.stem)
def test_pure_modules_know_no_browser_and_no_network(path: Path) -> None:
    heads = {name.split(".")[0] for name in imports(path)}

    assert heads.isdisjoint({"playwright", "flask", "click", "rich", "socket", "http", "subprocess"})


def test_only_the_browser_module_starts_playwright() -> None:
    starters = [room(path) for path in MODULES if "playwright.sync_api.sync_playwright" in imports(path)]

    assert starters == ["browser"]


def test_only_the_command_line_prints() -> None:
    printing = {
        room(path) for path in MODULES if "click.echo" in path.read_text(encoding="utf-8") or _calls(path, "print")
    }

    assert printing == {"cli"}


def test_only_config_reads_the_environment() -> None:
    readers = {
        room(path) for path in MODULES if "os.environ" in path.read_text(encoding="utf-8") or _calls(path, "getenv")
    }

    assert readers == {"config"}


def test_no_page_knows_a_version() -> None:
    for path in [path for path in MODULES if room(path) == "pages"]:
        compared = [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Compare)
        ]
        names = {name.id for node in compared for name in ast.walk(node) if isinstance(name, ast.Name)}
        assert "version" not in names
        assert ".or_(" not in path.read_text(encoding="utf-8")


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in MODULES
        if (count := len(path.read_text("utf-8").splitlines())) > 250
    }

    assert long == {}


def test_what_is_exported_is_what_is_public() -> None:
    # pytest puts names with an @ into the modules whose assertions it words.
    public = {name for name in vars(automation) if name.isidentifier() and not name.startswith("_")}
    modules = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}

    assert automation.__all__ == sorted(automation.__all__)
    assert public - modules == set(automation.__all__)


def _calls(path: Path, function: str) -> bool:
    called = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return any(
        (isinstance(f, ast.Name) and f.id == function) or (isinstance(f, ast.Attribute) and f.attr == function)
        for f in called
    )
