"""What is said of a client that is to be made anew on DHIS2 2.42 or later."""

from dataclasses import replace
from typing import Any

import pytest

from automation.clients.client import GrantType
from automation.clients.migration import MigrationPlan, NewServer, SecretFate, plan_migration, refused
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.clients.stored_client import SecretForm, StoredClient
from automation.dialects.compatibility import issues_with_dhis2
from automation.errors import ExitCode
from automation.versions import Dhis2Version

OLD = SPRING_SECURITY_OAUTH.endpoints("https://old.example/dhis")
NEW = NewServer(
    version=Dhis2Version(43, 2),
    endpoints=AUTHORIZATION_SERVER.endpoints("https://new.example/dhis"),
    scopes=("openid", "username"),
    proof_key=True,
    objections_to=lambda preset: [issue.says for issue in issues_with_dhis2(preset, Dhis2Version(43, 2))],
)
OLDER = replace(NEW, version=Dhis2Version(42, 4), scopes=("openid", "email"), proof_key=False)
CLIENT = StoredClient(
    uid="a1", name="Reports", client_id="reports", grant_types=frozenset({"authorization_code"}),
    redirect_uris=("https://a.example/cb",), secret_form=SecretForm.PLAIN,
)  # fmt: skip


def plan(new: NewServer = NEW, secret: SecretFate = SecretFate.KEPT, **changes: Any) -> MigrationPlan:
    return plan_migration(replace(CLIENT, **changes), OLD, new, secret)


def changed(found: MigrationPlan) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {each.what: (each.stored, each.wanted) for each in found.changes}


def told(found: MigrationPlan) -> str:
    return "\n".join(word.sentence for word in found.tell)


def test_a_client_with_authorization_code_keeps_what_identifies_it() -> None:
    found = plan()

    assert found.can_be_migrated
    assert found.keeps_secret
    assert found.spec
    assert (found.spec.client_id, found.spec.redirect_uris) == ("reports", CLIENT.redirect_uris)
    assert found.spec.grant_types == {GrantType.AUTHORIZATION_CODE}
    assert changed(found) == {
        "name": (("Reports",), ()),
        "authorize URL": ((OLD.authorize,), ("https://new.example/dhis/oauth2/authorize",)),
        "token URL": ((OLD.token,), ("https://new.example/dhis/oauth2/token",)),
        "profile URL": ((OLD.profile,), ("https://new.example/dhis/api/me",)),
        "scopes to ask for": ((), ("openid username",)),
        "PKCE": ((), ("compulsory",)),
    }


def test_whoever_runs_the_application_is_told_all_that_changes_for_it() -> None:
    said = told(plan())

    assert "client ID, secret and redirect URIs stay" in said
    for word in ("openid username", "PKCE", "Authorization", "userCredentials", "Its users"):
        assert word in said


def test_pkce_and_the_open_id_field_are_told_where_they_count() -> None:
    assert "PKCE" not in told(plan(OLDER))
    assert "PKCE" not in changed(plan(OLDER))
    assert "openId" in told(plan(OLDER))
    assert "openId" not in told(plan(NEW))


@pytest.mark.parametrize(
    ("grants", "says"),
    [
        ({"password"}, "password grant is gone"),
        ({"password", "refresh_token"}, "password grant is gone"),
        ({"client_credentials"}, "personal access token"),
        (set(), "personal access token"),
    ],
)
def test_without_authorization_code_it_cannot_be_migrated_and_what_to_do_is_said(grants: set[str], says: str) -> None:
    found = plan(grant_types=frozenset(grants))

    assert not found.can_be_migrated
    assert found.spec is None
    assert "authorization_code" in found.blockers[0]
    assert says in told(found)
    assert "personal access token" in told(found)
    error = refused(found)
    assert (error.code, error.exit_code) == ("cannot_be_migrated", ExitCode.USAGE)
    assert "'reports'" in error.message


def test_a_grant_that_goes_beside_one_that_stays_is_told() -> None:
    found = plan(grant_types=frozenset({"authorization_code", "refresh_token", "password", "client_credentials"}))

    assert found.spec
    assert found.spec.grant_types == {GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN}
    assert changed(found)["grant type"][1] == ("authorization_code", "refresh_token")
    assert "users' DHIS2 passwords" in told(found)
    assert "client_credentials is gone" in told(found)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"client_id": "café"}, "printable ASCII"),
        ({"client_id": 'a"b'}, "double quote"),
        ({"redirect_uris": ()}, "no redirect URI"),
        ({"redirect_uris": ("https://a.example/cb", "https://a.example/a,b")}, "comma"),
        ({"redirect_uris": tuple(f"https://a.example/{'x' * 240}{number}" for number in range(5))}, "characters"),
        ({"client_id": "system-dcr-registrar-client"}, "keeps this client ID"),
    ],
)
def test_what_the_new_dhis2_would_refuse_is_known_beforehand(changes: dict[str, Any], says: str) -> None:
    found = plan(**changes)

    assert not found.can_be_migrated
    assert says in found.blockers[0]
    assert "`dhis2-oauth create`" in told(found)


def test_an_id_with_a_space_can_be_migrated() -> None:
    assert plan(client_id="my app").can_be_migrated


@pytest.mark.parametrize("fate", [SecretFate.NOT_SHOWN, SecretFate.TOO_LONG])
def test_a_secret_that_cannot_be_kept_is_a_new_one(fate: SecretFate) -> None:
    found = plan(secret=fate)

    assert found.can_be_migrated
    assert not found.keeps_secret
    assert str(fate) in changed(found)["secret"][1][0]
    assert "new secret, which is in a file" in told(found)


@pytest.mark.parametrize(
    ("uri", "client_id", "title"),
    [
        ("https://gpr.example.org/api/session/ologin", "anything", "GeoPrism Registry"),
        ("https://gpr.example.org/sub/path/api/session/ologin", "anything", "GeoPrism Registry"),
        ("https://iaso.example.org/api/dhis2/reports/login/", "reports", "IASO"),
        ("https://iaso.example.org/api/dhis2/other/login/", "reports", ""),
        ("https://hesabu.example.org/oauth/7/callback", "reports", "Hesabu"),
        ("https://anything.example.org/", "reports", ""),
    ],
)
def test_an_application_is_known_by_its_redirect_uri(uri: str, client_id: str, title: str) -> None:
    said = told(plan(client_id=client_id, redirect_uris=(uri,)))

    assert ("its redirect URI is that of" in said) == bool(title)
    assert title in said


def test_that_http_basic_takes_them_otherwise_is_told_where_it_matters() -> None:
    odd = plan_migration(CLIENT, OLD, NEW, SecretFate.KEPT, must_be_encoded=True)

    assert "form-encode" in told(odd)
    assert "form-encode" not in told(plan())


def test_a_redirect_uri_that_is_stored_twice_is_entered_once() -> None:
    found = plan(redirect_uris=("https://a.example/cb", "https://a.example/cb"))

    assert found.spec
    assert found.spec.redirect_uris == ("https://a.example/cb",)
