"""How long things take beside each other, in one run on one machine: ratios, not seconds, are what to compare.

Each pair is measured in turn, A B A B …, and the median of the ratios A/B is printed with its range and its target;
see docs/benchmarks.md.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

from automation.account import Account, Instance
from automation.browser.session import BrowserOptions, find_or_install, fresh_page, open_page
from automation.clients.client import ClientSpec, GrantType
from automation.flows.create import create_client
from automation.flows.section import sign_in_and_open
from automation.flows.services import Services
from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox, running
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, SandboxOptions
from automation.secrets.journal import Journal
from automation.secrets.secret import Secret
from automation.testing.matrix.cells import builds_in

ROUNDS = 5
SCENARIOS = 31
SPEC = ClientSpec(
    name="bench",
    client_id="bench",
    grant_types=frozenset({GrantType.AUTHORIZATION_CODE}),
    redirect_uris=("https://app.example.org/cb",),
)
Action = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things to do, what each is called, and the most that the first may take of the second."""

    name_a: str
    a: Action
    name_b: str
    b: Action
    target: float | None = None
    rounds: int = ROUNDS

    def ratios(self) -> list[float]:
        """A/B of each round, after one that does not count."""
        self.a(), self.b()
        return [timed(self.a) / timed(self.b) for _ in range(self.rounds)]


def main() -> None:
    print(f"{'A':<32} {'B':<32} {'A/B median':>10}  {'min':>5}  {'max':>5}  {'at most':>7}")
    with ExitStack() as stack:
        for pair in pairs(stack):
            ratios = pair.ratios()
            print(f"{pair.name_a:<32} {pair.name_b:<32} {statistics.median(ratios):>10.2f}  {min(ratios):>5.2f}  "
                  f"{max(ratios):>5.2f}  {pair.target or '':>7}", flush=True)  # fmt: skip


def pairs(stack: ExitStack) -> Iterator[Pair]:
    """All of them; what they need is there until the stack ends."""
    yield Pair("dhis2-oauth --help", command("-m", "automation", "--help"), "import click",
               command("-c", "import click"), 1.5, 21)  # fmt: skip
    commands = Commands(stack.enter_context(sandbox(*official_v40())), Path(stack.enter_context(TemporaryDirectory())))
    yield Pair("create --no-verify", lambda: commands.create("--no-verify"), "the floor", commands.floor, 1.1, 11)
    yield Pair("create", commands.create, "the floor", commands.floor, 1.4, 11)
    for version in ("2.36", "2.41.9", "2.43.1"):
        yield Pair(f"create, page, {version}", flow(version, creating), f"sign in and open, {version}",
                   flow(version, opening))  # fmt: skip
    yield Pair("create, page, 200 clients, 2.41.9", flow("2.41.9", creating, clients=200),
               "create, page, 2.41.9", flow("2.41.9", creating), 1.1)  # fmt: skip
    cell = command("-m", "automation", "test", "--sandbox", "2.41.9")
    yield Pair(f"test --sandbox 2.41.9 ({SCENARIOS})", cell, f"open the section {SCENARIOS} times", opening_often,
               1.5, 3)  # fmt: skip


def timed(action: Action) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def command(*words: str, **more: str) -> Action:
    def run() -> None:
        # As installed: with modules that are compiled once; and with no settings of this machine.
        environment = {name: value for name, value in os.environ.items()
                       if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("DHIS2_")}  # fmt: skip
        subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment | more)

    return run


def official_v40() -> tuple[str, dict[str, Any]]:
    """A version and the sandbox's options that mount upstream's compiled page, where DHIS2_OFFICIAL_BUILDS has v40."""
    root = os.environ.get("DHIS2_OFFICIAL_BUILDS")
    found = [build for build in builds_in(Path(root)) if build.ref == "v40"] if root else []
    return "2.40.11", found[0].options() if found else {}


@dataclass(slots=True)
class Commands:
    """`create` and the floor, as processes with the same browser against the same sandbox; files go to `folder`.

    `through` is what Python runs them with: nothing, or a listener.
    """

    there: Sandbox
    folder: Path
    through: tuple[str, ...] = ()
    made: int = 0
    browser: Path = field(default_factory=lambda: find_or_install(print))

    def create(self, *more: str) -> None:
        self._run("-m", "automation", "create", "--url", self.there.url, "--client-id", SPEC.client_id,
                  "--redirect-uri", SPEC.redirect_uris[0], "--output", self._file(), *more)  # fmt: skip

    def floor(self) -> None:
        self._run("benchmarks/floor.py", self.there.url, SPEC.client_id, SPEC.redirect_uris[0], self._file())

    def _file(self) -> str:
        self.made += 1
        return str(self.folder / f"{self.made}.env")

    def _run(self, *words: str) -> None:
        self.there.state.clients.clear()
        command(
            *self.through, *words, DHIS2_USERNAME=DEFAULT_USER, DHIS2_PASSWORD=DEFAULT_PASSWORD,
            DHIS2_OAUTH_BROWSER_PATH=str(self.browser), DHIS2_OAUTH_STATE_DIR=str(self.folder),
        )()  # fmt: skip


def opening_often() -> None:
    with sandbox("2.41.9") as there, TemporaryDirectory() as folder, open_page(BrowserOptions()) as page:
        for _ in range(SCENARIOS):
            with fresh_page(page, BrowserOptions()) as fresh:
                opening(fresh, administrator_of(there), Services(journal=Journal(Path(folder))))


def flow(version: str, action: Callable[[Page, Instance, Services], None], clients: int = 0) -> Action:
    def run() -> None:
        with sandbox(version, clients=clients) as there, TemporaryDirectory() as folder:
            services = Services(journal=Journal(Path(folder)))
            with open_page(BrowserOptions()) as page:
                action(page, administrator_of(there), services)

    return run


def administrator_of(there: Sandbox) -> Instance:
    return Instance(base_url=there.url, account=Account(username=DEFAULT_USER, password=Secret(DEFAULT_PASSWORD)))


@contextmanager
def sandbox(
    version: str, builds: Mapping[str, Any] = {}, *, clients: int = 0, latency: float = 0.0
) -> Iterator[Sandbox]:
    """A DHIS2 with that many clients, where every page and API call takes so many seconds longer."""
    faults = frozenset({Fault.SLOW} if latency else ())
    with running(SandboxOptions(version_text=version, latency=latency, faults=faults, **builds)) as there:
        for number in range(clients):
            there.state.seed_client(
                name=f"Client {number}", cid=f"client{number}", secret="0" * 36, grantTypes=[], redirectUris=[]
            )
        yield there


def creating(page: Page, person: Instance, services: Services) -> None:
    create_client(page, person, SPEC, services)


def opening(page: Page, person: Instance, services: Services) -> None:
    sign_in_and_open(page, person, services)


if __name__ == "__main__":
    main()
