"""No report of a test has a secret in it, whoever read it, wherever it was told, and whether or not the test passed."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from automation.sandbox.state import DEFAULT_PASSWORD, User
from automation.secrets.redact import MASK
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.leaks import Search
from tests.support.sampling import cases

TELLS = """
import logging
import sys
import warnings
from pathlib import Path

import pytest


def tell(where, value):
    print(where, value)
    print(where, value, file=sys.stderr)
    logging.getLogger("theirs").warning("%s %s", where, value)


def kept(value):
    with Path("../values.txt").open("a") as file:
        file.write(value + "\\n")
    return value


@pytest.fixture
def secret(dhis2_section):
    form = dhis2_section.form()
    value = kept(form.secret.input_value())
    form.cancel()
    form.see_closed()
    tell("setup", value)
    yield value
    tell("teardown", value)


@pytest.fixture
def fails_in_the_end(secret):
    yield
    assert not secret


def test_passes(secret, record_property):
    tell("call", secret)
    record_property("told", "it is " + secret)
    warnings.warn("warned of " + secret)


def test_another(secret):
    assert secret == "something else"


def test_nearly_the_same(secret):
    assert secret == secret[:-1] + "!"


def test_within_a_longer_text(secret):
    assert {"Authorization": "Bearer " + secret} == {"Authorization": "Bearer"}


def test_chained(secret):
    try:
        raise KeyError(secret)
    except KeyError as error:
        raise RuntimeError("no " + secret) from error


def test_skipped(secret):
    pytest.skip("because of " + secret)


@pytest.mark.xfail(reason="known")
def test_known(secret):
    pytest.fail("still " + secret)


def test_ends_badly(fails_in_the_end):
    pass


def test_of_the_page_itself(dhis2_section, dhis2_page):
    form = dhis2_section.form()
    value = kept(form.secret.input_value())
    form.cancel()
    dhis2_page.context.close()
    assert value is None


def test_of_the_session(dhis2_page):
    cookies = {cookie["name"]: kept(cookie["value"]) for cookie in dhis2_page.context.cookies()}
    assert list(cookies.values()) == []


def test_of_the_password(dhis2_instance):
    assert dhis2_instance.account.password.reveal() + "!" == "mine"


def test_with_parts(subtests, secret):
    with subtests.test("one"):
        tell("part", secret)
        assert not secret
"""
# Ten characters of a secret are no secret any more; so many in a row by chance would be a wonder.
PART = 10


@pytest.fixture
def session(tmp_path: Path) -> Command:
    folder = tmp_path / "session"
    folder.mkdir()
    (folder / "test_theirs.py").write_text(TELLS, encoding="utf-8")
    return Command(folder, program=("-m", "pytest", "-p", "no:cacheprovider"))


@pytest.mark.parametrize(
    ("version", "style", "workers"),
    cases(
        [("2.36", "long", ()), ("2.41.9", "native", ("-n", "1")), ("2.43.1", "long", ("-n", "1"))],
        always=lambda case: case[0] == "2.43.1",
    ),
)
def test_no_report_tells_a_secret(
    session: Command, start_sandbox: StartSandbox, workers: tuple[str, ...], version: str, style: str
) -> None:
    sandbox = start_sandbox(version)

    done = session(
        "--dhis2-url", sandbox.url, "--dhis2-username", "admin", "--dhis2-artefacts=left", "--junit-xml=junit.xml",
        "-o", "junit_logging=all", "--report-log=report.jsonl", "--showlocals", "-rA", f"--tb={style}", *workers,
    )  # fmt: skip

    assert re.search(r"\n=+ 9 failed, .*1 skipped, 1 xfailed", done.stdout), done.stdout
    (session.folder / "stdout.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    values = (session.folder.parent / "values.txt").read_text(encoding="utf-8").split()
    assert len(values) > 9
    search = Search({"password": DEFAULT_PASSWORD} | {value: value for value in values})
    search.folder(session.folder)
    assert search.hits == []
    for path in (path for path in session.folder.rglob("*") if path.suffix in {".txt", ".xml", ".jsonl", ".yml"}):
        text = path.read_text(encoding="utf-8")
        assert [part for value in values for part in parts(value) if part in text] == [], path
    assert f"warned of {MASK}" in done.stdout
    assert f"RuntimeError: no {MASK}" in done.stdout
    readable(session.folder)


def parts(value: str) -> list[str]:
    return [value[start : start + PART] for start in range(len(value) - PART + 1)]


def readable(folder: Path) -> None:
    """What other programs read of it is whole."""
    cases = ET.parse(folder / "junit.xml").iter("testcase")  # noqa: S314 - our own
    assert {str(case.get("name")).partition("[")[0] for case in cases} >= {"test_passes", "test_another"}
    lines = [json.loads(line) for line in (folder / "report.jsonl").read_text(encoding="utf-8").splitlines()]
    crashes = {line["nodeid"]: line["longrepr"]["reprcrash"] for line in lines
               if line.get("outcome") == "failed" and isinstance(line.get("longrepr"), dict)}  # fmt: skip
    assert crashes["test_theirs.py::test_chained[chromium]"]["message"] == f"RuntimeError: no {MASK}"


def test_a_password_that_is_the_name_of_a_test_breaks_no_report(session: Command, start_sandbox: StartSandbox) -> None:
    sandbox = start_sandbox("2.41.9", users=(User(username="admin", password="escape"),))

    done = session(
        "--pyargs", "automation.testing.suite", "-k", "test_escape", "--dhis2-url", sandbox.url,
        "--dhis2-username", "admin", "--junit-xml=junit.xml", "-o", "junit_logging=all", DHIS2_PASSWORD="escape",
    )  # fmt: skip

    junit = ET.parse(session.folder / "junit.xml")  # noqa: S314 - our own
    assert done.returncode == 0, done.stdout
    assert [(one.get("name"), one.get("value")) for one in junit.iter("property")] == [
        ("scenario", "escape"),
        ("quirk", "escape-and-a-close-button-or-neither"),
    ]
    assert [str(case.get("name")).partition("[")[0] for case in junit.iter("testcase")] == ["test_escape"]
