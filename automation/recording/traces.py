"""Playwright traces of the steps that show no secret, for whoever has to find out why a page misbehaved."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.errors import ConfigError
from automation.narrator import Narrator, Place, Step
from automation.recording.scrub import LEFT_OUT, scrub_file
from automation.secrets.files import write_private
from automation.secrets.redact import Redactor

# Not the sign-in, not the form, which shows the secret from its first moment, and not the proof.
_SHOWN = {Step.OPEN_SECTION, Step.SEE_IN_LIST}


class Traces:
    """A narrator that traces a step from its beginning to its end, and writes it down scrubbed."""

    def __init__(self, page: Page, folder: Path, redactor: Redactor, narrator: Narrator) -> None:
        self._page = page
        self._folder = folder
        self._redactor = redactor
        self._narrator = narrator
        self._count = 0

    def begin(self, step: Step, detail: str, _at: Sequence[Place]) -> None:
        """Start tracing a step that shows no secret."""
        if step in _SHOWN:
            self._page.context.tracing.start(screenshots=True, snapshots=True, title=f"{step}: {detail}")

    def done(self, step: Step, _detail: str) -> None:
        """Write the step's trace."""
        self._write(step)

    def failed(self, step: Step) -> None:
        """Write how far the step came."""
        self._write(step, suffix="-failed")

    def note(self, text: str) -> None: ...

    def _write(self, step: Step, suffix: str = "") -> None:
        if step not in _SHOWN:
            return
        if self._count == 0:
            self._narrator.note(LEFT_OUT)
        self._count += 1
        name = f"{self._count:02}-{step.name.lower().replace('_', '-')}{suffix}.zip"
        try:
            # Raw, it exists in a folder of our own only, and only for as long as it takes to scrub it.
            with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as ours:
                raw = Path(ours) / name
                self._page.context.tracing.stop(path=raw)
                write_private(self._folder / name, scrub_file(raw, self._redactor), overwrite=True)
        except PlaywrightError:
            # A browser that is gone has taken its trace along; the error that says why is on its way.
            return
        except (OSError, ConfigError) as error:
            reason = getattr(error, "saw", None) or getattr(error, "strerror", None) or error
            self._narrator.note(f"The trace {name} could not be written: {reason}.")
