"""Take the secrets out of pytest's reports before anybody reads them: terminal, JUnit, report log, pytest-xdist.

One object hears every report first and cleans pytest's own plain form of it, which pytest-xdist sends as well. So
whoever listens needs nothing of their own.
"""

import warnings
from collections.abc import Generator
from typing import Any

import pytest

from automation.testing.plugin.evidence import EVIDENCE, scenario_name
from automation.testing.plugin.quirks import QUIRKS
from automation.testing.plugin.redactor import PartsRedactor

# Where pytest names places and its own ways of showing an error, in what it makes of a report.
_ITS_OWN = {"path", "style", "type"}
_Report = pytest.TestReport | pytest.CollectReport
_Heard = Generator[None, object, object]


class Reports:
    """Hears every report before anybody else does, and takes the secrets out; of a worker before it is sent.

    The names of tests and places stay as they are: they are how reports are told apart.
    """

    def __init__(self, config: pytest.Config, redactor: PartsRedactor) -> None:
        self._config = config
        self._redactor = redactor
        # Properties of ours may say these whatever a password is.
        self._own_words = set(QUIRKS)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Learn what the page has shown, and keep what shows why a test failed."""
        report = yield
        if isinstance(item, pytest.Function):
            self._own_words.add(scenario_name(item))
        if evidence := item.stash.get(EVIDENCE, None):
            evidence.learn(with_fields=report.failed)
        self.clean(report)
        if report.failed and evidence:
            evidence.keep(report.longreprtext)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> _Heard:
        """A phase of a test has ended, or a part of it."""
        self.clean(report)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> _Heard:
        """A module was loaded."""
        self.clean(report)
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """Somebody warned; of this hook there are no wrappers."""
        said = str(warning_message.message)
        if (told := self._redactor.told(said)) != said:
            warning_message.message = Warning(told)

    def clean(self, report: _Report) -> None:
        """Take the secrets out of a report."""
        report.longrepr = self._clean_error(report)
        report.sections = [(name, self._redactor.told(text)) for name, text in report.sections]
        if isinstance(report, pytest.TestReport):
            report.user_properties = [(name, self._clean_property(value)) for name, value in report.user_properties]
            if hasattr(report, "wasxfail"):
                report.wasxfail = self._redactor.told(report.wasxfail)

    def _clean_property(self, value: object) -> object:
        if isinstance(value, bool) or value is None or str(value) in self._own_words:
            return value
        told = self._redactor.told(str(value))
        return value if told == str(value) else told

    def _clean_error(self, report: _Report) -> Any:
        error = report.longrepr
        if error is None or isinstance(error, str):
            return error and self._redactor.told(error)
        if isinstance(error, tuple):
            path, line, reason = error
            return path, line, self._redactor.told(reason)
        hook = self._config.hook
        plain = hook.pytest_report_to_serializable(config=self._config, report=report)
        told = plain | {"longrepr": self._told(plain["longrepr"])}
        return hook.pytest_report_from_serializable(config=self._config, data=told).longrepr if told != plain else error

    def _told(self, value: Any) -> Any:
        """The same of what pytest makes of an error: its texts, and neither places nor numbers."""
        if isinstance(value, str):
            return self._redactor.told(value)
        if isinstance(value, dict):
            return {key: inner if key in _ITS_OWN else self._told(inner) for key, inner in value.items()}
        return type(value)(map(self._told, value)) if isinstance(value, list | tuple) else value
