"""Where the time of `create` and of the floor goes: before the driver, in it, in the browser, waiting, in between.

`python -m benchmarks.breakdown` runs each several times and prints medians in milliseconds; see docs/benchmarks.md.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.run import Commands, official_v40, sandbox

ROUNDS = 5
# Runs a program and leaves the times of its calls to Playwright's driver. There is no public way to hear of them.
LISTENER = """
import atexit, json, runpy, sys, time
calls, left, began = [], sys.argv[1], float(sys.argv[2])
from playwright._impl.connection import Connection
send = Connection.send_message_to_server
def heard(self, owner, method, *rest):
    at = time.time() - began
    answer = send(self, owner, method, *rest)
    call = [f"{type(owner).__name__}.{method}", at, at]
    calls.append(call)
    answer.add_done_callback(lambda _: call.__setitem__(2, time.time() - began))
    return answer
Connection.send_message_to_server = heard
atexit.register(lambda: json.dump(calls, open(left, "w")))
sys.argv = sys.argv[3:]
if sys.argv[0] == "-m":
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
"""
# The parts of a run by the calls that they are made of, as their names begin; the first that fits.
PARTS = {
    "the driver starts": ("Root.initialize",),
    "browser and pages open": ("BrowserType.", "Browser.new", "BrowserContext.newPage"),
    "pages load": ("Frame.goto",),
    "waiting for a page": ("Frame.waitFor", "Page.waitFor"),
    "looking and doing": ("Frame.", "ElementHandle.", "Page.", "JSHandle.", "Response."),
    "closing": ("BrowserContext.close", "Browser.close", "APIRequestContext."),
    "other calls": ("",),
}
BEFORE, BETWEEN, AFTER = "until the driver is asked", "between calls (Python, DHIS2's API)", "after the last call"


def main() -> None:
    with ExitStack() as stack:
        commands = Commands(
            stack.enter_context(sandbox(*official_v40())), Path(stack.enter_context(TemporaryDirectory()))
        )
        runs: dict[str, Callable[[], object]] = {
            "floor": commands.floor,
            "create --no-verify": lambda: commands.create("--no-verify"),
            "create": commands.create,
        }
        columns = {
            name: _medians([_profile(commands, run) for _ in range(ROUNDS + 1)][1:]) for name, run in runs.items()
        }
    print(f"{'ms':<36}", *(f"{name:>20}" for name in columns))
    for part in (BEFORE, *PARTS, BETWEEN, AFTER, "in all"):
        print(f"{part:<36}", *(f"{column[part]:>20.0f}" for column in columns.values()))


def _profile(commands: Commands, run: Callable[[], object]) -> dict[str, float]:
    file, began = commands.folder / "calls.json", time.time()
    commands.through = ("-c", LISTENER, str(file), str(began))
    run()
    return _parts(json.loads(file.read_text(encoding="utf-8")), time.time() - began)


def _parts(calls: list[tuple[str, float, float]], took: float) -> dict[str, float]:
    """Seconds by part; what runs beside another call counts once, for the one that began first."""
    parts: dict[str, float] = defaultdict(float)
    until = parts[BEFORE] = calls[0][1]
    for name, began, ended in sorted(calls, key=lambda call: call[1]):
        parts[BETWEEN] += max(0.0, began - until)
        part = next(part for part, beginnings in PARTS.items() if name.startswith(beginnings))
        parts[part] += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return {**parts, AFTER: took - until, "in all": took}


def _medians(runs: list[dict[str, float]]) -> dict[str, float]:
    names = (BEFORE, *PARTS, BETWEEN, AFTER, "in all")
    return {name: 1000 * statistics.median(run.get(name, 0.0) for run in runs) for name in names}


if __name__ == "__main__":
    main()
