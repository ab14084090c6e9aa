"""A plugin of the pytests that we start: their exit codes say whether a scenario has run at all.

Without it 1 is "some failed" and also what Python ends with where pytest cannot be loaded, and 2 is an interruption and
also a test that cannot be imported.
"""

import pytest

from automation.testing.plugin.starting import BEGUN, STOPPED


class _Seen:
    """What became of the scenarios."""

    has_begun = has_failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of each, from pytest-xdist's workers too."""
        self.has_begun = True
        self.has_failed = self.has_failed or report.failed

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Add to the exit code once there was one; to be stopped by a failure is to have failed."""
        code = int(session.exitstatus)
        if not self.has_begun or code > STOPPED:
            return
        if self.has_failed and code == pytest.ExitCode.INTERRUPTED:
            code = pytest.ExitCode.TESTS_FAILED
        session.exitstatus = BEGUN + code


def pytest_configure(config: pytest.Config) -> None:
    """Watch this run."""
    config.pluginmanager.register(_Seen())
