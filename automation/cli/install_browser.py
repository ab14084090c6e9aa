"""`dhis2-oauth install-browser`."""

import click

from automation import browser


@click.command("install-browser")
def install_browser() -> None:
    """Find a browser on this machine, or install one."""
    click.echo(f"Browser: {browser.find_or_install()}")
