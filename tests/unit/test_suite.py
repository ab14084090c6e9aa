"""The regression suite as its documents have it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from automation.dialects.ui import DIALECTS
from automation.testing.plugin.quirks import QUIRKS

ROOT = Path(__file__).parents[2]
SUITE = sorted((ROOT / "automation" / "testing" / "suite").glob("test_*.py"))
QUIRKS_TEXT = (ROOT / "docs" / "upstream-quirks.md").read_text(encoding="utf-8")
_WRITES = "pytest.mark.dhis2_writes"


def scenarios() -> list[tuple[str, str]]:
    """Each scenario, and whether it writes."""
    found = []
    for path in SUITE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        all_write = any(isinstance(node, ast.Assign) and _WRITES in ast.unparse(node) for node in tree.body)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                writes = all_write or any(_WRITES in ast.unparse(mark) for mark in node.decorator_list)
                found.append((node.name.removeprefix("test_").replace("_", "-"), "yes" if writes else "no"))
    return found


def test_the_table_of_scenarios_is_the_suite() -> None:
    text = (ROOT / "docs" / "regression.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `([\w-]+)` \| .+ \| (yes|no) \|$", text, flags=re.MULTILINE)

    assert table == scenarios()


def test_every_quirk_that_the_suite_sees_is_written_down() -> None:
    headings = re.findall(r"^### (.+)$", QUIRKS_TEXT, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    seen = {anchor for path in SUITE for anchor in re.findall(r'dhis2_quirk\(\s*"([\w-]+)"', path.read_text("utf-8"))}

    assert seen == set(QUIRKS)
    assert seen <= anchors


def test_no_scenario_types_a_name_or_an_id_that_could_be_somebodys() -> None:
    typed = [
        ast.unparse(call)
        for path in [*SUITE, ROOT / "automation" / "testing" / "screens" / "screen.py"]
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and re.search(r"enter_(name|client_id)|commit|\.fill", ast.unparse(call.func))
    ]

    assert typed
    # What is empty, the section's own, or the redirect URI that is none.
    assert [it for it in typed if re.search(r"\w['\"]\)$", it) and "spec(" not in it] == []


def test_each_quirk_has_versions_that_there_are() -> None:
    for anchor, known in QUIRKS.items():
        assert known.since is None or known.since >= DIALECTS[-1].since, anchor
        assert (known.since or DIALECTS[-1].since) in known, anchor


def test_a_session_that_names_no_dhis2_loads_neither_playwright_nor_flask() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, automation.testing.plugin; print(*sorted(sys.modules))"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip

    assert {"playwright", "flask", "requests", "click", "authlib"}.isdisjoint(told)
    assert "automation.testing.plugin.options" not in told
