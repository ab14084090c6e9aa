"""What a test that fails leaves behind, without secrets: a picture, an aria snapshot, a trace, the error."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.recording.mask import SECRETS
from automation.recording.screenshots import photograph
from automation.recording.scrub import scrub_file
from automation.redact import Redactor
from automation.secret import Secret

EVIDENCE: pytest.StashKey["Evidence"] = pytest.StashKey()
_VALUES = "fields => fields.map(field => field.value)"


@dataclass(slots=True)
class Evidence:
    """Watches the page of one test; `folder` is where to leave what is left, None for nowhere.

    The trace ends where the first form opens, for that shows a client secret (recording/traces.py).
    """

    page: Page
    folder: Path | None
    redactor: Redactor
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

    def keep(self, report: pytest.TestReport) -> None:
        """Leave everything there is, and take the secrets that the page shows out of the report."""
        self._learn_secrets()
        self._redact(report)
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write("error.txt", report.longreprtext)
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

    def _learn_secrets(self) -> None:
        with suppress(PlaywrightError):
            for frame in self.page.frames:
                for value in frame.locator(SECRETS).evaluate_all(_VALUES):
                    self.redactor.register(Secret(str(value)))

    def _redact(self, report: pytest.TestReport) -> None:
        told = report.longreprtext
        if (clean := self.redactor(told)) != told:
            report.longrepr = clean
        report.sections = [(name, self.redactor(text)) for name, text in report.sections]

    def _aria(self) -> str:
        """The page and the frames in it, each after its address."""
        return "".join(f"# {frame.url}\n{frame.locator('body').aria_snapshot()}\n" for frame in self.page.frames)

    def _write(self, name: str, text: str) -> None:
        assert self.folder is not None  # noqa: S101 - only called where there is one
        (self.folder / name).write_text(self.redactor(text), encoding="utf-8")
