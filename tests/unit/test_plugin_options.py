"""The plugin reads its options as the commands read theirs, and leaves no secret in the environment."""

import argparse
import os
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import ConfigError
from automation.network.certificates import PASSPHRASE_VARIABLE
from automation.network.transport import PASSWORD_VARIABLE, USERNAME_VARIABLE
from automation.secrets.redact import Redactor
from automation.testing.plugin import OPTIONS
from automation.testing.plugin import options as plugin_options
from automation.testing.plugin.options import Options, read_options

URL = ("--dhis2-url", "https://dhis2.example.org/dhis", "--dhis2-username", "admin")
SANDBOX = ("--dhis2-sandbox", "2.41.9")
SECRETS = {USERNAME_VARIABLE: "me", PASSWORD_VARIABLE: "5ecret-proxy", PASSPHRASE_VARIABLE: "5ecret-key"}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHIS2_PASSWORD", "district")
    monkeypatch.setattr(plugin_options, "lend", lambda _given: None)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def read(*words: str) -> Options:
    parser = argparse.ArgumentParser()
    for name, settings in OPTIONS:
        parser.add_argument(name, **settings)
    config: Any = SimpleNamespace(option=parser.parse_args(words))
    return read_options(config, Redactor())


def refusal(*words: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(*words)
    return caught.value


@pytest.mark.parametrize("words", [URL, SANDBOX], ids=["an instance", "a stand-in"])
def test_secrets_of_the_connection_are_taken_out_of_the_environment(words: tuple[str, ...]) -> None:
    read(*words)

    assert not SECRETS.keys() & os.environ.keys()


def test_a_proxy_gets_its_account() -> None:
    proxy = read(*URL, "--dhis2-proxy", "http://proxy.example.org:8080").transport.proxy

    assert proxy
    assert proxy.username == "me"
    assert proxy.password
    assert proxy.password.reveal() == "5ecret-proxy"


@pytest.mark.parametrize("flag", ["--dhis2-client-key", "--dhis2-client-cert", "--dhis2-ca-file", "--dhis2-proxy"])
def test_what_is_wrong_is_named_as_the_plugin_calls_it(flag: str) -> None:
    assert refusal(*URL, flag, "nothing.pem").did.removesuffix(" nothing.pem") == f"reading {flag}"


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1"])
def test_a_wait_begins_and_ends(seconds: str) -> None:
    assert refusal(*URL, "--dhis2-timeout", seconds).did == "reading --dhis2-timeout"
