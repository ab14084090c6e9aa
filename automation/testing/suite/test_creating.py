"""Making clients."""

from automation.testing.opened import OpenSection


def test_create(dhis2_section: OpenSection) -> None:
    spec = dhis2_section.spec()

    dhis2_section.create(spec)

    content = dhis2_section.read(spec)
    assert (content.client_id, content.grant_types) == (spec.client_id, spec.grant_types)
    assert content.redirect_uris == spec.redirect_uris
