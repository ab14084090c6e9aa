"""What the command line may say, and what it is told when it says something else."""

import os
from pathlib import Path

import pytest

from automation.cli.connection import put_secrets_away
from automation.clients.client import GrantType
from automation.clients.description import ClientFlags, client_spec
from automation.clients.redirect_uri import check_redirect_uri
from automation.config import read_dotenv, secrets_on_show, take_secret
from automation.errors import ConfigError, ExitCode
from tests.conftest import GiveAway
from tests.support.platforms import LINKS, POSIX

CODE = (GrantType.AUTHORIZATION_CODE,)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("gpr.example.org/cb", "no application"),
        ("gpr.example.org:8443/cb", "no application"),
        ("ftp://gpr.example.org/cb", "no application"),
        ("javascript://gpr.example.org/%0aalert(1)", "no application"),
        ("htps://gpr.example.org/cb", "no application"),
        ("https://gpr.example.org/cb#here", "fragment"),
        ("https://gpr.example.org/cb ", "space"),
        ("https://gpr.example.org/c b", "space"),
        ("https://gpr.example.org/cb,x", "comma"),
        ("https://gpr.example.org/größe", "'ö'"),
        ("https://gpr.example.org/{id}", "'{'"),
        ("https://gpr.example.org/a\\b", "no URI has"),
        ("https://gpr.example.org/\0", "no URI has"),
        ("https://gpr.example.org/%zz", "no URI has"),
        ("https://gpr.example.org/100%", "'%'"),
        ("https://gpr.example.org:x/cb", "not a URL"),
        ("https://" + "g" * 1000, "longer than 1000"),
        ("https://", "no application"),
    ],
)
def test_a_redirect_uri_that_cannot_work_is_refused(uri: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_redirect_uri(uri)

    assert words in caught.value.saw
    assert caught.value.code == "bad_redirect_uri"


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:8765",
        "https://a.example/x?y=z",
        "http://geoprism:8080/api",
        "http://[::1]/a%20b",
        "org.example.app:/callback",
        "dhis2oauth://oauth",
    ],
)
def test_a_redirect_uri_that_can_work_is_kept_as_it_is(uri: str) -> None:
    assert check_redirect_uri(uri) == uri


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (ClientFlags(), "settings_missing"),
        (ClientFlags(redirect_uris=("https://a.example",)), "client_id_missing"),
        (ClientFlags(preset="iaso", redirect_uris=("https://a.example",)), "client_id_missing"),
        (ClientFlags(client_id="x"), "no_redirect_uri"),
        (ClientFlags(preset="hesabu"), "preset_incomplete"),
        (ClientFlags(client_id=" x", grants=CODE, redirect_uris=("https://a.example",)), "bad_text"),
        (ClientFlags(client_id="x", name="a\nb", grants=CODE, redirect_uris=("https://a.example",)), "bad_text"),
        (ClientFlags(client_id="x", grants=CODE, redirect_uris=("https://a.example",) * 2), "bad_redirect_uri"),
        (ClientFlags(preset="nope"), "unknown_preset"),
        (ClientFlags(preset="hesabu", preset_params=("other=1",)), "bad_preset_param"),
    ],
)
def test_what_is_missing_is_asked_for(flags: ClientFlags, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        client_spec(flags)

    assert caught.value.code == code
    assert caught.value.exit_code is ExitCode.USAGE
    assert caught.value.hint


def test_explicit_flags_override_the_presets() -> None:
    spec, preset = client_spec(
        ClientFlags(
            preset="geoprism",
            client_id="mine",
            name="My registry",
            grants=(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN),
            redirect_uris=("https://elsewhere.example/cb",),
        )
    )

    assert preset is not None
    assert (spec.name, spec.client_id) == ("My registry", "mine")
    assert spec.grant_types == {GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN}
    assert spec.redirect_uris == ("https://elsewhere.example/cb",)


def test_the_grant_is_the_authorization_code_unless_given() -> None:
    spec, _ = client_spec(ClientFlags(client_id="x", redirect_uris=("https://a.example",)))

    assert spec.grant_types == {GrantType.AUTHORIZATION_CODE}


def test_the_name_is_the_client_id_unless_given() -> None:
    spec, _ = client_spec(ClientFlags(client_id="x", grants=CODE, redirect_uris=("https://a.example",)))

    assert spec.name == "x"


def test_the_password_leaves_the_environment_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHIS2_PASSWORD", "from-environment")

    first = take_secret("DHIS2_PASSWORD", {"DHIS2_PASSWORD": "from-dotenv"})
    second = take_secret("DHIS2_PASSWORD", {"DHIS2_PASSWORD": "from-dotenv"})

    assert first is not None
    assert second is not None
    assert (first.reveal(), second.reveal()) == ("from-environment", "from-dotenv")


@pytest.mark.parametrize(
    ("value", "saw"),
    [
        ("district\n", "it ends with a line break"),
        ("district\r\n", "it ends with a line break"),
        ("\ndistrict", "it has U+000A in it, which no field holds as it is"),
        ("dist\trict", "it has U+0009 in it, which no field holds as it is"),
        ("district\x1b[A", "it has U+001B in it, which no field holds as it is"),
        ("district\x85", "it has U+0085 in it, which no field holds as it is"),
        ("district\udce9", "it is not in this machine's encoding of text"),
    ],
)
@pytest.mark.parametrize(
    "name", ["DHIS2_PASSWORD", "DHIS2_TOTP_SECRET", "DHIS2_FROM_PASSWORD", "DHIS2_OAUTH_PROXY_PASSWORD"]
)
def test_a_secret_that_a_field_would_change_is_refused_and_not_quoted(name: str, value: str, saw: str) -> None:
    with pytest.raises(ConfigError) as caught:
        take_secret(name, {name: value})

    assert (caught.value.did, caught.value.saw) == (f"reading {name}", saw)
    assert (caught.value.code, caught.value.exit_code) == ("bad_secret", ExitCode.USAGE)
    assert "dist" not in caught.value.message + caught.value.hint
    assert caught.value.hint


def test_a_secret_with_any_other_letters_is_taken_as_it_is() -> None:
    for value in (" district ", "Zürich", "Zu\u0308rich", "🙂", "a\u2028b", "\ufeffx", "'\"\\$`"):
        taken = take_secret("DHIS2_PASSWORD", {"DHIS2_PASSWORD": value})
        assert taken is not None
        assert taken.reveal() == value


def test_dotenv_is_read_without_interpolation(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DHIS2_PASSWORD='pa$$w${HOME}rd'\nDHIS2_URL=https://d.example\n", encoding="utf-8")

    assert read_dotenv(tmp_path) == {"DHIS2_PASSWORD": "pa$$w${HOME}rd", "DHIS2_URL": "https://d.example"}
    assert read_dotenv(tmp_path / "nowhere") == {}


def test_a_dotenv_that_begins_with_a_byte_order_mark_loses_no_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfDHIS2_URL=https://d.example\r\n")

    assert read_dotenv(tmp_path) == {"DHIS2_URL": "https://d.example"}


def test_a_dotenv_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DHIS2_URL=\xff\xfe\n")

    with pytest.raises(ConfigError) as caught:
        read_dotenv(tmp_path)

    assert caught.value.code == "bad_dotenv"


def test_a_dotenv_of_somebody_else_is_refused(tmp_path: Path, give_away: GiveAway) -> None:
    (tmp_path / ".env").write_text("DHIS2_OAUTH_BROWSER_PATH=/tmp/theirs\n", encoding="utf-8")
    give_away(tmp_path / ".env")

    with pytest.raises(ConfigError) as caught:
        read_dotenv(tmp_path)

    assert caught.value.code == "dotenv_not_trusted"
    assert " belongs to " in caught.value.saw


@POSIX
@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o666), (0o777, 0o600)])
def test_a_dotenv_that_others_can_change_or_swap_is_refused(tmp_path: Path, folder: int, file: int) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".env").write_text("DHIS2_URL=https://d.example\n", encoding="utf-8")
    (tmp_path / "work" / ".env").chmod(file)
    (tmp_path / "work").chmod(folder)

    with pytest.raises(ConfigError) as caught:
        read_dotenv(tmp_path / "work")

    assert caught.value.code == "dotenv_not_trusted"
    assert "chmod go-w" in caught.value.hint


@LINKS
def test_a_dotenv_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("DHIS2_URL=https://d.example\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to("real")

    assert read_dotenv(tmp_path) == {"DHIS2_URL": "https://d.example"}


@POSIX
def test_a_dotenv_that_is_a_link_is_judged_by_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("DHIS2_URL=https://d.example\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to("real")
    (tmp_path / "real").chmod(0o666)

    with pytest.raises(ConfigError):
        read_dotenv(tmp_path)


def test_a_folder_called_dotenv_is_somebodys_virtual_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()

    assert read_dotenv(tmp_path) == {}


@POSIX
def test_secrets_that_others_can_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "DHIS2_PASSWORD=x\nDHIS2_TOTP_SECRET=\nDHIS2_OAUTH_CLIENT_KEY_PASSPHRASE=x\nDHIS2_URL=x\nA_SECRET=x\n"
    )
    file.chmod(0o644)
    assert secrets_on_show(tmp_path) == ["DHIS2_PASSWORD", "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE"]

    file.chmod(0o600)
    assert secrets_on_show(tmp_path) == []


def test_commands_that_need_no_password_hand_none_down(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DHIS2_PASSWORD", "DHIS2_TOTP_SECRET"):
        monkeypatch.setenv(name, "secret\n")

    put_secrets_away()

    assert not {"DHIS2_PASSWORD", "DHIS2_TOTP_SECRET"} & os.environ.keys()
