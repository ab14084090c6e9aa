"""`dhis2-oauth install-browser`."""

from automation.cli.group import command
from automation.cli.output import output
from automation.cli.render import Report


@command("install-browser", example="dhis2-oauth install-browser")
def install_browser() -> Report:
    """Find a browser on this machine, or install one."""
    from automation.browser import session

    found = session.find_or_install(output().say)
    return Report(lines=[f"Browser: {found}"], document={"browser": str(found)})
