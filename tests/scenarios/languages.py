"""The nine UI languages: create a client, keep it, find its ID taken; on a page that is seen to be in the language."""

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from automation.errors import AlreadyTaken
from automation.flows.options import IfExists
from automation.flows.stored import CreatedClient
from automation.sandbox.behaviour import SignInPage
from automation.secrets.secret import Secret
from automation.testing.plugin.languages import SETTINGS_LABELS
from tests.support.harness import GEOPRISM, Person

EMPTY = Secret("")
# The field of the sign-in page: msgid *Username* in login-app v100.4.6 i18n/<locale>.po, and `login_username` in
# dhis2-core 2.40.11 i18n_global_<locale>.properties, which say the same. No two languages share the words of a page.
USERNAMES = {
    "en": "Username",
    "fr": "Nom d'utilisateur",
    "pt": "Nome de usuário",
    "es": "Nombre de usuario",
    "ar": "اسم المستخدم",
    "lo": "ຊື່ຜູ້ໃຊ້",
    "vi": "Tên đăng nhập",
    "ru": "Имя пользователя",
    "zh": "用户名",
}


class Languages:
    """The test gets a `person` in front of a DHIS2 of one kind, in one language."""

    def test_create_keep_and_a_taken_id_in_one_go(self, person: Person) -> None:
        see_sign_in_page(person)

        created = person.create()
        see_section(person)
        delivered(person, created)
        kept = person.create(if_exists=IfExists.KEEP)
        with pytest.raises(AlreadyTaken) as caught:
            person.create(replace(GEOPRISM, name="another name"))

        assert kept.already_existed
        assert kept.credentials == (
            created.credentials if created.secret_stored else replace(created.credentials, secret=EMPTY)
        )
        assert caught.value.code == "client_id_taken"
        assert person.saves == 1
        assert person.sandbox.state.unknown == []


def see_sign_in_page(person: Person) -> None:
    """The sign-in page is in the language, once it is the one chosen there; the login app starts in English."""
    locale = person.sandbox.state.options.locale
    username, page = USERNAMES[locale], person.page
    choose_on_sign_in_page(page, locale)
    page.goto(person.sandbox.url)
    if person.sandbox.state.options.behaviour.sign_in_page is SignInPage.STRUTS:
        expect(page.get_by_placeholder(username, exact=True)).to_be_visible()
        return
    expect(page.get_by_text(username, exact=True)).to_be_visible()


def choose_on_sign_in_page(page: Page, locale: str) -> None:
    """What the login app remembers of an earlier choice."""
    page.add_init_script(f"if (location.protocol !== 'about:') localStorage['dhis2.locale.ui'] = '{locale}'")


def see_section(person: Person) -> None:
    """System Settings is in the language; of DHIS2's own pages only the shell around it is ever right to left."""
    words = SETTINGS_LABELS[person.sandbox.state.options.locale]
    name = category(person, words.category)
    expect(name).to_be_visible()
    assert name.evaluate("element => getComputedStyle(element).direction") == "ltr"
    if person.sandbox.state.options.behaviour.has_shell:
        expect(person.page.locator("html")).to_have_attribute("dir", direction(person))


def category(person: Person, name: str) -> Locator:
    """A category at the side of System Settings."""
    framed = person.sandbox.state.options.behaviour.has_shell
    root = person.page.frame_locator("iframe").locator("body") if framed else person.page.locator("body")
    return root.locator(".left-bar").get_by_text(name, exact=True)


def delivered(person: Person, created: CreatedClient) -> None:
    """The secret is where it belongs, so the journal forgets the client."""
    assert created.entry is not None
    person.journal.remove(created.entry)


def direction(person: Person) -> str:
    """Which way the language is written."""
    return "rtl" if person.sandbox.state.options.locale == "ar" else "ltr"
