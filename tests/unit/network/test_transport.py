"""Which way leads to DHIS2: what the flags mean, and what cannot be meant."""

import os
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12
from cryptography.hazmat.primitives.serialization import load_pem_private_key as load_key
from cryptography.x509 import load_pem_x509_certificate as load_certificate

from automation.browser.options import BrowserOptions, context_arguments, driver_settings, launch_arguments
from automation.cli.connection import read_transport, read_viewport
from automation.cli.main import cli
from automation.errors import ConfigError
from automation.network.certificates import check_ca_file, read_client_cert, throwaway
from automation.network.options import ConnectionOptions
from automation.network.proxies import machine_proxy, named_proxy
from automation.network.transport import Proxy, Transport
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from tests.support.platforms import POSIX

HOST = "https://dhis2.example.org:8443/dhis"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    issued = trustme.CA().issue_cert("someone@example.org")
    certificate, key = tmp_path / "me.pem", tmp_path / "me.key"
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    issued.private_key_pem.write_to_path(str(key))
    return certificate, key


@pytest.fixture(autouse=True)
def _no_proxy_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def refusal(action: Any, *arguments: Any) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        action(*arguments)
    return caught.value


@pytest.mark.parametrize("command", ["create --client-id x --redirect-uri https://a.example/cb", "doctor", "test"])
def test_a_key_without_a_certificate_is_refused_by_every_command(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHIS2_PASSWORD", "district")
    words = [*command.split(), "--url", HOST, "--username", "a", "--client-key", "me.key", "--state-dir", "state"]

    done = CliRunner().invoke(cli, words[:-2] if command == "test" else words, obj=Redactor())

    assert isinstance(done.exception, ConfigError)
    assert done.exception.message == "reading --client-key: there is no certificate to it"


def test_a_ca_file_without_certificates_is_refused_up_front(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("not a certificate")

    error = refusal(check_ca_file, empty)

    assert (error.code, error.saw) == ("bad_ca_file", "there is no PEM certificate in it")


def test_a_ca_file_that_is_not_there_is_refused_up_front(tmp_path: Path) -> None:
    assert refusal(check_ca_file, tmp_path / "nowhere.pem").code == "bad_ca_file"


def test_the_driver_is_told_of_the_ca(tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(ca_file))

    transport = read_transport(HOST, ConnectionOptions(ca_file=str(ca_file)), Redactor())

    assert transport.ca_file == ca_file
    assert driver_settings(transport) == {"NODE_EXTRA_CA_CERTS": str(ca_file), "NODE_USE_SYSTEM_CA": "1"}


@POSIX
def test_what_others_can_write_to_says_not_whom_to_trust(pair: tuple[Path, Path]) -> None:
    certificate, key = pair
    for path in (key, certificate):
        path.chmod(0o666)
        error = refusal(read_client_cert, certificate, key, None)
        assert error.saw == "other people on this machine can write to it"
        assert error.hint == f"chmod go-w {path}"
    assert refusal(check_ca_file, certificate).saw == "other people on this machine can write to it"


@POSIX
def test_a_key_that_others_can_read_is_warned_of(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    certificate, key = pair
    given = ConnectionOptions(client_cert=str(certificate), client_key=str(key))
    key.chmod(0o644)
    read_transport(HOST, given, Redactor())
    assert capsys.readouterr().err.endswith(f"Try: chmod 600 {key}\n")

    key.chmod(0o600)
    read_transport(HOST, given, Redactor())
    assert capsys.readouterr().err == ""


def test_a_certificate_and_its_key_are_read_from_two_files(pair: tuple[Path, Path]) -> None:
    read = read_client_cert(*pair, None)

    assert read.certificate == pair[0].read_bytes()
    assert "PRIVATE KEY" in read.key.reveal()
    assert "PRIVATE" not in repr(read)


@pytest.mark.parametrize("kind", ["pem", "p12"])
def test_a_locked_key_wants_its_passphrase(pair: tuple[Path, Path], kind: str) -> None:
    certificate, key = pair
    plain = load_key(key.read_bytes(), None)
    lock = BestAvailableEncryption(b"sesame")
    if kind == "pem":
        key.write_bytes(plain.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
        files: tuple[Path, Path | None] = (certificate, key)
    else:
        bundle = certificate.with_suffix(".p12")
        mine = load_certificate(certificate.read_bytes())
        bundle.write_bytes(pkcs12.serialize_key_and_certificates(b"me", plain, mine, None, lock))  # type: ignore[arg-type]
        files = (bundle, None)

    assert read_client_cert(*files, Secret("sesame")).certificate == certificate.read_bytes()
    for passphrase in (None, Secret("wrong")):
        error = refusal(read_client_cert, *files, passphrase)
        assert error.code == "bad_client_key"
        assert "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE" in error.hint


def test_the_passphrase_is_taken_out_of_the_environment(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE", "sesame")

    read_transport(HOST, ConnectionOptions(client_cert=str(pair[0]), client_key=str(pair[1])), Redactor())

    assert "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE" not in os.environ


def test_a_key_of_another_certificate_is_refused(pair: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    trustme.CA().issue_cert("other@example.org").private_key_pem.write_to_path(str(other))

    assert refusal(read_client_cert, pair[0], other, None).saw == "the key does not belong to the certificate"


def test_a_key_without_a_certificate_is_refused() -> None:
    assert refusal(read_transport, HOST, ConnectionOptions(client_key="me.key"), Redactor()).code == "bad_client_key"


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("http://proxy.example.org:3128", "http://proxy.example.org:3128"),
        ("https://proxy.example.org", "https://proxy.example.org:443"),
        ("socks5h://proxy.example.org", "socks5://proxy.example.org:1080"),
    ],
)
def test_a_named_proxy(text: str, server: str) -> None:
    assert named_proxy(text) == Proxy(server=server)


def test_none_is_no_proxy() -> None:
    assert named_proxy("none") is None


@pytest.mark.parametrize("text", ["ftp://proxy.example.org", "proxy.example.org:3128", "http://", "http://a:b:c"])
def test_what_is_no_proxy_is_refused(text: str) -> None:
    assert refusal(named_proxy, text).code == "bad_proxy"


def test_a_password_in_the_proxys_url_is_refused_and_not_repeated() -> None:
    error = refusal(named_proxy, "http://me:hunter2@proxy.example.org:3128")

    assert "DHIS2_OAUTH_PROXY_PASSWORD" in error.hint
    assert "hunter2" not in f"{error.message} {error.hint}"


def test_an_account_at_a_socks_proxy_is_refused_early() -> None:
    assert "Chromium cannot" in refusal(named_proxy, "socks5://proxy.example.org", "me", Secret("x")).saw


def test_the_machines_proxy_is_used_and_its_password_split_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:p%40ss@proxy.example.org:3128")

    found = machine_proxy(HOST)

    assert found == Proxy(server="http://proxy.example.org:3128", username="me", password=Secret("p@ss"))
    assert found.url_for_requests == "http://me:p%40ss@proxy.example.org:3128"


@pytest.mark.parametrize("url", ["https://127.0.0.1:8443", "https://localhost/dhis", "https://a.localhost"])
def test_the_machines_proxy_does_not_lead_to_the_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")

    assert machine_proxy(url) is None


def test_no_proxy_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", ".example.org")

    assert machine_proxy(HOST) is None


def test_requests_leaves_looking_names_up_to_a_socks_proxy() -> None:
    assert Proxy(server="socks5://127.0.0.1:1080").url_for_requests == "socks5h://127.0.0.1:1080"


def test_only_a_private_ca_or_a_client_certificate_needs_the_connect_proxy() -> None:
    ca_file = Path("ca.pem")

    assert not Transport(url=HOST).needs_connect_proxy
    assert Transport(url=HOST, ca_file=ca_file).needs_connect_proxy
    assert not Transport(url=HOST, ca_file=ca_file, insecure=True).needs_connect_proxy
    assert Transport(url=HOST, client_cert=throwaway(), insecure=True).needs_connect_proxy


def test_the_connect_proxy_leads_to_the_instance_alone() -> None:
    assert Transport(url=HOST).places == {("dhis2.example.org", 8443), ("dhis2.example.org", 443)}
    assert Transport(url="http://dhis2.example.org").places == {("dhis2.example.org", 80), ("dhis2.example.org", 443)}


def test_the_browser_gets_what_the_transport_says() -> None:
    options = BrowserOptions(
        viewport=(800, 600),
        transport=Transport(
            url=HOST, insecure=True, proxy=Proxy(server="http://p:1", username="me", password=Secret("x"))
        ),
    )

    arguments = context_arguments(options, None, {"cookies": []})

    assert arguments["viewport"] == {"width": 800, "height": 600}
    assert arguments["ignore_https_errors"] is True
    assert arguments["proxy"] == {"server": "http://p:1", "username": "me", "password": "x"}
    assert arguments["storage_state"] == {"cookies": []}


def test_without_a_proxy_chromium_looks_for_none_itself() -> None:
    assert "--no-proxy-server" in launch_arguments(BrowserOptions(transport=Transport(url=HOST)))["args"]


def test_the_size_of_the_page() -> None:
    assert read_viewport("1280x800") == (1280, 800)
    assert read_viewport(None) is None
    assert refusal(read_viewport, "1280").code == "bad_viewport"
