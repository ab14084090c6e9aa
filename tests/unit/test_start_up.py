"""What asks for no browser loads none: help, the list of presets, the journal, TAB."""

import sys
from pathlib import Path
from subprocess import run

import click
import pytest

from automation.cli.main import SECTIONS, cli
from tests.support.platforms import BARE_ENVIRONMENT

HEAVY = {"playwright", "requests", "httpx", "bcrypt", "authlib", "flask", "cryptography", "jinja2", "PIL", "rich"}
# What is read and checked; who asks for help gives nothing to check.
CHECKS = {"msgspec", "dotenv", "platformdirs", "idna", "pathlib", "importlib.metadata", "urllib.request", "tomllib"}
NAMES = [name for commands in SECTIONS.values() for name in commands]
# The modules that a run has loaded by its end.
LISTED = """
import atexit, sys
atexit.register(lambda: sys.__stderr__.write("\\n" + " ".join(sys.modules)))
from automation.__main__ import main
sys.argv = ["dhis2-oauth", *sys.argv[1:]]
main()
"""


def loaded(folder: Path, *arguments: str, **environment: str) -> set[str]:
    done = run(
        [sys.executable, "-c", LISTED, *arguments],
        cwd=folder,
        env={"DHIS2_OAUTH_STATE_DIR": str(folder), **BARE_ENVIRONMENT, **environment},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["presets"], ["presets", "--json"], ["recover"], ["recover", "--json"]]
)
def test_what_needs_no_browser_loads_none(tmp_path: Path, arguments: list[str]) -> None:
    assert loaded(tmp_path, *arguments) & HEAVY == set()


def test_help_loads_next_to_nothing_but_click(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--help")

    assert not modules & (HEAVY | CHECKS)
    assert not [name for name in modules if name.startswith("automation.cli.commands.")]


@pytest.mark.parametrize("words", ["", *(f"{name} --" for name in NAMES), "record create --", "create --preset "])
def test_completion_loads_no_browser(tmp_path: Path, words: str) -> None:
    given = {"_DHIS2_OAUTH_COMPLETE": "bash_complete", "COMP_WORDS": f"dhis2-oauth {words}",
             "COMP_CWORD": str(len(words.split(" ")))}  # fmt: skip

    assert loaded(tmp_path, **given) & HEAVY == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_listed_of_a_command_is_what_it_says_of_itself(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    (text,) = [commands[name] for commands in SECTIONS.values() if name in commands]

    assert command
    assert (command.name, command.get_short_help_str(limit=200)) == (name, text)


# What only the extras bring, as if they were not installed.
WITHOUT_EXTRAS = """
import sys

sys.modules.update(dict.fromkeys((
    "pytest", "_pytest", "pytest_playwright", "pytest_reportlog", "axe_playwright_python", "tomlkit", "flask",
    "joserfc", "jinja2", "PIL", "pixelmatch", "imageio_ffmpeg", "pysubs2",
)))
"""
HELP_OF_ALL = f"""{WITHOUT_EXTRAS}
from click.testing import CliRunner
from automation.cli.main import SECTIONS, cli
for name in [name for names in SECTIONS.values() for name in names]:
    done = CliRunner().invoke(cli, [name, "--help"])
    print(name, done.exit_code, done.output.split()[0])
"""
A_CLIENT = [
    "--url",
    "https://d.example",
    "--username",
    "admin",
    "--client-id",
    "x",
    "--redirect-uri",
    "https://a.example",
]
NEEDS_AN_EXTRA = [
    ("sandbox", ["sandbox"]), ("sandbox", ["demo"]), ("record", ["record", "--video", "a.mp4", *A_CLIENT]),
    ("test,sandbox", ["test", "--sandbox", "2.41.9"]), ("test,sandbox", ["matrix", "--builds", "."]),
    ("test", ["test", "--url", "https://d.example", "--username", "admin"]),
]  # fmt: skip


def test_help_needs_no_extra(tmp_path: Path) -> None:
    done = run([sys.executable, "-X", "utf8", "-c", HELP_OF_ALL], cwd=tmp_path, capture_output=True, encoding="utf-8",
               check=False)  # fmt: skip

    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{name} 0 Usage:" for name in NAMES]


@pytest.mark.parametrize(
    ("extra", "arguments"), NEEDS_AN_EXTRA, ids=[" ".join(words[:2]) for _, words in NEEDS_AN_EXTRA]
)
def test_an_extra_that_is_not_installed_is_named_with_what_installs_it(
    tmp_path: Path, extra: str, arguments: list[str]
) -> None:
    program = f"{WITHOUT_EXTRAS}\nfrom automation.__main__ import main\nmain()"
    (tmp_path / "v41").mkdir()
    (tmp_path / "v41" / "index.html").touch()

    done = run([sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, encoding="utf-8",
               env={"DHIS2_PASSWORD": "district", "DHIS2_OAUTH_STATE_DIR": str(tmp_path), **BARE_ENVIRONMENT},
               check=False)  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert "not installed" in done.stderr
    assert f"pip install 'dhis2-oauth[{extra}]'" in done.stderr
    assert f"pip install '.[{extra}]'" in done.stderr
