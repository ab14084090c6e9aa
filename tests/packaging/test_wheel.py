"""The wheel has all that is needed and nothing else, and what is installed from it works without the source.

`make test-wheel` runs this: it builds, makes virtual environments and asks the package index, so nothing else does.
WHEEL names a wheel that is built already, as the release does: it looks at the one that it publishes.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
UV = shutil.which("uv")
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
# One of each kind of file that is no module, so that a file that is gone from the source as well is missed.
NEEDED = {
    "automation/clients/presets.toml",
    "automation/py.typed",
    "automation/recording/guide/templates/guide.html",
    "automation/recording/locales/en.toml",
    "automation/sandbox/templates/consent.html",
    "automation/sandbox/ui/login/index.html",
    "automation/sandbox/ui/settings/js/main.js",
    "automation/sandbox/ui/settings/words/fr.json",
    "automation/sandbox/ui/shell/index.html",
    "automation/testing/goldens/authserver/accessibility.toml",
    "automation/testing/goldens/fab/new.aria.yml",
    "automation/testing/goldens/modal/new.aria.yml",
    "automation/testing/matrix/report/report.html.j2",
    "automation/testing/suite/pytest.ini",
    "automation/testing/suite/test_making.py",
}


def run(*command: str | Path, patience: float = 300) -> str:
    """What a command prints, in the working directory of the test, which has no source in it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, command)), env=environment, timeout=patience, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once; by uv from the source distribution, so that one is whole as well."""
    if given := os.environ.get("WHEEL"):
        return (ROOT / given).resolve(strict=True)
    folder = tmp_path_factory.mktemp("dist")
    if UV:
        run(UV, "build", "--quiet", "--out-dir", folder, ROOT)
    else:
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def contents(wheel: Path) -> Iterator[ZipFile]:
    with ZipFile(wheel) as opened:
        yield opened


def info(contents: ZipFile, name: str) -> str:
    """A file of the wheel's own folder, which says what the wheel is."""
    return contents.read(f"dhis2_oauth-{PROJECT['version']}.dist-info/{name}").decode()


@pytest.fixture(scope="session")
def metadata(contents: ZipFile) -> Message:
    return Parser().parsestr(info(contents, "METADATA"))


def test_it_has_the_package_and_nothing_else(contents: ZipFile) -> None:
    told = f"dhis2_oauth-{PROJECT['version']}.dist-info"
    source = (path for path in (ROOT / "automation").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    expected = {path.relative_to(ROOT).as_posix() for path in source}

    names = contents.namelist()
    assert len(names) == len(set(names))
    assert {name for name in names if not name.startswith(f"{told}/")} == expected
    assert expected >= NEEDED
    assert {name.removeprefix(f"{told}/") for name in names if name.startswith(f"{told}/")} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip


def test_it_is_for_every_platform(contents: ZipFile) -> None:
    assert "Tag: py3-none-any" in info(contents, "WHEEL").splitlines()


def test_its_licence_is_ours(contents: ZipFile, metadata: Message) -> None:
    assert info(contents, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert metadata["License-Expression"] == PROJECT["license"]


def test_it_has_the_command_and_the_plugin(contents: ZipFile) -> None:
    points = ConfigParser(delimiters="=")
    points.read_string(info(contents, "entry_points.txt"))

    assert {section: dict(points[section]) for section in points.sections()} == {
        "console_scripts": PROJECT["scripts"],
        **PROJECT["entry-points"],
    }


def test_its_metadata_are_those_of_the_project(metadata: Message) -> None:
    addresses = [f"{label}, {address}" for label, address in PROJECT.get("urls", {}).items()]

    assert (metadata["Name"], metadata["Version"]) == (PROJECT["name"], PROJECT["version"])
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert set(metadata.get_all("Provides-Extra", [])) == set(PROJECT["optional-dependencies"])
    assert metadata.get_all("Project-URL", []) == addresses


def test_its_readme_is_ours_with_links_that_lead_somewhere_from_anywhere(metadata: Message) -> None:
    shown = str(metadata.get_payload())
    repository = PROJECT["urls"]["Source"]

    assert re.findall(r"\]\((?!https://)[^)]*\)", shown) == []
    assert f"({repository}/blob/main/docs/how-to/install.md)" in shown
    assert "main/docs/media/create.gif)" in shown
    assert shown.splitlines()[0] == "# dhis2-oauth"


def installed(folder: Path, wheel: Path, extras: str = "") -> Path:
    """The scripts of a new virtual environment that has the wheel in it."""
    python = folder / SCRIPTS / "python"
    if UV:
        run(UV, "venv", "--quiet", "--python", sys.executable, folder)
        run(UV, "pip", "install", "--quiet", "--python", python, f"{wheel}{extras}")
    else:
        run(sys.executable, "-m", "venv", folder)
        run(python, "-m", "pip", "install", "--quiet", f"{wheel}{extras}")
    return folder / SCRIPTS


@pytest.fixture(scope="session")
def whole(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installed with all that it can do."""
    return installed(tmp_path_factory.mktemp("whole"), wheel, f"[{','.join(PROJECT['optional-dependencies'])}]")


@pytest.fixture(scope="session")
def plain(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installed without any extra."""
    return installed(tmp_path_factory.mktemp("plain"), wheel)


def test_what_runs_is_what_was_installed(whole: Path, plain: Path) -> None:
    for scripts in (whole, plain):
        told = run(scripts / "python", "-c", "import automation; print(automation.__file__)").strip()

        assert "site-packages" in Path(told).parts
        assert Path(told).is_relative_to(scripts.parent)


@pytest.mark.parametrize("which", ["whole", "plain"])
def test_the_command_says_its_version_and_its_presets(which: str, request: pytest.FixtureRequest) -> None:
    command = request.getfixturevalue(which) / "dhis2-oauth"

    assert PROJECT["version"] in run(command, "--version")
    assert "GeoPrism Registry" in run(command, "presets")


def test_the_demo_creates_its_client(whole: Path) -> None:
    run(whole / "dhis2-oauth", "demo")

    assert Path(".demo/georegistry.dhis2-oauth.env").is_file()


def test_the_suite_runs_on_the_sandbox(whole: Path) -> None:
    told = run(whole / "dhis2-oauth", "test", "--sandbox", "2.41.9", "-k", "create")

    assert re.search(r"\b[1-9]\d* passed", told)
    assert "failed" not in told


def test_without_extras_a_client_is_created_all_the_same(
    whole: Path, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = subprocess.Popen(
        [whole / "dhis2-oauth", "sandbox", "--version", "2.43.1"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert sandbox.stdout
        address = re.search(r"http://\S+", sandbox.stdout.readline())
        assert address
        monkeypatch.setenv("DHIS2_PASSWORD", "district")

        run(plain / "dhis2-oauth", "create", "--url", address[0], "--username", "admin", "--client-id", "reports",
            "--redirect-uri", "https://reports.example.org/callback")  # fmt: skip
    finally:
        sandbox.terminate()
        sandbox.communicate(timeout=30)

    assert Path("reports.dhis2-oauth.env").is_file()
