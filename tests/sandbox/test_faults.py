"""Each fault does what its description says, and those that happen once happen once."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from automation.clients.client import GrantType
from automation.errors import Unreachable
from automation.pages.settings import SettingsShell
from automation.sandbox.faults import DESCRIPTIONS, ONE_SHOT, Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_USER
from tests.conftest import StartSandbox
from tests.scenarios.bad_network import BadNetwork
from tests.support.harness import Person, journal_in, seed
from tests.support.sampling import cases

SECRET = "0123456789abcdef0123456789abcdef-abc"
BOOT = ("GET", "/api/41/me?fields=:all")
CHECK = ("GET", "/api/41/oAuth2Clients?filter=cid:eq:x")
LIST = ("GET", "/api/41/oAuth2Clients?paging=false")
SAVE = ("POST", "/api/41/oAuth2Clients")
DRY_RUN = ("POST", "/api/41/schemas/oAuth2Client")
INFO = ("GET", "/api/system/info")
ME = ("GET", "/api/me")

Asked = tuple[str, str]


class Caller:
    """Somebody who is signed in and asks without a browser."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.headers["X-Requested-With"] = "XMLHttpRequest"
        self.sign_in()

    def sign_in(self) -> None:
        self.sandbox.state.sessions["caller"] = DEFAULT_USER
        self.session.cookies["JSESSIONID"] = "caller"

    def ask(self, asked: Asked, **changes: Any) -> requests.Response:
        method, path = asked
        body = self.body() | changes if method == "POST" else None
        return self.session.request(method, f"{self.sandbox.url}{path}", json=body, timeout=20, allow_redirects=False)

    def body(self) -> dict[str, Any]:
        if self.sandbox.state.options.behaviour.is_authorization_server:
            return {"clientId": "x", "authorizationGrantTypes": "authorization_code", "redirectUris": "https://a.ex/cb"}
        return {"name": "x", "cid": "x", "secret": SECRET, "grantTypes": [], "redirectUris": ["https://a.ex/cb"]}

    @property
    def stored(self) -> list[dict[str, Any]]:
        return list(self.sandbox.state.clients.values())

    @property
    def saves(self) -> int:
        return self.sandbox.state.requests.count("POST /api/oAuth2Clients")


@pytest.mark.in_turn("person")
class TestOnTheSandbox(BadNetwork):
    @pytest.fixture(params=cases(["2.41.9", "2.43.1", "2.36", "2.40.11"], always=["2.36", "2.41.9", "2.43.1"]))
    def person(self, request: pytest.FixtureRequest, page: Page, start_sandbox: StartSandbox, tmp_path: Path) -> Person:
        return Person(page, start_sandbox(request.param), journal_in(tmp_path))


@pytest.fixture
def caller_of(start_sandbox: StartSandbox) -> Any:
    def start(*faults: Fault, version: str = "2.41.9", **options: Any) -> Caller:
        return Caller(start_sandbox(version, faults=frozenset(faults), **options))

    return start


def test_every_fault_is_described() -> None:
    assert set(DESCRIPTIONS) == set(Fault)


def test_those_that_strike_once_say_so() -> None:
    assert {fault for fault, text in DESCRIPTIONS.items() if " once" in text} == ONE_SHOT


@pytest.mark.parametrize(
    ("fault", "asked"), [(Fault.BOOT_RESET, BOOT), (Fault.CHECK_RESET, CHECK), (Fault.SAVE_RESET, SAVE)]
)
def test_a_reset_connection_has_no_answer_the_first_time(caller_of: Any, fault: Fault, asked: Asked) -> None:
    caller = caller_of(fault)

    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        caller.ask(asked)

    assert caller.stored == []
    assert caller.ask(asked).ok
    assert caller.sandbox.state.faults == set()


@pytest.mark.parametrize(
    ("fault", "asked"),
    [(Fault.BOOT_BAD_GATEWAY, BOOT), (Fault.CHECK_BAD_GATEWAY, CHECK), (Fault.SAVE_BAD_GATEWAY, SAVE)],
)
def test_a_bad_gateway_is_a_page_of_nginx_the_first_time(caller_of: Any, fault: Fault, asked: Asked) -> None:
    caller = caller_of(fault)

    first, stored, second = caller.ask(asked), caller.stored, caller.ask(asked)

    assert (first.status_code, first.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert "<h1>502 Bad Gateway</h1>" in first.text
    assert stored == []
    assert second.ok


def test_a_boot_that_never_recovers_leaves_probes_alone(caller_of: Any) -> None:
    caller = caller_of(Fault.BOOT_NEVER_RECOVERS)

    assert [caller.ask(BOOT).status_code for _ in range(3)] == [502, 502, 502]
    assert caller.ask(ME).ok
    assert caller.ask(INFO).ok


@pytest.mark.parametrize(
    ("fault", "asked", "said"),
    [
        (Fault.CHECK_NOT_JSON, CHECK, "text/html"),
        (Fault.LIST_NOT_JSON, LIST, "text/html"),
        (Fault.INFO_NOT_JSON, INFO, "application/json"),
        (Fault.INFO_NOT_JSON, ME, "application/json"),
    ],
)
def test_what_should_be_json_is_a_page(caller_of: Any, fault: Fault, asked: Asked, said: str) -> None:
    caller = caller_of(fault)

    for answer in (caller.ask(asked), caller.ask(asked)):
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, said)
        assert answer.text.startswith("<!doctype html>")


def test_a_page_in_place_of_the_check_is_none_in_place_of_the_list(caller_of: Any) -> None:
    caller = caller_of(Fault.CHECK_NOT_JSON)

    assert caller.ask(LIST).json() == {"oAuth2Clients": []}


def test_a_saved_client_may_be_lost_on_the_way_back(caller_of: Any) -> None:
    reset, gateway = caller_of(Fault.SAVE_STORED_RESET), caller_of(Fault.SAVE_STORED_BAD_GATEWAY)

    with pytest.raises(requests.ConnectionError):
        reset.ask(SAVE)
    answer = gateway.ask(SAVE)

    assert answer.status_code == 502
    for caller in (reset, gateway):
        assert [client["cid"] for client in caller.stored] == ["x"]
        assert caller.saves == 1
        assert caller.ask(SAVE).status_code == 409


def test_a_late_answer_comes_after_the_client_is_stored(caller_of: Any) -> None:
    caller = caller_of(Fault.SAVE_LATE, late=0.5)

    begun = time.monotonic()
    answer = caller.ask(SAVE)

    assert answer.status_code == 201
    assert time.monotonic() - begun >= 0.5
    assert caller.sandbox.state.faults == set()


def test_a_lost_save_is_stored_late(caller_of: Any) -> None:
    caller = caller_of(Fault.SAVE_LOST_THEN_STORED_LATE, late=0.5)

    with pytest.raises(requests.ReadTimeout):
        caller.session.post(f"{caller.sandbox.url}{SAVE[1]}", json=caller.body(), timeout=0.1)
    at_first = caller.stored

    _eventually(lambda: caller.stored != [])
    assert at_first == []
    assert caller.saves == 1


@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        (Fault.SLOW, INFO),
        (Fault.SECTION_SLOW_LIST, LIST),
        (Fault.SAVE_LATE, SAVE),
        (Fault.SAVE_LOST_THEN_STORED_LATE, SAVE),
    ],
)
def test_no_wait_outlives_the_sandbox(caller_of: Any, fault: Fault, asked: Asked) -> None:
    caller = caller_of(latency=60, late=60)
    caller.sandbox.state.faults.add(fault)
    waiting = threading.Thread(target=_in_spite_of_everything, args=(caller, asked))
    waiting.start()

    caller.sandbox.state.stopping.set()

    waiting.join(timeout=20)
    assert not waiting.is_alive()


def test_slow_is_every_page_and_call_but_no_script(caller_of: Any) -> None:
    caller = caller_of(latency=60)
    caller.sandbox.state.faults.add(Fault.SLOW)

    for path in ("/api/me", "/api/system/info", "/dhis-web-settings/index.html", "/"):
        with pytest.raises(requests.ReadTimeout):
            caller.session.get(f"{caller.sandbox.url}{path}", timeout=0.2)
    assert caller.session.get(f"{caller.sandbox.url}/dhis-web-settings/js/main.js", timeout=20).ok


def test_a_slow_list_is_slow_and_the_check_is_not(caller_of: Any) -> None:
    caller = caller_of(Fault.SECTION_SLOW_LIST, latency=0.5)
    begun = time.monotonic()

    listed = caller.ask(LIST)

    assert listed.json() == {"oAuth2Clients": []}
    assert time.monotonic() - begun >= 0.5
    with pytest.raises(requests.ReadTimeout):
        caller.session.get(f"{caller.sandbox.url}{LIST[1]}", timeout=0.1)
    assert caller.session.get(f"{caller.sandbox.url}{CHECK[1]}", timeout=20).ok


def test_the_dry_run_is_refused_with_400(caller_of: Any) -> None:
    refused = caller_of(Fault.DRY_RUN_REFUSED).ask(DRY_RUN)

    assert (refused.status_code, refused.json()["status"]) == (400, "ERROR")
    assert refused.json()["response"]["errorReports"][0]["errorCode"] == "E4000"


def test_all_sessions_end_once_the_check_is_answered(caller_of: Any) -> None:
    caller = caller_of(Fault.SESSION_ENDS_BEFORE_SAVE)

    assert caller.ask(CHECK).json()["oAuth2Clients"] == []
    assert [caller.ask(asked).status_code for asked in (DRY_RUN, SAVE)] == [401, 401]
    del caller.session.headers["X-Requested-With"]
    assert [caller.ask(asked).status_code for asked in (DRY_RUN, SAVE)] == [302, 302]
    caller.sign_in()
    assert caller.ask(CHECK).ok
    assert caller.ask(SAVE).status_code == 201


@pytest.mark.parametrize(
    ("version", "properties"), [("2.36", ["name", "cid"]), ("2.41.9", ["name", "cid"]), ("2.43.1", ["clientId"])]
)
def test_somebody_else_takes_the_client_id_meanwhile(caller_of: Any, version: str, properties: list[str]) -> None:
    caller = caller_of(Fault.TAKEN_MEANWHILE, version=version)

    first = caller.ask(SAVE)

    reports = first.json()["response"]["errorReports"]
    (theirs,) = caller.stored
    assert first.status_code == 409
    assert [(report["errorCode"], report["errorProperty"]) for report in reports] == [
        ("E5003", name) for name in properties
    ]
    assert theirs["redirectUris"] in (
        ["https://somebody-else.example/callback"],
        "https://somebody-else.example/callback",
    )
    assert theirs.get("secret") != SECRET
    assert caller.ask(SAVE, clientId="y", cid="y", name="y").status_code == 201


def test_a_taken_name_is_told_where_names_are_unique(caller_of: Any) -> None:
    old, new = caller_of(Fault.NAME_TAKEN), caller_of(Fault.NAME_TAKEN, version="2.43.1")

    (report,) = old.ask(SAVE).json()["response"]["errorReports"]

    assert (report["errorCode"], report["errorProperty"]) == ("E5003", "name")
    assert new.ask(SAVE).status_code == 201


@pytest.mark.parametrize(("version", "echoed"), [("2.41.9", SECRET), ("2.43.1", "`x`")])
def test_a_refusal_may_quote_what_was_posted(caller_of: Any, version: str, echoed: str) -> None:
    caller = caller_of(Fault.SAVE_ECHOES_SECRET, version=version)

    refused = caller.ask(SAVE)

    assert refused.status_code == 409
    assert echoed in refused.json()["response"]["errorReports"][0]["message"]
    assert caller.stored == []


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.SAVE_STORED_ERROR_QUOTES, 500), (Fault.SAVE_STORED_SIGNED_OUT_QUOTES, 401)]
)
def test_what_was_stored_may_be_quoted_as_if_it_were_not(caller_of: Any, fault: Fault, status: int) -> None:
    caller = caller_of(fault)

    answer = caller.ask(SAVE)

    assert (answer.status_code, SECRET in answer.json()["message"]) == (status, True)
    assert [client["secret"] for client in caller.stored] == [SECRET]
    assert caller.sandbox.state.faults == set()


def test_what_is_taken_is_told_all_at_once(caller_of: Any) -> None:
    """dhis2-core UniquenessCheck."""
    caller = caller_of()
    seed(caller.sandbox, name="x", client_id="another")
    seed(caller.sandbox, name="another", client_id="x")

    reports = caller.ask(SAVE).json()["response"]["errorReports"]

    assert [report["errorProperty"] for report in reports] == ["name", "cid"]


@pytest.mark.parametrize("version", ["2.36", "2.41.9", "2.43.1"])
def test_a_form_closes_by_itself_once(page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str) -> None:
    person = Person(page, start_sandbox(version, faults=frozenset({Fault.FORM_CLOSES})), journal_in(tmp_path))
    section = person.open_section()

    form = section.clients.add()
    form.client_id.fill("first")
    form.client_id.blur()
    expect(form.dialog).to_have_count(0)
    form = section.clients.add()
    form.enter_client_id("second")
    form.set_grant_types({GrantType.AUTHORIZATION_CODE})

    assert form.read().client_id == "second"
    assert person.sandbox.state.faults == set()


def test_system_settings_that_do_not_answer_in_time_are_said_not_to(page: Page, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox(faults=frozenset({Fault.SLOW}), latency=60)
    page.set_default_navigation_timeout(500)

    with pytest.raises(Unreachable) as caught:
        SettingsShell(page, sandbox.url).open_oauth2_clients(None)

    assert caught.value.saw == "no answer in time"


@pytest.mark.parametrize("fault", [Fault.SAVE_RESET, Fault.SAVE_STORED_RESET])
def test_a_browser_does_not_send_a_reset_save_twice(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, fault: Fault
) -> None:
    person = Person(page, start_sandbox(faults=frozenset({fault})), journal_in(tmp_path))
    form = person.open_section().clients.add()
    form.enter_name("x")
    form.enter_client_id("x")

    with page.expect_event("requestfailed") as failed:
        form.save_button.click()

    assert failed.value.failure == "net::ERR_CONNECTION_RESET"
    assert (person.saves, len(person.stored)) == (1, int(fault is Fault.SAVE_STORED_RESET))


def _eventually(is_so: Any) -> None:
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail("it never came to that")


def _in_spite_of_everything(caller: Caller, asked: Asked) -> None:
    try:
        caller.ask(asked)
    except requests.RequestException:
        return
