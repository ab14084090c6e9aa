"""`list` and `show`, from end to end: what DHIS2 has of its clients, and of their secrets nothing."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from dotenv import dotenv_values
from rich.cells import cell_len

from automation.cli.envelope import Envelope, as_plain
from automation.sandbox.server import Sandbox
from automation.secrets.visible import as_json
from tests.conftest import StartSandbox
from tests.sandbox.test_streams import A_TERMINAL
from tests.support.command import Command
from tests.support.harness import as_shown, seed
from tests.support.leaks import Search
from tests.support.pseudo_terminal import shown, unwrapped
from tests.support.sampling import cases

SECRET = "0123456789abcdef0123456789abcdef-old"
HASH = "$2a$12$abcdefghijklmnopqrstuv"
# One of each generation of the form runs each time.
VERSIONS = cases(["2.31.9", "2.36.13", "2.40.11", "2.41.4", "2.42.5", "2.43.1"], always=["2.36.13", "2.41.4", "2.43.1"])
LAO = "ຄົນໄຂ້ ແລະ ລາຍງານ"
LONG = "A name that is far too long for a column of a table, " * 4


def add(sandbox: Sandbox, client_id: str, *uris: str, name: str = "", grants: Sequence[str] = ()) -> dict[str, Any]:
    """A client with a secret, in the shape of the sandbox's version."""
    granted = [*grants] or ["authorization_code"]
    if sandbox.state.options.behaviour.is_authorization_server:
        return sandbox.state.seed_client(clientId=client_id, authorizationGrantTypes=",".join(granted),
                                         redirectUris=",".join(uris), clientSecret=HASH,
                                         scopes="openid,username")  # fmt: skip
    return sandbox.state.seed_client(name=name or client_id, cid=client_id, secret=SECRET, grantTypes=granted,
                                     redirectUris=[*uris])  # fmt: skip


def has_names(sandbox: Sandbox) -> bool:
    return not sandbox.state.options.behaviour.is_authorization_server


def told(stdout: str) -> dict[str, Any]:
    """The report, which is what its schema describes."""
    assert as_json(as_plain(msgspec.json.decode(stdout, type=Envelope))) == stdout.rstrip("\n")
    answer: dict[str, Any] = json.loads(stdout)
    return answer


def without_secrets(*texts: str) -> None:
    search = Search({"secret": SECRET, "hash": HASH})
    for text in texts:
        search.data("a stream", text.encode())
    assert search.hits == []


@pytest.mark.in_turn("version")
@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_dhis2_has_is_listed_and_shown_but_no_secret(
    command: Command, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version)
    add(sandbox, "reports", "https://a.example/cb", "https://b.example/cb?x=1", name="Reporting portal")
    add(sandbox, "bare", name=LAO, grants=["refresh_token"])
    before = json.dumps(sandbox.state.clients)

    listing = command("list", *command.at(sandbox))
    report = told(command("list", *command.at(sandbox), "--json").stdout)
    detailed = told(command("list", *command.at(sandbox), "--details", "--json").stdout)
    showing = command("show", "reports", *command.at(sandbox))
    single = told(command("show", "reports", *command.at(sandbox), "--json", "--quiet").stdout)

    assert (listing.returncode, showing.returncode) == (0, 0), listing.stderr + showing.stderr
    assert listing.stdout.startswith(f"2 OAuth2 clients in {sandbox.url}:\n")
    assert {"reports", "bare", "https://a.example/cb", "https://b.example/cb?x=1"} <= set(listing.stdout.split())
    assert "(no redirect URI)" in listing.stdout
    assert (LAO in listing.stdout) is has_names(sandbox)
    # The page sorts them, and leaves nothing out.
    of_dhis2 = {client.get("cid") or client["clientId"]: as_shown(client) for client in sandbox.state.clients.values()}
    assert {
        client["client_id"]: (client["client_id"], set(client["grant_types"]), client["redirect_uris"] or [""])
        for client in report["clients"]
    } == {client_id: (one, grants, uris or [""]) for client_id, (one, grants, uris) in of_dhis2.items()}
    assert detailed["clients"] == report["clients"]
    assert single["client"] in report["clients"]
    assert single["client"]["name"] == ("Reporting portal" if has_names(sandbox) else None)
    assert single["client"]["secret_kept_as"] == ("plain" if has_names(sandbox) else "bcrypt")
    assert single["dhis2"]["version"] == version
    without_secrets(listing.stdout, listing.stderr, showing.stdout, showing.stderr, json.dumps([report, single]))
    assert json.dumps(sandbox.state.clients) == before
    assert [asked for asked in sandbox.state.requests if asked.startswith(("PUT", "DELETE", "POST /api/oAuth2"))] == []


def test_each_step_is_told_and_with_quiet_none(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    seed(sandbox)

    told_steps = command("show", "existing", *command.at(sandbox)).stderr
    quiet = command("list", *command.at(sandbox), "--quiet")

    assert [line.split(":")[0] for line in told_steps.splitlines()] == [
        "✓ Sign in to DHIS2",
        "✓ Open System Settings, OAuth2 Clients",
        "✓ Read the list of clients",
        "✓ Open the client that is already there",
    ]
    assert quiet.stderr == ""


@pytest.mark.parametrize("version", cases(["2.36.13", "2.41.9", "2.43.1"], always=["2.43.1"]))
def test_three_hundred_clients_are_listed_in_one_go(
    command: Command, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version)
    for number in range(300):
        add(sandbox, f"client-{number:03}", f"https://a{number}.example/cb")

    listing = command("list", *command.at(sandbox))
    filtered = command("list", *command.at(sandbox), "--filter", "CLIENT-29")
    report = told(command("list", *command.at(sandbox), "--json").stdout)

    assert listing.stdout.startswith(f"300 OAuth2 clients in {sandbox.url}:\n")
    assert [line for line in listing.stdout.splitlines() if cell_len(line) > 80] == []
    assert [client["client_id"] for client in report["clients"]] == [f"client-{number:03}" for number in range(300)]
    assert filtered.stdout.startswith(f"10 of 300 OAuth2 clients in {sandbox.url}:\n")
    # One list is all that each run asks for: a page of 50 would not do.
    lists = [asked for asked in sandbox.state.requests if asked == "GET /api/oAuth2Clients"]
    assert len(lists) == 3


def test_a_filter_looks_at_ids_and_names_in_whichever_case(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.40.11")
    for client_id, name in (("geo-1", "Registry"), ("x", "The GEO portal"), ("reports", "Reports"), ("y", LAO)):
        add(sandbox, client_id, "https://geo.example/cb", name=name)

    def filtered(text: str) -> set[str]:
        done = command("list", *command.at(sandbox), "--filter", text, "--json")
        return {client["client_id"] for client in told(done.stdout)["clients"]}

    assert filtered("Geo") == {"geo-1", "x"}
    assert filtered("ລາຍງານ") == {"y"}
    assert filtered("nobody") == set()
    assert command("list", *command.at(sandbox), "--filter", "nobody").stdout == (
        f"0 of 4 OAuth2 clients in {sandbox.url}.\n"
    )


def test_where_there_are_none_that_is_said(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")

    done = command("list", *command.at(sandbox))

    assert (done.returncode, done.stdout) == (0, f"0 OAuth2 clients in {sandbox.url}.\n")


@A_TERMINAL
def test_in_80_columns_nothing_is_cut_off(own_process: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    uri = f"https://a.example/{'path/' * 40}cb"
    add(sandbox, "c" * 230, uri, name=LONG.strip())
    add(sandbox, "short", "https://b.example/cb", name=LAO)

    code, text = shown(own_process, "list", *own_process.at(sandbox))

    assert code == 0
    assert all("".join(value.split()) in unwrapped(text) for value in ("c" * 230, uri, LONG, "short", LAO))
    # What is no single word longer than the terminal is broken between words.
    lines = [line for line in text.splitlines() if max(map(cell_len, line.split()), default=0) < 76]
    assert [line for line in lines if cell_len(line) > 80] == []


@pytest.mark.parametrize(
    ("asked", "meant"), [("georegistri", "did you mean 'georegistry'?"), ("Georegistry", "'georegistry'"), ("zzz", "")]
)
def test_an_id_that_nobody_has_is_not_guessed(
    command: Command, start_sandbox: StartSandbox, asked: str, meant: str
) -> None:
    sandbox = start_sandbox("2.41.9")
    add(sandbox, "georegistry", "https://a.example/cb", name="zzz")

    done = command("show", asked, *command.at(sandbox), "--json")

    error = told(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (13, "client_not_found")
    assert meant in error["hint"]
    assert ("did you mean" in error["hint"]) is bool(meant)
    assert "dhis2-oauth list" in error["hint"]


def test_up_to_2_41_show_writes_the_secret_into_a_file(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.40.11")
    add(sandbox, "reports", "https://a.example/cb", name="Reporting portal")

    done = command("show", "reports", *command.at(sandbox), "--output", "reports.env", "--json")
    again = command("show", "reports", *command.at(sandbox), "--output", "reports.env")

    assert done.returncode == 0, done.stderr
    assert told(done.stdout)["secret"] == {"delivered_to": "reports.env", "format": "dotenv", "stored": None}
    written = dotenv_values(command.folder / "reports.env")
    assert (written["DHIS2_OAUTH_CLIENT_ID"], written["DHIS2_OAUTH_CLIENT_SECRET"]) == ("reports", SECRET)
    # The same once more is no reason to complain.
    assert again.returncode == 0, again.stderr
    assert "in reports.env (only you can read that file)" in again.stdout
    without_secrets(done.stdout, done.stderr, again.stdout, again.stderr)


def test_from_2_42_on_nobody_can_read_a_secret_again(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.42.5")
    add(sandbox, "reports", "https://a.example/cb")

    done = command("show", "reports", *command.at(sandbox), "--output", "reports.env")
    report = told(command("show", "reports", *command.at(sandbox), "--output", "reports.env", "--json").stdout)

    assert done.returncode == 8
    assert "The OAuth2 client reports" in done.stdout
    assert "from 2.42 on DHIS2 shows the secret of no client" in done.stderr
    assert (report["error"]["code"], report["client"]["client_id"]) == ("secret_hidden", "reports")
    assert report["secret"]["delivered_to"] is None
    assert list(command.folder.iterdir()) == []
    without_secrets(done.stdout, done.stderr, json.dumps(report))


def test_show_writes_no_secret_to_a_stream(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.40.11")
    add(sandbox, "reports", "https://a.example/cb")

    done = command("show", "reports", *command.at(sandbox), "--output", "-", "--json")

    assert (done.returncode, told(done.stdout)["error"]["code"]) == (2, "secret_on_show")
    assert sandbox.state.requests == []
