"""What `.env` and the environment say that nobody reads, and values with quotes around them."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from automation.account import Account
from automation.cli.dotenv import read_defaults
from automation.cli.main import cli
from automation.cli.slips import SETTINGS
from automation.pages.sign_in.answers import about_quotes
from automation.secrets.credentials import VARIABLES
from automation.secrets.secret import Secret, is_quoted
from tests.support.command import Command
from tests.support.in_process import InProcess
from tests.support.platforms import IS_WINDOWS


def test_every_setting_is_known_without_loading_a_command() -> None:
    named = {parameter.envvar for command in everything(cli) for parameter in command.params if parameter.envvar}

    assert named <= SETTINGS
    assert SETTINGS - named == {
        "DHIS2_PASSWORD", "DHIS2_TOTP_SECRET", "DHIS2_FROM_PASSWORD", "DHIS2_FROM_TOTP_SECRET", "DHIS2_OTHER_PASSWORD",
        "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE", "DHIS2_OAUTH_PROXY_USERNAME", "DHIS2_OAUTH_PROXY_PASSWORD",
    }  # fmt: skip


def everything(group: click.Group) -> Iterator[click.Command]:
    context = click.Context(group)
    for command in (group.get_command(context, name) for name in group.list_commands(context)):
        assert command
        yield from everything(command) if isinstance(command, click.Group) else [command]


def told(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    read_defaults(cli, arguments or ("presets",))
    return capfd.readouterr().err.splitlines()


SLIPS = [
    ("DHIS2_ULR", "DHIS2_URL"),
    ("dhis2_url", "DHIS2_URL"),
    ("DHIS2_BASE_URL", "DHIS2_URL"),
    ("DHIS2_OAUTH_URL", "DHIS2_URL"),
    ("DHIS2_USER", "DHIS2_USERNAME"),
    ("DHIS2_OAUTH_USERNAME", "DHIS2_USERNAME"),
    ("DHIS2_PASWORD", "DHIS2_PASSWORD"),
    ("DHIS2_OAUTH_PASSWORD", "DHIS2_PASSWORD"),
    ("DHIS2_TOTP", "DHIS2_TOTP_SECRET"),
    ("DHIS2_OAUTH_TIMOUT", "DHIS2_OAUTH_TIMEOUT"),
    ("DHIS2_TIMEOUT", "DHIS2_OAUTH_TIMEOUT"),
    ("DHIS2_CLIENT_REDIRECT_URI", "DHIS2_CLIENT_REDIRECT_URIS"),
    ("DHIS2_OAUTH_GRANTS", "DHIS2_CLIENT_GRANTS"),
    ("DHIS2_NAME", "DHIS2_CLIENT_NAME"),
    ("DHIS2_FROM_PASWORD", "DHIS2_FROM_PASSWORD"),
    ("DHIS2_FOO", ""),
    ("DHIS2_", ""),
]


@pytest.mark.parametrize(("name", "meant"), SLIPS)
@pytest.mark.parametrize("place", [".env", "the environment"])
def test_a_name_that_is_no_setting_is_told_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    place: str,
    name: str,
    meant: str,
) -> None:
    if IS_WINDOWS and place != ".env" and name != name.upper():
        pytest.skip("a variable's name has no case on Windows")
    if place == ".env":
        (tmp_path / ".env").write_text(f"{name}=5ecret\n")
        (tmp_path / ".env").chmod(0o600)
    else:
        monkeypatch.setenv(name, "5ecret")

    ends = f"; did you mean {meant}?" if meant else "."
    assert told(capfd) == [f"! {name} in {place} is not a setting, so it does nothing{ends}"]


@pytest.mark.parametrize("name", ["DHIS_URL", "DHSI2_PASSWORD", "DHIS2URL"])
def test_in_dotenv_the_beginning_may_be_a_slip_as_well(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / ".env").write_text(f"{name}=x\nDATABASE_URL=x\nURL=x\nPASSWORD=x\nHOME=x\n")

    (line,) = told(capfd)

    assert line.startswith(f"! {name} in .env is not a setting")


def test_settings_and_what_others_are_told_are_no_slips(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    example = Path(__file__).parents[3] / ".env.example"
    names = [line[2:] for line in example.read_text(encoding="utf-8").splitlines() if line.startswith("# DHIS2_")]
    (tmp_path / ".env").write_text("\n".join(names))
    (tmp_path / ".env").chmod(0o600)
    for name in ("DHIS2_HOME", "DHIS2_OTHER_PASSWORD", "DHIS2_OFFICIAL_BUILDS", "DHIS2_LIVE_URL", *VARIABLES):
        monkeypatch.setenv(name, "x")

    assert len(names) > 30
    assert told(capfd) == []


def test_what_create_delivers_is_no_slip_unless_one_took_it_for_a_setting(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("DHIS2_OAUTH_CLIENT_ID=x\n")
    (tmp_path / ".env").chmod(0o600)
    assert told(capfd) == [
        "! DHIS2_OAUTH_CLIENT_ID in .env is not a setting, so it does nothing; did you mean DHIS2_CLIENT_ID?"
    ]

    (tmp_path / ".env").write_text("".join(f"{name}=x\n" for name in VARIABLES))
    assert told(capfd) == []


@pytest.mark.parametrize("arguments", [("--help",), ("create", "-h"), ("--version",)])
def test_who_asks_for_help_is_told_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DHIS2_ULR", "x")

    assert told(capfd, *arguments) == []


def test_it_is_a_note_and_no_error(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DHIS2_ULR=5ecret\n")

    done = Command(tmp_path, in_process=InProcess())("presets", "--json")

    assert (done.returncode, json.loads(done.stdout)["schema"]) == (0, "dhis2-oauth.presets/1")
    assert done.stderr == "! DHIS2_ULR in .env is not a setting, so it does nothing; did you mean DHIS2_URL?\n"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"DHIS2_PASSWORD": "'district'"}, "DHIS2_PASSWORD begins and ends"),
        (
            {"DHIS2_PASSWORD": '"district"', "DHIS2_USERNAME": '"admin"'},
            "DHIS2_PASSWORD and DHIS2_USERNAME begin and end",
        ),
        ({"DHIS2_PASSWORD": "district"}, ""),
        ({"DHIS2_PASSWORD": "'district"}, ""),
        ({"DHIS2_PASSWORD": "'"}, ""),
        ({"PASSWORD": "'district'"}, ""),
    ],
)
def test_quotes_around_a_value_are_told_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], values: dict[str, str], says: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)

    rest = " with a quote, which is taken as part of it: docker's --env-file leaves them."
    assert told(capfd) == ([f"! {says}{rest}"] if says else [])


@pytest.mark.parametrize(
    ("username", "password", "says"),
    [
        ("admin", "'district'", "DHIS2_PASSWORD"),
        ('"admin"', '"district"', "the username and DHIS2_PASSWORD"),
        ("admin", "district", ""),
        ("admin", None, ""),
    ],
)  # fmt: skip
def test_a_refusal_asks_about_quotes(username: str, password: str | None, says: str) -> None:
    account = Account(username=username, password=Secret(password) if password else None)

    asked = f"Are the quotes around {says} part of it? They were typed, too." if says else ""
    assert about_quotes(account) == asked


def test_what_stands_in_quotes() -> None:
    assert [text for text in ("''", "'a'", '"a"', "'a\"", "'", "", "a", " 'a'") if is_quoted(text)] == [
        "''",
        "'a'",
        '"a"',
    ]
