"""The fewest Playwright calls that make a client on DHIS2 2.40 with the steps of `create --no-verify`.

It signs in, opens the section, presses +, enters name and client ID and lets DHIS2 check it, ticks the box, enters the
redirect URI, notes the secret, saves, opens the client again and closes it. It compares nothing and tells nothing. It
runs as a process of its own, as `create` does:

    python benchmarks/floor.py URL CLIENT_ID REDIRECT_URI FILE

Who signs in is in DHIS2_USERNAME and DHIS2_PASSWORD, the browser in DHIS2_OAUTH_BROWSER_PATH. FILE gets the secret.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

BUTTON = '[data-test="dhis2-uicore-button"]'
BOX = 'input[name="authorization_code"]'
DISABLED = 'input[type="text"][disabled]'
TEXTS = '[role="dialog"] input[type="text"]:not([disabled])'


def main(url: str, client_id: str, redirect_uri: str, file: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["DHIS2_OAUTH_BROWSER_PATH"])
        page = browser.new_page()
        page.goto(f"{url}/dhis-web-commons/security/login.action", wait_until="domcontentloaded")
        page.fill("#j_username", os.environ["DHIS2_USERNAME"])
        page.fill("#j_password", os.environ["DHIS2_PASSWORD"])
        page.press("#j_password", "Enter")
        page.wait_for_url(lambda there: "login" not in there, wait_until="commit")
        page.goto(f"{url}/dhis-web-settings/index.html#/oauth2", wait_until="domcontentloaded")
        page.click(f".content-area {BUTTON}")
        page.locator(TEXTS).first.fill(client_id)
        page.locator(TEXTS).last.fill(client_id)
        with page.expect_response(lambda answer: "filter=cid" in answer.url):
            page.locator(TEXTS).last.blur()
        page.check(BOX)
        page.fill("textarea:not([readonly])", redirect_uri)
        page.locator("textarea:not([readonly])").blur()
        Path(file).write_text(page.input_value(DISABLED), encoding="utf-8")
        page.click(f'[role="dialog"] {BUTTON} >> nth=0')
        page.click("td:last-child button:first-child")
        page.input_value(DISABLED)
        page.click(f'[role="dialog"] {BUTTON} >> nth=1')
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
