"""Names and IDs of clients that people take for one another, or for those of a known application."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from automation.clients.findings import AuditedServer, FindingSeverity, Rule, Seen
from automation.clients.known_uris import has_uri_of
from automation.clients.preset import Preset
from automation.clients.presets import presets
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.clients.stored_client import StoredClient

# Letters of Cyrillic and Greek that look like Latin ones (Unicode's UTS #39 calls them confusable): capitals first,
# which look otherwise than the small letters that they are the capitals of, then small ones, and two digits.
_CAPITALS = {
    "A": "\u0410\u0391", "B": "\u0412\u0392", "C": "\u0421\u03f9", "E": "\u0415\u0395", "H": "\u041d\u0397",
    "I": "\u0406\u0399", "J": "\u0408", "K": "\u041a\u039a", "M": "\u041c\u039c", "N": "\u039d", "O": "\u041e\u039f",
    "P": "\u0420\u03a1", "S": "\u0405", "T": "\u0422\u03a4", "X": "\u0425\u03a7", "Y": "\u0423\u03a5", "Z": "\u0396",
}  # fmt: skip
_SMALL = {
    "a": "\u0430\u03b1", "c": "\u0441", "d": "\u0501", "e": "\u0435", "h": "\u04bb", "i": "\u0456\u03b9\u0131",
    "j": "\u0458", "l": "\u04cf1", "o": "\u043e\u03bf0", "p": "\u0440\u03c1", "s": "\u0455", "v": "\u03bd",
    "x": "\u0445", "y": "\u0443",
}  # fmt: skip
_TO_CAPITALS, _TO_SMALL = (
    str.maketrans({strange: usual for usual, alike in table.items() for strange in alike})
    for table in (_CAPITALS, _SMALL)
)
_DASHES = {"Pd", "Pc"}
# Spaces, and what takes no place at all.
_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf"}


def _confusing(clients: Sequence[StoredClient], _server: AuditedServer) -> Iterator[Seen]:
    yield from _one_another(clients)
    for client in clients:
        for preset in presets().values():
            if called := _called_like(client, preset):
                yield Seen(
                    clients=[client], severity=FindingSeverity.WARNING,
                    reason=f"it is called {_spelled(called)}, but no redirect URI of it is one that {preset.title} is "
                    "known to have",
                    cure=f"find out whether it is {preset.title}'s; if not, delete it or give it another name.",
                )  # fmt: skip
                break


def _one_another(clients: Sequence[StoredClient]) -> Iterator[Seen]:
    """Names and IDs of different clients that read alike; a name and an ID of one client may."""
    found: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
    for number, client in enumerate(clients):
        for what, value in (("ID", client.client_id), ("name", client.name or "")):
            if read := as_read(value):
                found[read].setdefault(number, []).append(f"{what} {_spelled(value)}")
    said = set()
    for labels in found.values():
        numbers = tuple(labels)
        if len(numbers) < 2 or numbers in said:  # noqa: PLR2004 - one alone is like no other
            continue
        said.add(numbers)
        each = [f"{clients[number].client_id} has the {' and the '.join(texts)}" for number, texts in labels.items()]
        yield Seen(
            clients=[clients[number] for number in numbers], severity=FindingSeverity.WARNING,
            reason=f"they read alike: {'; '.join(each)}",
            cure="give them names and IDs that nobody takes for one another, or delete those that nobody uses.",
        )  # fmt: skip


def _called_like(client: StoredClient, preset: Preset) -> str:
    """What of the client names an application whose redirect URIs it has not."""
    known = {as_read(each) for each in (preset.key, preset.title, preset.name, preset.client_id) if each}
    named = next((each for each in (client.name, client.client_id) if each and as_read(each) in known), "")
    return named if client.redirect_uris and not has_uri_of(preset, client) else ""


def as_read(text: str) -> str:
    """What a person reads: without case, spaces and what is unseen, and with one letter for all that look like it."""
    plain = unicodedata.normalize("NFKC", text).translate(_TO_CAPITALS).casefold().translate(_TO_SMALL)
    kinds = ((char, unicodedata.category(char)) for char in plain)
    return "".join("-" if kind in _DASHES else char for char, kind in kinds if kind not in _UNSEEN)


def _spelled(text: str) -> str:
    """The text in quotes; where it has letters that are not what they look like, by their numbers."""
    is_tricky = any(not char.isascii() and char.translate(_TO_CAPITALS).translate(_TO_SMALL) != char for char in text)
    return ascii(text) if is_tricky else repr(text)


CONFUSING_NAMES = Rule(
    id="confusing-names", kinds=(SPRING_SECURITY_OAUTH, AUTHORIZATION_SERVER), severities=(FindingSeverity.WARNING,),
    look=_confusing,
    asks="Names and IDs that people take for those of another client, or of an application with a preset.",
)  # fmt: skip
