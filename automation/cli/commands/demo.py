"""`dhis2-oauth demo`."""

from pathlib import Path

import click

from automation.account import Account, Instance
from automation.browser.options import BrowserOptions
from automation.cli.commands.create import run
from automation.cli.commands.sandbox import check_version, sandbox_parts
from automation.cli.connection import Target
from automation.cli.folder import make_folder
from automation.cli.group import command
from automation.cli.options import no_sandbox_option
from automation.cli.output import output
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.cli.settings import Settings
from automation.clients.description import ClientFlags, client_spec
from automation.flows.options import ProvisionOptions
from automation.secrets.env_file import Destination, EnvFile
from automation.secrets.formats import Format
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

_FOLDER = Path(".demo")
_MARKER = ".made-by-dhis2-oauth-demo"


@command(example="dhis2-oauth demo --headed")
@click.option(
    "--version", "version_text", default="2.40.11", show_default=True, metavar="V", help="The DHIS2 version to show."
)
@click.option("--headed", is_flag=True, help="Show the browser.")
@no_sandbox_option
@click.pass_obj
def demo(redactor: Redactor, /, version_text: str, *, headed: bool, no_browser_sandbox: bool) -> Report:
    """Create the client of GeoPrism Registry in a stand-in DHIS2.

    It runs on this machine, and leaves the secret and screenshots in .demo/.
    """
    parts = sandbox_parts()
    check_version(version_text)
    make_folder(_FOLDER, _MARKER, hint="run the demo in another folder.")
    with parts.running(parts.options(version_text=version_text)) as sandbox:
        output().say(f"A stand-in for DHIS2 {version_text} runs at {sandbox.url} while this demo lasts.")
        account = Account(username=parts.user, password=redactor.register(Secret(parts.password)))
        browser = BrowserOptions(headed=headed, slow_mo=0.3 if headed else 0, has_sandbox=not no_browser_sandbox,
                                 redactor=redactor)  # fmt: skip
        person = Instance(base_url=sandbox.url, account=account)
        return run(_settings(person, browser), redactor, progress(quiet=False))


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
        destination=Destination(file=EnvFile(_FOLDER / "georegistry.dhis2-oauth.env"), file_format=Format.DOTENV),
        journal=journal,
        browser=browser,
        screenshot_dir=_FOLDER / "screenshots",
    )
