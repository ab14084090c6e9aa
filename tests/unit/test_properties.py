"""What must hold for every input, tried on many."""

import base64
import html
import json
import string
import tempfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, quote_plus, urlsplit

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from automation.clients.client import GrantType
from automation.clients.description import ClientFlags, client_spec
from automation.clients.preset import parse_app_version
from automation.clients.presets import presets
from automation.clients.redirect_uri import check_redirect_uri, doubts_about
from automation.clients.server_kind import Endpoints
from automation.config import read_dotenv
from automation.errors import ConfigError
from automation.network.address import base_url
from automation.secrets.credentials import Credentials
from automation.secrets.env_file import file_name_for, read_env
from automation.secrets.files import write_private
from automation.secrets.formats import Format
from automation.secrets.journal import Entry, EntryState, Journal
from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret

ANY_TEXT = st.text()
SMALL = st.text(max_size=12)
# Whatever a person or another program may call something; NUL is in no file, and half a surrogate pair is no text.
VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
ADDRESSES = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://", "ftp://", "//", "", "http:/", "javascript:"]),
    st.sampled_from(["d.example", "D.Example:443", "localhost:80", "[::1]:8080", "ö.example", "a_b", "127.0.0.1", "",
                     "d.example:", "admin:hunter2@d.example", "[v1.x]", "d..e", "-", "xn--a.b", "\u0661.example"]),
    st.lists(st.sampled_from(["", "/", "/dhis", "/apps", "/api", "/login", "/dhis-web-login", "/settings", "/me",
                              "/index.html", "/41", "/uaa/oauth/authorize", "/oauth2", "/.well-known/x", "/ö", "/a b",
                              ";jsessionid=1", "/login.html", "%2F", "/..", "\\"]), max_size=5).map("".join),
    st.sampled_from(["", "?a=b", "?p@q"]),
    st.sampled_from(["", "#", "#/oauth2"]),
)  # fmt: skip


Given = TypeVar("Given")
Found = TypeVar("Found")


def outcome(call: Callable[[Given], Found], given: Given) -> Found | ConfigError:
    """What a call gives, or how it refuses; anything else that it raises is a bug."""
    try:
        return call(given)
    except ConfigError as refused:
        return refused


class TestAddress:
    @given(st.one_of(ANY_TEXT, ADDRESSES))
    @settings(max_examples=300)
    def test_any_text_gives_an_address_or_a_refusal(self, text: str) -> None:
        found = outcome(base_url, text)
        if isinstance(found, ConfigError):
            assert found.code == "bad_url"
            assert found.hint
            assert "hunter2" not in found.message + found.hint
            return
        parts = urlsplit(found)
        assert base_url(found) == found
        assert not found.endswith("/")
        assert found.isascii()
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert (parts.query, parts.fragment, parts.username) == ("", "", None)

    @given(st.lists(st.text(string.ascii_lowercase + string.digits + "-._~", min_size=1, max_size=8), max_size=3))
    def test_a_context_path_of_any_name_survives_what_the_address_bar_adds(self, segments: list[str]) -> None:
        assume(not any(segment in {".", ".."} or segment.startswith("dhis-web-") for segment in segments))
        base = "https://d.example" + "".join(f"/{segment}" for segment in segments)
        assume(base_url(base) == base)

        for inside in ("/dhis-web-settings/index.html#/oauth2", "/apps/settings#/oauth2", "/login/", "/api/me", "/"):
            assert base_url(base + inside) == base


class TestRedirectUri:
    @given(st.one_of(ANY_TEXT, ADDRESSES))
    @settings(max_examples=150)
    def test_what_is_taken_is_an_absolute_web_address_without_fragment(self, text: str) -> None:
        found = outcome(check_redirect_uri, text)
        if isinstance(found, ConfigError):
            assert found.code == "bad_redirect_uri"
            return
        assert found == text
        parts = urlsplit(text)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert set(text) <= set(string.ascii_letters + string.digits + "-._~:/?[]@!$&'()*+;=%")
        assert len(text) <= 255
        assert isinstance(doubts_about(text), list)

    @given(
        st.sampled_from(["http", "https"]),
        st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z]{2,5}){0,2}", fullmatch=True),
        st.one_of(st.none(), st.integers(1, 65535)),
        st.text(string.ascii_letters + string.digits + "/-._~!$&'()*+;=:@?", max_size=40),
    )
    def test_every_plain_web_address_is_taken(self, scheme: str, host: str, port: int | None, path: str) -> None:
        uri = f"{scheme}://{host}{f':{port}' if port else ''}/{path}"

        assert check_redirect_uri(uri) == uri


class TestPresets:
    @given(st.sampled_from(sorted(presets())), st.data())
    def test_every_preset_makes_a_client_of_what_it_asks_for(self, key: str, data: st.DataObject) -> None:
        preset = presets()[key]
        app_url = data.draw(st.sampled_from(["https://a.example", "https://a.example/x/", "http://h:8080"]))
        value = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=8)
        given_params = {name: data.draw(value) for name in preset.params}

        spec, _ = client_spec(
            ClientFlags(
                preset=key,
                app_url=app_url,
                app_version="1.6.4",
                client_id=preset.client_id or "mine",
                preset_params=tuple(f"{name}={text}" for name, text in given_params.items()),
            )
        )

        assert spec.client_id == (preset.client_id or "mine")
        assert spec.grant_types == preset.grant_types
        assert all(any(text in uri for uri in spec.redirect_uris) for text in given_params.values())
        assert all(not preset.needs_app_url or uri.startswith(app_url.rstrip("/")) for uri in spec.redirect_uris)

    @given(ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
    def test_whatever_a_preset_is_given_it_refuses_in_our_words(
        self, url: str, version: str, params: list[str]
    ) -> None:
        for key in presets():
            flags = ClientFlags(preset=key, app_url=url, app_version=version, preset_params=tuple(params))
            found = outcome(client_spec, flags)
            assert not isinstance(found, ConfigError) or found.hint

    @given(st.one_of(ANY_TEXT, st.from_regex(r"v?[0-9]{1,3}(\.[0-9]{1,3}){0,3}", fullmatch=True)))
    def test_a_release_is_numbers_or_refused(self, text: str) -> None:
        found = outcome(parse_app_version, text)

        assert isinstance(found, ConfigError) or found


def credentials(client_id: str, secret: str) -> Credentials:
    return Credentials(
        client_id=client_id,
        secret=Secret(secret),
        endpoints=Endpoints(authorize="https://d/a", token="https://d/t", profile="https://d/api/me"),
        redirect_uris=("https://a/cb",),
    )


class TestFiles:
    @pytest.mark.parametrize("file_format", Format)
    @given(VALUES, VALUES)
    @example('it\'s \\ a "client"', "$HOME ${X} `x` #y")
    @example("🙂 עברית", "\\'")
    @example("a\nb", "a\rb\r\nc")
    @example("'", '"')
    @example("\\n", "\\")
    def test_a_file_refuses_what_is_put_into_it_or_gives_it_back(
        self, file_format: Format, client_id: str, secret: str
    ) -> None:
        text = outcome(credentials(client_id, secret).written, file_format)
        if isinstance(text, ConfigError):
            assert text.code == "value_not_writable"
            assert file_format is not Format.JSON
            return
        with tempfile.TemporaryDirectory() as folder:
            write_private(Path(folder, "x.env"), text, overwrite=False)
            read = read_env(Path(folder, "x.env"))

        assert (read.client_id, read.secret.reveal()) == (client_id, secret)
        assert read == credentials(client_id, secret)

    @given(st.one_of(st.binary(), ANY_TEXT.map(lambda text: f"DHIS2_URL={text}".encode(errors="replace"))))
    def test_any_dotenv_is_read_or_refused(self, content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, ".env").write_bytes(content)
            found = outcome(read_dotenv, Path(folder))
        if isinstance(found, ConfigError):
            assert found.code == "bad_dotenv"
        else:
            assert all(isinstance(value, str) for value in found.values())

    @given(st.text(max_size=300))
    def test_every_client_id_makes_a_name_a_file_can_have(self, client_id: str) -> None:
        name = file_name_for(client_id)

        assert 0 < len(name) < 100
        assert set(name) <= set(string.ascii_letters + string.digits + "._-")
        assert not name.startswith(".")


ENTRIES = st.builds(
    Entry,
    id=st.just("ab12"), created=SMALL, url=SMALL, version=SMALL, client_id=SMALL, name=SMALL,
    grant_types=st.frozensets(st.sampled_from([grant.value for grant in GrantType])),
    redirect_uris=st.lists(SMALL).map(tuple),
    endpoints=st.builds(Endpoints, authorize=SMALL, token=SMALL, profile=SMALL),
    secret=st.builds(Secret, SMALL), state=st.sampled_from(EntryState),
)  # fmt: skip
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), SMALL),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(SMALL, inner, max_size=3)),
    max_leaves=6,
)


class TestJournal:
    @given(ENTRIES)
    def test_an_entry_comes_back_as_it_was_written(self, entry: Entry) -> None:
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder))
            journal.write(entry)

            assert list(journal.entries()) == [entry]
            assert journal.unreadable() == []

    @given(st.sampled_from((*(each.name for each in fields(Entry)), "schema")), JSON)
    def test_an_entry_with_anything_in_a_field_is_read_or_named(self, name: str, value: object) -> None:
        plain = json.loads(ENTRY.to_json()) | {name: value}
        with tempfile.TemporaryDirectory() as folder:
            journal = Journal(Path(folder))
            Path(folder, "ab12.json").write_text(json.dumps(plain), encoding="utf-8")

            assert len(list(journal.entries())) + len(journal.unreadable()) == 1


ENTRY = Entry(
    id="ab12", created="2026", url="https://d", version="2.41.9", client_id="x", name="X", grant_types=frozenset(),
    redirect_uris=(), endpoints=Endpoints(authorize="a", token="t", profile="p"), secret=Secret("5ecret"),
    state=EntryState.SAVED,
)  # fmt: skip


SECRETS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="•"), min_size=4, max_size=20)
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "url": lambda value: quote(value, safe=""),
    "url in small letters": lambda value: quote(value, safe="").replace("%2F", "%2f").replace("%3D", "%3d"),
    "path": quote,
    "form": quote_plus,
    "json": lambda value: json.dumps(value)[1:-1],
    "json in utf-8": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "json in json": lambda value: json.dumps(json.dumps(value))[1:-1],
    "html": html.escape,
    "repr": repr,
    "ascii": ascii,
    "repr of bytes": lambda value: repr(value.encode()),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
}


class TestRedactor:
    @pytest.mark.parametrize("spelling", SPELLINGS)
    @given(secret=SECRETS, before=st.text(max_size=10), after=st.text(max_size=10))
    def test_no_spelling_survives_anywhere(self, spelling: str, secret: str, before: str, after: str) -> None:
        redact = Redactor()
        redact.register(Secret(secret))
        spelled = SPELLINGS[spelling](secret)

        told = redact(f"{before}{spelled}{after}")

        assert spelled not in told
        assert MASK in told
        assert redact(told) == told

    @given(SECRETS, st.binary(max_size=8), st.binary(max_size=8))
    def test_base64_hides_at_every_alignment(self, secret: str, before: bytes, after: bytes) -> None:
        redact = Redactor()
        redact.register(Secret(secret))
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            told = redact(encode(before + secret.encode() + after).decode())
            kept = [part for part in told.split(MASK) if part]

            assert MASK in told
            decoded = [base64.urlsafe_b64decode(part[: len(part) // 4 * 4].replace("+", "-").replace("/", "_"))
                       for part in kept]  # fmt: skip
            assert not any(secret.encode() in part for part in decoded)

    @given(st.lists(SECRETS, min_size=2, max_size=4), st.data())
    def test_of_several_none_survives_however_they_overlap(self, secrets: list[str], data: st.DataObject) -> None:
        redact = Redactor()
        for secret in secrets:
            redact.register(Secret(secret))
        text = "".join(data.draw(st.lists(st.sampled_from([*secrets, *(s[:-1] for s in secrets)]), max_size=5)))

        told = redact(text)

        assert not any(secret in told for secret in secrets)
        assert redact(told) == told

    @given(SECRETS, ANY_TEXT)
    def test_text_without_the_secret_is_unchanged(self, secret: str, text: str) -> None:
        redact = Redactor()
        redact.register(Secret(f"{secret}\N{SNOWMAN}"))
        assume("\N{SNOWMAN}" not in text and "%" not in text and "&" not in text and "\\" not in text)
        assume(base64.b64encode(secret.encode()).decode()[1:5] not in text)

        assert redact(text) == text

    @given(st.binary(), SECRETS)
    def test_bytes_without_the_secret_are_unchanged(self, data: bytes, secret: str) -> None:
        redact = Redactor()
        redact.register(Secret(f"{secret}\N{SNOWMAN}{secret}"))

        assert redact.bytes(data) == data
        assert secret.encode() * 2 not in redact.bytes(data + f"{secret}\N{SNOWMAN}{secret}".encode())

    @given(SECRETS, st.text(max_size=5), st.text(max_size=5))
    def test_what_is_spared_stands_whole_and_alone(self, secret: str, before: str, after: str) -> None:
        assume(before + after)
        redact = Redactor()
        redact.register(Secret(secret))
        redact.spare(f"{before}{secret}{after}")
        assume(secret not in f"{before}{secret}{after}".replace(secret, "", 1))

        assert redact(f"{before}{secret}{after}") == f"{before}{secret}{after}"
        assert redact(secret) == MASK


@given(VALUES)
def test_a_secret_never_prints_itself(value: str) -> None:
    assume(len(value) > 3 and value not in "Secret(••••••)")

    assert value not in f"{Secret(value)} {Secret(value)!r}"
