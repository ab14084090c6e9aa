import pytest

from automation.clients.client import GrantType
from automation.clients.stored_client import SecretForm, read_stored_client
from automation.shapes import Misshapen

OLD = {
    "id": "hygfd2xJuDy", "name": "Reports", "cid": "reports", "secret": "5ecret-5ecret",
    "grantTypes": ["authorization_code", "client_credentials"], "redirectUris": ["https://a.example/cb"],
    "created": "2026-01-02T03:04:05.678", "lastUpdated": "2026-02-03T04:05:06.789",
}  # fmt: skip
NEW = {
    "id": "hygfd2xJuDy", "name": "reports", "clientId": "reports", "clientSecret": "$2a$12$abc",
    "authorizationGrantTypes": "authorization_code,refresh_token",
    "redirectUris": "https://a.example/cb, https://b.example/cb", "scopes": "openid,username",
    "clientAuthenticationMethods": "client_secret_basic",
    "clientSettings": '{"@class":"java.util.Collections$UnmodifiableMap",'
    '"settings.client.require-proof-key":true,"settings.client.require-authorization-consent":false}',
    "tokenSettings": "{}",
}  # fmt: skip


def test_a_client_of_2_41_is_read_from_lists() -> None:
    client = read_stored_client(OLD)

    assert (client.name, client.client_id, client.uid) == ("Reports", "reports", "hygfd2xJuDy")
    assert client.grant_types == {"authorization_code", "client_credentials"}
    assert client.redirect_uris == ("https://a.example/cb",)
    assert client.secret_form is SecretForm.PLAIN
    assert client.settings is None
    assert client.created < client.last_updated


def test_a_client_of_2_42_is_read_from_texts_with_commas() -> None:
    client = read_stored_client(NEW)

    assert client.name is None
    assert client.grant_types == {"authorization_code", "refresh_token"}
    assert client.redirect_uris == ("https://a.example/cb", "https://b.example/cb")
    assert client.secret_form is SecretForm.BCRYPT
    assert client.settings
    assert client.settings.scopes == ("openid", "username")
    assert (client.settings.proof_key, client.settings.consent) == (True, False)


@pytest.mark.parametrize("settings", [None, "", "no JSON", '{"settings.client.require-proof-key":"yes"}'])
def test_what_is_not_stored_is_not_known(settings: str | None) -> None:
    client = read_stored_client({"id": "a1", "clientId": "c", "clientSettings": settings})

    assert (client.grant_types, client.redirect_uris, client.secret_form) == (frozenset(), (), SecretForm.NONE)
    assert client.settings
    assert (client.settings.proof_key, client.settings.consent, client.settings.scopes) == (None, None, ())


def test_its_secret_is_not_kept() -> None:
    assert "5ecret" not in repr(read_stored_client(OLD))
    assert "$2a$" not in repr(read_stored_client(NEW))


def test_a_grant_type_that_no_form_has_is_not_in_the_spec() -> None:
    assert read_stored_client(OLD).spec.grant_types == {GrantType.AUTHORIZATION_CODE}


@pytest.mark.parametrize("plain", [{}, {"id": "a1"}, {"id": "../x", "cid": "c"}, {"id": "a1", "cid": 7}])
def test_what_is_no_client_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(Misshapen):
        read_stored_client(plain)
