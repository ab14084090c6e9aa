"""Take known secrets out of text before it leaves the program."""

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from automation.secret import Secret

MASK = "••••••"
_TOO_SHORT_TO_SEARCH = 4


class Redactor:
    """Replaces every registered secret, in plain and in its usual encodings, by a mask."""

    def __init__(self) -> None:
        self._forms: set[str] = set()

    def register(self, secret: Secret) -> Secret:
        """Remember a secret and hand it back, so that it can be registered where it is made."""
        self._forms.update(form for form in _encodings(secret.reveal()) if len(form) >= _TOO_SHORT_TO_SEARCH)
        return secret

    def __call__(self, text: str) -> str:
        """The text without any registered secret."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, MASK)
        return text


def _encodings(value: str) -> Iterator[str]:
    yield value
    yield quote(value, safe="")
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield html.escape(value)
    yield base64.b64encode(value.encode()).decode()
