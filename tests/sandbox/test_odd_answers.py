"""Whatever DHIS2 answers, no command takes it for a bug of its own."""

from itertools import chain

import pytest
from playwright.sync_api import Page

from automation.dialects.ui import DialectName, by_name
from automation.errors import PageUnusable
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


def test_half_a_character_in_a_form_is_said(page: Page) -> None:
    dialog = '<input type="checkbox" name="authorization_code"><input type="text"><textarea></textarea>'
    page.set_content(f'<div data-test="dhis2-uicore-modal" id="dialog"><input type="text" disabled>{dialog}</div>')
    page.locator("input[disabled]").evaluate("(field) => { field.value = '0123' + String.fromCharCode(0xd800); }")
    form = ClientForm(page.locator("#dialog"), by_name(DialectName.MODAL))

    with pytest.raises(PageUnusable, match="a field holds half a character"):
        form.read()
