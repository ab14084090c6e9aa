"""The pytest plugin as its users have it: in a session of their own, in a process of its own."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.harness import seed
from tests.support.leaks import Search

CLIENT = """
def test_a_client(dhis2_client):
    assert dhis2_client.content.client_id.startswith("regress-")
"""
WAITS_FOR_EVER = """
from pathlib import Path

def test_waits(dhis2_client, dhis2_page):
    Path("waiting").touch()
    dhis2_page.locator("#never").wait_for()
"""
FAILS_WITH_SECRETS = """
def test_in_an_open_form(dhis2_section):
    assert dhis2_section.form().secret.input_value() == "something else"


def test_with_a_stored_client(dhis2_section, dhis2_client):
    secret = dhis2_section.edit(dhis2_client.spec).secret.input_value()
    print("stored:", secret)
    raise RuntimeError("stored: " + secret)
"""
# The beginnings and ends of what the form makes (settings-app generateSecret): pytest leaves out what is between.
A_SECRET = re.compile(r"[0-9a-f]{9}-[0-9a-f]|[0-9a-f]-[0-9a-f]{11}")


@pytest.fixture
def session(tmp_path: Path) -> Command:
    folder = tmp_path / "session"
    folder.mkdir()
    return Command(folder, program=("-m", "pytest", "-p", "no:cacheprovider"))


def at(sandbox: Sandbox, *more: str) -> tuple[str, ...]:
    return ("--dhis2-url", sandbox.url, "--dhis2-username", "admin", *more)


def written(session: Command, text: str) -> None:
    (session.folder / "test_theirs.py").write_text(text, encoding="utf-8")


def test_a_client_is_gone_after_its_test_and_nobody_elses_is(session: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.43.1")
    others = [seed(sandbox, client_id=client_id) for client_id in ("somebodys", "regress-mine", "regress-12345-x")]
    seed(sandbox, client_id="regress-0af3c1-left")
    written(session, CLIENT)

    done = session(*at(sandbox))

    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout
    assert list(sandbox.state.clients.values()) == others
    assert "dhis2: deleted what an earlier run had left: regress-0af3c1-left." in done.stdout.splitlines()
    assert sandbox.state.sessions == {}


def test_ctrl_c_leaves_no_client(session: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    written(session, WAITS_FOR_EVER)

    done = session.interrupted(at(sandbox), when=(session.folder / "waiting").exists)

    assert "POST /api/oAuth2Clients" in sandbox.state.requests
    assert sandbox.state.clients == {}
    assert "KeyboardInterrupt" in done.stdout


def test_what_is_read_only_sends_nothing_else(session: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.36")
    before = [dict(seed(sandbox)), dict(seed(sandbox, name="left", client_id="regress-0af3c1-left"))]

    done = session("--pyargs", "automation.testing.suite", "-rs", *at(sandbox, "--dhis2-read-only"))

    sent = {request for request in sandbox.state.requests if not request.startswith(("GET ", "HEAD ", "OPTIONS "))}
    assert sent == {"POST /dhis-web-commons-security/login.action"}
    assert list(sandbox.state.clients.values()) == before
    assert re.search(r"\n=+ 8 passed, 23 skipped", done.stdout), done.stdout
    assert "it writes, and --dhis2-read-only forbids that" in done.stdout


def test_a_page_cannot_write_where_it_must_only_read(session: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox()
    stored = seed(sandbox)
    written(session, f"""
        def test_sneaky(dhis2_section, dhis2_page):
            for call in ("fetch('../api/oAuth2Clients/{stored["id"]}', {{method: 'DELETE'}})",
                         "fetch('../api/oAuth2Clients', {{method: 'POST', body: '{{}}'}})"):
                assert dhis2_page.evaluate(call + ".then(() => 'sent', () => 'refused')") == "refused"
    """.replace("\n        ", "\n"))  # fmt: skip

    done = session(*at(sandbox, "--dhis2-read-only"))

    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout
    assert list(sandbox.state.clients.values()) == [stored]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_sign_in_that_was_refused_is_not_tried_again(
    session: Command, start_sandbox: StartSandbox, workers: tuple[str, ...]
) -> None:
    sandbox = start_sandbox()
    written(session, CLIENT + CLIENT.replace("test_a", "test_another"))

    done = session(*at(sandbox), *workers, DHIS2_PASSWORD="wrong-password")

    assert sandbox.state.refused_sign_ins["admin"] == 1
    assert (done.returncode, "2 errors" in done.stdout) == (1, True), done.stdout
    assert "wrong-password" not in done.stdout + done.stderr


@pytest.mark.parametrize("version", ["2.41.9"])
def test_what_a_failed_test_leaves_has_no_secrets(session: Command, start_sandbox: StartSandbox, version: str) -> None:
    sandbox = start_sandbox(version)
    written(session, FAILS_WITH_SECRETS)

    done = session(*at(sandbox, "--dhis2-artefacts", "left", "--junit-xml=junit.xml", "--showlocals", "-rP"))

    left = session.folder / "left"
    assert (done.returncode, "2 failed" in done.stdout) == (1, True), done.stdout
    for scenario in ("in-an-open-form", "with-a-stored-client"):
        assert {path.name for path in (left / scenario).iterdir()} == {
            "aria.yml", "error.txt", "screenshot.png", "trace.zip",
        }  # fmt: skip
    assert "RuntimeError: stored: ••••••" in done.stdout
    (session.folder / "stdout.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    issued = {f"{kind} {number}": value for number, (kind, value) in enumerate(sandbox.state.issued)}
    search = Search({"password": DEFAULT_PASSWORD, **issued})
    search.folder(session.folder)
    assert search.hits == []
    assert {kind.split()[0] for kind in issued} == {"session", "client"}
    for text in (*left.rglob("*.yml"), *left.rglob("*.txt"), session.folder / "stdout.txt"):
        assert A_SECRET.search(text.read_text(encoding="utf-8")) is None, text


def test_fixtures_say_what_they_lack(session: Command) -> None:
    written(session, CLIENT)

    unnamed = session()
    without = session("--dhis2-sandbox", "2.41.9", "-p", "no:playwright")

    assert "no DHIS2 is named: --dhis2-url URL names one" in unnamed.stdout
    assert "pip install 'dhis2-oauth[test]'" in without.stdout
    assert (unnamed.returncode, without.returncode) == (1, 1)


@pytest.mark.parametrize(
    ("flag", "value", "said"),
    [
        ("--dhis2-prefix", "", "'' is not a prefix"),
        ("--dhis2-sandbox", "2.41.9", "there is a --dhis2-sandbox as well"),
        ("--dhis2-ca-file", "missing.pem", "missing.pem"),
    ],
)
def test_options_that_cannot_be_are_refused_at_once(session: Command, flag: str, value: str, said: str) -> None:
    done = session("--dhis2-url", "http://127.0.0.1:9", "--dhis2-username", "admin", flag, value)

    assert (done.returncode, said in done.stderr) == (4, True), done.stderr + done.stdout


def test_junit_names_scenario_and_quirk(session: Command) -> None:
    done = session("--pyargs", "automation.testing.suite", "-k", "test_escape", "--dhis2-sandbox", "2.41.9",
                   "--junit-xml=junit.xml")  # fmt: skip

    found = ET.parse(session.folder / "junit.xml").iter("property")  # noqa: S314 - our own
    assert done.returncode == 0, done.stdout
    assert [(one.get("name"), one.get("value")) for one in found] == [
        ("scenario", "escape"),
        ("quirk", "escape-and-a-close-button-or-neither"),
    ]
