"""`dhis2-oauth login` and `dhis2-oauth logout`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from automation.account import Account, Instance
from automation.cli.connection import (
    USERNAME,
    keep_out_of_sight,
    kept_sessions,
    put_secrets_away,
    read_browser,
    read_target,
    read_url,
)
from automation.cli.group import command, under
from automation.cli.interruption import interruptible
from automation.cli.missing import complete, target_needs, url_needs
from automation.cli.options import (
    TELLING,
    BrowserFlags,
    InstanceFlags,
    browser_basics,
    instance_options,
    quiet_option,
    takes,
)
from automation.cli.output import output
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.clients.needs import missing
from automation.errors import AutomationError, Interrupted
from automation.network.options import ConnectionOptions
from automation.secrets.redact import Redactor
from automation.secrets.sessions import Session, cookies_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WAIT = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInOptions:
    """All that `login` and `logout` are told."""

    instance: InstanceFlags
    connection: ConnectionOptions
    browser: BrowserFlags
    quiet: bool = False


@command(example="dhis2-oauth login --url https://dhis2.example.org/dhis --headed")
@instance_options
@under(TELLING, quiet_option)
@browser_basics
@click.pass_obj
@takes(SignInOptions)
def login(redactor: Redactor, given: SignInOptions) -> Report:
    """Sign in once and keep the session for the other commands.

    With --headed you sign in yourself, in the browser that opens: with a single sign-on provider, a code, or however
    your DHIS2 does it.
    """
    from automation.browser import session as browser
    from automation.flows.sign_in import ensure_signed_in, sign_in_by_hand

    complete(given.instance, url_needs if given.browser.headed else target_needs)
    url, is_by_hand = read_url(given.instance), given.browser.headed
    narrator, options = progress(quiet=given.quiet), read_browser(url, given.connection, given.browser, redactor)
    if not is_by_hand:
        instance = read_target(given.instance, redactor, narrator).instance
    else:
        put_secrets_away()
        account = Account(username=given.instance.username or "", password=None)
        instance = Instance(base_url=url, account=account, allow_http=given.instance.allow_http)
        output().say("Sign in to DHIS2 in the browser that opens; this command ends by itself.")
    try:
        with interruptible(), browser.open_page(options) as page:
            instance = (
                sign_in_by_hand(page, instance, wait=_WAIT)
                if is_by_hand
                else ensure_signed_in(page, instance, narrator, redactor)
            )
            session = _session(page, url, instance)
    except AutomationError as error:
        return Report(url=url, error=error)
    except KeyboardInterrupt:
        return Report(url=url, error=Interrupted("signing in"))
    path = kept_sessions(given.instance).keep(session)
    said = (
        f"Signed in to {session.base_url} as {session.username}. The session is in {path} (only you can read "
        "that file) until `dhis2-oauth logout`, or until DHIS2 ends it."
    )
    return Report(url=url, lines=[said], document=_of(session) | {"session": str(path)})


@command(example="dhis2-oauth logout --url https://dhis2.example.org/dhis")
@instance_options
@browser_basics
@click.pass_obj
@takes(SignInOptions)
def logout(redactor: Redactor, given: SignInOptions) -> Report:
    """End the session that `login` has kept.

    It ends in DHIS2 and on this machine.
    """
    from automation.browser import session as browser
    from automation.flows.sign_in import sign_out

    complete(given.instance, url_needs)
    url, sessions = read_url(given.instance), kept_sessions(given.instance)
    session = sessions.find(url, given.instance.username)
    if session is None:
        return Report(url=url, lines=[f"No session is kept for {url}."], document={"url": url, "username": None})
    put_secrets_away()
    keep_out_of_sight(session, redactor)
    options = read_browser(url, given.connection, given.browser, redactor)
    sessions.forget(session)
    try:
        with interruptible(), browser.open_page(options, state=session.as_browser_state()) as page:
            sign_out(page, session.base_url)
    except AutomationError as error:
        return Report(url=url, error=error.with_hint("The session was deleted here; DHIS2 ends it by itself later."))
    except KeyboardInterrupt:
        return Report(url=url, error=Interrupted("signing out", "interrupted; the session was deleted here only"))
    said = f"Signed out of {session.base_url} as {session.username}."
    return Report(url=url, lines=[said], document=_of(session))


def _of(session: Session) -> dict[str, str]:
    return {"url": session.base_url, "username": session.username}


def _session(page: "Page", asked_url: str, instance: Instance) -> Session:
    if not instance.username:
        raise missing([USERNAME], ["dhis2-oauth", "login"])
    cookies = [dict(cookie) for cookie in page.context.cookies()]
    return Session(
        asked_url=asked_url,
        base_url=instance.base_url,
        username=instance.username,
        cookies=cookies_of(instance.base_url, cookies),
    )
