"""What the fixtures share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import BrowserContext

from automation.account import Account, Instance
from automation.browser.api_calls import Connection, hide_new_cookies, set_connection
from automation.errors import AutomationError
from automation.recording.mask import SCRIPT
from automation.testing.plugin.advice import fitting
from automation.testing.plugin.routes import only_read, speak
from automation.testing.plugin.run import Run, Visit
from automation.testing.plugin.shown import learn_what_is_shown

_BROWSER = "browser_name"


def prepare(context: BrowserContext, run: Run, visit: Visit) -> None:
    """Signed in, secrets painted over and known, and no more allowed than the options say."""
    context.set_default_timeout(run.options.timeout * 1000)
    set_connection(context, Connection(transport=run.options.transport, redactor=run.redactor))
    context.on("page", hide_new_cookies)
    context.add_cookies(visit.cookies)  # type: ignore[arg-type] # as Playwright itself has given them
    context.add_init_script(SCRIPT)
    learn_what_is_shown(context, run.redactor)
    base_url = visit.instance.base_url
    if run.options.locale and not run.options.stand_in:
        speak(context, base_url, run.options.locale)
    if run.options.read_only:
        only_read(context, base_url)


def instance_of(request: pytest.FixtureRequest, run: Run, account: Account) -> Instance:
    """The DHIS2 of this run, for a user; in the sandbox its administrator unless somebody is named."""
    options = run.options
    if options.stand_in is None:
        return Instance(base_url=options.url, account=account, allow_http=options.allow_http)
    account = account if account.username else stand_in().ADMINISTRATOR
    return Instance(base_url=request.getfixturevalue("dhis2_sandbox").url, account=account)


def folder_of(run: Run, test: pytest.Function) -> Path | None:
    """Where a test leaves what is left of it."""
    return run.options.artefacts / scenario_name(test) if run.options.artefacts else None


def scenario_name(test: pytest.Function) -> str:
    """The name of a test as a scenario: its own, and which of its cases it is."""
    words = test.originalname.removeprefix("test_") if test.originalname else test.name
    parameters = getattr(test, "callspec", None)
    cases = [f"{value}" for name, value in parameters.params.items() if name != _BROWSER] if parameters else []
    return "-".join(re.sub(r"[^\w.]+|_", "-", part).strip("-") for part in [words, *cases])


def stand_in() -> ModuleType:
    """The module that starts the sandbox."""
    from automation.testing.plugin import stand_in  # noqa: PLC0415 - Flask is an extra

    return stand_in


@contextmanager
def failing(run: Run | None = None) -> Iterator[None]:
    """Fail in the words of our errors, without a traceback through our own code; the run remembers why."""
    try:
        yield
    except AutomationError as error:
        failed = error
        if run:
            run.failure = error
    else:
        return
    hint = fitting(failed.hint)
    pytest.fail(f"{failed.message}. Try: {hint}" if hint else failed.message, pytrace=False)
