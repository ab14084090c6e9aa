"""TAB completes in real shells, and says nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.platforms import POSIX, UTF8_LOCALE
from tests.support.pseudo_terminal import interactive
from tests.support.sampling import cases

pytestmark = POSIX

READY = "ready-for-keys>"
SHELLS = {
    "bash": ("bash", "--norc", "--noprofile", "--noediting"),
    "zsh": ("zsh", "-f"),
}
SETUP = {
    "bash": f"PS1='{READY}'; set -o emacs; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'",
    "zsh": f"PS1='{READY}'; autoload -Uz compinit; compinit -u -D; bindkey -e; unset zle_bracketed_paste",
}
# What is typed before TAB, and the line that TAB makes of it.
LINES = [
    ("dhis2-oauth cre", "dhis2-oauth create "),
    ("dhis2-oauth create --preset geo", "dhis2-oauth create --preset geoprism "),
    ("dhis2-oauth verify --as geo", "dhis2-oauth verify --as geoprism "),
    ("dhis2-oauth create --output only-f", "dhis2-oauth create --output only-file.txt "),
    ("dhis2-oauth create --screenshot-dir only-d", "dhis2-oauth create --screenshot-dir only-directory/"),
    ("dhis2-oauth verify only-f", "dhis2-oauth verify only-file.txt "),
    ("dhis2-oauth record --accept-inc", "dhis2-oauth record --accept-incompatible "),
    ("dhis2-oauth record ver", "dhis2-oauth record verify "),
    ("dhis2-oauth nothing-like-it x", "dhis2-oauth nothing-like-it x"),
]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A folder with a file, a folder and a `.env` that cannot be read, and the command on the path."""
    (tmp_path / "only-file.txt").touch()
    (tmp_path / "only-directory").mkdir()
    (tmp_path / ".env").write_bytes(b"DHIS2_URL=\xff\n")
    program = tmp_path / "bin" / "dhis2-oauth"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m automation "$@"\n')
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "TERM": "dumb", "LC_ALL": UTF8_LOCALE}


def needed(shell: str) -> str:
    found = shutil.which(shell)
    if not found:
        pytest.skip(f"there is no {shell} here")
    if shell == "bash" and _version(found) < (4, 4):
        # As on macOS, which stays at 3.2.
        pytest.skip("Click completes in bash 4.4 and later")
    return found


def _version(bash: str) -> tuple[int, ...]:
    told = subprocess.run([bash, "-c", "echo $BASH_VERSION"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in told.split(".")[:2])


@pytest.mark.parametrize("shell", cases(SHELLS, always=["bash"]))
def test_tab_completes(shell: str, environment: dict[str, str]) -> None:
    needed(shell)
    with interactive(SHELLS[shell], environment) as terminal:
        terminal.type(f'{SETUP[shell]}; eval "$(_DHIS2_OAUTH_COMPLETE={shell}_source dhis2-oauth)"\n')
        terminal.until("\n")
        terminal.until(READY)
        for typed, completed in LINES:
            # The line as it is after TAB, with brackets around it for the shell to print.
            terminal.type(f"{typed}\t\x01echo '[\x05]'\n")
            told = terminal.until(f"\n[{_taken_back(completed) if shell == 'zsh' else completed}]")
            terminal.until(READY)
            assert "Error" not in told
            assert "Traceback" not in told


def _taken_back(completed: str) -> str:
    """Zsh takes back what it has put behind a word when the cursor goes elsewhere."""
    return completed.rstrip(" /")


@pytest.mark.thorough
def test_fish_completes(environment: dict[str, str]) -> None:
    asked = "; ".join(f'complete -C "{typed}"; echo ==' for typed, _ in LINES)
    script = f"_DHIS2_OAUTH_COMPLETE=fish_source dhis2-oauth | source; {asked}"
    words = [needed("fish"), "--no-config", "-c", script]

    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True, timeout=300)

    offered = [[line.partition("\t")[0] for line in part.splitlines()] for part in done.stdout.split("==\n")[:-1]]
    expected = [[] if typed == line else [line.rstrip().rpartition(" ")[2]] for typed, line in LINES]
    assert (offered, done.stderr) == (expected, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_nothing_else_is_said(shell: str, environment: dict[str, str]) -> None:
    asked = {"_DHIS2_OAUTH_COMPLETE": f"{shell}_complete", "COMP_WORDS": "dhis2-oauth create ", "COMP_CWORD": "2"}
    words = [sys.executable, "-m", "automation"]

    done = subprocess.run(words, env=environment | asked, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
