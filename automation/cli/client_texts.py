"""Clients for people to read: all of them in a table of 80 columns, and one with all that is known of it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from automation.clients.client import GrantType
from automation.clients.difference import Difference
from automation.clients.stored_client import SecretForm, ServerSettings, StoredClient

_GRANTS = {GrantType.AUTHORIZATION_CODE: "code", GrantType.REFRESH_TOKEN: "refresh", GrantType.PASSWORD: "password"}
# In columns: a longer client ID or name stands on a line of its own.
_WIDEST = 26
_KEPT = {
    SecretForm.NONE: "DHIS2 has none",
    SecretForm.PLAIN: "DHIS2 keeps it as it is",
    SecretForm.BCRYPT: "DHIS2 keeps a bcrypt hash of it",
}


def table(clients: Sequence[StoredClient]) -> list[str]:
    """One client after the other, its redirect URIs whole below it; nothing is cut off."""
    names = [client.name for client in clients]
    has_names = any(names)
    heads = ["Client ID", *(["Name"] if has_names else []), "Grant types"]
    rows = [[client.client_id, *([client.name or ""] if has_names else []), grants_of(client)] for client in clients]
    widths = [_width(column) for column in zip(heads, *rows, strict=True)]
    lines = [_row(heads, widths)]
    for client, row in zip(clients, rows, strict=True):
        lines += _lines(row, widths)
        lines += [f"    {uri}" for uri in client.redirect_uris or ["(no redirect URI)"]]
    return lines


def details(client: StoredClient, secret: str = "") -> list[str]:
    """One client with all that is known of it; `secret` says where its secret is."""
    rows = [
        ("Client ID", client.client_id),
        *([("Name", client.name)] if client.name else []),
        ("Grant types", ", ".join(sorted(client.grant_types)) or "none"),
        *(_repeated("Redirect URI", client.redirect_uris)),
        ("Secret", secret or _KEPT[client.secret_form]),
        *(_settings(client.settings) if client.settings else ()),
        *(("Made", client.created) for _ in filter(None, [client.created])),
        *(("Last changed", client.last_updated) for _ in filter(None, [client.last_updated])),
    ]
    return [f"  {label:<14} {value}" for label, value in rows]


def diff(found: Iterable[Difference]) -> list[str]:
    """What changes, as a diff."""
    return [f"  {line}" for each in found for line in each.lines]


def counted(clients: Sequence[StoredClient], of: int, url: str) -> str:
    """How many clients there are, and of how many."""
    number = f"{len(clients)} of {of}" if len(clients) != of else str(of)
    return f"{number} OAuth2 client{'' if of == 1 else 's'} in {url}"


def grants_of(client: StoredClient) -> str:
    """The grant types in the order of the form, in a word each."""
    known = [word for grant, word in _GRANTS.items() if grant in client.grant_types]
    return ", ".join([*known, *sorted(client.grant_types - set(_GRANTS))]) or "none"


def _settings(settings: ServerSettings) -> Iterator[tuple[str, str]]:
    said = {True: "yes", False: "no", None: "DHIS2 has stored nothing about it"}
    yield "Scopes", " ".join(settings.scopes) or "none"
    yield "Authentication", " ".join(settings.auth_methods) or "none"
    yield "PKCE required", said[settings.proof_key]
    yield "Asks consent", said[settings.consent]


def _repeated(label: str, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(label if number == 0 else "", value) for number, value in enumerate(values or ["none"])]


def _width(column: Iterable[str]) -> int:
    return max(length for length in map(cell_len, column) if length <= _WIDEST)


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """The row; what is too long for its column has the rest of the line, and what follows stands below."""
    line = ""
    for column, (value, width) in enumerate(zip(row, widths, strict=True)):
        is_last = column == len(row) - 1
        line += value if is_last else _padded(value, width)
        if cell_len(value) > width and not is_last:
            yield line.rstrip()
            line = " " * (sum(widths[: column + 1]) + 2 * (column + 1))
    yield line.rstrip()


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(_padded(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _padded(cell: str, width: int) -> str:
    return f"{cell}{' ' * (width - cell_len(cell) + 2)}"
