"""What recording costs: the run that is recorded beside the run that is not, and encoding beside the film's length."""

import statistics
import tempfile
import time
from datetime import date
from itertools import product
from pathlib import Path

from automation.account import Account, Instance
from automation.browser.session import BrowserOptions, open_page
from automation.cli.video import Wanted, produce
from automation.clients.server_kind import Endpoints
from automation.flows.create import create_client
from automation.flows.services import NO_OBSERVER, Observer, Services
from automation.recording.brand import Brand
from automation.recording.guide.model import Facts
from automation.recording.recorder import Recorder
from automation.recording.video import encode
from automation.recording.video.pace import PaceName
from automation.recording.video.storyboard import FRAMES_A_SECOND
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from benchmarks.run import SPEC, sandbox

ROUNDS = 7
VERSIONS = ("2.36", "2.41.9", "2.43.1")
# What every page and API call takes longer, in seconds: a DHIS2 on this machine, and one far away.
LATENCIES = (0.0, 0.3)
# A filmed run by one that is not, on the sandbox.
TARGET = 1.3
FACTS = Facts(url="", version="", made=date(2026, 1, 2), name="bench", client_id="bench", redirect_uris=(),
              endpoints=Endpoints(authorize="", token="", profile=""), authorities=())  # fmt: skip


def main() -> None:
    heads = f"{'filmed/not':>18} {'min':>5} {'max':>5}   {'film/encoding':>21} {'min':>5} {'max':>5}"
    print(f"{'version':<10} {'latency':>7} {heads}      (filmed/not at most {TARGET})")
    for version, latency in product(VERSIONS, LATENCIES):
        measured = [one_round(version, latency) for _ in range(ROUNDS)]
        cells = [f"{statistics.median(ratios):>{width}.2f} {min(ratios):>5.2f} {max(ratios):>5.2f}"
                 for ratios, width in zip(zip(*measured, strict=True), (18, 21), strict=True)]  # fmt: skip
        print(f"{version:<10} {latency:>7} {'   '.join(cells)}", flush=True)


def one_round(version: str, latency: float) -> tuple[float, float]:
    """Wall time of the filmed run by that of the other, and the film's length by the wall time of encoding."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        wanted = Wanted(path=work / "out.mp4", scale=1.0, pace=PaceName.FAST, has_band=True, has_files=False,
                        language="en", overwrite=True, brand=Brand())  # fmt: skip
        options, recorder = wanted.dressed(BrowserOptions()), Recorder(Redactor())
        # As it is without a film, and as it is with one.
        plain = run(version, latency, BrowserOptions(), NO_OBSERVER)
        filmed = run(version, latency, options, recorder)
        if recorder.trouble:
            raise RuntimeError(recorder.trouble)
        return filmed / plain, film_by_encoding(recorder, wanted, options, work)


def run(version: str, latency: float, options: BrowserOptions, observer: Observer) -> float:
    with sandbox(version, latency=latency) as there, tempfile.TemporaryDirectory() as folder:
        account = Account(username=DEFAULT_USER, password=Secret(DEFAULT_PASSWORD))
        services = Services(narrator=observer, observer=observer, journal=Journal(Path(folder)))
        started = time.perf_counter()
        with open_page(options) as page, observer.watch(page):
            create_client(page, Instance(base_url=there.url, account=account), SPEC, services)
        return time.perf_counter() - started


def film_by_encoding(recorder: Recorder, wanted: Wanted, options: BrowserOptions, work: Path) -> float:
    took = 0.0
    length = 0.0
    real = encode.encode

    def timed(reel: encode.Reel, *rest: object) -> None:
        nonlocal took, length
        started = time.perf_counter()
        real(reel, *rest)  # type: ignore[arg-type]
        took, length = time.perf_counter() - started, reel.length / FRAMES_A_SECOND

    encode.encode = timed  # type: ignore[assignment]
    try:
        produce(recorder, wanted, FACTS, "en", options, work=work, quiet=True)
    finally:
        encode.encode = real
    return length / took


if __name__ == "__main__":
    main()
