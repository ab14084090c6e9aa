"""The nine UI languages: a client created, kept and found taken, on a page that is seen to be in the language."""

from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Locator, Page, expect

from automation.errors import AlreadyTaken
from automation.flows.created import CreatedClient
from automation.sandbox.behaviour import SignInPage
from automation.secret import Secret
from tests.harness import GEOPRISM, Person


@dataclass(frozen=True, slots=True)
class Words:
    """What a page shows in one language, and shows in no other of them.

    `username` is the field of the sign-in page: msgid *Username* in login-app v100.4.6 i18n/<locale>.po, and
    `login_username` in dhis2-core 2.40.11 i18n_global_<locale>.properties, which say the same.
    `category` is one of System Settings: *Access*, or *Email* (lo) and *General* (zh) where that is translated in
    every build from 2.30 to 2.43.1: settings-app i18n/<locale>.po, up to v36 i18n_module_<locale>.properties.
    """

    username: str
    category: str


EMPTY = Secret("")
WORDS = {
    "en": Words("Username", "Access"),
    "fr": Words("Nom d'utilisateur", "Accès"),
    "pt": Words("Nome de usuário", "Acesso"),
    "es": Words("Nombre de usuario", "Acceso"),
    "ar": Words("اسم المستخدم", "الوصول"),
    "lo": Words("ຊື່ຜູ້ໃຊ້", "ອີເມວ"),
    "vi": Words("Tên đăng nhập", "Truy xuất"),
    "ru": Words("Имя пользователя", "Доступ"),
    "zh": Words("用户名", "常规"),
}


class Languages:
    """The test gets a `person` in front of a DHIS2 of one kind, in one language."""

    def test_create_keep_and_a_taken_id_in_one_go(self, person: Person) -> None:
        see_sign_in_page(person)

        created = person.create()
        see_section(person)
        delivered(person, created)
        kept = person.create(keep_existing=True)
        with pytest.raises(AlreadyTaken) as caught:
            person.create(replace(GEOPRISM, name="another name"))

        assert kept.already_existed
        assert kept.content == (created.content if created.secret_stored else replace(created.content, secret=EMPTY))
        assert caught.value.code == "client_id_taken"
        assert person.saves == 1
        assert person.sandbox.state.unknown == []


def see_sign_in_page(person: Person) -> None:
    """The sign-in page is in the language, once it is the one chosen there; the login app starts in English."""
    locale = person.sandbox.state.options.locale
    words, page = WORDS[locale], person.page
    choose_on_sign_in_page(page, locale)
    page.goto(person.sandbox.url)
    if person.sandbox.state.options.behaviour.sign_in_page is SignInPage.STRUTS:
        expect(page.get_by_placeholder(words.username, exact=True)).to_be_visible()
        return
    expect(page.get_by_text(words.username, exact=True)).to_be_visible()


def choose_on_sign_in_page(page: Page, locale: str) -> None:
    """What the login app remembers of an earlier choice."""
    page.add_init_script(f"if (location.protocol !== 'about:') localStorage['dhis2.locale.ui'] = '{locale}'")


def see_section(person: Person) -> None:
    """System Settings is in the language; of DHIS2's own pages only the shell around it is ever right to left."""
    words = WORDS[person.sandbox.state.options.locale]
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
