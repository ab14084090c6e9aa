"""Parallel runs of one client that are killed at random moments, then one that is left alone: what became of it?

`python -m tests.support.killing 40` plays that many rounds and tells what came of each; it takes long.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from automation.sandbox.server import running
from automation.sandbox.state import SandboxOptions
from tests.support.command import Command
from tests.support.stopping import NOISE, Run, loses_nothing

VERSIONS = ("2.36", "2.41.9", "2.43.1")
_SIDE_BY_SIDE, _EACH = 3, 2
_REFUSED = {2, 6}  # another run is at it, or has just delivered it


@dataclass
class Tally:
    """What was seen in some rounds of one version."""

    rounds: int = 0
    killed: int = 0
    ended: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    stale: int = 0
    odd: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.stale or self.odd)


@dataclass
class Killing:
    """Runs of one client side by side, killed at random moments."""

    run: Run
    chance: random.Random
    longest: float
    tally: Tally = field(default_factory=Tally)

    def round(self) -> None:
        """Kill, look, run once more, look; then all is as it was, but for the journal."""
        plans = [[self._moment() for _ in range(_EACH)] for _ in range(_SIDE_BY_SIDE)]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            list(pool.map(self._one_after_another, plans))
        self.tally.rounds += 1
        self.tally.doubled += len(self.run.stored) > 1
        self.tally.lost += not loses_nothing(self.run)
        if not (self.run.stored and self.run.is_finished()):
            self._alone()
        self.run.sandbox.state.clients.clear()
        self.run.file.unlink(missing_ok=True)

    def _moment(self) -> tuple[float, bool]:
        return self.chance.uniform(0, self.longest), self.chance.random() < 0.5

    def _one_after_another(self, moments: list[tuple[float, bool]]) -> None:
        for after, with_children in moments:
            with self.run.command.started(self.run.arguments) as process:
                said = self._killed(process, after, with_children=with_children)
            if any(noise in said for noise in NOISE):
                self.tally.odd.append(said)

    def _killed(self, process: "subprocess.Popen[str]", after: float, *, with_children: bool) -> str:
        try:
            said = process.communicate(timeout=after)[1]
        except subprocess.TimeoutExpired:
            self.tally.killed += 1
            os.killpg(process.pid, signal.SIGKILL) if with_children else process.kill()
            process.wait()
            # What outlives the run alone must go too, but not at the same moment.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return ""
        self.tally.ended[process.returncode] += 1
        if process.returncode not in {0, *_REFUSED}:
            self.tally.odd.append(f"{process.returncode}: {said}")
        return said

    def _alone(self) -> None:
        done = self.run.command(*self.run.arguments)
        if done.returncode != 0:
            self.tally.odd.append(f"alone, {done.returncode}: {done.stderr}")
            return
        self.tally.doubled += len(self.run.stored) > 1
        self.tally.stale += bool(self.run.left or self.run.temporary)
        self.tally.lost += not self.run.is_finished()


def play(version: str, rounds: int, *, seed: int, folder: Path, longest: float) -> Tally:
    """So many rounds in front of one sandbox, with one journal."""
    (folder / "work").mkdir(parents=True)
    command = Command(folder / "work", environment={"XDG_STATE_HOME": str(folder / "state")})
    with running(SandboxOptions(version_text=version)) as sandbox:
        killing = Killing(Run(command, sandbox), random.Random(seed), longest)  # noqa: S311 - to be repeated
        for _ in range(rounds):
            killing.round()
    return killing.tally


def main(rounds: int, longest: float) -> None:
    """All versions, and a table."""
    print("version  rounds  killed  ended by exit code  lost  doubled  stale  odd")  # noqa: T201 - the program's product
    for number, version in enumerate(VERSIONS):
        with tempfile.TemporaryDirectory() as folder:
            tally = play(version, rounds, seed=number, folder=Path(folder) / "k", longest=longest)
        ended = " ".join(f"{code}:{times}" for code, times in sorted(tally.ended.items()))
        print(version, tally.rounds, tally.killed, f"[{ended}]", tally.lost, tally.doubled, tally.stale, len(tally.odd),  # noqa: T201
              sep="  ", flush=True)  # fmt: skip
        print(*tally.odd, sep="\n", end="", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 12)
