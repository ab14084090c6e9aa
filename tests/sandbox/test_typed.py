"""What is typed, what the field then holds and what is kept out of sight are the same."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from automation.errors import ConfigError, SignInRefused
from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret, as_given
from tests.conftest import StartSandbox
from tests.scenarios.sign_in_pages import account
from tests.scenarios.signing_in import Newcomer
from tests.support.harness import journal_in

PASSWORDS = st.one_of(
    st.text(min_size=4, max_size=20),
    st.text(
        st.sampled_from("aäÄa\u0308e\u0301ﬁÅ\u212bΩ한가\u200d🙂 \t\n\r\u2028\xa0'\"\\&%+"), min_size=4, max_size=12
    ),
)


def test_every_password_that_is_taken(page: Page) -> None:
    page.set_content('<input type="password">')
    field = page.locator("input")
    taken: list[str] = []

    @settings(derandomize=True, deadline=None, database=None, max_examples=60)
    @given(PASSWORDS)
    @example("Zu\u0308rich-Stra\u00dfe")
    @example("Zürich-Straße")
    @example("  blanks at both ends  ")
    @example("district\n")
    @example("\ufeffdistrict")
    @example("dist\u2028rict")
    def each(text: str) -> None:
        try:
            as_given(text, "a password")
        except ConfigError:
            return
        assume(not set(text) <= set(MASK) and len(unicodedata.normalize("NFC", text)) > 3)
        field.fill(text)
        held = field.input_value()

        redact = Redactor()
        redact.register(Secret(text))
        assert held == text
        for form in ("NFC", "NFD"):
            assert redact(f"<{unicodedata.normalize(form, held)}>") == f"<{MASK}>"
        taken.append(text)

    each()
    assert len(taken) > 20


@pytest.mark.parametrize("version", ["2.36.13", "2.41.9"])
def test_a_password_that_the_field_changes_is_not_sent(
    page: Page, start_sandbox: StartSandbox, tmp_path: Path, version: str
) -> None:
    newcomer = Newcomer(page, start_sandbox(version, users=account()), journal_in(tmp_path))
    page.add_init_script("addEventListener('focusin', ({ target }) => { target.maxLength = 4; })")

    with pytest.raises(SignInRefused) as caught:
        newcomer.enter()

    assert caught.value.code == "field_changed"
    assert "right" not in caught.value.message
    assert newcomer.posts == 0
