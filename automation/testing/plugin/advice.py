"""What pytest advises names pytest's options, and where one of our commands has started it, how they get there."""

import sys

from automation import errors
from automation.testing.plugin import OPTIONS

_OURS = {name for name, _ in OPTIONS}
# Of pytest-playwright's, what our hints name.
_PLAYWRIGHTS = {"--headed"}
_STARTED_BY_US = "automation.testing.plugin.exit_status"


def fitting(hint: str) -> str:
    """The hint, as far as it applies in pytest."""
    return errors.fitting_hint(hint, lambda flag, _: _called(flag), lambda _: True)


def _called(flag: str) -> str:
    name = flag if flag in _PLAYWRIGHTS | _OURS else f"--dhis2-{flag.removeprefix('--')}"
    if name not in _PLAYWRIGHTS | _OURS:
        return ""
    return f"`-- {name}`" if _STARTED_BY_US in sys.modules else name
