"""No leaks: known values are planted, every artefact is switched on, and every byte written is searched."""

import json
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, product
from pathlib import Path

import pytest
from dotenv import dotenv_values

from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import User
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.harness import seed
from tests.support.in_process import InProcess
from tests.support.leaks import Search, kind_of, masked_box
from tests.support.pseudo_terminal import shown, unwrapped
from tests.support.sampling import cases

# Each character that some encoding writes differently; a person's password may have them all.
PASSWORD = 'Pä$$ "wörd"<&>/+%\\7'
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEIGHBOURS = "0123456789abcdef0123456789abcdef-old"
ARTEFACTS = ("--screenshot-dir", "shots", "--trace", "traces", "--timeout", "6")
CLIENT = ("--client-id", "mine", "--grant", "authorization_code", "--grant", "refresh_token",
          "--redirect-uri", "https://app.example.org/cb")  # fmt: skip
# What exists to hold a secret, and which it may hold; nothing else may hold any.
ALLOWED = {
    ".env": {"client secret"},
    "/sessions/": {"session", "passing cookie", "CSRF token"},
    "state/dhis2-oauth/": {"client secret"},
}

NO_REDACTION = {
    "automation.secrets.redact.Redactor.__call__": "lambda self, text: text",
    "automation.secrets.redact.Redactor.bytes": "lambda self, data: data",
    "automation.recording.traces.scrub_file": "lambda path, redactor: path.read_bytes()",
    "automation.recording.screenshots.SECRETS": "'not-there'",
}
QUOTES_THE_SECRET = "exec(\"raise RuntimeError('the form says ' + secret)\", {'secret': self.secret.input_value()})"
A_BUG_THAT_QUOTES_THE_SECRET = {
    "automation.pages.client_form.ClientForm.complaints": f"lambda self: {QUOTES_THE_SECRET}"
}

VERSIONS = ("2.40.11", "2.43.1")
# What ends worst is tried on both, everything else on one of them.
WORST = (
    Fault.LIST_REFUSED, Fault.CHECK_NOT_JSON, Fault.SAVE_ECHOES_SECRET, Fault.SAVE_BAD_GATEWAY, Fault.SAVE_ALTERED,
    Fault.OAUTH_OFF, Fault.UPDATE_REFUSED, Fault.STATE_LOST, Fault.SAVE_STORED_NEVER_ANSWERED,
)  # fmt: skip
QUOTES = (Fault.SAVE_STORED_ERROR_QUOTES, Fault.SAVE_STORED_SIGNED_OUT_QUOTES)
# A version that says what the server was told when somebody signed in.
TELLTALE = f"2.40.11-{PASSWORD} {TOTP}"


@dataclass
class Watched(Command):
    """A command whose home, temporary files and outputs all stay for the search."""

    disk: Path = Path()
    sandbox: Sandbox | None = None
    said: list[tuple[str, str]] = field(default_factory=list)

    def run(self, *arguments: str, **environment: str) -> int:
        if self.sandbox:
            # What another process was told, this one cannot know.
            self.sandbox.state.echo_from = len(self.sandbox.state.issued)
        done = self(*arguments, **environment)
        self.said += [(f"stdout of {arguments[0]}", done.stdout), (f"stderr of {arguments[0]}", done.stderr)]
        return done.returncode

    def show(self, *arguments: str) -> None:
        """Run it in a terminal that breaks lines, and search them put together again."""
        _, text = shown(self, *arguments, columns=40)
        self.said += [("the terminal", text), ("the terminal, line breaks apart", unwrapped(text))]

    @property
    def there(self) -> tuple[str, ...]:
        assert self.sandbox
        return ("--url", self.sandbox.url, "--username", "ann")

    def search(self) -> Search:
        """Search all that was written and said for all that was planted or given out."""
        assert self.sandbox
        state = self.sandbox.state
        search = Search({"password": PASSWORD, "TOTP secret": TOTP, "neighbour's secret": NEIGHBOURS})
        # Where a terminal has broken a line, a blank is gone.
        search.values["password without blanks"] = "".join(PASSWORD.split())
        search.values |= {f"{kind} {number}": value for number, (kind, value) in enumerate(state.issued)}
        secrets = {str(client.get("secret") or "") for client in state.clients.values()} | self._written_secrets()
        search.values |= {f"client secret {number}": value for number, value in enumerate(secrets - {"", NEIGHBOURS})}
        search.folder(self.disk, ALLOWED)
        for place, text in self.said:
            search.data(place, text.encode())
        return search

    def _written_secrets(self) -> set[str]:
        """From 2.42 on DHIS2 knows a hash only; what was delivered or kept says what was hashed."""
        delivered = {dotenv_values(path).get("DHIS2_OAUTH_CLIENT_SECRET") or "" for path in self.disk.rglob("*.env")}
        kept = {json.loads(path.read_text()).get("secret", "") for path in (self.disk / "state").rglob("*.json")}
        return delivered | kept


Watch = Callable[..., Watched]


@pytest.fixture
def disk() -> Iterator[Path]:
    """A folder with a short name: the path of Chromium's socket may have 107 characters."""
    with tempfile.TemporaryDirectory(prefix="leaks-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def watch(disk: Path, start_sandbox: StartSandbox, request: pytest.FixtureRequest) -> Watch:
    """A command in front of a sandbox with a planted account, on a disk of its own.

    Where a secret must not be, each run is a process of its own: what Playwright's driver writes is searched, too.
    """

    def start(version: str, *faults: Fault, patches: Mapping[str, str] | None = None) -> Watched:
        places = {name: disk / name for name in ("work", "home", "tmp", "state", "cache")}
        for place in places.values():
            place.mkdir()
        user = User(username="ann", password=PASSWORD, totp_secret=TOTP)
        sandbox = start_sandbox(version, users=(user,), faults=frozenset(faults))
        seed(sandbox, name="Neighbour", client_id="neighbour")
        environment = {"DHIS2_PASSWORD": PASSWORD, "DHIS2_TOTP_SECRET": TOTP} | {
            name: str(places[place])
            for name, place in {
                "HOME": "home",
                "TMPDIR": "tmp",
                "XDG_STATE_HOME": "state",
                "XDG_CACHE_HOME": "cache",
            }.items()
        }
        in_process = InProcess.of(request) if patches is NO_REDACTION else None
        return Watched(
            places["work"], environment, in_process=in_process, disk=disk, sandbox=sandbox, patches=patches or {}
        )

    return start


def report(search: Search, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f" [{search.artefacts} artefacts, {search.size:,} bytes, {len(search.values)} values] ", end="")  # noqa: T201 - asked for


@pytest.mark.parametrize("version", cases(["2.40.11", "2.43.1"], always=["2.40.11"]))
def test_no_command_leaks_when_all_goes_well(watch: Watch, version: str, capsys: pytest.CaptureFixture[str]) -> None:
    watched = watch(version)

    codes = [
        watched.run("doctor", *watched.there, "--json"),
        watched.run("login", *watched.there),
        watched.run("create", *watched.there, *CLIENT, *ARTEFACTS, DHIS2_PASSWORD=""),
        watched.run("create", *watched.there, *CLIENT, "--json", "--output", "again.env"),
        watched.run("create", *watched.there, *CLIENT, "--if-exists", "keep", "--no-session", *ARTEFACTS),
        watched.run("verify", "mine.dhis2-oauth.env", *watched.there, "--json"),
        watched.run("verify", "mine.dhis2-oauth.env", *watched.there, "--as", "geoprism"),
        watched.run("recover"),
        watched.run("logout", *watched.there),
    ]

    search = watched.search()
    report(search, capsys)
    assert codes[:6] == [0, 0, 0, 6, 0, 0], watched.said
    assert codes[7:] == [0, 0]
    assert search.hits == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in watched.disk.rglob("*.env")} == {0o600}
    pictures = list((watched.folder / "shots").glob("*note-secret*"))
    assert pictures
    assert all(width > 100 and height > 10 for width, height in map(masked_box, (p.read_bytes() for p in pictures)))


@pytest.mark.parametrize(
    ("version", "fault"),
    cases(
        dict.fromkeys([*product(VERSIONS, WORST), *zip(cycle(VERSIONS), Fault)]),
        always=[("2.40.11", Fault.SAVE_ECHOES_SECRET), ("2.43.1", Fault.OAUTH_OFF)],
    ),
)
def test_no_failure_leaks(watch: Watch, version: str, fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    watched = watch(version, fault)

    watched.run("create", *watched.there, *CLIENT, *ARTEFACTS)
    watched.run("create", *watched.there, *CLIENT, *ARTEFACTS, "--json", "--output", "other.env")
    watched.run("recover", "--json")

    search = watched.search()
    report(search, capsys)
    assert search.hits == []


@pytest.mark.parametrize("version", cases(["2.36", "2.41.9"], always=["2.36"]))
def test_a_refused_sign_in_leaks_nothing(watch: Watch, version: str) -> None:
    watched = watch(version)
    other_totp = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
    other_password = 'N0t "the" right öne'

    codes = [
        watched.run("create", *watched.there, *CLIENT, *ARTEFACTS, DHIS2_PASSWORD=other_password),
        watched.run("create", *watched.there, *CLIENT, *ARTEFACTS, "--json", DHIS2_TOTP_SECRET=other_totp),
        watched.run("login", *watched.there, DHIS2_TOTP_SECRET="not base 32"),
    ]

    search = watched.search()
    assert codes == [4, 4, 2]
    again = Search({"other password": other_password, "other TOTP": other_totp, "no TOTP": "not base 32"})
    again.folder(watched.disk)
    for place, text in watched.said:
        again.data(place, text.encode())
    assert search.hits + again.hits == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no pseudo terminals")
@pytest.mark.parametrize("fault", cases(QUOTES, always=QUOTES[:1]))
def test_what_a_server_quotes_is_on_neither_stream(watch: Watch, fault: Fault) -> None:
    watched = watch(TELLTALE, fault)

    code = watched.run("create", *watched.there, *CLIENT)
    assert watched.sandbox
    watched.sandbox.state.clients.clear()
    watched.sandbox.state.faults.add(fault)
    watched.show("create", *watched.there, *CLIENT, "--force")

    told = dict(watched.said)
    assert (code, "Failing row contains" in told["stderr of create"]) == (0, True), told
    assert "Failingrowcontains" in told["the terminal, line breaks apart"]
    assert watched.search().hits == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no pseudo terminals")
def test_the_search_finds_what_a_server_quotes_on_either_stream(watch: Watch) -> None:
    """As above, with redaction switched off."""
    watched = watch(TELLTALE, QUOTES[0], patches=NO_REDACTION)

    watched.run("create", *watched.there, *CLIENT)
    assert watched.sandbox
    watched.sandbox.state.faults.add(QUOTES[0])
    watched.show("create", *watched.there, *CLIENT[2:], "--client-id", "other", "--force")

    found = {(hit.place, kind_of(hit.value)) for hit in watched.search().hits}
    assert {
        (place, value)
        for place in ("stderr of create", "stdout of create", "the terminal, line breaks apart")
        for value in (
            "password without blanks" if "terminal" in place else "password",
            "TOTP secret",
            *(["client secret"] if place != "stdout of create" else []),
        )
    } <= found


# What is born during a run, or sent, and comes back in the words of every error.
BORN = {"password", "two-factor code", "session", "passing cookie", "CSRF token", "client secret", "credentials",
        "authorization code", "state", "access token", "refresh token"}  # fmt: skip


def told_everything(watched: Watched) -> None:
    """Runs that end in errors, each of which quotes what the server has heard until then."""
    watched.run("doctor", *watched.there, "--json")
    watched.run("login", *watched.there)
    watched.run("create", *watched.there, *CLIENT, *ARTEFACTS)
    watched.run("create", *watched.there, *CLIENT, *ARTEFACTS, "--json", "--if-exists", "keep", "--no-session")
    assert watched.sandbox
    watched.sandbox.state.faults |= {Fault.SAVE_CONFLICT, Fault.UPDATE_REFUSED}
    watched.run("create", *watched.there, *CLIENT, *ARTEFACTS, "--client-id", "other", "--json")


@pytest.mark.parametrize("version", cases(["2.40.11", "2.43.1"], always=["2.43.1"]))
def test_a_server_that_repeats_everything_gives_nothing_away(
    watch: Watch, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    watched = watch(version, Fault.ECHO, Fault.PROFILE_REFUSED)

    told_everything(watched)

    search = watched.search()
    report(search, capsys)
    assert {kind_of(name) for name in search.values} >= BORN
    assert search.hits == []


@pytest.mark.parametrize("version", cases(["2.40.11", "2.43.1"], always=["2.43.1"]))
def test_what_a_server_repeats_is_found_where_it_is_not_redacted(watch: Watch, version: str) -> None:
    watched = watch(version, Fault.ECHO, Fault.PROFILE_REFUSED, patches=NO_REDACTION)

    told_everything(watched)

    is_new = version != "2.40.11"
    found = {kind_of(hit.value) for hit in watched.search().hits}
    assert found >= BORN | ({"code verifier"} if is_new else set())


def test_a_bug_of_ours_leaks_nothing(watch: Watch) -> None:
    watched = watch("2.40.11", patches=A_BUG_THAT_QUOTES_THE_SECRET)

    code = watched.run("create", *watched.there, *CLIENT, *ARTEFACTS)

    said = "".join(text for _, text in watched.said)
    assert code == 1, said
    assert "the form says ••••••" in said
    assert watched.search().hits == []


def test_the_search_finds_what_is_not_redacted(watch: Watch) -> None:
    """The same runs with redaction switched off: a search that finds nothing then is worth nothing."""
    watched = watch("2.40.11", Fault.SAVE_ECHOES_SECRET, patches=NO_REDACTION)

    watched.run("create", *watched.there, *CLIENT, *ARTEFACTS)

    assert "AttributeError" not in "".join(text for _, text in watched.said)
    found = {(hit.place.partition("!")[0].partition("/")[2], kind_of(hit.value)) for hit in watched.search().hits}
    assert ("traces/01-open-section.zip", "session") in found
    assert ("traces/01-open-section.zip", "neighbour's secret") in found
    assert any(value == "client secret" for _, value in found)
    pictures = sorted((watched.folder / "shots").glob("*note-secret*"))
    assert [masked_box(path.read_bytes()) for path in pictures] == [(0, 0)]
