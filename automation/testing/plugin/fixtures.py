"""The fixtures: the DHIS2 that is tested, who is signed in, pages, the section, a client."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright
from pytest_playwright import CreateContextCallback

from automation.account import Account, Instance
from automation.browser.driver import starting
from automation.browser.session import BrowserOptions, candidates, first_that_starts, launch_arguments
from automation.clients.client import ClientSpec
from automation.errors import AutomationError, ConfigError
from automation.secrets.credentials import Client
from automation.testing.plugin.context import prepare
from automation.testing.plugin.errors import failing
from automation.testing.plugin.evidence import EVIDENCE, Evidence, folder_of
from automation.testing.plugin.quirks import QUIRKS
from automation.testing.plugin.run import RUN, Run, SignedIn
from automation.testing.plugin.section import OpenSection, open_for_tests
from automation.testing.plugin.starting import FLAKY

Launch = Callable[..., Browser]
CountsFlaky = Callable[[AutomationError], None]
SeesQuirk = Callable[[str, bool], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClient:
    """A client that was made for a test, as it was asked for and as the form showed it."""

    spec: ClientSpec
    content: Client


@pytest.fixture(scope="session")
def playwright(request: pytest.FixtureRequest, dhis2_run: Run) -> Playwright:
    """pytest-playwright's, with a driver that is told no more than that of a command."""
    options = BrowserOptions(headed=True, transport=dhis2_run.options.transport)
    with failing(dhis2_run), starting(options):
        started: Playwright = request.getfixturevalue("playwright")
    return started


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright, browser_name: str, dhis2_run: Run
) -> dict[str, Any]:
    """As commands start it: the machine's browser where Playwright has none, Ctrl-C handled by pytest."""
    is_headed = browser_type_launch_args.get("headless") is False
    options = BrowserOptions(headed=is_headed, has_sandbox=dhis2_run.options.has_sandbox)
    ours = {name: launch_arguments(options)[name] for name in ("handle_sigint", "env")}
    if browser_name == "chromium":
        ours["chromium_sandbox"] = launch_arguments(options)["chromium_sandbox"]
        if "channel" not in browser_type_launch_args:
            with failing(dhis2_run):
                ours["executable_path"] = candidates(playwright, headed=is_headed)[0]
    return ours | browser_type_launch_args


@pytest.fixture(scope="session")
def launch_browser(
    launch_browser: Launch, playwright: Playwright, browser_type_launch_args: dict[str, Any], dhis2_run: Run
) -> Launch:
    """pytest-playwright's, but where the browser that was found does not start, the next is tried."""

    def launch(**given: Any) -> Browser:
        arguments = browser_type_launch_args | given
        is_headed = arguments.get("headless") is False
        found: list[Path] = []
        with suppress(ConfigError):
            found = candidates(playwright, headed=is_headed)
        if arguments.get("executable_path") not in found:
            return launch_browser(**given)
        with failing(dhis2_run):
            start = partial(_launch_at, launch_browser, given)
            return first_that_starts(found, start, headed=is_headed)[1]

    return launch


def _launch_at(launch: Launch, given: dict[str, Any], path: Path) -> Browser:
    return launch(**given | {"executable_path": path})


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
    return _instance_of(request, dhis2_run, dhis2_run.options.account)


@pytest.fixture(scope="session")
def dhis2_visit(
    dhis2_run: Run, dhis2_instance: Instance, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[SignedIn]:
    """The user is signed in, once for all tests of a worker; what the run has made is deleted at the end."""
    with failing():
        user = dhis2_run.sign_in(dhis2_instance, browser, browser_context_args, tidies=True)
    yield user
    dhis2_run.finish()


@pytest.fixture
def dhis2_artefacts(dhis2_run: Run, request: pytest.FixtureRequest) -> Iterator[Path | None]:
    """The folder for what this test leaves; None without --dhis2-artefacts."""
    folder = folder_of(dhis2_run, request.node)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    yield folder
    if folder and not any(folder.iterdir()):
        folder.rmdir()


@pytest.fixture
def dhis2_quirk(dhis2_visit: SignedIn, request: pytest.FixtureRequest) -> SeesQuirk:
    """Say whether a quirk of docs/upstream-quirks.md is seen; one that is not known of this version fails the test.

    It is recorded as the property `quirk`, or as `quirk-gone` where a known one is not seen.
    """

    def sees(anchor: str, is_seen: bool) -> bool:  # noqa: FBT001 - reads as a sentence where it is called
        known = dhis2_visit.version is None or dhis2_visit.version in QUIRKS[anchor]
        if is_seen or known:
            request.node.user_properties.append(("quirk" if is_seen else "quirk-gone", anchor))
        if is_seen and not known:
            pytest.fail(f"a quirk that is not known of DHIS2 {dhis2_visit.version}: {anchor}", pytrace=False)
        return is_seen

    return sees


@pytest.fixture
def dhis2_flaky(request: pytest.FixtureRequest) -> CountsFlaky:
    """Count the test as flaky if it passes, and tell of the trouble there was; recorded as the property `flaky`."""

    def count(trouble: AutomationError) -> None:
        request.node.user_properties.append((FLAKY, trouble.message))

    return count


@pytest.fixture
def dhis2_page(dhis2_run: Run, dhis2_visit: SignedIn, page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """pytest-playwright's page, with the user signed in to DHIS2."""
    prepare(page.context, dhis2_run, dhis2_visit)
    evidence = Evidence(page, folder_of(dhis2_run, request.node), dhis2_run.redactor)
    request.node.stash[EVIDENCE] = evidence
    evidence.begin()
    yield page
    evidence.end()
    if not dhis2_run.options.read_only:
        dhis2_run.tidy(dhis2_visit)


@pytest.fixture
def dhis2_section(
    dhis2_run: Run, dhis2_visit: SignedIn, dhis2_page: Page, dhis2_flaky: CountsFlaky, request: pytest.FixtureRequest
) -> OpenSection:
    """The OAuth2 Clients section, open."""
    with failing():
        return open_for_tests(
            dhis2_page,
            dhis2_visit.instance,
            mark=dhis2_run.mark,
            redactor=dhis2_run.redactor,
            language=dhis2_run.options.locale,
            before_form=request.node.stash[EVIDENCE].end_trace,
            on_retry=dhis2_flaky,
        )


@pytest.fixture
def dhis2_client(dhis2_run: Run, dhis2_section: OpenSection) -> MadeClient:
    """A client that was made through the form, and is deleted after the test."""
    if dhis2_run.options.read_only:
        pytest.skip("it needs a client, and --dhis2-read-only forbids to make one")
    spec = dhis2_section.spec()
    with failing():
        return MadeClient(spec=spec, content=dhis2_section.create(spec))


@pytest.fixture
def dhis2_other_visit(
    dhis2_run: Run, browser: Browser, browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> SignedIn:
    """A user who may not manage OAuth2 clients is signed in."""
    other = _stand_in().OTHER if dhis2_run.options.stand_in else dhis2_run.options.other
    if other is None:
        pytest.skip("it needs a second user: --dhis2-other-username")
    with failing():
        return dhis2_run.sign_in(_instance_of(request, dhis2_run, other), browser, browser_context_args, tidies=False)


@pytest.fixture
def dhis2_other_page(dhis2_run: Run, dhis2_other_visit: SignedIn, new_context: CreateContextCallback) -> Page:
    """A page of that user."""
    context = new_context()
    prepare(context, dhis2_run, dhis2_other_visit)
    return context.new_page()


def _instance_of(request: pytest.FixtureRequest, run: Run, account: Account) -> Instance:
    """The DHIS2 of this run, for a user; in the sandbox its administrator unless somebody is named."""
    options = run.options
    if options.stand_in is None:
        return Instance(base_url=options.url, account=account, allow_http=options.allow_http)
    account = account if account.username else _stand_in().ADMINISTRATOR
    return Instance(base_url=request.getfixturevalue("dhis2_sandbox").url, account=account)


def _stand_in() -> ModuleType:
    """The module that starts the sandbox."""
    from automation.testing.plugin import stand_in  # noqa: PLC0415 - Flask is an extra

    return stand_in
