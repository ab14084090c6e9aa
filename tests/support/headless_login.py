"""`dhis2-oauth` with a person's part of `login --headed` played by a script, and no window for it."""

from dataclasses import replace
from importlib import import_module
from typing import Any

from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.session import BrowserOptions
from automation.cli import main as cli
from automation.flows import sign_in
from automation.flows.sign_in import by_hand

PERSON = """
addEventListener("DOMContentLoaded", () => {
    const form = location.pathname.includes("/idp/") && document.forms[0];
    if (form) {
        form.elements.username.value = "ann";
        form.elements.password.value = "right";
        form.submit();
    }
});
"""


def _play() -> None:
    # Not an attribute of the package: the command of that name stands in its place.
    login = import_module("automation.cli.commands.login")
    read_browser = login.read_browser

    def windowless(*given: Any) -> BrowserOptions:
        options: BrowserOptions = read_browser(*given)
        return replace(options, headed=False)

    def with_person(page: Page, instance: Instance, *, wait: float) -> Instance:
        page.add_init_script(PERSON)
        return by_hand(page, instance, wait=wait)

    vars(login).update(read_browser=windowless)
    vars(sign_in).update(by_hand=with_person)
    cli.main()


if __name__ == "__main__":
    _play()
