"""Pictures and obstacles of real pages in a real browser, and the options as pytest's user gives them."""

import base64
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import ImageFont
from playwright.sync_api import Page

from automation.dialects.ui import Dialect, DialectName, by_name
from automation.testing.screens.accessibility import violations
from automation.testing.screens.comparison import Comparison, ComparisonOptions
from automation.testing.screens.visual import picture, read
from automation.versions import Dhis2Version

SECRET = "3f4cd261c-72a4-43d1-88b6-f3cdc38dab9"
# Pillow's own: which fonts a machine has is its own business.
OWN_FONT = base64.b64encode(ImageFont.load_default(16).font_bytes).decode()  # type: ignore[union-attr]
FORM = f"""
<style>
  @font-face {{ font-family: Own; src: url(data:font/ttf;base64,{OWN_FONT}) }}
  body {{ font-family: Own }}
</style>
<main style="width: 300px; height: 200px; background: white">
  <h1>Clients</h1>
  <input type="text" aria-label="Secret" disabled value="{SECRET}" style="position: fixed; left: 40px; top: 100px">
</main>
"""
GREY = (127, 127, 127)


@dataclass
class Section:
    dialect: Dialect
    version: Dhis2Version | None


@pytest.fixture
def comparison(tmp_path: Path) -> Callable[..., Comparison]:
    def look(*, update: bool = False) -> Comparison:
        options = ComparisonOptions(goldens=tmp_path / "goldens", baselines=tmp_path / "baselines", update=update)
        return Comparison(Section(by_name(DialectName.MODAL), Dhis2Version(41)), "en", options, tmp_path / "left")

    return look


class TestPictures:
    def test_a_secret_is_covered_whatever_it_is(self, page: Page) -> None:
        page.set_content(FORM)
        one = picture(page)
        page.locator("input").evaluate("field => field.value = 'something else'")

        assert picture(page).tobytes() == one.tobytes()
        assert one.getpixel((50, 110)) == GREY

    def test_a_page_is_like_its_baseline_until_it_is_not(
        self, page: Page, comparison: Callable[..., Comparison], tmp_path: Path
    ) -> None:
        page.set_content(FORM)
        title = page.get_by_role("heading")
        assert "there is no picture" in comparison().picture(page, "new", mask=())
        assert comparison(update=True).picture(page, "new", mask=()) == ""
        assert comparison().picture(page, "new", mask=()) == ""
        title.evaluate("title => title.textContent = 'Customers'")

        words = comparison().picture(page, "new", mask=())

        assert re.fullmatch(
            r"new looks otherwise than .+[\\/]modal[\\/]en[\\/]new\.png: \d+ of 1152000 pixels "
            r"\((?:1 place|\d places), the largest \d\.\d by \d\.\d lines of text; 0\.\d\d%\)",
            words,
        )
        assert read(tmp_path / "left" / "visual.png").width > 3 * 1280
        assert comparison().picture(page, "new", mask=[title]) != ""
        (tmp_path / "baselines" / "tolerance.toml").write_text("new = 0.01")
        assert comparison().picture(page, "new", mask=()) == ""

    @pytest.mark.parametrize("font", ["Own", "serif", "sans-serif", "monospace"])
    @pytest.mark.parametrize("size", [12, 16, 32])
    def test_one_word_that_was_changed_is_seen_in_any_font(
        self, page: Page, comparison: Callable[..., Comparison], font: str, size: int
    ) -> None:
        page.set_content(FORM)
        title = page.get_by_role("heading")
        title.evaluate("(title, font) => title.style.font = font", f"{size}px {font}")
        comparison(update=True).picture(page, "new", mask=())
        title.evaluate("title => title.textContent = 'Customers'")

        assert "new looks otherwise than" in comparison().picture(page, "new", mask=())

    def test_a_line_that_begins_a_part_of_a_pixel_further_on_and_a_caret_are_not(
        self, page: Page, comparison: Callable[..., Comparison]
    ) -> None:
        page.set_content(FORM)
        comparison(update=True).picture(page, "new", mask=())
        page.get_by_role("heading").evaluate("title => title.style.transform = 'translate(0.3px, 0.3px)'")
        page.evaluate("document.body.insertAdjacentHTML('beforeend', `<i style='position: fixed; left: 9px; top: 150px;"
                      " width: 1px; height: 18px; background: black'>`)")  # fmt: skip

        assert comparison().picture(page, "new", mask=()) == ""

    def test_a_place_without_a_size_is_shown_with_its_page(self, page: Page) -> None:
        page.set_content("<div id=portal><p style='position: fixed'>in front</p></div>")

        assert picture(page.locator("p")).size < (1280, 900)
        assert picture(page.locator("#portal")).size == (1280, 900)

    def test_the_window_is_put_back_as_it_was(self, page: Page) -> None:
        page.set_viewport_size({"width": 500, "height": 400})
        page.set_content(FORM)

        assert picture(page).size == (1280, 900)
        assert page.viewport_size == {"width": 500, "height": 400}


class TestObstacles:
    POLICY = "default-src 'none'; style-src 'unsafe-inline'"

    def test_axe_looks_in_spite_of_a_content_security_policy(self, page: Page) -> None:
        page.route(
            "http://policy.example/",
            lambda route: route.fulfill(
                body="<main><button id='add'></button></main>", content_type="text/html",
                headers={"Content-Security-Policy": self.POLICY},
            ),
        )  # fmt: skip
        page.goto("http://policy.example/")

        (found,) = violations(page.locator("main"))

        assert (found.rule, found.impact, found.nodes) == ("button-name", "critical", ("#add",))
        assert found.url.startswith("https://dequeuniversity.com/rules/axe/")

    def test_only_the_place_is_looked_at_and_left_as_it_was(self, page: Page) -> None:
        page.set_content("<main><p>fine</p><section><button></button></section></main><button></button>")
        before = page.content()

        assert [len(it.nodes) for it in violations(page.locator("section"))] == [1]
        assert violations(page.locator("p")) == []
        assert page.content() == before
        assert {it.rule for it in violations(page)} >= {"button-name", "document-title"}

    def test_in_the_shell_it_is_the_frame_that_counts(self, page: Page) -> None:
        page.set_content("<button></button><iframe title='app' srcdoc='<main><input></main>'></iframe>")

        assert [it.rule for it in violations(page.frame_locator("iframe").locator("main"))] == ["label"]

    def test_what_is_known_is_told_no_more_and_what_is_new_is(
        self, page: Page, comparison: Callable[..., Comparison], tmp_path: Path
    ) -> None:
        page.set_content("<main><input></main>")
        assert comparison(update=True).accessible(page.locator("main"), "new") == ""
        assert comparison().accessible(page.locator("main"), "new") == ""
        page.locator("main").evaluate("main => main.append(document.createElement('input'))")

        words = comparison().accessible(page.locator("main"), "new")

        assert words.startswith("new has new obstacles:\nlabel (critical): Form elements must have labels\n  https://")
        assert words.endswith("\n    input:nth-child(1)\n    input:nth-child(2)\n  known here: 1, found: 2")
        assert (tmp_path / "left" / "accessibility.txt").read_text().strip() in words


class TestOptions:
    """The plugin's, on the sandbox, with a folder of goldens and of baselines that is one's own."""

    def test_what_is_written_holds_until_something_is_otherwise(self, tmp_path: Path) -> None:
        goldens, baselines, left = tmp_path / "goldens", tmp_path / "baselines", tmp_path / "left"
        folders = ("--dhis2-goldens", str(goldens), "--dhis2-visual-baselines", str(baselines))
        assert "1 passed" in suite(*folders, "--update-goldens")
        assert "1 passed" in suite(*folders)
        golden, baseline = goldens / "modal" / "new.aria.yml", baselines / "modal" / "en" / "filled.png"
        golden.write_text(golden.read_text().replace('button "Save"', 'button "Store"'))
        image = read(baseline)
        image.paste("red", (20, 20, 60, 60))
        image.save(baseline)

        told = suite(*folders, "--dhis2-artefacts", str(left))

        assert "1 failed" in told
        assert "new is not as DHIS2 2.41.9 is known to show it" in told
        assert '-  - button "Store"' in told
        assert "filled looks otherwise than" in told
        (diff,) = left.rglob("aria.diff")
        assert '-  - button "Store"\n+  - button "Save"' in diff.read_text()
        assert (diff.parent / "visual.png").exists()
        assert not re.search(r"[0-9a-f]{9}-[0-9a-f]{4}-", told + diff.read_text() + golden.read_text())


def suite(*options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--pyargs", "automation.testing.suite.test_looks", "-k", "form",
         "-p", "no:cacheprovider", "--dhis2-sandbox", "2.41.9", *options],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.stdout + done.stderr
