"""Films by the command as a user runs it, in a folder where all that it writes stays."""

from dataclasses import dataclass

from automation.sandbox.server import Sandbox
from tests.support.command import Command

CLIENT = ("--client-id", "reports", "--grant", "authorization_code", "--redirect-uri", "https://app.example.org/cb")
NO_MASK = {"automation.recording.mask.SCRIPT": "''", "automation.recording.mask.cover": "lambda page: None"}
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
        """What is in the folder but Playwright's own, which it cleans up when it is its turn."""
        return {path.name for path in self.folder.iterdir()} - {"playwright-artifacts"}
