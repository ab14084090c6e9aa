"""The command that films, in a folder where all that it writes stays."""

from dataclasses import dataclass

from automation.sandbox.server import Sandbox
from tests.support.command import Command

CLIENT = ("--client-id", "reports", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
NO_MASK = {"automation.recording.mask.SCRIPT": "''", "automation.recording.mask.COVER": "'() => {}'"}
UNCHECKED = NO_MASK | {"automation.recording.mask.is_covered": "lambda page: True"}


@dataclass
class FilmCommand(Command):
    """The command in a folder where all that it writes stays, temporary files included."""

    sandbox: Sandbox | None = None

    def record(self, video: str, *arguments: str, **environment: str) -> int:
        assert self.sandbox
        done = self("record", *self.at(self.sandbox), "--video", video, "--captions", "both", *arguments,
                    TMPDIR=str(self.folder), **environment)  # fmt: skip
        self.said = done.stdout + done.stderr
        return done.returncode

    @property
    def left(self) -> set[str]:
        """What is in the folder besides Playwright's own files, which it removes later."""
        return {path.name for path in self.folder.iterdir()} - {"playwright-artifacts"}
