"""A driver or browser that does not start: the error has its own words, and nothing is left behind."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from automation.browser import session
from automation.browser.session import BrowserOptions, open_page
from automation.errors import ConfigError
from tests.support.command import Command
from tests.support.own_thread import in_own_thread

pytestmark = pytest.mark.skipif(os.name != "posix", reason="it writes shell scripts")

SNAP = """\
#!/bin/sh
echo "" >&2
echo "Command '$0' requires the chromium snap to be installed." >&2
echo "Please install it with:" >&2
echo "" >&2
echo "snap install chromium" >&2
echo "" >&2
exit 1
"""
OWN_WORDS = "requires the chromium snap to be installed. Please install it with: snap install chromium"
# Seconds that no other worker of pytest-xdist lets a program sleep.
SLEEP = f"6{os.getpid():07}"
DRIVERS = {
    "needs another machine": ("#!/bin/sh\necho 'node: version `GLIBC_2.99` not found' >&2\nexit 1\n", "GLIBC_2.99"),
    "throws": ("#!/bin/sh\nprintf 'file:1\\n  throw err;\\n\\nError: Cannot find module x\\n' >&2\nexit 1\n",
               "Error: Cannot find module x"),
    "says nothing": ("#!/bin/sh\nexit 3\n", "it ended at once"),
    "is another program": (f"#!/bin/sh\nprintf '\\002\\000\\000\\000{{}}'\nexec sleep {SLEEP}\n", "Error occurred in"),
    "is no program": ("\x7fELF", "Exec format error"),
    "speaks no JSON": (f"#!/bin/sh\nprintf '\\001\\000\\000\\000{{'\nexec sleep {SLEEP}\n", "it ended at once"),
}  # fmt: skip


def started_by(command: Command, node: Path, *, patience: float = 60) -> Command:
    """The command with another Node for its driver, which only Playwright's own code can be given, and its patience."""
    _, cli = compute_driver_executable()
    return replace(
        command,
        patches={
            "playwright._impl.transport.compute_driver_executable": f"lambda: {(str(node), cli)!r}",
            "automation.browser.driver.PATIENCE": str(patience),
        },
    )


def script(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def command(tmp_path: Path) -> Command:
    (tmp_path / "temporary").mkdir()
    return Command(tmp_path, environment={"TMPDIR": str(tmp_path / "temporary")})


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_driver_that_cannot_start_is_an_error_of_its_own(command: Command, kind: str) -> None:
    text, said = DRIVERS[kind]
    node = script(command.folder / "node", text)
    command = started_by(command, node, patience=10 if kind == "is another program" else 60)

    done = command("doctor", "--url", "http://127.0.0.1:9", "--username", "admin")

    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Error: starting Playwright's driver: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "never retrieved" not in done.stderr
    assert not list((command.folder / "temporary").iterdir())
    assert not [each for each in running() if str(node) in each or f"sleep\x00{SLEEP}" in each]


def running() -> list[str]:
    """The command lines of this machine's processes; nothing where it does not list them."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(each.read_text(errors="replace"))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("mode", [None, 0o644])
def test_a_node_that_is_missing_or_no_program_is_named(command: Command, mode: int | None) -> None:
    node = command.folder / "node"
    if mode:
        node.touch(mode)

    done = started_by(command, node)("install-browser")

    assert (done.returncode, str(node) in done.stderr) == (2, True), done.stderr
    assert "Error: starting Playwright's driver: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_driver_that_hangs_is_ended(command: Command, tmp_path: Path) -> None:
    node = script(tmp_path / "node", "#!/bin/sh\nexec sleep 601\n")

    done = started_by(command, node, patience=1)("doctor", "--url", "http://127.0.0.1:9", "--username", "admin")

    assert (done.returncode, "it said nothing" in done.stderr) == (2, True), done.stderr
    assert not [each for each in running() if "sleep\x00601" in each]


@in_own_thread
def test_the_next_browser_is_taken_where_one_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good = session.find_or_install(print)
    script(tmp_path / "google-chrome", SNAP)
    script(tmp_path / "chromium", f'#!/bin/sh\nexec "{good}" "$@"\n')
    _only(monkeypatch, tmp_path)

    assert session.find_or_install(print) == tmp_path / "chromium"
    with open_page(BrowserOptions()) as page:
        assert page.evaluate("1 + 1") == 2


@in_own_thread
def test_where_none_starts_each_has_its_own_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script(tmp_path / "chromium", "#!/bin/sh\nexit 3\n")
    script(tmp_path / "chromium-browser", SNAP)
    _only(monkeypatch, tmp_path)

    with pytest.raises(ConfigError) as caught, open_page(BrowserOptions()):
        pass

    assert caught.value.code == "browser_broken"
    assert OWN_WORDS in caught.value.saw
    assert f"{tmp_path / 'chromium'}: " in caught.value.saw


@in_own_thread
def test_install_browser_believes_no_browser_that_has_not_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script(tmp_path / "chromium-browser", SNAP)
    _only(monkeypatch, tmp_path)
    monkeypatch.setattr("automation.browser.install._installers", list)

    with pytest.raises(ConfigError) as caught:
        session.find_or_install(print)

    assert OWN_WORDS in caught.value.saw


@in_own_thread
def test_a_browser_that_was_named_is_the_only_one(tmp_path: Path) -> None:
    named = script(tmp_path / "mine", SNAP)

    with pytest.raises(ConfigError) as caught, open_page(BrowserOptions(path=named)):
        pass

    assert caught.value.message == f"starting the browser {named}: Command '{named}' {OWN_WORDS}"


def test_the_suite_says_so_too(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin" / "chromium", SNAP)
    command.environment |= {"PATH": str(tmp_path / "bin"), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")}

    done = command("test", "--sandbox", "2.41.9", "-k", "test_escape")

    assert (done.returncode, OWN_WORDS in done.stdout) == (2, True), done.stdout + done.stderr


def _only(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """This machine has the browsers of this folder, and no others."""
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder / "none"))
    monkeypatch.setattr("automation.browser.install._WINDOWLESS", ())
    monkeypatch.setattr("automation.browser.install._ELSEWHERE", ())
    monkeypatch.setattr(
        "automation.browser.install._ON_PATH", [path.name for path in folder.iterdir() if path.is_file()]
    )
