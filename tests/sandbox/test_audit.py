"""`audit`, from end to end: what is found in a DHIS2 of each generation, and how the command ends."""

import json
import re
from typing import Any

import pytest

from automation.sandbox.server import Sandbox
from tests.conftest import StartSandbox
from tests.sandbox.test_list_and_show import add, told, without_secrets
from tests.sandbox.test_streams import A_TERMINAL
from tests.support.command import Command
from tests.support.pseudo_terminal import shown
from tests.support.sampling import cases

GEOPRISM = "https://gpr.example.org/api/session/ologin"
OF_ALL = {"http-uri", "wildcard-uri", "unknown-uri", "shared-uri", "no-grant", "confusing-names"}
FROM_2_42 = {"no-secret", "plain-secret", "no-scopes", "pkce-off"}


def populate(sandbox: Sandbox) -> None:
    """Clients that each rule finds something of, beside one that is as it should be."""
    add(sandbox, "georegistry", GEOPRISM)
    add(sandbox, "reports", "http://reports.example.org/cb", "https://*.example.org/cb", name="Reports")
    add(sandbox, "rep0rts", "https://shared.example/cb", name="Something else")
    if sandbox.state.options.behaviour.is_authorization_server:
        sandbox.state.seed_client(
            clientId="fresh", redirectUris="https://shared.example/cb", authorizationGrantTypes=""
        )
        sandbox.state.seed_client(clientId="plain", clientSecret="in-plain-text", scopes="openid",
                                  authorizationGrantTypes="refresh_token")  # fmt: skip
    else:
        add(sandbox, "old", "https://shared.example/cb", grants=["password"])
        client = add(sandbox, "none", "https://none.example/cb")
        sandbox.state.store(client["id"], {**client, "grantTypes": []})


def of(report: dict[str, Any]) -> dict[str, set[tuple[str, ...]]]:
    """Of which clients each rule has found something."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for finding in report["findings"]:
        found.setdefault(finding["rule"], set()).add(tuple(finding["client_ids"]))
    return found


@pytest.mark.parametrize(
    "version",
    cases(["2.31.9", "2.36.13", "2.40.11", "2.41.4", "2.42.5", "2.43.1"], always=["2.36.13", "2.41.4", "2.43.1"]),
)
def test_each_generation_is_judged_by_the_rules_that_apply_to_it(
    command: Command, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version)
    populate(sandbox)
    before = json.dumps(sandbox.state.clients)
    is_new = sandbox.state.options.behaviour.is_authorization_server

    done = command("audit", *command.at(sandbox), "--json")

    report = told(done.stdout)
    assert (done.returncode, report["ok"], report["error"]["code"]) == (12, False, "audit_failed")
    assert set(report["rules"]) == OF_ALL | (FROM_2_42 if is_new else {"password-grant"})
    found = of(report)
    assert found.keys() == set(report["rules"])
    assert found["http-uri"] == found["wildcard-uri"] == {("reports",)}
    assert found["no-grant"] == {("fresh",)} if is_new else {("none",)}
    assert {tuple(sorted(ids)) for ids in found["shared-uri"]} == {("fresh" if is_new else "old", "rep0rts")}
    assert {tuple(sorted(ids)) for ids in found["confusing-names"]} == {("rep0rts", "reports")}
    if is_new:
        assert (found["no-secret"], found["plain-secret"]) == ({("fresh",)}, {("plain",)})
        assert found["no-scopes"] == {("fresh",)}
        assert ("georegistry",) in found["pkce-off"]
    severities = [finding["severity"] for finding in report["findings"]]
    assert severities == sorted(severities, key=["critical", "warning", "info"].index)
    assert all(finding["link"].endswith(f"/reference/audit/#{finding['rule']}") for finding in report["findings"])
    assert report["dhis2"]["version"] == version
    assert json.dumps(sandbox.state.clients) == before
    without_secrets(done.stdout, done.stderr)
    assert "in-plain-text" not in done.stdout + done.stderr


def test_what_is_found_reads_well(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    populate(sandbox)

    done = command("audit", *command.at(sandbox))

    lines = done.stdout.splitlines()
    assert lines[:2] == [f"Audit of 5 OAuth2 clients in {sandbox.url}", "(DHIS2 2.41.9, form “modal”)"]
    assert [line for line in lines if line.startswith(("✗", "!", "-"))] == [
        "✗ Critical",
        "! Warnings",
        "- For information",
    ]
    assert "    GeoPrism Registry: georegistry" in lines
    assert re.fullmatch(r"Found in 5 clients by 7 rules: 2 critical, \d+ warnings and \d+ for information\.", lines[-2])
    assert lines[-1].endswith("no-secret, plain-secret, no-scopes and pkce-off.")
    assert "✓ Judge the clients by the rules: 5 clients" in done.stderr
    assert "Error: auditing the clients: 2 findings are critical." in done.stderr


@A_TERMINAL
def test_in_80_columns_lines_are_broken_between_words(own_process: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    populate(sandbox)

    code, text = shown(own_process, "audit", *own_process.at(sandbox), "--quiet")

    bare = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
    assert code == 12
    assert [line for line in bare.splitlines() if len(line) > 80] == []
    assert "    https://dhis2-oauth.github.io/dhis2-oauth/reference/audit/#wildcard-uri" in bare.splitlines()


@pytest.mark.parametrize(
    ("uri", "codes"),
    cases(
        [(GEOPRISM, (0, 0, 0, 0)), ("https://other.example/cb", (0, 0, 0, 12)),
         ("https://*.example/cb", (0, 0, 12, 12)), ("http://other.example/cb", (0, 12, 12, 12))],
        always=[("https://*.example/cb", (0, 0, 12, 12))],
    ),
)  # fmt: skip
def test_fail_on_says_what_ends_the_command(
    command: Command, start_sandbox: StartSandbox, uri: str, codes: tuple[int, ...]
) -> None:
    sandbox = start_sandbox("2.41.9")
    add(sandbox, "x", uri)

    ended = [
        command("audit", *command.at(sandbox), "--json", DHIS2_OAUTH_FAIL_ON=least)
        for least in ("never", "critical", "warning", "info")
    ]

    assert tuple(done.returncode for done in ended) == codes
    assert [told(done.stdout)["ok"] for done in ended] == [code == 0 for code in codes]
    assert len({json.dumps(told(done.stdout)["findings"]) for done in ended}) == 1


def test_nothing_found_is_said_with_what_was_looked_at(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    add(sandbox, "georegistry", GEOPRISM)

    done = command("audit", *command.at(sandbox), "--fail-on", "info")

    assert (done.returncode, "Nothing found in 1 client by 7 rules." in done.stdout.splitlines()) == (0, True)
    assert "password-grant" not in done.stdout


def test_a_filter_compares_with_all_and_tells_of_some(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9")
    populate(sandbox)

    report = told(command("audit", *command.at(sandbox), "--filter", "REP0", "--json").stdout)

    assert [client["client_id"] for client in report["clients"]] == ["rep0rts"]
    assert of(report).keys() == {"shared-uri", "unknown-uri", "confusing-names"}
    assert all("rep0rts" in finding["client_ids"] for finding in report["findings"])


def test_three_hundred_clients_are_judged_in_one_go(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    for number in range(300):
        sandbox.state.seed_client(clientId=f"client-{number:03}", authorizationGrantTypes="authorization_code",
                                  redirectUris=f"https://host-{number}.example/cb")  # fmt: skip

    done = command("audit", *command.at(sandbox), "--fail-on", "never")

    assert done.returncode == 0, done.stderr
    assert "Found in 300 clients by 10 rules: 900 warnings and 300 for information." in done.stdout.splitlines()
    # What is wrong in the same way with all of them is said once.
    assert done.stdout.count("it has no scopes") == 1
    assert all(done.stdout.count(f"client-{number:03}") == 4 for number in range(300))


def test_a_dhis2_without_clients_has_nothing_to_find(command: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.36.13")

    done = command("audit", *command.at(sandbox))

    assert (done.returncode, "Nothing found in 0 clients by 7 rules." in done.stdout) == (0, True)
