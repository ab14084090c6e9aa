"""`dhis2-oauth login` and `dhis2-oauth logout`."""

from typing import Any

import click
from playwright.sync_api import Page

from automation.account import Account, Instance
from automation.browser import session as browser
from automation.cli.group import command, under
from automation.cli.missing import complete, url_needs, visit_needs
from automation.cli.options import TELLING, browser_basics, instance_options, quiet_option
from automation.cli.output import output
from automation.cli.progress import progress
from automation.cli.report import Report
from automation.cli.settings import read_browser
from automation.cli.signals import interruptible
from automation.cli.visit import keep_out_of_sight, kept_sessions, put_secrets_away, read_url, read_visit
from automation.clients.needs import missing
from automation.config import USERNAME
from automation.errors import AutomationError, Interrupted
from automation.flows.sign_in import ensure_signed_in, sign_in_by_hand, sign_out
from automation.secrets.redact import Redactor
from automation.secrets.sessions import Session, cookies_of

_WAIT = 600.0


@command(example="dhis2-oauth login --url https://dhis2.example.org/dhis --headed")
@instance_options
@under(TELLING, quiet_option)
@browser_basics
@click.pass_obj
def login(redactor: Redactor, /, **flags: Any) -> Report | None:
    """Sign in once and keep the session for the other commands.

    With --headed you sign in yourself, in the browser that opens: with a single sign-on provider, a code, or however
    your DHIS2 does it.
    """
    complete(flags, url_needs if flags["headed"] else visit_needs)
    narrator, options = progress(quiet=flags["quiet"]), read_browser(flags, redactor)
    url = read_url(flags)
    if not flags["headed"]:
        instance = read_visit(flags | {"no_session": True}, redactor, narrator).instance
    else:
        put_secrets_away()
        account = Account(username=flags["username"] or "", password=None)
        instance = Instance(base_url=url, account=account, allow_http=flags["allow_http"])
        output().say("Sign in to DHIS2 in the browser that opens; this command ends by itself.")
    try:
        with interruptible(), browser.open_page(options) as page:
            instance = (
                sign_in_by_hand(page, instance, wait=_WAIT)
                if flags["headed"]
                else ensure_signed_in(page, instance, narrator, redactor)
            )
            session = _session(page, url, instance)
    except AutomationError as error:
        return Report(url=url, error=error)
    except KeyboardInterrupt:
        return Report(url=url, error=Interrupted("signing in"))
    path = kept_sessions(flags).keep(session)
    output().result(
        f"Signed in to {session.base_url} as {session.username}. The session is in {path} (only you can read "
        "that file) until `dhis2-oauth logout`, or until DHIS2 ends it."
    )
    return None


@command(example="dhis2-oauth logout --url https://dhis2.example.org/dhis")
@instance_options
@browser_basics
@click.pass_obj
def logout(redactor: Redactor, /, **flags: Any) -> Report | None:
    """End the session that `login` has kept.

    It ends in DHIS2 and on this machine.
    """
    complete(flags, url_needs)
    url, sessions = read_url(flags), kept_sessions(flags)
    session = sessions.find(url, flags["username"])
    if session is None:
        output().result(f"No session is kept for {url}.")
        return None
    put_secrets_away()
    keep_out_of_sight(session, redactor)
    options = read_browser(flags, redactor)
    sessions.forget(session)
    try:
        with interruptible(), browser.open_page(options, state=session.as_browser_state()) as page:
            sign_out(page, session.base_url)
    except AutomationError as error:
        return Report(url=url, error=error.with_hint("The session was deleted here; DHIS2 ends it by itself later."))
    except KeyboardInterrupt:
        return Report(url=url, error=Interrupted("signing out", "interrupted; the session was deleted here only"))
    output().result(f"Signed out of {session.base_url} as {session.username}.")
    return None


def _session(page: Page, asked_url: str, instance: Instance) -> Session:
    if not instance.username:
        raise missing([USERNAME], ["dhis2-oauth", "login"])
    cookies = [dict(cookie) for cookie in page.context.cookies()]
    return Session(
        asked_url=asked_url,
        base_url=instance.base_url,
        username=instance.username,
        cookies=cookies_of(instance.base_url, cookies),
    )
