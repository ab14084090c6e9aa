"""`dhis2-oauth install-browser`."""

import click

from automation import browser
from automation.cli.output import output


@click.command("install-browser")
def install_browser() -> None:
    """Find a browser on this machine, or install one."""
    found = browser.find_or_install(output().say)
    output().result(f"Browser: {found}")
