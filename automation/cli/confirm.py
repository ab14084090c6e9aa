"""Ask before what cannot be undone."""

from collections.abc import Collection, Sequence

from automation.cli.output import output
from automation.cli.progress import Progress
from automation.errors import ConfigError

YES = ("y", "yes")


def check_somebody_can_confirm(did: str, *, is_sure: bool, hint: str = "add --yes.") -> None:
    """Find out before anything is started whether there is somebody to ask, where somebody is to be asked.

    Raises:
        ConfigError: there is no terminal to ask on.
    """
    if not is_sure and not output().can_ask:
        raise ConfigError(did, "there is no terminal to ask on; nothing was deleted", hint=hint, code="not_confirmed")


def confirm(
    did: str, told: Sequence[str], question: str, narrator: Progress, *, accepted: Collection[str] = YES
) -> None:
    """Say what is about to be done, and ask whether it may be; only an answer that is `accepted` lets it.

    Raises:
        ConfigError: the answer is another.
        click.Abort: Ctrl-C, or the end of what is typed.
    """
    with narrator.paused():
        output().say(*told)
        answer = output().ask(question, is_optional=True)
    if answer.strip().casefold() not in accepted:
        raise ConfigError(did, "the answer was not yes; nothing was deleted", code="not_confirmed")
