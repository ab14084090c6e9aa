"""Our errors as pytest tells them: hints name pytest's options."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from automation.errors import AutomationError, fitting_hint
from automation.testing.plugin import OPTIONS
from automation.testing.plugin.run import Run

_OURS = {name for name, _ in OPTIONS}
# Of pytest-playwright's, what our hints name.
_PLAYWRIGHTS = {"--headed"}
_STARTED_BY_US = "automation.testing.plugin.exit_status"


def fitting(hint: str) -> str:
    """The hint, as far as it applies in pytest."""
    return fitting_hint(hint, lambda flag, _: _called(flag), lambda _: True)


def _called(flag: str) -> str:
    name = flag if flag in _PLAYWRIGHTS | _OURS else f"--dhis2-{flag.removeprefix('--')}"
    if name not in _PLAYWRIGHTS | _OURS:
        return ""
    return f"`-- {name}`" if _STARTED_BY_US in sys.modules else name


@contextmanager
def failing(run: Run | None = None) -> Iterator[None]:
    """Fail in the words of our errors, without a traceback through our own code; the run remembers why."""
    try:
        yield
    except AutomationError as error:
        failed = error
        if run:
            run.failure = error
    else:
        return
    hint = fitting(failed.hint)
    pytest.fail(f"{failed.message}. Try: {hint}" if hint else failed.message, pytrace=False)
