"""`dhis2-oauth install-browser`."""

from automation.cli.group import command
from automation.cli.output import output


@command("install-browser", example="dhis2-oauth install-browser")
def install_browser() -> None:
    """Find a browser on this machine, or install one."""
    from automation.browser import session

    found = session.find_or_install(output().say)
    output().result(f"Browser: {found}")
