"""`dhis2-oauth demo`."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from automation.account import Account, Instance
from automation.browser.options import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.commands.record import filmed
from automation.cli.commands.sandbox import check_version, sandbox_parts
from automation.cli.connection import Target
from automation.cli.folder import make_folder
from automation.cli.group import DHIS2, GEOPRISM, command
from automation.cli.options import no_sandbox_option
from automation.cli.output import output
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.cli.settings import Settings
from automation.cli.subjects import creation
from automation.cli.video import FilmOptions, Wanted, Zoom, read_wanted
from automation.clients.description import ClientFlags, client_spec
from automation.errors import ExtraMissing
from automation.flows.options import ProvisionOptions
from automation.recording.video.pace import PaceName
from automation.secrets.env_file import Destination, EnvFile
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

_FOLDER = Path(".demo")
_MARKER = ".made-by-dhis2-oauth-demo"
_FILE = "georegistry.dhis2-oauth.env"
# What there is to see afterwards, in the folder, and what it is.
_TO_SEE = {
    "screenshots/*-note-secret.png": "the form as it was filled in, its secret covered",
    "georegistry.mp4": "the film of this run",
    _FILE: "what GeoPrism Registry is configured with, the secret included",
}
_TO_TRY = {
    f"doctor {DHIS2}": "looks, and touches nothing",
    f"create {GEOPRISM}": "creates the client",
    f"verify {_FILE} --username admin": "proves it once more",
}


@command(example="dhis2-oauth demo --headed")
@click.option(
    "--version", "version_text", default="2.40.11", show_default=True, metavar="V", help="The DHIS2 version to show."
)
@click.option("--headed", is_flag=True, help="Show the browser.")
@no_sandbox_option
@click.pass_obj
def demo(redactor: Redactor, /, version_text: str, *, headed: bool, no_browser_sandbox: bool) -> Report:
    """Create the client of GeoPrism Registry in a stand-in DHIS2.

    It runs on this machine, and leaves the secret, pictures and (with the extra `record`) a film in .demo/.
    """
    parts = sandbox_parts()
    check_version(version_text)
    make_folder(_FOLDER, _MARKER, hint="run the demo in another folder.")
    film = _film()
    with parts.running(parts.options(version_text=version_text)) as sandbox:
        output().say(f"A stand-in for DHIS2 {version_text} runs at {sandbox.url} while this demo lasts.")
        account = Account(username=parts.user, password=redactor.register(Secret(parts.password)))
        browser = BrowserOptions(headed=headed, slow_mo=0.3 if headed else 0, has_sandbox=not no_browser_sandbox,
                                 redactor=redactor)  # fmt: skip
        settings = _settings(Instance(base_url=sandbox.url, account=account), browser)
        narrator = progress(quiet=False)
        report = (
            filmed(film, creation(settings, redactor, narrator), redactor) if film
            else run(settings, redactor, narrator)
        )  # fmt: skip
    return replace(report, lines=[*_to_see(), *_to_try()]) if report.result else report


def _film() -> Wanted | None:
    """A short film that is soon made, where the extra for it is installed."""
    asked = FilmOptions(video=_FOLDER / "georegistry.mp4", pace=PaceName.FAST, zoom=Zoom.NONE)
    try:
        return read_wanted(asked, output=None, overwrite=True)
    except ExtraMissing:
        return None


def _to_see() -> Iterator[str]:
    found = [(path, text) for name, text in _TO_SEE.items() for path in _FOLDER.glob(name)]
    width = max((len(str(path)) for path, _ in found), default=0)
    yield from ("", "Look at what it made:", *(f"  {path!s:<{width}}  {text}" for path, text in found))


def _to_try() -> Iterator[str]:
    yield from ("", "Then, with a DHIS2 of your own:")
    for words, text in _TO_TRY.items():
        yield f"  # {text}"
        yield f"  {_program()} {words}"


def _program() -> str:
    """The command as it can be typed here: its name, or the path to it where a shell does not find it by its name."""
    found = shutil.which("dhis2-oauth")
    beside = Path(sys.executable).with_name("dhis2-oauth")
    if (found and Path(found) == beside) or not beside.exists():
        return "dhis2-oauth"
    return str(beside.relative_to(Path.cwd())) if beside.is_relative_to(Path.cwd()) else str(beside)


def _settings(person: Instance, browser: BrowserOptions) -> Settings:
    spec, preset = client_spec(
        ClientFlags(preset="geoprism", app_url="https://geoprism.example.org", app_version="1.6.4")
    )
    journal = Journal(_FOLDER / "journal")
    journal.check()
    return Settings(
        target=Target(instance=person),
        spec=spec,
        options=ProvisionOptions(preset=preset, accept_incompatible=True),
        destination=Destination(file=EnvFile(_FOLDER / _FILE)),
        journal=journal,
        browser=browser,
        screenshot_dir=_FOLDER / "screenshots",
    )
