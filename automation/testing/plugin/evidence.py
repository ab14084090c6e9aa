"""What a test that fails leaves behind, without secrets: a picture, an aria snapshot, a trace, the error."""

import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.recording.mask import SECRETS
from automation.recording.screenshots import photograph
from automation.recording.traces import scrub_file
from automation.secrets.secret import Secret
from automation.testing.plugin.redactor import PartsRedactor
from automation.testing.plugin.run import Run

EVIDENCE: pytest.StashKey["Evidence"] = pytest.StashKey()
# Of cookies, what is shorter is a setting and no session.
_LONG_COOKIE = 16
_BROWSER = "browser_name"
_VALUES = "fields => fields.map(field => field.value)"


@dataclass(slots=True)
class Evidence:
    """Watches the page of one test; `folder` is where to leave what is left, None for nowhere.

    The trace ends where the first form opens, for that shows a client secret (recording/traces.py).
    """

    page: Page
    folder: Path | None
    redactor: PartsRedactor
    _is_tracing: bool = False
    _raw: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def begin(self) -> None:
        """Start the trace, unless pytest-playwright's --tracing already does."""
        if self.folder:
            with suppress(PlaywrightError):
                self.page.context.tracing.start(screenshots=True, snapshots=True)
                self._is_tracing = True

    def end_trace(self) -> None:
        """Trace no further."""
        if not self._is_tracing:
            return
        self._is_tracing = False
        self._raw = tempfile.TemporaryDirectory(prefix="dhis2-oauth-")
        with suppress(PlaywrightError):
            self.page.context.tracing.stop(path=self._trace)

    def learn(self, *, with_fields: bool) -> None:
        """Know the secrets of the session, which may have changed, and with the fields what the pages show now.

        What they have shown before is known (context.py).
        """
        with suppress(PlaywrightError):
            for cookie in self.page.context.cookies():
                if len(value := str(cookie.get("value", ""))) >= _LONG_COOKIE:
                    self.redactor.register(Secret(value))
            for page in self.page.context.pages if with_fields else ():
                self._learn_fields(page)

    def keep(self, error: str) -> None:
        """Leave everything there is, with the error as it is told."""
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write("error.txt", error)
            with suppress(PlaywrightError):
                self._write("aria.yml", self._aria())
                photograph(self.page, self.folder / "screenshot.png")
            self._keep_trace(self.folder)

    def end(self) -> None:
        """Throw away what nobody asked to keep."""
        self.end_trace()
        if self._raw:
            self._raw.cleanup()

    @property
    def _trace(self) -> Path:
        assert self._raw is not None  # noqa: S101 - made where tracing ends
        return Path(self._raw.name) / "trace.zip"

    def _keep_trace(self, folder: Path) -> None:
        self.end_trace()
        if self._raw and self._trace.exists():
            (folder / "trace.zip").write_bytes(scrub_file(self._trace, self.redactor))

    def _learn_fields(self, page: Page) -> None:
        for frame in page.frames:
            for value in frame.locator(SECRETS).evaluate_all(_VALUES):
                self.redactor.register(Secret(str(value)))

    def _aria(self) -> str:
        """The page and the frames in it, each after its address."""
        return "".join(f"# {frame.url}\n{frame.locator('body').aria_snapshot()}\n" for frame in self.page.frames)

    def _write(self, name: str, text: str) -> None:
        assert self.folder is not None  # noqa: S101 - only called where there is one
        (self.folder / name).write_text(self.redactor.told(text), encoding="utf-8")


def folder_of(run: Run, test: pytest.Function) -> Path | None:
    """Where a test leaves what is left of it."""
    return run.options.artefacts / scenario_name(test) if run.options.artefacts else None


def scenario_name(test: pytest.Function) -> str:
    """The name of a test as a scenario: its own, and which of its cases it is."""
    words = test.originalname.removeprefix("test_") if test.originalname else test.name
    parameters = getattr(test, "callspec", None)
    cases = [f"{value}" for name, value in parameters.params.items() if name != _BROWSER] if parameters else []
    return "-".join(re.sub(r"[^\w.]+|_", "-", part).strip("-") for part in [words, *cases])
