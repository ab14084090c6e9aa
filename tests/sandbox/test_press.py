"""Pressing a button that grows into its place, as the + up to 2.36 does, and lies under something unseen."""

import pytest
from playwright.sync_api import Page

from automation.pages.actions import press

ROUND = """
<style>
  @keyframes mount { from { transform: rotate(-90deg) scale(0.05); } }
  button { width: 56px; height: 56px; border: 0; border-radius: 50%; animation: mount 1s; }
  div { position: absolute; z-index: 3000; top: 33px; left: 0; width: 50px; height: 22px; opacity: 0; }
  body { margin: 8px; }
</style>
<button onclick="document.title = 'pressed'">+</button>
"""


@pytest.mark.parametrize("over", ["", "<div></div>"], ids=["open", "covered"])
def test_a_button_that_grows_is_pressed(page: Page, over: str) -> None:
    page.set_default_timeout(5000)
    page.set_content(ROUND + over)

    press(page.locator("button"))

    assert page.title() == "pressed"
