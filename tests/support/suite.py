"""The regression suite in a process of its own, and what its JUnit XML says."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from automation.dialects.ui import edit_is_broken
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_USER
from automation.testing.plugin.quirks import QUIRKS
from automation.versions import Dhis2Version
from tests.support.command import Command


@dataclass(frozen=True)
class SuiteResult:
    """What became of the scenarios, by their names."""

    failed: list[str]
    skipped: dict[str, str]
    passed: list[str]
    quirks: set[str]
    gone: set[str]


def run_suite(folder: Path, version: str, *arguments: str, at: Sandbox | None = None) -> SuiteResult:
    """The suite on a stand-in of that version, one of its own or a given one; what it prints is shown if it fails."""
    session = Command(folder, program=("-m", "pytest", "-p", "no:cacheprovider"), patience=1200)
    where = ("--dhis2-url", at.url, "--dhis2-username", DEFAULT_USER) if at else ("--dhis2-sandbox", version)
    done = session("--pyargs", "automation.testing.suite", *where, "--junit-xml=junit.xml", *arguments)
    print(done.stdout, done.stderr)  # noqa: T201 - pytest shows it where a test fails
    return _outcome(ET.parse(folder / "junit.xml").getroot())  # noqa: S314 - our own


def _outcome(root: ET.Element) -> SuiteResult:
    outcome = SuiteResult([], {}, [], set(), set())
    for case in root.iter("testcase"):
        said = [(one.get("name"), str(one.get("value"))) for one in case.iter("property")]
        names = [value for name, value in said if name == "scenario"]
        scenario = names[0] if names else f"{case.get('name')}"
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(scenario)
        elif skip is not None:
            outcome.skipped[scenario] = str(skip.get("message"))
        else:
            outcome.passed.append(scenario)
        outcome.quirks.update(value for name, value in said if name == "quirk")
        outcome.gone.update(value for name, value in said if name == "quirk-gone")
    return outcome


def expect_known(outcome: SuiteResult, version_text: str) -> None:
    """Nothing failed, what was skipped cannot be there, and the quirks are those of the version."""
    version = Dhis2Version.parse(version_text)

    assert outcome.failed == []
    assert set(outcome.skipped) == set(_not_there(version)), outcome.skipped
    expected = {anchor for anchor, known in QUIRKS.items() if version in known} - set(_hidden_quirks(version))
    assert outcome.quirks == expected
    assert outcome.gone == set()


def _hidden_quirks(version: Dhis2Version) -> list[str]:
    """Quirks of that version that the suite cannot get to see."""
    if edit_is_broken(version):
        return ["saving-without-a-change-counts-as-a-failure"]
    if version in QUIRKS["any-user-may-manage-clients"]:
        return ["without-the-authority-a-spinner-turns-for-ever"]
    return []


def _not_there(version: Dhis2Version) -> list[str]:
    if edit_is_broken(version):
        return ["edit", "save-without-a-change", "grant-combinations", "click-beside-the-form"]
    if version < Dhis2Version(37):
        return ["click-beside-the-form"]
    return ["name-taken"] if version >= Dhis2Version(42) else []
