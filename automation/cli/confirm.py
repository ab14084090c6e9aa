"""Ask before what cannot be undone."""

from collections.abc import Sequence

from automation.cli.output import output
from automation.cli.progress import Progress
from automation.errors import ConfigError

_YES = {"y", "yes"}


def confirm(did: str, told: Sequence[str], question: str, narrator: Progress, *, is_sure: bool) -> None:
    """Say what is about to be done, and ask whether it may be; with `is_sure` nobody is asked.

    Raises:
        ConfigError: nobody said yes, or nobody can be asked.
    """
    if is_sure:
        return
    if not output().can_ask:
        raise ConfigError(did, "nobody confirmed it, and there is no terminal to ask on; nothing was changed",
                          hint="add --yes.", code="not_confirmed")  # fmt: skip
    with narrator.paused():
        output().say(*told)
        answer = output().ask(f"{question} [y/N]", is_optional=True)
    if answer.strip().casefold() not in _YES:
        raise ConfigError(did, "you did not say yes; nothing was changed", code="not_confirmed")
