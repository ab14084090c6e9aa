"""Under which conditions a page of a test looks at DHIS2: nothing is written, the UI speaks a certain language."""

import json
import re

from playwright.sync_api import BrowserContext, Route

from automation.shapes import Misshapen, read

_READS = {"GET", "HEAD", "OPTIONS"}
# The apps up to 2.36 ask for the server's words by POST, which stores nothing (dhis2-core I18nController).
_WORDS = re.compile(r"/api/(?:\d+/)?i18n(?:\?|$)")
_USER_SETTINGS = re.compile(r"/api/(?:\d+/)?(?:me|userSettings)(?:\.json|/keyUiLocale)?(?:\?|$)")
_LANGUAGE = "keyUiLocale"


def only_read(context: BrowserContext, base_url: str) -> None:
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
