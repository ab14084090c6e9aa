"""`dhis2-oauth install-browser`."""

from automation import browser
from automation.cli.command import command
from automation.cli.output import output


@command("install-browser", example="dhis2-oauth install-browser")
def install_browser() -> None:
    """Find a browser on this machine, or install one."""
    found = browser.find_or_install(output().say)
    output().result(f"Browser: {found}")
