"""Take known secrets out of text before it leaves the program.

Texts from outside are redacted, and only then put into a document: the keys and constants of a JSON report, a
JUnit file or a trace are ours, and a password that happens to be one of them changes none of them.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from automation.secrets.secret import MASK, SHORTEST, Secret

if TYPE_CHECKING:
    from automation.secrets.spans import Needle

__all__ = ["MASK", "Redactor"]


class Redactor:
    """Replaces every registered secret, in plain and in its usual spellings, by a mask.

    The spellings: URL, JSON, HTML, Python's `repr`, each also mixed or several times over, composed and decomposed
    accents, and Base64 wherever the secret begins in it. A secret shorter than four characters is not searched for:
    masking every place where it happens to stand would spoil the text and give the secret away all the same.
    """

    def __init__(self) -> None:
        # Replaced whole, never changed: a listener may register a secret while another text is being redacted.
        self._values: frozenset[str] = frozenset()
        self._plain: tuple[Needle, ...] = ()
        self._base64: tuple[Needle, ...] = ()
        self._hidden: Callable[..., str] = lambda text, *_: text
        self._spared: tuple[Needle, ...] = ()

    def register(self, secret: Secret) -> Secret:
        """Remember a secret and hand it back, so that it can be registered where it is made."""
        value = secret.reveal()
        if value not in self._values and len(value) >= SHORTEST and not set(value) <= set(MASK):
            from automation.secrets import spans  # noqa: PLC0415 - slow to load, and needed with a secret only

            # Kept: when the interpreter ends, nothing can be imported any more.
            self._hidden = spans.hidden
            self._plain = spans.with_more(self._plain, spans.forms(value))
            self._base64 = spans.with_more(self._base64, spans.base64_cores(value))
            self._values |= {value}
        return secret

    def spare(self, text: str) -> None:
        """Leave a text that is given openly (a client ID, a URL) whole although a shorter secret stands in it."""
        if text:
            from automation.secrets import spans  # noqa: PLC0415 - as above

            self._spared = spans.with_more(self._spared, spans.unescaped(text))

    def __call__(self, text: str) -> str:
        """The text without any registered secret."""
        if not self._values:
            return text
        return self._hidden(text, self._plain, self._base64, self._spared)

    def bytes(self, data: bytes) -> bytes:
        """The same for a file's content: text in UTF-8 or anything like it, not compressed; other bytes are kept."""
        return self(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def plain(self, value: Any) -> Any:
        """The same for plain data of dicts, lists, texts and numbers; keys and members of an enumeration are ours."""
        if isinstance(value, Mapping):
            return {key: self.plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(inner) for inner in value]
        if isinstance(value, str):
            return value if isinstance(value, Enum) else self(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and str(value) in self._values:
            return MASK
        return value
