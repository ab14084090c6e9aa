"""Each Python block of the README and of the documentation runs as it is printed."""

import re
from pathlib import Path

import pytest

from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.harness import seed

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = {
    f"{page.relative_to(ROOT).as_posix()} {number}": code
    for page in PAGES
    for number, code in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), 1)
}
TESTS = [name for name, code in EXAMPLES.items() if "\ndef test_" in f"\n{code}"]
SCRIPTS = [name for name in EXAMPLES if name not in TESTS]
RUN = "pytest test_reports.py --dhis2-sandbox 2.41.9"
ADDRESS = "https://dhis2.example.org/dhis"


def test_there_are_some_of_each_kind() -> None:
    assert len(TESTS) >= 2
    assert len(SCRIPTS) >= 4


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_runs(name: str, tmp_path: Path, start_sandbox: StartSandbox) -> None:
    code = EXAMPLES[name]
    sandbox = start_sandbox("2.41.9", context_path="/dhis") if ADDRESS in code else None
    if sandbox and "find_clients" in code:
        seed(sandbox, name="reports", client_id="reports", grants=["authorization_code"])
    (tmp_path / "example.py").write_text(code.replace(ADDRESS, sandbox.url if sandbox else ADDRESS), encoding="utf-8")

    done = Command(tmp_path, program=("example.py",))(XDG_STATE_HOME=str(tmp_path / "state"))

    assert done.returncode == 0, done.stderr
    assert not [*(tmp_path / "state").rglob("*.json")], "the journal still has a secret"
    if sandbox:
        assert [client["cid"] for client in sandbox.state.clients.values()] == ["reports"]
        assert "reports" in done.stdout


@pytest.mark.parametrize("name", TESTS)
def test_a_test_passes_as_the_page_says_that_it_is_run(name: str, tmp_path: Path) -> None:
    (tmp_path / "test_reports.py").write_text(EXAMPLES[name], encoding="utf-8")
    program, *words = RUN.split()

    done = Command(tmp_path, program=("-m", program, "-p", "no:cacheprovider"))(*words)

    assert RUN in (ROOT / "docs" / "how-to" / "own-tests.md").read_text(encoding="utf-8")
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout
