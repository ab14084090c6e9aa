"""The plugin's fixtures, built on pytest-playwright's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from pytest_playwright import CreateContextCallback

from automation.account import Account, Instance
from automation.browser import find
from automation.client import ClientSpec, FormContent
from automation.errors import AutomationError
from automation.recording.mask import SCRIPT
from automation.testing.conditions import only_read, speak
from automation.testing.evidence import EVIDENCE, Evidence
from automation.testing.opened import OpenSection, open_section
from automation.testing.run import RUN, Run, Visit

_BROWSER = "browser_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClient:
    """A client that was made for a test, as it was asked for and as the form showed it."""

    spec: ClientSpec
    content: FormContent


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright, browser_name: str
) -> dict[str, Any]:
    """Where Playwright's own Chromium is not installed, the machine's browser; and Ctrl-C is pytest's to handle."""
    arguments = {"handle_sigint": False, **browser_type_launch_args}
    if browser_name == "chromium" and not {"channel", "executable_path"} & arguments.keys():
        arguments["executable_path"] = find(playwright)
    return arguments


@pytest.fixture(scope="session")
def dhis2_run(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The options of this run, and what it has done so far."""
    run = pytestconfig.stash[RUN]
    if hasattr(pytestconfig, "workerinput"):
        run.shared = tmp_path_factory.getbasetemp().parent
    return run


@pytest.fixture(scope="session")
def dhis2_sandbox(dhis2_run: Run) -> Iterator[Any]:
    """The sandbox of --dhis2-sandbox: its address and its memory."""
    if dhis2_run.options.stand_in is None:
        pytest.skip("it needs the sandbox: --dhis2-sandbox VERSION")
    with _stand_in().standing_in(dhis2_run.options) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def dhis2_instance(dhis2_run: Run, request: pytest.FixtureRequest) -> Instance:
    """The DHIS2 that is tested, and who signs in."""
    return _instance(request, dhis2_run, dhis2_run.options.account)


@pytest.fixture(scope="session")
def dhis2_visit(
    dhis2_run: Run, dhis2_instance: Instance, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Visit]:
    """The user is signed in, once for all tests of a worker; what the run has made is deleted at the end."""
    with _failing():
        visit = dhis2_run.visit(dhis2_instance, browser, browser_context_args, tidies=True)
    yield visit
    dhis2_run.finish()


@pytest.fixture
def dhis2_artefacts(dhis2_run: Run, request: pytest.FixtureRequest) -> Iterator[Path | None]:
    """The folder for what this test leaves; None without --dhis2-artefacts."""
    folder = _folder(dhis2_run, request.node)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    yield folder
    if folder and not any(folder.iterdir()):
        folder.rmdir()


@pytest.fixture
def dhis2_page(dhis2_run: Run, dhis2_visit: Visit, page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """pytest-playwright's page, with the user signed in to DHIS2."""
    _prepare(page.context, dhis2_run, dhis2_visit)
    evidence = Evidence(page, _folder(dhis2_run, request.node), dhis2_run.redactor)
    request.node.stash[EVIDENCE] = evidence
    evidence.begin()
    yield page
    evidence.end()
    if not dhis2_run.options.read_only:
        dhis2_run.tidy(dhis2_visit)


@pytest.fixture
def dhis2_section(dhis2_run: Run, dhis2_visit: Visit, dhis2_page: Page, request: pytest.FixtureRequest) -> OpenSection:
    """The OAuth2 Clients section, open."""
    with _failing():
        return open_section(
            dhis2_page,
            dhis2_visit.instance,
            mark=dhis2_run.mark,
            redactor=dhis2_run.redactor,
            before_form=request.node.stash[EVIDENCE].end_trace,
        )


@pytest.fixture
def dhis2_client(dhis2_run: Run, dhis2_section: OpenSection) -> MadeClient:
    """A client that was made through the form, and is deleted after the test."""
    if dhis2_run.options.read_only:
        pytest.skip("it needs a client, and --dhis2-read-only forbids to make one")
    spec = dhis2_section.spec()
    with _failing():
        return MadeClient(spec=spec, content=dhis2_section.create(spec))


@pytest.fixture
def dhis2_other_page(
    dhis2_run: Run,
    browser: Browser,
    browser_context_args: dict[str, Any],
    new_context: CreateContextCallback,
    request: pytest.FixtureRequest,
) -> Page:
    """A page of a user who may not manage OAuth2 clients."""
    other = _stand_in().OTHER if dhis2_run.options.stand_in else dhis2_run.options.other
    if other is None:
        pytest.skip("it needs a second user: --dhis2-other-username")
    with _failing():
        visit = dhis2_run.visit(_instance(request, dhis2_run, other), browser, browser_context_args, tidies=False)
    context = new_context()
    _prepare(context, dhis2_run, visit)
    return context.new_page()


def _instance(request: pytest.FixtureRequest, run: Run, account: Account) -> Instance:
    options = run.options
    if options.stand_in is None:
        return Instance(base_url=options.url, account=account, allow_http=options.allow_http)
    account = account if account.username else _stand_in().ADMINISTRATOR
    return Instance(base_url=request.getfixturevalue("dhis2_sandbox").url, account=account)


def _prepare(context: BrowserContext, run: Run, visit: Visit) -> None:
    """Signed in, secrets painted over, and no more allowed than the options say."""
    context.set_default_timeout(run.options.timeout * 1000)
    context.add_cookies(visit.cookies)  # type: ignore[arg-type] # as Playwright itself has given them
    context.add_init_script(SCRIPT)
    base_url = visit.instance.base_url
    if run.options.locale and not run.options.stand_in:
        speak(context, base_url, run.options.locale)
    if run.options.read_only:
        only_read(context, base_url)


def _folder(run: Run, test: pytest.Function) -> Path | None:
    return run.options.artefacts / scenario_name(test) if run.options.artefacts else None


def scenario_name(test: pytest.Function) -> str:
    """The name of a test as a scenario: its own, and which of its cases it is."""
    words = test.originalname.removeprefix("test_") if test.originalname else test.name
    parameters = getattr(test, "callspec", None)
    cases = [f"{value}" for name, value in parameters.params.items() if name != _BROWSER] if parameters else []
    return "-".join(re.sub(r"[^\w.]+|_", "-", part).strip("-") for part in [words, *cases])


def _stand_in() -> ModuleType:
    from automation.testing import stand_in  # noqa: PLC0415 - Flask is an extra

    return stand_in


@contextmanager
def _failing() -> Iterator[None]:
    """Fail in the words of our errors, without a traceback through our own code."""
    try:
        yield
    except AutomationError as error:
        pytest.fail(f"{error.message}. Try: {error.hint}" if error.hint else error.message, pytrace=False)
