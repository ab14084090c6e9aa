"""How long things take beside each other, in one run on one machine: ratios, not seconds, are what to compare.

Each pair is measured in turn, A B A B …, and the median of the ratios A/B is printed with its range.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from automation.account import Account, Instance
from automation.browser.session import BrowserOptions, open_page
from automation.clients.client import ClientSpec, GrantType
from automation.flows.create import create_client
from automation.flows.section import sign_in_and_open
from automation.flows.services import Services
from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox, running
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER, SandboxOptions
from automation.secrets.journal import Journal
from automation.secrets.secret import Secret

ROUNDS = 5
SPEC = ClientSpec(
    name="bench",
    client_id="bench",
    grant_types=frozenset({GrantType.AUTHORIZATION_CODE}),
    redirect_uris=("https://app.example.org/cb",),
)


def main() -> None:
    print(f"{'A':<34} {'B':<34} {'A/B median':>10}  {'min':>5}  {'max':>5}")
    for name_a, a, name_b, b in pairs():
        a(), b()
        ratios = [timed(a) / timed(b) for _ in range(ROUNDS)]
        low, high = min(ratios), max(ratios)
        print(f"{name_a:<34} {name_b:<34} {statistics.median(ratios):>10.2f}  {low:>5.2f}  {high:>5.2f}")


def pairs() -> Iterator[tuple[str, Callable[[], None], str, Callable[[], None]]]:
    yield "dhis2-oauth --help", command("-m", "automation", "--help"), "python -c pass", command("-c", "pass")
    for version in ("2.36", "2.41.9", "2.43.1"):
        yield (
            f"create, DHIS2 {version}",
            flow(version, creating),
            f"sign in and open, {version}",
            flow(version, opening),
        )
    yield (
        "create with 200 clients, 2.41.9",
        flow("2.41.9", creating, clients=200),
        "create, 2.41.9",
        flow("2.41.9", creating),
    )


def timed(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def command(*words: str) -> Callable[[], None]:
    def run() -> None:
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)

    return run


def flow(version: str, action: Callable[[Page, Instance, Services], None], clients: int = 0) -> Callable[[], None]:
    def run() -> None:
        with sandbox(version, clients) as there, tempfile.TemporaryDirectory() as folder:
            person = Instance(
                base_url=there.url, account=Account(username=DEFAULT_USER, password=Secret(DEFAULT_PASSWORD))
            )
            services = Services(journal=Journal(Path(folder)))
            with open_page(BrowserOptions()) as page:
                action(page, person, services)

    return run


@contextmanager
def sandbox(version: str, clients: int, latency: float = 0.0) -> Iterator[Sandbox]:
    """A DHIS2 with that many clients, where every page and API call takes so many seconds longer."""
    faults = frozenset({Fault.SLOW} if latency else ())
    with running(SandboxOptions(version_text=version, latency=latency, faults=faults)) as there:
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
