"""What must not be seen is covered in every document, however it came to be there."""

from collections.abc import Callable

from playwright.sync_api import Page, Route

from automation.recording import mask

OUTER = """<!doctype html><body><script>
  const frame = document.createElement("iframe");
  frame.src = "/inner";
  document.body.append(frame);
  frame.contentWindow.looked = true;
</script>"""
INNER = """<!doctype html><input type="text" disabled value="0123456789abcdef">"""


def test_a_document_that_takes_an_empty_one_s_window_over_is_covered(open_page: Callable[..., Page]) -> None:
    """Chromium runs a context's scripts for the empty document then, and not again: so it is in the 2.42+ shell."""
    page = open_page()

    def answer(route: Route) -> None:
        route.fulfill(body=INNER if route.request.url.endswith("/inner") else OUTER, content_type="text/html")

    page.route("http://mask.test/**", answer)
    page.context.add_init_script(mask.SCRIPT)

    page.goto("http://mask.test/")
    page.frame_locator("iframe").locator("input").wait_for()
    page.wait_for_load_state()

    assert page.frames[1].evaluate("window.looked")
    assert mask.is_covered(page)


def test_what_is_covered_is_known_from_what_is_not(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.set_content(INNER)
    assert not mask.is_covered(page)

    page.evaluate(f"() => ({mask.COVER})(window)")

    assert mask.is_covered(page)
