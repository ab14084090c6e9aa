"""Whatever DHIS2 answers, no command takes it for a bug of its own."""

from collections.abc import Iterable
from itertools import chain

import pytest
from playwright.sync_api import Page

from automation.clients.client import GrantType
from automation.dialects.ui import DialectName, by_name
from automation.errors import PageStumbled, PageUnusable
from automation.pages.client_form import ClientForm
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.odd_answers import ANYWHERE, FIND, INFO, LIST, ME, NEW, OLD_TOKEN, SAVE, SIGN_IN, SOMEWHERE, TOKEN
from tests.support.sampling import cases

CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--grant", "refresh_token",
          "--redirect-uri", "https://app.example.org/cb", "--output", "-")  # fmt: skip
MORE = {ME: ("doctor", "login"), INFO: ("doctor",), SIGN_IN: ("login",)}
ALWAYS = {
    (ME, "doctor", ANYWHERE[10]), (INFO, "create", SOMEWHERE[INFO][0]), (LIST, "create", ANYWHERE[2]),
    (SAVE, "create", SOMEWHERE[SAVE][4]), (OLD_TOKEN, "create", ANYWHERE[10]), (TOKEN, "create", ANYWHERE[2]),
    (FIND, "create", SOMEWHERE[FIND][8]),
}  # fmt: skip
ODD = [
    (path, command, body)
    for path, own in SOMEWHERE.items()
    for command in ("doctor" if path.startswith("GET /.well") else "create", *MORE.get(path, ()))
    for body in chain(own, ANYWHERE[::2])
]


@pytest.mark.parametrize(
    ("path", "name", "body"),
    cases(dict.fromkeys(ODD), always=ALWAYS),
    ids=lambda value: value if isinstance(value, str) else repr(value[:60]),
)
def test_an_odd_answer_is_no_bug(
    start_sandbox: StartSandbox, command: Command, path: str, name: str, body: bytes
) -> None:
    sandbox = start_sandbox("2.43.1" if path in NEW else "2.40.11", answers={path: body})

    done = command(name, *command.at(sandbox), *(CLIENT if name == "create" else ()), "--timeout", "4",
                   DHIS2_PASSWORD="district")  # fmt: skip

    said = done.stdout + done.stderr
    assert done.returncode != 1, said
    assert "a bug of ours" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("path", "body", "code", "words"),
    [
        (TOKEN, b"[]", 8, "not a token: expected object, got array"),
        (FIND, b'{"oAuth2Clients": [{"id": "a", "clientSettings": []}]}', 8, "expected str | null, got array at $.cl"),
        (LIST, b'{"oAuth2Clients": 5}', 5, "the list of OAuth2 clients did not come in time"),
    ],
)
def test_the_error_says_what_was_asked_and_what_came(
    start_sandbox: StartSandbox, command: Command, path: str, body: bytes, code: int, words: str
) -> None:
    sandbox = start_sandbox("2.43.1", answers={path: body})

    done = command("create", *command.at(sandbox), *CLIENT, "--timeout", "6", DHIS2_PASSWORD="district")

    assert done.returncode == code, done.stderr
    assert words in done.stderr


def shown_form(page: Page, boxes: Iterable[str], areas: int = 1) -> ClientForm:
    ticks = "".join(f'<input type="checkbox" name="{box}">' for box in boxes)
    fields = '<input type="text" disabled><input type="text"><input type="text">' + "<textarea></textarea>" * areas
    page.set_content(f'<div data-test="dhis2-uicore-modal" id="dialog">{ticks}{fields}</div>')
    page.set_default_timeout(2000)
    return ClientForm(page.locator("#dialog"), by_name(DialectName.MODAL))


def test_half_a_character_in_a_form_is_said(page: Page) -> None:
    form = shown_form(page, GrantType)
    form.secret.evaluate("(field) => { field.value = '0123' + String.fromCharCode(0xd800); }")

    with pytest.raises(PageUnusable, match="a field holds half a character"):
        form.read()


@pytest.mark.parametrize(
    ("boxes", "areas"),
    [(["authorization_code", "password"], 1), ([*GrantType, "password"], 1), ([*GrantType], 0), ([*GrantType], 2)],
    ids=["no box", "two boxes", "no area", "two areas"],
)
def test_a_form_that_lacks_a_field_or_has_it_twice_is_not_read(page: Page, boxes: list[str], areas: int) -> None:
    form = shown_form(page, boxes, areas)

    with pytest.raises(PageStumbled, match="reading the form"):
        form.read()


def test_a_box_that_is_missing_is_not_taken_for_one_without_a_tick(page: Page) -> None:
    form = shown_form(page, ["authorization_code", "password"])

    with pytest.raises(PageStumbled, match="a box did not change"):
        form.set_grant_types({GrantType.AUTHORIZATION_CODE})
