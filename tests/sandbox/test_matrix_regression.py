"""A System Settings app that has changed: the matrix says in which way."""

import shutil
from pathlib import Path

import pytest

import automation.sandbox
from automation.errors import ExitCode
from automation.testing.screens.snapshot import SECRET
from tests.support.command import Command

STAND_IN = Path(automation.sandbox.__file__).parent / "ui" / "settings"


@pytest.fixture
def builds(tmp_path: Path) -> Path:
    """The stand-in's UI with one label changed and one field taken out."""
    form = shutil.copytree(STAND_IN, tmp_path / "builds" / "changed@2.41.9") / "js" / "form.js"
    text = form.read_text(encoding="utf-8")
    assert text.count('"Refresh token"') == text.count("secretField(record), ") == 1
    form.write_text(text.replace('"Refresh token"', '"Renew token"').replace("secretField(record), ", ""), "utf-8")
    return tmp_path / "builds"


def test_a_changed_label_and_a_missing_field_are_shown_line_by_line(builds: Path, command: Command) -> None:
    ended = command("matrix", "--builds", str(builds), "--language", "en", "--html", "all.html", "--",
                    "-k", "looks_of_the_form")  # fmt: skip

    assert ended.returncode == ExitCode.NEW_FAILURES, ended.stdout + ended.stderr
    (diff,) = (command.folder / "dhis2-matrix").rglob("aria.diff")
    first = diff.read_text("utf-8").split("\n\n")[0].splitlines()
    assert [line for line in first[2:] if line.startswith(("+", "-"))] == [
        "-  - text: Client Secret",
        f'-  - textbox "Client Secret" [disabled]: {SECRET}',
        "-  - text: Refresh token",
        "+  - text: Renew token",
    ]
    assert '<span class="more">+  - text: Renew token</span>' in (command.folder / "all.html").read_text("utf-8")
