"""The fixtures that have a page: pytest-playwright's, signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_playwright import CreateContextCallback

from automation.clients.client import ClientSpec
from automation.secrets.credentials import Client
from automation.testing.plugin.evidence import EVIDENCE, Evidence
from automation.testing.plugin.fixtures import CountsFlaky
from automation.testing.plugin.run import Run, Visit
from automation.testing.plugin.section import OpenSection, open_section
from automation.testing.plugin.support import failing, folder_of, instance_of, prepare, stand_in


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClient:
    """A client that was made for a test, as it was asked for and as the form showed it."""

    spec: ClientSpec
    content: Client


@pytest.fixture
def dhis2_page(dhis2_run: Run, dhis2_visit: Visit, page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
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
    dhis2_run: Run, dhis2_visit: Visit, dhis2_page: Page, dhis2_flaky: CountsFlaky, request: pytest.FixtureRequest
) -> OpenSection:
    """The OAuth2 Clients section, open."""
    with failing():
        return open_section(
            dhis2_page,
            dhis2_visit.instance,
            mark=dhis2_run.mark,
            redactor=dhis2_run.redactor,
            language=dhis2_run.options.locale,
            before_form=request.node.stash[EVIDENCE].end_trace,
            hears_trouble=dhis2_flaky,
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
) -> Visit:
    """A user who may not manage OAuth2 clients is signed in."""
    other = stand_in().OTHER if dhis2_run.options.stand_in else dhis2_run.options.other
    if other is None:
        pytest.skip("it needs a second user: --dhis2-other-username")
    with failing():
        return dhis2_run.visit(instance_of(request, dhis2_run, other), browser, browser_context_args, tidies=False)


@pytest.fixture
def dhis2_other_page(dhis2_run: Run, dhis2_other_visit: Visit, new_context: CreateContextCallback) -> Page:
    """A page of that user."""
    context = new_context()
    prepare(context, dhis2_run, dhis2_other_visit)
    return context.new_page()
