"""A value that must not be shown."""

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import final

from automation.errors import ConfigError

MASK = "••••••"
# A value with fewer characters is not looked for in texts.
SHORTEST = 4
_BYTES = 27


@final
@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret or password; printing it shows a mask, `reveal()` is the only way out."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The value itself, for filling a field or writing a file."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"Secret({MASK})"


def new_secret() -> Secret:
    """A client secret with 216 random bits (RFC 6749 §10.10), which no address has to escape.

    It has 36 characters: up to 2.41 DHIS2 stores no more and no less (dhis2-core 2.41.9 OAuth2Client.hbm.xml).
    """
    return Secret(secrets.token_urlsafe(_BYTES))


def is_quoted(text: str) -> bool:
    """Whether it begins and ends with the same quote: a shell would have taken both away, docker's --env-file not."""
    return len(text) > 1 and text[0] == text[-1] and text[0] in "'\""


def as_given(text: str, source: str) -> str:
    """The text, if a page's field holds it as it is given; `source` is where it comes from.

    A field drops line breaks (HTML, value sanitization); what was typed would then not be what is kept out of sight.

    Raises:
        ConfigError: it has a control character in it, or bytes that are no text; it is not quoted.
    """
    did = f"reading {source}"
    if text.endswith("\n"):
        raise ConfigError(did, "it ends with a line break", code="bad_secret",
                          hint="leave that out: printf '%s' writes none, where echo does.")  # fmt: skip
    for char in text:
        kind = unicodedata.category(char)
        if kind == "Cs":
            raise ConfigError(did, "it is not in this machine's encoding of text", hint="write it in UTF-8.",
                              code="bad_secret")  # fmt: skip
        if kind == "Cc":
            raise ConfigError(did, f"it has U+{ord(char):04X} in it, which no field holds as it is",
                              hint="give it without control characters.", code="bad_secret")  # fmt: skip
    return text
