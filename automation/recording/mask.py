"""What must not be seen is painted over before the page is painted, in every frame of it."""

# The secret is the only disabled text field of the form; passwords and codes have kinds of their own.
SECRETS = 'input[type="text"][disabled], input[type="password"], input[type="code"], input[name="twoFA"]'
COLOUR = "#b0bec5"

# A sheet of the document's own needs no element to hang on, so it is there before there is one,
# and no Content-Security-Policy forbids it.
SCRIPT = f"""
(() => {{
  const mask = new CSSStyleSheet();
  mask.replaceSync(`:is({SECRETS}) {{
    background: {COLOUR} !important; color: transparent !important; -webkit-text-fill-color: transparent !important;
    text-shadow: none !important; caret-color: transparent !important;
  }}
  :is({SECRETS})::selection {{ color: transparent !important; background: {COLOUR} !important; }}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, mask];
}})();
"""
