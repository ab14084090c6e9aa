"""The cells of the matrix: upstream's compiled UIs on this machine, each in several languages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from automation.errors import ConfigError
from automation.testing.plugin.starting import pytest_command
from automation.versions import Dhis2Version

# dhis2-core apps-to-bundle.json: the server that bundles, or first bundled, the settings app of that ref.
BUNDLED_IN = {
    "v100.1.1": "2.41.0",
    "v41": "2.41.0.1",
    "v100.2.4": "2.41.1",
    "v100.3.1": "2.41.3",
    "v100.7.6": "2.41.4",
    "v100.7.5": "2.42.0",
    "v100.8.0": "2.42.1",
    "v100.9.1": "2.42.2",
    "v100.10.0": "2.42.3",
    "v100.12.0": "2.42.4",
    "v100.15.3": "2.43.1",
    "master": "2.43.1",
}
BESIDE = ("login-app", "global-shell-app", "dhis-web-core-resource")
_RELEASE = re.compile(r"2\.\d\d(\.\d+)*")
_LINE = re.compile(r"v?(\d\d)")
REPORT_LOG = "report.jsonl"
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,8})*")


@dataclass(frozen=True, slots=True)
class Build:
    """One compiled settings app, with the login app and shell that lie beside it."""

    ref: str
    version: str
    folder: Path

    def options(self) -> dict[str, Path | None]:
        """The sandbox's options that mount it."""
        login, shell, core = (self._beside(name) for name in BESIDE)
        return {"settings_ui": self.folder, "login_ui": login, "shell_ui": shell, "core_resources": core}

    def __str__(self) -> str:
        return self.ref if self.version in self.ref else f"{self.ref} ({self.version})"

    @property
    def age(self) -> tuple[Dhis2Version, bool, bool, list[int], str]:
        """The sort key of builds: the server's version, then the ref; among these upstream's own names last."""
        numbers = [int(number) for number in re.findall(r"\d+", self.ref)]
        return Dhis2Version.parse(self.version), "@" not in self.ref, self.ref == "master", numbers, self.ref

    def _beside(self, name: str) -> Path | None:
        folder = self.folder.parent / name
        return folder if folder.is_dir() else None


def builds_in(root: Path) -> list[Build]:
    """The builds in a folder, one subfolder each, oldest first.

    Raises:
        ConfigError: there are none, or one is not a build of a server that we know.
    """
    did = f"looking for builds in {root}"
    if not root.is_dir():
        raise ConfigError(did, "there is no such folder", hint="name one that has a subfolder for each build.")
    found = [_build(did, path) for path in root.iterdir() if path.is_dir() and path.name not in BESIDE]
    if not found:
        raise ConfigError(did, "there are none", hint="put a subfolder there for each build, named after its ref.")
    return sorted(found, key=lambda build: build.age)


def select(builds: Sequence[Build], words: Iterable[str]) -> list[Build]:
    """The builds that the words name, in the order of the builds; all if there is no word.

    A word is a folder (`v100.7.6`, `master`), a server version (`2.41.4`) or a line (`v36`, `2.36`), which means
    the newest of that line.

    Raises:
        ConfigError: a word names none of them.
    """
    chosen = [_named(builds, word) for word in words]
    return [build for build in builds if build in chosen] if chosen else list(builds)


def server_version(ref: str) -> str:
    """The server version that a ref of settings-app belongs to; `name@2.41.9` says it itself.

    Raises:
        ValueError: we do not know it.
    """
    stated = ref.rpartition("@")[2]
    if ref in BUNDLED_IN:
        return BUNDLED_IN[ref]
    if _RELEASE.fullmatch(stated) and ref.isprintable():
        return stated
    line = _LINE.fullmatch(ref)
    if line:
        return f"2.{line[1]}"
    raise ValueError(f"{ref} is no ref of settings-app whose server we know")


def _build(did: str, folder: Path) -> Build:
    try:
        version = server_version(folder.name)
    except ValueError as error:
        hint = f"call the folder {folder.name}@2.43.1 if that is its server, or move it elsewhere."
        raise ConfigError(did, str(error), hint=hint, code="unknown_build") from None
    if not (folder / "index.html").is_file():
        hint = "a build is what upstream's CI makes, unpacked."
        raise ConfigError(did, f"{folder.name} has no index.html", hint=hint, code="unknown_build")
    return Build(folder.name, version, folder)


def _named(builds: Sequence[Build], word: str) -> Build:
    line = _LINE.fullmatch(word)
    asked = (f"2.{line[1]}" if line else word).split(".")
    named = [build for build in builds if build.ref == word]
    found = named or [build for build in builds if build.version.split(".")[: len(asked)] == asked]
    if not found:
        hint = f"there are: {', '.join(str(build) for build in builds)}."
        raise ConfigError("reading --versions", f"there is no build of {word!r}", hint=hint, code="unknown_build")
    return max(found, key=lambda build: build.age)


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
