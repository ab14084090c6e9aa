"""One cell of the matrix: a build in one language, and the command that runs the suite against it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from automation.errors import ConfigError
from automation.testing.matrix.builds import Build
from automation.testing.plugin.starting import pytest_command

REPORT_LOG = "report.jsonl"
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,8})*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One build in one UI language."""

    build: Build
    locale: str

    def __str__(self) -> str:
        return f"{self.build} {self.locale}"

    @property
    def key(self) -> str:
        """What its folder is called."""
        return f"{self.build.ref}-{self.locale}"

    def command(self, folder: Path, suite: Path, more: Sequence[str] = ()) -> list[str]:
        """The process that runs the suite in this cell and leaves what it finds in `folder`; `more` is for pytest."""
        mounts = {
            "--dhis2-sandbox-ui": "settings_ui",
            "--dhis2-sandbox-login-ui": "login_ui",
            "--dhis2-sandbox-shell-ui": "shell_ui",
            "--dhis2-sandbox-core": "core_resources",
        }
        options = self.build.options()
        mounted = [word for flag, name in mounts.items() if options[name] for word in (flag, str(options[name]))]
        return pytest_command(suite, [
            "--dhis2-sandbox", self.build.version, *mounted,
            "--dhis2-language", self.locale, "--dhis2-artefacts", str(folder),
            "--junitxml", str(folder / "junit.xml"), "-o", "junit_family=xunit1",
            "--report-log", str(folder / REPORT_LOG),
            "-q", *more,
        ])  # fmt: skip


def cells_of(builds: Sequence[Build], locales: Iterable[str]) -> list[Cell]:
    """Every build in every language, builds first.

    Raises:
        ConfigError: a language is no locale of DHIS2.
    """
    locales = list(dict.fromkeys(locales))
    for locale in locales:
        if not _LOCALE.fullmatch(locale):
            raise ConfigError("reading --language", f"{locale!r} is not a language", hint="write it like en or pt_BR.")
    return [Cell(build, locale) for build in builds for locale in locales]
