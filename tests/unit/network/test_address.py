"""Whatever part of DHIS2 the address bar shows, the instance is what comes before it."""

import pytest

from automation.errors import ConfigError
from automation.network.address import base_url


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://d.example", "https://d.example"),
        ("https://d.example/", "https://d.example"),
        ("http://d.example:8080/dhis/", "http://d.example:8080/dhis"),
        (" https://d.example/dhis-web-login/ ", "https://d.example"),
        ("https://d.example/dhis/dhis-web-settings/index.html#/oauth2", "https://d.example/dhis"),
        ("https://d.example/dhis/dhis-web-commons/security/login.action", "https://d.example/dhis"),
        ("https://d.example/dhis/dhis-web-commons/security/login.action;jsessionid=1?failed=true", "https://d.example/dhis"),
        ("https://d.example/dhis/dhis-web-commons-security/login.action", "https://d.example/dhis"),
        ("https://d.example/dhis-web-settings", "https://d.example"),
        ("https://d.example/dhis/login", "https://d.example/dhis"),
        ("https://d.example/dhis/login/", "https://d.example/dhis"),
        ("https://d.example/dhis/login/#/", "https://d.example/dhis"),
        ("https://d.example/dhis/login.html", "https://d.example/dhis"),
        ("https://d.example/dhis/index.html", "https://d.example/dhis"),
        ("https://d.example/dhis/index.action", "https://d.example/dhis"),
        ("https://d.example/dhis/apps", "https://d.example/dhis"),
        ("https://d.example/dhis/apps/", "https://d.example/dhis"),
        ("https://d.example/apps/settings#/oauth2", "https://d.example"),
        ("https://d.example/dhis/apps/settings", "https://d.example/dhis"),
        ("https://d.example/apps/my-own-app#/", "https://d.example"),
        ("https://d.example/api", "https://d.example"),
        ("https://d.example/dhis/api/", "https://d.example/dhis"),
        ("https://d.example/dhis/api/41", "https://d.example/dhis"),
        ("https://d.example/dhis/api/41/me.json?fields=id", "https://d.example/dhis"),
        ("https://d.example/dhis/api/system/info", "https://d.example/dhis"),
        ("https://d.example/dhis/api/oAuth2Clients/abc", "https://d.example/dhis"),
        ("https://d.example/dhis/api/apps/settings/index.html#/oauth2", "https://d.example/dhis"),
        ("https://d.example/dhis/uaa/oauth/authorize?client_id=x", "https://d.example/dhis"),
        ("https://d.example/dhis/oauth2/token", "https://d.example/dhis"),
        ("https://d.example/dhis/.well-known/openid-configuration", "https://d.example/dhis"),
        # Context paths that look like DHIS2's own, and are not.
        ("https://d.example/apps/dhis", "https://d.example/apps/dhis"),
        ("https://d.example/api/dhis/", "https://d.example/api/dhis"),
        ("https://d.example/apps/dhis/apps/settings#/oauth2", "https://d.example/apps/dhis"),
        ("https://d.example/api/dhis/api/me", "https://d.example/api/dhis"),
        ("https://d.example/apps/dhis/dhis-web-settings/index.html#/", "https://d.example/apps/dhis"),
        ("https://d.example/login/dhis/login/", "https://d.example/login/dhis"),
        ("https://d.example/oauth2/dhis", "https://d.example/oauth2/dhis"),
        ("https://d.example/dhis-test/apitest/loginx", "https://d.example/dhis-test/apitest/loginx"),
        # What means the same address is written the same.
        ("HTTPS://D.Example/DHIS", "https://d.example/DHIS"),
        ("https://d.example:443/dhis", "https://d.example/dhis"),
        ("http://d.example:80", "http://d.example"),
        ("http://d.example:443", "http://d.example:443"),
        ("https://d.example:/dhis", "https://d.example/dhis"),
        ("https://d.example/dhis?a=b#c", "https://d.example/dhis"),
        ("http://[::1]:8080/dhis", "http://[::1]:8080/dhis"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("https://dhis2.österreich.example/dhis", "https://dhis2.xn--sterreich-z7a.example/dhis"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://dhis2_web:8080", "http://dhis2_web:8080"),
        ("https://d.example/größe", "https://d.example/gr%C3%B6%C3%9Fe"),
    ],
)  # fmt: skip
def test_the_base_url_is_what_comes_before_dhis2s_own_paths(given: str, meant: str) -> None:
    assert base_url(given) == meant
    assert base_url(meant) == meant


@pytest.mark.parametrize(
    "given",
    ["ftp://d.example", "https://", "https://d.example:port", "", "http://[::1", "https://d.example:99999",
     "https://d.example:0", "https://d exa.mple", "https://d.example/a b", "https://d.exam\0ple", "https://-/",
     "http://[fe80::1%25eth0]/", "https://d..example", "https:/d.example", "https:d.example",
     "http://" + "a" * 70 + ".example", "https://d.example\\x", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ConfigError) as caught:
        base_url(given)

    assert caught.value.code == "bad_url"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ("dhis2.example.org/dhis", "https://dhis2.example.org/dhis"),
        ("//dhis2.example.org", "https://dhis2.example.org"),
        ("dhis2.example.org:8443/dhis/dhis-web-settings/", "https://dhis2.example.org:8443/dhis"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080/dhis", "http://127.0.0.1:8080/dhis"),
    ],
)
def test_an_address_without_its_beginning_is_offered_with_it(given: str, offered: str) -> None:
    with pytest.raises(ConfigError) as caught:
        base_url(given)

    assert caught.value.code == "bad_url"
    assert "http" in caught.value.saw
    assert caught.value.hint == f"write {offered}."


@pytest.mark.parametrize(
    "given",
    ["https://admin:district@d.example", "admin:district@d.example", "https://admin:district@d.example:x",
     "https://admin:1234#district@d.example", "https://admin:dis/trict@d.example"],
)  # fmt: skip
def test_a_password_in_the_url_is_refused_and_not_repeated(given: str) -> None:
    with pytest.raises(ConfigError) as caught:
        base_url(given)

    told = f"{caught.value.message}{caught.value.hint}"
    assert "DHIS2_PASSWORD" in told
    assert not any(part in told for part in ("district", "trict", "1234"))


def test_a_token_in_the_query_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        base_url("ftp://d.example/?access_token=hidden")

    assert "hidden" not in f"{caught.value.message}{caught.value.hint}"
