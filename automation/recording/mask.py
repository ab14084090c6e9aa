"""Cover the secrets on a page before the browser paints it, in every frame.

The cover is a style sheet of the document. Chromium runs a context's scripts in the empty document that an iframe has
at first, and not again in the one that takes its window over; so the 2.42+ form was once filmed uncovered. Therefore
the page around it covers what loads in it, the recorder covers every document once more before each picture, and
afterwards it asks the page whether anything shows.
"""

from playwright.sync_api import Page

# The secret is the only disabled text field of the form; passwords and codes have kinds of their own.
SECRETS = 'input[type="text"][disabled], input[type="password"], input[type="code"], input[name="twoFA"]'
COLOUR = "#b0bec5"

# Covers a window's document, once. A sheet of the document's own needs no element to hang on, so it is there before
# there is one, and no Content-Security-Policy forbids it.
COVER = f"""
(view) => {{
  if (view.document.adoptedStyleSheets.some((sheet) => sheet.isMask)) return;
  const mask = new view.CSSStyleSheet();
  mask.isMask = true;
  mask.replaceSync(`:is({SECRETS}) {{
    background: {COLOUR} !important; color: transparent !important; -webkit-text-fill-color: transparent !important;
    text-shadow: none !important; caret-color: transparent !important; transition: none !important;
  }}
  :is({SECRETS})::selection {{ color: transparent !important; background: {COLOUR} !important; }}
  * {{ caret-color: transparent !important; }}`);
  view.document.adoptedStyleSheets = [...view.document.adoptedStyleSheets, mask];
}}
"""
# For the context, where it runs before any page's own scripts. In an iframe it may run too early: for the empty
# document that is there at first, whose window the real one takes over without being told to run it again.
SCRIPT = f"""
(() => {{
  const cover = {COVER};
  cover(window);
  document.addEventListener("load", ({{ target }}) => {{
    if (target instanceof HTMLIFrameElement && target.contentDocument) cover(target.contentWindow);
  }}, true);
}})();
"""
_IS_COVERED = f"""
() => [...document.querySelectorAll(`{SECRETS}`)]
  .map((field) => getComputedStyle(field))
  .every((style) => style.webkitTextFillColor === "rgba(0, 0, 0, 0)" && style.color === "rgba(0, 0, 0, 0)")
"""


def is_covered(page: Page) -> bool:
    """Whether all that must not be seen is covered."""
    return all(frame.evaluate(_IS_COVERED) for frame in page.frames)
