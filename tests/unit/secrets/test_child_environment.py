"""What a program that we start sees of our environment, and what is left of ours afterwards."""

import os

import pytest

from automation.secrets.child_environment import ALL_CHILDREN, Purpose, environment, forget_switches, narrowed

SPIES = ("DEBUG", "PWDEBUG", "NODE_DEBUG", "NODE_OPTIONS", "NODE_TLS_REJECT_UNAUTHORIZED", "PLAYWRIGHT_NODEJS_PATH",
         "SSLKEYLOGFILE", "LD_PRELOAD", "PYTHONPATH", "PYTHONSTARTUP", "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "FFREPORT",
         "CHROME_LOG_FILE", "NODE_V8_COVERAGE", "npm_config_debug", "PW_TEST_DEBUG", "BASH_ENV", "ENV")  # fmt: skip
SECRETS = ("DHIS2_PASSWORD", "DHIS2_TOTP_SECRET", "DHIS2_FROM_PASSWORD", "DHIS2_FROM_TOTP_SECRET",
           "DHIS2_OTHER_PASSWORD", "DHIS2_OAUTH_PROXY_PASSWORD",
           "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE", "AWS_SECRET_ACCESS_KEY", "https_proxy")  # fmt: skip


@pytest.fixture(autouse=True)
def _hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SPIES, *SECRETS):
        monkeypatch.setenv(name, "5ecret")
    monkeypatch.setenv("TZ", "Asia/Vientiane")


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.DOWNLOAD])
def test_no_child_sees_a_secret_or_a_switch(purpose: Purpose) -> None:
    seen = environment(purpose)

    assert "5ecret" not in seen.values()
    assert seen["TZ"] == "Asia/Vientiane"


def test_a_download_sees_the_proxy_and_nothing_else_of_them() -> None:
    seen = environment(Purpose.DOWNLOAD)

    # Windows spells its variables in any case.
    assert {name.lower() for name, value in seen.items() if value == "5ecret"} == {"https_proxy"}


def test_a_child_sees_what_it_is_given() -> None:
    assert environment(Purpose.TESTS, {"DHIS2_PASSWORD": "given"})["DHIS2_PASSWORD"] == "given"


def test_every_variable_on_the_list_has_a_reason() -> None:
    assert all(ALL_CHILDREN.values())


@pytest.mark.parametrize("purpose", Purpose)
def test_what_a_purpose_needs_is_no_tuple(purpose: Purpose) -> None:
    """Of an empty one Python 3.11.2 makes an `object`, and no program could be started."""
    assert isinstance(purpose.value, frozenset)


def test_what_a_library_hands_on_whole_is_narrowed_and_put_back() -> None:
    before = dict(os.environ)

    with narrowed(Purpose.HIDDEN_BROWSER, {"NODE_USE_SYSTEM_CA": "1"}):
        assert "5ecret" not in os.environ.values()
        assert os.environ["NODE_USE_SYSTEM_CA"] == "1"

    assert dict(os.environ) == before


def test_what_playwright_itself_heeds_is_taken_away() -> None:
    forget_switches()

    assert {"DEBUG", "PWDEBUG", "NODE_OPTIONS", "SSLKEYLOGFILE", "npm_config_debug"}.isdisjoint(os.environ)
    assert os.environ["DHIS2_PASSWORD"] == "5ecret"
