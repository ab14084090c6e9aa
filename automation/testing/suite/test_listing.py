"""The list of clients: none, some, many."""

from typing import Any

import pytest
from playwright.sync_api import expect

from automation.clients.client import ClientSpec
from automation.dialects.ui import Dialect, edit_is_broken
from automation.testing.plugin.fixtures import SeesQuirk
from automation.testing.plugin.languages import empty
from automation.testing.plugin.run import Run, SignedIn
from automation.testing.plugin.section import OpenSection

_MANY = 200


def test_upstream_empty_list(dhis2_section: OpenSection) -> None:
    """settings-app cypress/integration/oauth2.feature: No OAuth2 clients are present."""
    if dhis2_section.list.section.locator(dhis2_section.dialect.row).count():
        pytest.skip("this DHIS2 has clients")

    expect(dhis2_section.list.section.get_by_text(empty(dhis2_section.language))).to_be_visible()
    expect(dhis2_section.list.add_button).to_be_enabled()


@pytest.mark.dhis2_writes
def test_upstream_some_clients(dhis2_section: OpenSection, dhis2_quirk: SeesQuirk) -> None:
    """settings-app cypress/integration/oauth2.feature: Some OAuth2 clients are present."""
    specs = [dhis2_section.spec(word, name=f"{dhis2_section.mark}{word}-name") for word in ("one", "two")]
    for spec in specs:
        dhis2_section.create(spec)

    dhis2_section.reopen()

    for spec in specs:
        shows_names = dhis2_section.list.has(spec.name)
        dhis2_quirk("the-list-shows-names-not-client-ids", shows_names)
        assert shows_names != dhis2_section.list.has(spec.client_id)


@pytest.mark.dhis2_writes
def test_many_clients(dhis2_run: Run, dhis2_visit: SignedIn, dhis2_section: OpenSection) -> None:
    if not dhis2_run.options.many:
        pytest.skip(f"it makes {_MANY} clients, on an instance only with --dhis2-many")
    specs = [dhis2_section.spec(f"many-{number:03}") for number in range(_MANY)]
    for spec in specs:
        dhis2_visit.clients_api.create(as_body(spec, dhis2_section.dialect))

    dhis2_section.reopen()

    ours = dhis2_section.list.section.locator(dhis2_section.dialect.row).filter(has_text=f"{dhis2_section.mark}many-")
    expect(ours).to_have_count(_MANY)
    if not edit_is_broken(dhis2_section.version):
        for spec in (specs[0], specs[117], specs[-1]):
            assert dhis2_section.read(spec).client_id == spec.client_id
    dhis2_section.form().cancel()


def as_body(spec: ClientSpec, dialect: Dialect) -> dict[str, Any]:
    """A client as DHIS2's API takes it (dhis2-core OAuth2Client.java, from 2.42 Dhis2OAuth2Client.java)."""
    if dialect.has_name:
        return {
            "name": spec.name,
            "cid": spec.client_id,
            "secret": f"{0:036}",
            "grantTypes": sorted(spec.grant_types),
            "redirectUris": list(spec.redirect_uris),
        }
    return {
        "clientId": spec.client_id,
        "authorizationGrantTypes": ",".join(sorted(spec.grant_types)),
        "redirectUris": ",".join(spec.redirect_uris),
    }
