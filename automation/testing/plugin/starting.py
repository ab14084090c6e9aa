"""The pytest that a command of ours starts: how it is called, and what its exit codes mean.

Needs neither pytest nor Playwright.
"""

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from automation.errors import ConfigError

SUITE = "automation.testing.suite"
OTHER_PASSWORD_VARIABLE = "DHIS2_OTHER_PASSWORD"  # noqa: S105 - a variable's name
# Added to our exit codes where they end a run of pytest, whose own are 0 to 5.
STOPPED = 100
# Added to pytest's own, once a scenario has run (`begun`).
BEGUN = 50
# The property of a test that passed at the second try only, and what pytest counts it as.
FLAKY = "flaky"


def suite_at(name: str) -> Path:
    """Where the tests of that name lie: our own suite, else a file or a folder, else an installed module.

    Raises:
        ConfigError: there are none.
    """
    if name not in {SUITE, ""} and Path(name).exists():
        return Path(name).resolve()
    try:
        found = find_spec(name)
    except (ImportError, ValueError):
        found = None
    if found is None or found.origin is None:
        raise ConfigError(
            "looking for the tests",
            f"{name!r} is no file, folder or module",
            hint="check --suite.",
            code="suite_missing",
        )
    origin = Path(found.origin)
    return origin.parent if found.submodule_search_locations else origin


def pytest_command(suite: Path, words: Sequence[str]) -> list[str]:
    """The command that runs those tests with the `conftest.py` and `pytest.ini` of their folder, or with our settings.

    They are named by their place and not as a module: for a module pytest would load the `conftest.py` of the working
    directory. Without `-c` it would look for settings beside every path that it is told, and write a cache there.
    """
    folder = suite if suite.is_dir() else suite.parent
    settings = next(path for path in (folder / "pytest.ini", suite_at(SUITE) / "pytest.ini") if path.is_file())
    return [
        sys.executable, "-m", "pytest", str(suite), "-c", str(settings), "--rootdir", str(folder),
        "--confcutdir", str(folder), "-p", "automation.testing.plugin.exit_status", "-p", "no:cacheprovider", *words,
    ]  # fmt: skip
