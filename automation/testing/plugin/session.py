"""The plugin's part at the beginning and end of a pytest session and before each test."""

import pytest

from automation.errors import ConfigError
from automation.testing.plugin.errors import fitting
from automation.testing.plugin.options import read_options
from automation.testing.plugin.redactor import PartsRedactor
from automation.testing.plugin.reports import Reports
from automation.testing.plugin.run import RUN, Run
from automation.testing.plugin.starting import FLAKY

_WITH_A_PAGE = {"dhis2_page", "dhis2_other_page"}
_NOTES = "dhis2_oauth_notes"
_HEARD: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Check the options, and take the secrets out of the environment before a browser starts."""
    config = session.config
    if config.pluginmanager.hasplugin("dsession"):
        # pytest-xdist's workers do the work, and inherit the environment from here.
        return
    redactor = PartsRedactor()
    try:
        options = read_options(config, redactor)
    except ConfigError as error:
        raise pytest.UsageError(redactor.told(f"{error.message}. Try: {fitting(error.hint)}")) from None
    config.stash[RUN] = run = Run(options, redactor)
    config.pluginmanager.register(Reports(config, redactor))
    config.add_cleanup(run.close)


def pytest_report_header(config: pytest.Config) -> str:
    """Say which DHIS2 is tested."""
    named = config.getoption("dhis2_url") or f"sandbox {config.getoption('dhis2_sandbox')}"
    how = "read-only" if config.getoption("dhis2_read_only") else f"prefix {config.getoption('dhis2_prefix')}"
    return f"dhis2: {named}, {how}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what writes where nothing may be written; ready the arguments of pytest-playwright's context."""
    run = item.config.stash[RUN]
    if run.options.read_only and item.get_closest_marker("dhis2_writes"):
        pytest.skip("it writes, and --dhis2-read-only forbids that")
    if _WITH_A_PAGE.intersection(getattr(item, "fixturenames", ())):
        own = item.get_closest_marker("browser_context_args")
        arguments = run.context_arguments() | dict(own.kwargs if own else {})
        # pytest-playwright looks at the first of these only.
        item.add_marker(pytest.mark.browser_context_args(**arguments), append=False)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tidy up before anything else ends: after Ctrl-C the browser may already be gone."""
    run = session.config.stash.get(RUN, None)
    if run is None:
        return
    run.finish()
    run.notes = [run.redactor.told(note) for note in run.notes]
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_NOTES] = run.notes


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take over the notes of a worker of pytest-xdist."""
    said = getattr(node, "workeroutput", {}).get(_NOTES, [])
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    config.stash.setdefault(_HEARD, []).extend(said)


def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Count what passed at the second try only as flaky."""
    is_flaky = isinstance(report, pytest.TestReport) and report.when == "call" and report.passed and _troubles(report)
    return (FLAKY, "f", FLAKY.upper()) if is_flaky else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was flaky and why, what was left over, and what could not be tidied up."""
    for report in terminalreporter.getreports(FLAKY):
        name = dict(report.user_properties).get("scenario", report.location[2])
        for trouble in _troubles(report):
            told = f"dhis2: flaky: {name}: opened at the second try only; the first: {trouble}"
            terminalreporter.write_line(told, yellow=True)
    run = config.stash.get(RUN, None)
    for note in [*(run.notes if run else ()), *config.stash.get(_HEARD, [])]:
        terminalreporter.write_line(f"dhis2: {note}", yellow=True)


def _troubles(report: pytest.TestReport) -> list[object]:
    return [value for name, value in report.user_properties if name == FLAKY]
