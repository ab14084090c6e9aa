"""What commands have in common that work on the page OAuth2 Clients: they open it, do their job, and say what came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from automation.browser.options import BrowserOptions
from automation.cli.connection import Target, read_browser, read_target, read_url
from automation.cli.interruption import interruptible, undisturbed
from automation.cli.options import PageFlags
from automation.cli.progress import Progress
from automation.cli.render import Report
from automation.dialects.ui import DialectName
from automation.errors import AutomationError, ConfigError, Interrupted
from automation.flows.services import Services
from automation.narrator import Narrator, Together
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from automation.browser.session import BrowserSession
    from automation.flows.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """How the page is opened, checked before a browser starts; `form` names its generation instead of the page."""

    target: Target
    browser: BrowserOptions
    form: DialectName | None = None
    screenshot_dir: Path | None = None
    trace_dir: Path | None = None


_FLOWS = ["automation.flows.section", "automation.flows.read"]
_Found = TypeVar("_Found")


def read_page(given: PageFlags, redactor: Redactor, narrator: Progress) -> PageSettings:
    """The settings from the flags.

    Raises:
        ConfigError: something is missing or wrong.
    """
    target = read_target(given.instance, redactor, narrator)
    for openly_given in (target.instance.base_url, target.instance.username):
        redactor.spare(openly_given)
    return PageSettings(
        target=target,
        browser=read_browser(read_url(given.instance), given.connection, given.browser, redactor),
        form=DialectName(given.form) if given.form else None,
        screenshot_dir=folder("--screenshot-dir", given.screenshot_dir),
        trace_dir=folder("--trace", given.trace_dir),
    )


def at_page(
    settings: PageSettings,
    services: Services,
    job: Callable[["BrowserSession", Services], _Found],
    report: Callable[[_Found], Report],
    *,
    did: str,
    loads: Sequence[str] = (),
    left: Callable[[AutomationError], AutomationError] = lambda error: error,
) -> Report:
    """Start the browser, do the job with it, and report on what it found; what stops it is in the report, too.

    `report` may deliver a secret: whoever asks to stop then comes too late. `did` says what is being done, `loads`
    are modules that the job will need, and `left` adds to an error what the job has left behind.
    """
    from automation.browser import session

    target = settings.target
    try:
        with interruptible():
            with (
                session.open_page(settings.browser, state=target.browser_state, meanwhile=lambda: _load(loads)) as page,
                services.observer.watch(page),
            ):
                listening = replace(services, narrator=_listeners(settings, services, page))
                found = job(session.BrowserSession(page, settings.browser), listening)
            with undisturbed():
                return report(found)
    except AutomationError as error:
        return Report(url=target.instance.base_url, error=left(error))
    except (click.Abort, KeyboardInterrupt):
        return Report(url=target.instance.base_url, error=left(Interrupted(did, "interrupted")))


def at_section(
    settings: PageSettings,
    services: Services,
    job: Callable[["Section", "BrowserSession", Services], _Found],
    report: Callable[[_Found], Report],
    *,
    did: str,
    left: Callable[[AutomationError], AutomationError] = lambda error: error,
) -> Report:
    """The same for a job that begins in OAuth2 Clients: sign in and open it first."""

    def opened(browser: "BrowserSession", services: Services) -> _Found:
        from automation.flows.options import CreateOptions
        from automation.flows.section import sign_in_and_open

        options = CreateOptions(form=settings.form)
        return job(sign_in_and_open(browser.page, settings.target.instance, services, options), browser, services)

    return at_page(settings, services, opened, report, did=did, loads=_FLOWS, left=left)


def folder(flag: str, named: str | None) -> Path | None:
    """The folder that a flag names, made if it is not there.

    Raises:
        ConfigError: it cannot be made.
    """
    if not named:
        return None
    try:
        Path(named).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"preparing the folder {named}", error.strerror or str(error),
                          hint=f"name another {flag}.",
                          code="output_not_writable") from None  # fmt: skip
    return Path(named)


def _load(modules: Sequence[str]) -> None:
    """Load what the job imports while the browser starts."""
    for name in modules:
        import_module(name)


def _listeners(settings: PageSettings, services: Services, page: "Page") -> Narrator:
    kept: list[Narrator] = []
    if settings.trace_dir:
        from automation.recording.traces import Traces

        kept.append(Traces(page, settings.trace_dir, services.redactor, services.narrator))
    if settings.screenshot_dir:
        from automation.recording.screenshots import Screenshots

        kept.append(Screenshots(page, settings.screenshot_dir, services.narrator))
    return Together([services.narrator, services.observer, *kept])
