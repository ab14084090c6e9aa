"""A redirect to what was asked for is followed, and no other."""

import pytest

from automation.browser.api_calls import _is_the_same


@pytest.mark.parametrize(
    ("asked", "leads_to", "is_same"),
    [
        ("http://d.example/api/me?fields=x", "https://d.example/api/me?fields=x", True),
        ("http://d.example/api/me", "http://d.example/api/me/", True),
        ("http://d.example/api/me", "https://d.example/api/me/", True),
        ("http://d.example:8080/api/me", "https://d.example/api/me", False),
        ("https://d.example/api/me", "http://d.example/api/me", False),
        ("https://d.example/api/me", "https://other.example/api/me", False),
        ("https://d.example/api/me", "https://d.example/login/", False),
        ("https://d.example/api/me", "https://d.example/api/me", False),
        ("https://d.example/api/me", "", False),
        ("https://d.example/api/me?a=1", "https://d.example/api/me/", False),
        ("https://d.example/api/me/", "https://d.example/api/me//", False),
    ],
)
def test_only_another_spelling_of_the_address_is_followed(asked: str, leads_to: str, *, is_same: bool) -> None:
    assert _is_the_same(asked, leads_to) is is_same
