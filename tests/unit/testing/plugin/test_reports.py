"""A report of pytest stays one whatever the secrets are, and has none of them in it."""

import json
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from automation.secrets.redact import MASK
from automation.secrets.secret import Secret
from automation.testing.plugin.redactor import PartsRedactor
from automation.testing.plugin.reports import Reports

SECRET = "3f2a8c71e-9b04-4d5e-a6f7-0c1d2e3f4a5b"
WORDS = [
    "setup", "call", "teardown", "failed", "passed", "skipped", "long", "native", "reprcrash", "lineno", "path", "1234",
    "ReprEntry", "TestReport", "chain", "test_theirs.py", "test_fails", "true", "null", "None",
]  # fmt: skip


def fails(secret: str) -> None:
    raise RuntimeError(secret) from KeyError(secret)


@pytest.fixture
def told(pytestconfig: pytest.Config) -> Callable[..., dict[str, Any]]:
    """What pytest hands on of a report, after these secrets were taken out of it."""

    def clean(report: pytest.TestReport | pytest.CollectReport, *secrets: str) -> dict[str, Any]:
        redact = PartsRedactor()
        for secret in secrets:
            redact.register(Secret(secret))
        Reports(pytestconfig, redact).clean(report)
        plain: dict[str, Any] = pytestconfig.hook.pytest_report_to_serializable(config=pytestconfig, report=report)
        return plain

    return clean


def report(error: str = "T0LD", style: Any = "long", **more: Any) -> pytest.TestReport:
    with pytest.raises(RuntimeError) as caught:
        fails(error)
    longrepr = caught.getrepr(style=style, showlocals=True)
    return pytest.TestReport(
        "test_theirs.py::test_fails", ("test_theirs.py", 1234, "test_fails"), {}, "failed", longrepr, "call", **more
    )


@pytest.mark.parametrize("style", ["long", "short", "native", "line", "no", "value"])
@pytest.mark.parametrize("secret", [SECRET, 'p&ss "wö\'rd"/1\\+', "a\\nb\\tc", "true"])
def test_nothing_of_an_error_tells_the_secret(told: Callable[..., dict[str, Any]], style: str, secret: str) -> None:
    plain = told(report(secret, style, sections=[("Captured log call", secret)]), secret)

    assert secret not in str(plain)
    assert json.dumps(secret)[1:-1] not in json.dumps(plain["longrepr"])
    assert plain["longrepr"]["reprcrash"]["message"] == f"RuntimeError: {MASK}"


@pytest.mark.parametrize("word", WORDS)
def test_a_password_that_is_a_word_of_pytests_changes_none_of_it(
    told: Callable[..., dict[str, Any]], word: str
) -> None:
    before, after = told(report()), told(report(), word)

    assert skeleton(after) == skeleton(before)
    assert {name: after[name] for name in ("nodeid", "outcome", "when", "location")} == {
        name: before[name] for name in ("nodeid", "outcome", "when", "location")
    }


def skeleton(value: Any) -> Any:
    """All but the texts that tell something."""
    if isinstance(value, dict):
        return {key: skeleton(inner) for key, inner in value.items() if key not in {"lines", "message", "args"}}
    return [skeleton(inner) for inner in value] if isinstance(value, list | tuple) else value


def test_properties_tell_none_but_those_of_quirks_are_ours(told: Callable[..., dict[str, Any]]) -> None:
    quirk = "escape-and-a-close-button-or-neither"
    given = [
        ("told", SECRET),
        ("number", 12345678),
        ("text", f"x{SECRET}"),
        ("quirk", quirk),
        ("none", None),
        ("is", True),
    ]

    plain = told(report(user_properties=given), SECRET, "12345678", quirk, "None", "True")

    assert plain["user_properties"] == [
        ("told", MASK), ("number", MASK), ("text", f"x{MASK}"), ("quirk", quirk), ("none", None), ("is", True),
    ]  # fmt: skip


def test_a_module_that_cannot_be_loaded_and_one_that_is_skipped_tell_none(told: Callable[..., dict[str, Any]]) -> None:
    broken = pytest.CollectReport("test_theirs.py", "failed", f"E   NameError: {SECRET}", None)
    skipped = pytest.CollectReport("test_theirs.py", "skipped", ("test_theirs.py", 1234, f"Skipped: {SECRET}"), None)

    assert told(broken, SECRET)["longrepr"] == f"E   NameError: {MASK}"
    assert told(skipped, SECRET, "test_theirs.py")["longrepr"] == ("test_theirs.py", 1234, f"Skipped: {MASK}")


def test_a_warning_tells_none(pytestconfig: pytest.Config) -> None:
    redact = PartsRedactor()
    redact.register(Secret(SECRET))
    warned = warnings.WarningMessage(UserWarning(SECRET), UserWarning, "test_theirs.py", 1)

    Reports(pytestconfig, redact).pytest_warning_recorded(warned)

    assert str(warned.message) == MASK


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"assert '{SECRET[:11]}...{SECRET[-13:]}' == 'x'", f"assert '{MASK}...{MASK}' == 'x'"),
        (f"assert 'Bearer {SECRET[:4]}...{SECRET[-13:]}' == 'x'", f"assert 'Bearer {MASK}...{MASK}' == 'x'"),
        (f"- {SECRET[-11:]}!", f"- {MASK}!"),
        (f"{SECRET[5:20]} {SECRET[20:]}", f"{MASK} {MASK}"),
        (f"{SECRET[:3]}... {SECRET[:7]}", f"{SECRET[:3]}... {SECRET[:7]}"),
        (f"{SECRET}{SECRET}", MASK * 2),
        ("nothing ... of it", "nothing ... of it"),
    ],
)
def test_parts_that_pytest_leaves_are_masked(text: str, told: str) -> None:
    redact = PartsRedactor()
    redact.register(Secret(SECRET))

    assert redact.told(text) == told


def test_a_short_password_is_masked_beside_the_dots_and_leaves_words_alone() -> None:
    redact = PartsRedactor()
    redact.register(Secret("district-1"))

    assert redact.told("'the password is dist...rict-1' of the district") == (
        f"'the password is {MASK}...{MASK}' of the district"
    )
