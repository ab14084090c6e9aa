"""The whole job, proof included, over TLS and through proxies: browser, driver and requests must agree."""

import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Error as PlaywrightError

from automation.browser.session import BrowserOptions, fresh_page, open_page
from automation.network.transport import WARNING_INSECURE, Transport
from automation.sandbox.server import Sandbox, running
from automation.sandbox.state import DEFAULT_USER, SandboxOptions
from tests.support.command import Command
from tests.support.own_thread import in_own_thread
from tests.support.proxies import http_proxy, socks_proxy

# From 2.42 on the driver's own HTTP client has part in it too: the client is completed through the API.
THREE_STACKS = "2.43.1"
CLIENT = ("--client-id", "reports", "--grant", "authorization_code",
          "--redirect-uri", "https://reports.example.org/callback")  # fmt: skip
HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Authorities:
    """Two CAs, of which the user knows the first."""

    known: trustme.CA
    other: trustme.CA
    file: Path


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    found = Authorities(trustme.CA(), trustme.CA(), tmp_path_factory.mktemp("ca") / "ca.pem")
    found.known.cert_pem.write_to_path(str(found.file))
    return found


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


StartHttps = Callable[..., Sandbox]


@pytest.fixture
def start_https() -> Iterator[StartHttps]:
    with ExitStack() as stack:

        def start(certificate: trustme.LeafCert, *, visitors_of: trustme.CA | None = None) -> Sandbox:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            if visitors_of:
                visitors_of.configure_trust(context)
                context.verify_mode = ssl.CERT_REQUIRED
            options = SandboxOptions(version_text=THREE_STACKS, context_path="/dhis")
            return stack.enter_context(running(options, tls=context))

        yield start


def run(command: Command, sandbox: Sandbox, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return command("create", *command.at(sandbox), *CLIENT, "--json", "--quiet", *flags, **environment)


def assert_proved(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["verified"] is True


def assert_refused(done: subprocess.CompletedProcess[str], sandbox: Sandbox, code: str, says: str = "") -> None:
    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (3, code), done.stdout + done.stderr
    assert says in error["message"]
    assert sandbox.state.clients == {}
    assert not any("auth/login" in asked for asked in sandbox.state.requests)


def test_a_private_ca_is_trusted_by_all_three(
    command: Command, authorities: Authorities, start_https: StartHttps
) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))

    assert_proved(run(command, sandbox, "--ca-file", str(authorities.file)))


@pytest.mark.thorough
def test_without_the_ca_file_it_is_refused(command: Command, authorities: Authorities, start_https: StartHttps) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))

    assert_refused(run(command, sandbox), sandbox, "tls", "ERR_CERT_AUTHORITY_INVALID")


def test_another_ca_is_refused(command: Command, authorities: Authorities, start_https: StartHttps) -> None:
    sandbox = start_https(authorities.other.issue_cert(*HOSTS))

    assert_refused(run(command, sandbox, "--ca-file", str(authorities.file)), sandbox, "tls", "unable to verify")


def test_another_hosts_certificate_is_refused(
    command: Command, authorities: Authorities, start_https: StartHttps
) -> None:
    sandbox = start_https(authorities.known.issue_cert("elsewhere.example.org"))

    assert_refused(run(command, sandbox, "--ca-file", str(authorities.file)), sandbox, "tls", "does not match")


@pytest.mark.thorough
def test_an_expired_certificate_is_refused(command: Command, authorities: Authorities, start_https: StartHttps) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    sandbox = start_https(authorities.known.issue_cert(*HOSTS, not_after=yesterday))

    assert_refused(run(command, sandbox, "--ca-file", str(authorities.file)), sandbox, "tls", "expired")


def test_insecure_asks_nobody_and_says_so_also_where_nothing_else_is_said(
    command: Command, authorities: Authorities, start_https: StartHttps
) -> None:
    sandbox = start_https(authorities.other.issue_cert("elsewhere.example.org"))

    done = run(command, sandbox, "--insecure")

    assert_proved(done)
    assert done.stderr == f"{WARNING_INSECURE}\n"


def test_a_client_certificate_is_shown_by_all_three(
    command: Command, authorities: Authorities, start_https: StartHttps, tmp_path: Path
) -> None:
    mine = authorities.known.issue_cert("me@example.org")
    mine.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "me.pem"))
    sandbox = start_https(authorities.known.issue_cert(*HOSTS), visitors_of=authorities.known)
    trusting = ("--ca-file", str(authorities.file))

    refused = run(command, sandbox, *trusting)
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert sandbox.state.requests == []

    assert_proved(run(command, sandbox, *trusting, "--client-cert", "me.pem"))


def test_everything_goes_through_an_http_proxy(
    command: Command, authorities: Authorities, start_https: StartHttps
) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))
    given = {"DHIS2_OAUTH_PROXY_USERNAME": "me", "DHIS2_OAUTH_PROXY_PASSWORD": "pass word"}

    with http_proxy(account="me:pass word") as proxy:
        assert_proved(run(command, sandbox, "--ca-file", str(authorities.file), "--proxy", proxy.url, **given))
        assert proxy.places

    assert proxy.refused == 0


@pytest.mark.parametrize("account", ["", "me:pass word"])
@pytest.mark.thorough
def test_without_a_private_ca_chromium_speaks_to_the_proxy_itself(
    command: Command, authorities: Authorities, start_https: StartHttps, account: str
) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))
    name, _, password = account.partition(":")
    given = {"DHIS2_OAUTH_PROXY_USERNAME": name, "DHIS2_OAUTH_PROXY_PASSWORD": password}

    with http_proxy(account=account) as proxy:
        assert_proved(run(command, sandbox, "--insecure", "--proxy", proxy.url, **given))
        assert proxy.places


def test_a_proxy_that_wants_a_password_is_named(command: Command) -> None:
    with running(SandboxOptions(version_text=THREE_STACKS)) as sandbox, http_proxy(account="me:secret") as proxy:
        done = run(command, sandbox, "--proxy", proxy.url)

    assert done.returncode == 3, done.stdout + done.stderr
    assert proxy.refused > 0


@pytest.mark.parametrize("trusting", ["--ca-file", "--insecure"])
@pytest.mark.thorough
def test_everything_goes_through_a_socks_proxy(
    command: Command, authorities: Authorities, start_https: StartHttps, trusting: str
) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))
    flags = [trusting, str(authorities.file)] if trusting == "--ca-file" else [trusting]

    with socks_proxy() as proxy:
        assert_proved(run(command, sandbox, *flags, "--proxy", proxy.url))
        assert proxy.places


def test_the_machines_proxy_is_not_asked_for_this_machine(command: Command) -> None:
    with running(SandboxOptions(version_text=THREE_STACKS)) as sandbox, http_proxy() as proxy:
        assert_proved(run(command, sandbox, HTTP_PROXY=proxy.url, http_proxy=proxy.url))

    assert proxy.places == []


@pytest.mark.thorough
def test_verify_goes_the_same_way(command: Command, authorities: Authorities, start_https: StartHttps) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))
    trusting = ("--ca-file", str(authorities.file))
    assert_proved(run(command, sandbox, *trusting, "--output", "it.env"))

    done = command("verify", "it.env", "--username", DEFAULT_USER, "--quiet", *trusting)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.thorough
def test_doctor_goes_the_same_way(command: Command, authorities: Authorities, start_https: StartHttps) -> None:
    sandbox = start_https(authorities.known.issue_cert(*HOSTS))

    done = command("doctor", *command.at(sandbox), "--ca-file", str(authorities.file))

    assert "certificate this browser trusts" in done.stdout, done.stdout + done.stderr


@in_own_thread
def test_beside_the_instance_the_connect_proxy_leads_nowhere(
    authorities: Authorities, start_https: StartHttps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With client certificates Playwright switches Chromium's checks off for every other origin."""
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(authorities.file))
    mine = start_https(authorities.known.issue_cert(*HOSTS))
    foreign = start_https(authorities.other.issue_cert(*HOSTS))
    options = BrowserOptions(timeout=10, transport=Transport(url=mine.url, ca_file=authorities.file))

    with open_page(options) as page, fresh_page(page, options) as fresh:
        for one in (page, fresh):
            answer = one.goto(mine.url)
            assert answer
            assert answer.ok
            with pytest.raises(PlaywrightError, match="net::ERR_"):
                one.goto(foreign.url)
    assert foreign.state.requests == []
