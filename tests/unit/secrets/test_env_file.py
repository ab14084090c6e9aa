"""What the relying party reads is what was written, whoever reads it, and nothing is run on the way."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from automation.clients.server_kind import Endpoints
from automation.errors import ConfigError
from automation.secrets import formats
from automation.secrets.credentials import Credentials
from automation.secrets.env_file import EnvFile, read_env
from automation.secrets.formats import Format, Value
from automation.secrets.secret import Secret
from tests.support import env_readers
from tests.support.env_readers import Reader
from tests.support.platforms import POSIX

READERS: dict[str, Reader] = {
    **{name: env_readers.shell(name) for name in env_readers.SHELLS if os.name == "posix"},
    "python-dotenv": env_readers.python_dotenv(interpolate=True),
    "python-dotenv, as this tool reads": env_readers.python_dotenv(interpolate=False),
    "python-dotenv up to 1.2.2": env_readers.python_dotenv_1_1,
    "systemd.exec(5)": env_readers.systemd,
}
if itself := env_readers.systemd_itself():
    READERS["systemd itself"] = itself

RAN = ["$(touch RAN)", "`touch RAN`", "'; touch RAN; '", '"; touch RAN; "', "\\'; touch RAN; #", "\ntouch RAN\n",
       "'$(touch RAN)'", '\\"; touch RAN; #', "x & touch RAN", "<(touch RAN)", "$'\\'; touch RAN; #"]  # fmt: skip
ODD = ["${HOME}", "$HOME", "~", "a:~/b", "=ls", "a:=ls", "#c", " #c", " x ", "it's", "\\", "\\\\", "a\\", "\\n", "!!",
       "{a,b}", "*", "?", "[a]", "%h", "&", "", "é", '中\\"', "\u00a0", "\u2028", "\ufeff", "\ufffe", "\U0001ffff",
       "\ud800", "\0", "\x7f", "\x85", "\x1b]0;x\a", "\r", "\n", "\t", "'\"", "$'x'", "a\tb", "\u202ex"]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from([*RAN, *ODD]),
    st.text(st.sampled_from("'\"\\$`!~#{}()<>;&|*?=: \tabn0é中"), max_size=6),
    st.text(max_size=8),
)
VALUES = st.lists(PIECES, max_size=3).map("".join)
# Many in one file: to start a shell takes longer than to read them.
MANY = st.lists(VALUES, min_size=1, max_size=60)


def credentials(value: str = "x", *uris: str, secret: str = "5ecret") -> Credentials:
    return Credentials(
        client_id=value,
        secret=Secret(secret),
        endpoints=Endpoints(authorize="https://d/a", token="https://d/t", profile="https://d/api/me"),
        redirect_uris=uris,
        grant_types=frozenset({"authorization_code", "refresh_token"}),
    )


def is_refused(value: Value, file_format: Format) -> bool:
    try:
        formats.check_writable_values({"A": value}, file_format)
    except ConfigError:
        return True
    return False


def refusal(value: Value, file_format: Format) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        formats.write({"A": value}, file_format)
    return caught.value


def in_a_file(values: Mapping[str, Value], file_format: Format, reader: Reader) -> Mapping[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.env")
        path.write_bytes(formats.write(values, file_format).encode())
        found = reader(path)
    return {name: found.get(name) for name in values}


def writable(values: list[str], file_format: Format) -> dict[str, Value]:
    return {f"V{number}": value for number, value in enumerate(values) if not is_refused(value, file_format)}


class TestDotenv:
    @pytest.mark.parametrize("reader", READERS)
    def test_what_is_dangerous_or_odd_is_refused_or_read_as_it_is(self, reader: str) -> None:
        pairs = [one + other for one in [*RAN, *ODD] for other in ["", *RAN, *ODD]]
        values = writable([text for pair in pairs for text in (pair, f"a{pair}b")], Format.DOTENV)

        assert len(values) > 1000
        assert in_a_file(values, Format.DOTENV, READERS[reader]) == values

    @pytest.mark.parametrize("reader", READERS)
    @given(MANY)
    @settings(max_examples=20)
    def test_any_text_is_refused_or_read_as_it_is(self, reader: str, texts: list[str]) -> None:
        values = writable(texts, Format.DOTENV)

        assert in_a_file(values, Format.DOTENV, READERS[reader]) == values

    @pytest.mark.parametrize("reader", READERS)
    @given(st.lists(st.lists(VALUES, max_size=3).map(tuple), max_size=30))
    @example([("it's", "$(id)"), ("'", "`id`"), ("\\", "$x"), ("\\x", "é"), ("a", "${x}"), ("~", ":~")])
    @settings(max_examples=10)
    def test_any_list_is_refused_or_read_entry_by_entry(self, reader: str, lists: list[tuple[str, ...]]) -> None:
        values: dict[str, Value] = {
            f"V{number}": value for number, value in enumerate(lists) if not is_refused(value, Format.DOTENV)
        }

        found = in_a_file(values, Format.DOTENV, READERS[reader])

        assert {name: tuple(str(text).split()) for name, text in found.items()} == values

    @pytest.mark.parametrize(
        ("value", "line"),
        [
            ("https://d.example/dhis/cb?a=b%20c@1+2", "A=https://d.example/dhis/cb?a=b%20c@1+2"),
            ("", "A="),
            ("two words", "A='two words'"),
            ('$HOME `x` $(x) "!', "A='$HOME `x` $(x) \"!'"),
            ("it's", 'A="it\'s"'),
            ('it\'s "x" \\ y', 'A="it\'s \\"x\\" \\\\ y"'),
            ("~", "A='~'"),
            ("a:~", "A='a:~'"),
            ("=ls", "A='=ls'"),
            ("é", "A='é'"),
        ],
    )
    def test_quotes_stand_where_they_are_needed(self, value: str, line: str) -> None:
        assert formats.write({"A": value}, Format.DOTENV) == f"{line}\n"

    @pytest.mark.parametrize(
        "value",
        ["a${b}", "it's $5", "\\`", "it's `x`", "a\\", "é\\x", "é'\"", "a\nb", "a\rb", "a\tb", "\0", "\x7f", "\ufeff",
         "\ufdd0", "\U0010ffff", ("a b",), ("",), ("a", "b\n")],
    )  # fmt: skip
    def test_what_is_not_read_alike_is_refused_without_showing_it(self, value: Value) -> None:
        refused = refusal(value, Format.DOTENV)

        assert (refused.exit_code, refused.code) == (2, "value_not_writable")
        assert refused.message.startswith("writing A in the format dotenv: ")
        assert "--format json" in refused.hint
        assert formats.read(formats.write({"A": value}, Format.JSON)) == ({"A": value}, Format.JSON)


class TestDocker:
    @given(MANY)
    @example([*RAN, *ODD])
    def test_any_text_is_refused_or_read_as_it_is(self, texts: list[str]) -> None:
        values = writable(texts, Format.DOCKER)

        assert in_a_file(values, Format.DOCKER, env_readers.docker) == values
        assert formats.read(formats.write(values, Format.DOCKER)) == (values, Format.DOCKER)

    @pytest.mark.parametrize("value", ["it's $5", "a\\", "${x}", "'x'", '"x"', " x ", "#x", "é\\"])
    def test_quotes_are_characters_like_others(self, value: str) -> None:
        assert formats.write({"A": value}, Format.DOCKER).splitlines()[1:] == [f"A={value}"]

    @pytest.mark.parametrize("value", ["a\nb", "a\rb", "\0", "\t", "\x1b", ("a b",), ("",)])
    def test_what_has_no_line_of_its_own_is_refused(self, value: Value) -> None:
        assert "--format json" in refusal(value, Format.DOCKER).hint


class TestJson:
    @given(MANY)
    @example([*RAN, *ODD])
    def test_any_text_is_refused_or_read_as_it_is(self, texts: list[str]) -> None:
        values = writable(texts, Format.JSON)

        assert [text for text in texts if text not in values.values()] == [
            text for text in texts if any("\ud800" <= char <= "\udfff" for char in text)
        ]
        assert in_a_file(values, Format.JSON, env_readers.one_object) == values
        assert formats.write(values, Format.JSON).isascii()

    def test_lists_are_lists(self) -> None:
        written = formats.write({"A": ("x", "y z", ""), "B": ()}, Format.JSON)

        assert written == '{\n  "A": [\n    "x",\n    "y z",\n    ""\n  ],\n  "B": []\n}\n'

    @pytest.mark.parametrize("text", ['{"A": 1}', '{"A": [1]}', '{"A": {}}', '{"A": null}', "{", '{"A": "x"} y',
                                      '{"A": ' + "[" * 100_000])  # fmt: skip
    def test_what_is_no_such_object_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            formats.read(text)


@pytest.mark.parametrize("file_format", Format)
class TestCredentials:
    def test_they_are_read_back(self, tmp_path: Path, file_format: Format) -> None:
        written = credentials('it\'s "mine"', "https://a/cb", "https://b/cb", secret="~\\5 x")
        EnvFile(tmp_path / "x", file_format=file_format).deliver(written)

        assert read_env(tmp_path / "x") == written

    def test_a_file_that_says_the_same_in_the_same_format_is_kept(self, tmp_path: Path, file_format: Format) -> None:
        sink = EnvFile(tmp_path / "x", same_is_fine=True, file_format=file_format)
        sink.deliver(credentials("a b", "https://a/cb"))
        sink.deliver(credentials("a b", "https://a/cb"))

        for other in set(Format) - {file_format}:
            with pytest.raises(ConfigError) as caught:
                EnvFile(tmp_path / "x", same_is_fine=True, file_format=other).deliver(
                    credentials("a b", "https://a/cb")
                )
            assert f"the same in the format {file_format}" in caught.value.saw


OLD = """DHIS2_OAUTH_CLIENT_ID={}
DHIS2_OAUTH_CLIENT_SECRET=5ecret
DHIS2_OAUTH_AUTHORIZE_URL=https://d/a
DHIS2_OAUTH_TOKEN_URL=https://d/t
DHIS2_OAUTH_PROFILE_URL=https://d/api/me
DHIS2_OAUTH_REDIRECT_URI='https://a/cb https://b/cb'
"""


class TestFilesOfEarlierVersions:
    def test_they_are_read_and_kept(self, tmp_path: Path) -> None:
        (tmp_path / "x.env").write_text(OLD.format("x"))

        EnvFile(tmp_path / "x.env", same_is_fine=True).deliver(credentials("x", "https://a/cb", "https://b/cb"))

        read = read_env(tmp_path / "x.env")
        assert (read.redirect_uris, read.grant_types) == (("https://a/cb", "https://b/cb"), frozenset())
        assert (tmp_path / "x.env").read_text() == OLD.format("x")

    @pytest.mark.parametrize(("value", "spelled"), [("a'; touch RAN; #", "'a\\'; touch RAN; #'"), ("~", "~")])
    def test_one_that_a_shell_would_read_otherwise_is_not_kept(self, tmp_path: Path, value: str, spelled: str) -> None:
        (tmp_path / "x.env").write_text(OLD.format(spelled))

        with pytest.raises(ConfigError, match="in quotes that a shell may read otherwise") as caught:
            EnvFile(tmp_path / "x.env", same_is_fine=True).deliver(credentials(value, "https://a/cb", "https://b/cb"))

        assert caught.value.code == "output_exists"


@POSIX
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.env")

    with pytest.raises(ConfigError, match="there is no such file"):
        read_env(tmp_path / "x.env")
