"""What the commands that these tests run find in their environment."""

import pytest

from tests.support.lean_browser import lean_environment


@pytest.fixture(autouse=True)
def _lean_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in lean_environment().items():
        monkeypatch.setenv(name, value)
