"""What a test that fails leaves behind, without secrets: a picture, an aria snapshot, a trace, the error."""

import re
import tempfile
from collections.abc import Iterable
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
# Shorter texts are shown whole; of what is left, so much may be anything.
_ELIDED, _TELLING = 24, 3
_VALUES = "fields => fields.map(field => field.value)"


@dataclass(slots=True)
class Evidence:
    """Watches the page of one test; `folder` is where to leave what is left, None for nowhere.

    The trace ends where the first form opens, for that shows a client secret (recording/traces.py).
    """

    page: Page
    folder: Path | None
    redactor: Redactor
    _shown: list[str] = field(default_factory=list, repr=False)
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
                    self._shown.append(str(value))

    def _redact(self, report: pytest.TestReport) -> None:
        told = report.longreprtext
        if (clean := self._clean(told)) != told:
            report.longrepr = clean
        report.sections = [(name, self._clean(text)) for name, text in report.sections]

    def _clean(self, text: str) -> str:
        """The text without secrets, and without what pytest leaves of long ones: a beginning, three dots and an end."""
        text = self.redactor(text)
        for value in filter(lambda value: len(value) >= _ELIDED, self._shown):
            tail = _any_tail(value)
            text = re.sub(rf"{_any_head(value)}\.\.\.{tail}?|\.\.\.{tail}", "••••••", text)
        return text

    def _aria(self) -> str:
        """The page and the frames in it, each after its address."""
        return "".join(f"# {frame.url}\n{frame.locator('body').aria_snapshot()}\n" for frame in self.page.frames)

    def _write(self, name: str, text: str) -> None:
        assert self.folder is not None  # noqa: S101 - only called where there is one
        (self.folder / name).write_text(self._clean(text), encoding="utf-8")


def _any_head(value: str) -> str:
    return _any(value[:end] for end in range(len(value) - 1, _TELLING, -1))


def _any_tail(value: str) -> str:
    return _any(value[start:] for start in range(1, len(value) - _TELLING))


def _any(parts: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, parts))})"
