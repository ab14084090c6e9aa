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
from PIL import Image

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
    build, locale = Path(pytestconfig.getoption("--dhis2-sandbox-ui")), pytestconfig.getoption("--dhis2-language")
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
    Image.new("RGB", (1280, 720), "steelblue").save(folder / "screenshot.png")
    (folder / "aria.diff").write_text(DIFF)
    (folder / "trace.zip").write_bytes(b"PK")
    (folder / "error.txt").write_text("the page differs from its golden")
