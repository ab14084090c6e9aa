"""Upstream's compiled UIs are where they are said to be."""

import pytest

from tests.official.builds import builds


@pytest.mark.official
def test_each_build_has_a_page_to_begin_with() -> None:
    found = builds()
    if not found:
        pytest.skip("DHIS2_OFFICIAL_BUILDS names no builds")

    assert [build.ref for build in found if not (build.folder / "index.html").is_file()] == []
