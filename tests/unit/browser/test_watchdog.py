"""A dead browser must not keep anybody waiting."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from automation.browser.watchdog import watching
from tests.support.platforms import POSIX

Process = subprocess.Popen[bytes]


@pytest.fixture
def driver() -> Iterator[Process]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


@pytest.fixture
def dead_browser() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_the_driver_is_ended_when_the_browser_is_dead_and_the_wait_goes_on(driver: Process, dead_browser: int) -> None:
    with watching(dead_browser, driver.pid, patience=0.01):
        assert driver.wait(timeout=30) != 0


@POSIX
def test_a_dead_browser_that_nobody_has_buried_is_dead(driver: Process) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as unburied:
        assert unburied.stdout
        unburied.stdout.read()
        with watching(unburied.pid, driver.pid, patience=0.01):
            assert driver.wait(timeout=30) != 0


def test_the_driver_lives_if_the_wait_ends_by_itself(driver: Process, dead_browser: int) -> None:
    with watching(dead_browser, driver.pid, patience=60):
        pass

    assert driver.poll() is None


@pytest.mark.parametrize("pid", [None, 0])
def test_what_is_not_known_is_not_watched(driver: Process, pid: int | None) -> None:
    with watching(pid, driver.pid, patience=0), watching(driver.pid, pid, patience=0):
        pass

    assert driver.poll() is None
