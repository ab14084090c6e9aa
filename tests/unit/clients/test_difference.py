from dataclasses import replace

from automation.clients.client import ClientSpec, GrantType
from automation.clients.difference import differences, in_words

STORED = ClientSpec(
    name="Reports", client_id="reports", grant_types=frozenset({GrantType.AUTHORIZATION_CODE}),
    redirect_uris=("https://a.example/cb", "https://b.example/cb"),
)  # fmt: skip


def test_what_is_the_same_is_not_told() -> None:
    assert differences(STORED, STORED) == []


def test_each_property_is_told_by_itself() -> None:
    wanted = replace(STORED, name="R", grant_types=frozenset(GrantType), redirect_uris=("https://a.example/cb",))

    found = differences(wanted, STORED)

    assert [each.what for each in found] == ["name", "grant type", "redirect URI"]
    assert found[0].lines == ["- name: Reports", "+ name: R"]
    assert found[1].lines == ["+ grant type: password", "+ grant type: refresh_token"]
    assert found[2].lines == ["- redirect URI: https://b.example/cb"]
    assert in_words(found[:1]) == "name (Reports instead of R)"


def test_the_order_of_redirect_uris_counts() -> None:
    (found,) = differences(replace(STORED, redirect_uris=STORED.redirect_uris[::-1]), STORED)

    assert found.lines == ["~ redirect URI: in another order: https://b.example/cb https://a.example/cb"]


def test_of_a_name_that_no_client_has_nothing_is_told() -> None:
    assert differences(replace(STORED, name="R"), STORED, has_name=False) == []
