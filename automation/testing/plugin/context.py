"""The browser context of a test: signed in, secrets covered and known, and no more allowed than the options say."""

import json
import re

from playwright.sync_api import BrowserContext, Route

from automation.browser.api_calls import Connection, hide_new_cookies, set_connection
from automation.recording.mask import SCRIPT
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.shapes import Misshapen, read
from automation.testing.plugin.run import Run, SignedIn

_READS = {"GET", "HEAD", "OPTIONS"}
# The apps up to 2.36 ask for the server's words by POST, which stores nothing (dhis2-core I18nController).
_WORDS = re.compile(r"/api/(?:\d+/)?i18n(?:\?|$)")
_USER_SETTINGS = re.compile(r"/api/(?:\d+/)?(?:me|userSettings)(?:\.json|/keyUiLocale)?(?:\?|$)")
_LANGUAGE = "keyUiLocale"
_TELL = "__dhis2_oauth_secret_shown"
# Not what is being typed: its beginnings would be taken for secrets. In an iframe the script may run too early, so the
# page around it watches as well (recording/mask.py has the reason).
_SCRIPT = f"""
(() => {{
  const watch = (watched) => {{
    const look = () => {{
      for (const {{ value }} of watched.querySelectorAll('input[type="text"][disabled]')) {{
        if (value && value !== watched.lastSecretTold) window.{_TELL}(watched.lastSecretTold = value);
      }}
    }};
    new MutationObserver(look).observe(watched, {{
      attributes: true, attributeFilter: ["disabled", "type", "value"], childList: true, subtree: true,
    }});
    look();
  }};
  watch(document);
  document.addEventListener("load", ({{ target }}) => {{
    if (target instanceof HTMLIFrameElement && target.contentDocument) watch(target.contentDocument);
  }}, true);
}})();
"""


def prepare(context: BrowserContext, run: Run, user: SignedIn) -> None:
    """Ready the context for pages of the user who is signed in, as the options want it."""
    context.set_default_timeout(run.options.timeout * 1000)
    set_connection(context, Connection(transport=run.options.transport, redactor=run.redactor))
    context.on("page", hide_new_cookies)
    context.add_cookies(user.cookies)  # type: ignore[arg-type] # as Playwright itself has given them
    context.add_init_script(SCRIPT)
    _learn_what_is_shown(context, run.redactor)
    base_url = user.instance.base_url
    if run.options.locale and not run.options.stand_in:
        speak(context, base_url, run.options.locale)
    if run.options.read_only:
        _only_read(context, base_url)


def _only_read(context: BrowserContext, base_url: str) -> None:
    """Let nothing through to the instance that is not a read."""

    def pass_or_refuse(route: Route) -> None:
        if route.request.method in _READS or _WORDS.search(route.request.url):
            route.fallback()
        else:
            route.abort("blockedbyclient")

    context.route(lambda url: url.startswith(f"{base_url}/"), pass_or_refuse)


def speak(context: BrowserContext, base_url: str, locale: str) -> None:
    """Let the pages believe that the user has chosen that language; what DHIS2 has stored stays as it is."""

    def translate(route: Route) -> None:
        answer = route.fetch()
        try:
            told: object = read(answer.body(), object, asked="a user's settings")
        except Misshapen:
            # A single setting is plain text.
            route.fulfill(response=answer, body=locale if _LANGUAGE in route.request.url else answer.body())
            return
        route.fulfill(response=answer, body=json.dumps(_in(told, locale)))

    context.route(
        lambda url: url.startswith(f"{base_url}/") and _USER_SETTINGS.search(url) is not None,
        lambda route: translate(route) if route.request.method == "GET" else route.fallback(),
    )


def _in(told: object, locale: str) -> object:
    """The answer with the language changed, wherever it stands in it."""
    if not isinstance(told, dict):
        return told
    changed = {key: _in(value, locale) if key == "settings" else value for key, value in told.items()}
    return changed | ({_LANGUAGE: locale} if _LANGUAGE in told else {})


def _learn_what_is_shown(context: BrowserContext, redactor: Redactor) -> None:
    """Register every client secret that a page of this context shows from now on."""
    context.expose_binding(_TELL, lambda _source, value: redactor.register(Secret(str(value))))
    context.add_init_script(_SCRIPT)
