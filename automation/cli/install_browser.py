"""`dhis2-oauth install-browser`."""

import click

from automation import browser


@click.command("install-browser")
def install_browser() -> None:
    """Find a browser on this machine, or install one."""
    found = browser.find_or_install(lambda text: click.echo(text, err=True))
    click.echo(f"Browser: {found}")
