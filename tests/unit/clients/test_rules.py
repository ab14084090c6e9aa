"""What cannot be stored, or could never be used, is refused before anything is entered."""

from dataclasses import replace

import pytest

from automation.clients.client import ClientSpec, GrantType
from automation.clients.rules import check_client, check_client_for
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.errors import ConfigError

CODE = frozenset({GrantType.AUTHORIZATION_CODE})
GOOD = ClientSpec(name="x", client_id="x", grant_types=CODE, redirect_uris=("https://app.example.org/cb",))
LONG_URIS = tuple(f"https://app.example.org/{'x' * 200}/{number}" for number in range(5))


def refusal_of(spec: ClientSpec, *, is_new: bool | None) -> str | None:
    try:
        check_client(spec)
        if is_new is not None:
            check_client_for(spec, AUTHORIZATION_SERVER if is_new else SPRING_SECURITY_OAUTH)
    except ConfigError as error:
        return error.code if error.hint else "no hint"
    return None


@pytest.mark.parametrize(
    ("changes", "legacy", "current"),
    [
        ({}, None, None),
        ({"client_id": "a:b"}, "colon_in_client_id", None),
        ({"client_id": "caf\u00e9"}, None, "client_id_unusable"),
        ({"client_id": "\u0e9a"}, None, "client_id_unusable"),
        ({"client_id": "a\u00a0b"}, None, "client_id_unusable"),
        ({"client_id": 'a"b'}, None, "client_id_unusable"),
        ({"client_id": "a'b<c>&d"}, None, None),
        ({"client_id": "system-dcr-registrar-client"}, None, "client_id_reserved"),
        ({"client_id": "x" * 230}, None, None),
        ({"client_id": "x" * 231, "name": "x" * 231}, "too_long", None),
        ({"client_id": "x" * 255, "name": "x" * 255}, "too_long", None),
        ({"client_id": "x" * 256, "name": "x" * 256}, "too_long", "too_long"),
        ({"name": "y" * 230}, None, None),
        ({"name": "y" * 231}, "too_long", "too_long"),
        ({"redirect_uris": LONG_URIS}, None, "redirect_uris_too_long"),
        ({"redirect_uris": (f"https://app.example.org/{'x' * 300}",)}, "too_long", None),
        ({"redirect_uris": ("org.example.app:/callback",)}, "bad_redirect_uri", None),
        ({"redirect_uris": ("com.example.app:/cb",)}, "bad_redirect_uri", None),
        ({"redirect_uris": ("dhis2oauth://oauth",)}, "bad_redirect_uri", None),
        ({"grant_types": frozenset({GrantType.REFRESH_TOKEN})}, "no_first_token", "no_first_token"),
        ({"grant_types": frozenset({GrantType.REFRESH_TOKEN, *CODE})}, None, None),
    ],
)
def test_each_generation_has_its_limits(changes: dict[str, object], legacy: str | None, current: str | None) -> None:
    spec = replace(GOOD, **changes)  # type: ignore[arg-type]

    assert (refusal_of(spec, is_new=False), refusal_of(spec, is_new=True)) == (legacy, current)


@pytest.mark.parametrize("changes", [{"client_id": "x" * 256}, {"name": "y" * 231}])
def test_what_no_version_takes_needs_no_browser_to_be_refused(changes: dict[str, str]) -> None:
    assert refusal_of(replace(GOOD, **changes), is_new=None) == "too_long"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("uri", "words"), [("dhis2oauth://oauth", "Android"), ("com.example.app:/cb", "2.42.5 or later")]
)
def test_a_scheme_of_an_applications_own_is_refused_with_the_reason(uri: str, words: str) -> None:
    with pytest.raises(ConfigError, match=r"the form up to 2\.41 takes http and https only") as caught:
        check_client_for(replace(GOOD, redirect_uris=(uri,)), SPRING_SECURITY_OAUTH)

    assert words in caught.value.hint
