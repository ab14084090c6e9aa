"""Applications and redirect URIs of every kind: what stops, what is told, what goes on."""

from pathlib import Path

import pytest

from tests.conftest import StartSandbox
from tests.support.command import ANY, GEOPRISM, Command

ANDROID, OWN_SCHEME = "dhis2oauth://oauth", "com.example.app:/cb"
PORTAL = """
[portal]
title = "Our portal"
source = "our handbook"
client_id = "portal"
grant_types = ["authorization_code"]
redirect_uris = [{ uri = "https://portal.example.org/cb" }]
endpoints = "both"
public = false
consent = true
pkce = true
scope = "openid username profile"
sends = {}
"""


def client_of(uri: str) -> tuple[str, ...]:
    return ("--client-id", "app", "--redirect-uri", uri)


@pytest.fixture
def presets(command: Command) -> Path:
    file = command.folder / "our-presets.toml"
    file.write_text(PORTAL)
    return file


class TestOwnScheme:
    @pytest.mark.parametrize(
        ("uri", "words"), [(OWN_SCHEME, "needs DHIS2 2.42.5 or later"), (ANDROID, "DHIS2's Android app")]
    )
    def test_up_to_2_41_it_is_refused_with_the_reason(
        self, command: Command, start_sandbox: StartSandbox, uri: str, words: str
    ) -> None:
        sandbox = start_sandbox("2.41.9")

        done = command("create", *command.at(sandbox), *client_of(uri))

        assert (done.returncode, sandbox.state.clients) == (2, {})
        assert "the form up to 2.41 takes http and https only" in done.stderr
        assert words in done.stderr

    def test_doctor_says_so_before(self, command: Command, start_sandbox: StartSandbox) -> None:
        done = command("doctor", *command.at(start_sandbox("2.41.9")), *client_of(OWN_SCHEME))

        assert done.returncode == 2
        assert "✗ client" in done.stdout
        assert "takes http and https only" in done.stdout

    def test_one_that_dhis2_allows_is_created_and_proved(self, command: Command, start_sandbox: StartSandbox) -> None:
        sandbox = start_sandbox("2.42.5")

        done = command("create", *command.at(sandbox), *client_of(ANDROID))

        (client,) = sandbox.state.clients.values()
        assert done.returncode == 0, done.stderr
        assert client["redirectUris"] == ANDROID
        assert "each device registers itself" in done.stderr

    @pytest.mark.parametrize(
        ("version", "words"),
        [
            ("2.42.5", "must stand, as it is, in the system setting deviceEnrollmentRedirectAllowlist"),
            ("2.42.4", "Up to 2.42.4 it must be http or https"),
        ],
    )
    def test_one_that_dhis2_refuses_is_told_with_its_cure(
        self, command: Command, start_sandbox: StartSandbox, version: str, words: str
    ) -> None:
        sandbox = start_sandbox(version)

        done = command("create", *command.at(sandbox), *client_of(OWN_SCHEME))

        assert (done.returncode, sandbox.state.clients) == (7, {})
        assert words in done.stderr


def test_a_wildcard_is_a_doubt(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    client = client_of("https://app.example.org/*")

    looked = command("doctor", *command.at(sandbox), *client)
    done = command("create", *command.at(sandbox), *client)

    assert (looked.returncode, done.returncode) == (0, 0), done.stderr
    assert "! redirect URI" in looked.stdout
    assert "! https://app.example.org/*: DHIS2 knows no wildcard *" in done.stderr


class TestKnown:
    def test_what_its_vendor_has_not_tested_is_told_and_goes_on(
        self, command: Command, start_sandbox: StartSandbox
    ) -> None:
        sandbox = start_sandbox("2.41.9")

        looked = command("doctor", *command.at(sandbox), *GEOPRISM)
        done = command("create", *command.at(sandbox), *GEOPRISM)

        assert (looked.returncode, done.returncode) == (0, 0), done.stderr
        assert "! application" in looked.stdout
        assert "! Known: untested by its vendor." in done.stderr

    def test_without_pkce_it_stops_where_pkce_is_wanted(
        self, command: Command, start_sandbox: StartSandbox, presets: Path
    ) -> None:
        presets.write_text(PORTAL.replace("pkce = true", "pkce = false"))
        where = ("--preset-file", str(presets))
        sandbox = start_sandbox("2.43.2")

        looked = command("doctor", *command.at(sandbox), *where)
        refused = command("create", *command.at(sandbox), *where)

        assert (looked.returncode, refused.returncode, sandbox.state.clients) == (2, 2, {})
        assert "it sends no PKCE, which DHIS2 wants of every new client" in looked.stdout
        assert "it sends no PKCE, which DHIS2 wants of every new client" in refused.stderr
        assert ANY in refused.stderr


class TestPresetsOfOnesOwn:
    def test_its_client_is_created_and_speaks_as_it_does(
        self, command: Command, start_sandbox: StartSandbox, presets: Path
    ) -> None:
        sandbox = start_sandbox("2.42.5")

        done = command("create", *command.at(sandbox), "--preset-file", str(presets))
        proved = command("verify", "portal.dhis2-oauth.env", *command.at(sandbox), "--as", "portal",
                         DHIS2_OAUTH_PRESET_FILE=str(presets))  # fmt: skip

        (client,) = sandbox.state.clients.values()
        assert done.returncode == 0, done.stderr
        assert client["scopes"] == "openid,username,profile"
        assert "Our portal would work with this client" in proved.stdout, proved.stderr

    def test_one_that_replaces_a_shipped_one_says_so(
        self, command: Command, start_sandbox: StartSandbox, presets: Path
    ) -> None:
        presets.write_text(PORTAL.replace("[portal]", "[iaso]").replace("sends = {}\n", ""))
        flags = ("--preset", "iaso", "--preset-file", str(presets))
        sandbox = start_sandbox("2.41.9")

        looked = command("doctor", *command.at(sandbox), *flags)
        done = command("create", *command.at(sandbox), *flags)

        said = f"! The preset iaso is that of {presets}, not the one that dhis2-oauth brings."
        assert (looked.returncode, done.returncode) == (0, 0), done.stderr
        assert said in looked.stderr
        assert said in done.stderr
