"""A suite that needs no browser: what befalls a test stands in the build, in `befalls.json`, by scenario and language.

It is copied to where it is run, so that nobody takes it for tests of ours.
"""

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f0001050101"
    "27182d330000000049454e44ae426082"
)
DIFF = """\
--- the golden (expected)
+++ the page (shown)
@@ -1,2 +1,2 @@
 - form:
-  - button "Save"
+  - button "<i>Sauver</i>"
"""


@pytest.mark.parametrize("scenario", ["create", "edit", "delete"])
def test_scenario(scenario: str, pytestconfig: pytest.Config, record_property: Callable[[str, object], None]) -> None:
    record_property("scenario", scenario)
    if scenario == "delete":
        record_property("quirk", "delete-asks-nobody")
    build, locale = Path(pytestconfig.getoption("--dhis2-sandbox-ui")), pytestconfig.getoption("--dhis2-locale")
    befalls = json.loads((build / "befalls.json").read_text(encoding="utf-8"))
    happens(befalls.get(f"{scenario} {locale}") or befalls.get(scenario, ""), build)
    if told := befalls.get(f"{scenario} {locale} fails"):
        leave(Path(pytestconfig.getoption("--dhis2-artefacts")) / scenario)
        pytest.fail(told)


def happens(what: str, build: Path) -> None:
    if what == "hangs":
        (build / "hanging.pid").write_text(str(os.getpid()))
        threading.Event().wait()
    if what == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "is skipped":
        pytest.skip("there is nothing to see")


def leave(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "screenshot.png").write_bytes(PICTURE)
    (folder / "aria.diff").write_text(DIFF)
    (folder / "trace.zip").write_bytes(b"PK")
    (folder / "error.txt").write_text("the page differs from its golden")
