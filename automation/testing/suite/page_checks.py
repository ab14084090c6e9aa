"""Checks and keys that several scenarios use."""

import pytest
from playwright.sync_api import Locator, Page, Response

from automation.clients.client import ClientSpec
from automation.dialects.ui import edit_is_broken
from automation.secrets.credentials import Client
from automation.testing.plugin.section import OpenSection

_TABS = 200
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def see_stored(section: OpenSection, spec: ClientSpec) -> Client | None:
    """Open the client again and see that it is as asked; None where this DHIS2 cannot open one (2.32.0-2.32.2)."""
    if edit_is_broken(section.version):
        return None
    content = section.read(spec)
    assert content.client_id == spec.client_id
    assert content.name == (spec.name if section.dialect.has_name else None)
    assert content.grant_types == spec.grant_types
    assert content.redirect_uris == spec.redirect_uris
    return content


def is_refused(answer: Response) -> bool:
    """Whether DHIS2 has refused a client: 400 is the dry run's answer (SchemaController), 409 that to Save."""
    return answer.status == (400 if "/schemas/" in answer.url else 409)


def tab_to(control: Locator) -> None:
    """Press Tab until the control has the focus."""
    for _ in range(_TABS):
        if control.evaluate("element => element === element.ownerDocument.activeElement"):
            return
        control.page.keyboard.press("Tab")
    pytest.fail(f"{_TABS} times Tab did not lead to {control}", pytrace=False)


def painted(page: Page) -> None:
    """Wait until the page has been painted after the last key or click."""
    page.evaluate(_PAINTED)
