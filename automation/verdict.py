"""What a series of checks concluded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from automation.errors import listed


class Outcome(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - an outcome
    FAIL = "fail"
    WARN = "warn"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question, its answer, why, and what to do next where it is needed."""

    name: str
    outcome: Outcome
    reason: str
    next_step: str = ""


def _nobody(_check: Check) -> None:
    """Nobody waits for it."""


@dataclass(slots=True)
class Verdict:
    """All checks of one run, in the order in which they were made; `heard` is told of each at once."""

    checks: list[Check] = field(default_factory=list)
    heard: Callable[[Check], None] = field(default=_nobody, repr=False, compare=False)

    @property
    def is_good(self) -> bool:
        """Nothing failed, and something was proved."""
        outcomes = {check.outcome for check in self.checks}
        return Outcome.PASS in outcomes and Outcome.FAIL not in outcomes

    @property
    def failures(self) -> list[Check]:
        """What failed."""
        return [check for check in self.checks if check.outcome is Outcome.FAIL]

    def passed(self, name: str, reason: str) -> None:
        """Note a check that passed."""
        self._note(Check(name=name, outcome=Outcome.PASS, reason=reason))

    def failed(self, name: str, reason: str, next_step: str) -> None:
        """Note a check that failed, and what to do about it."""
        self._note(Check(name=name, outcome=Outcome.FAIL, reason=reason, next_step=next_step))

    def warned(self, name: str, reason: str, next_step: str) -> None:
        """Note something that may be meant so, but often is not."""
        self._note(Check(name=name, outcome=Outcome.WARN, reason=reason, next_step=next_step))

    def skipped(self, name: str, reason: str) -> None:
        """Note a check that does not apply here."""
        self._note(Check(name=name, outcome=Outcome.NOT_APPLICABLE, reason=reason))

    def _note(self, check: Check) -> None:
        self.checks.append(check)
        self.heard(check)


@dataclass(slots=True)
class ProofVerdict(Verdict):
    """What came of proving a client with the OAuth2 flow itself.

    `worked` are the grants by which a token came that read the user's profile; `untried` are grants of the client
    that could not be tried, each with the reason.
    """

    worked: list[str] = field(default_factory=list)
    untried: dict[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Nothing failed, and a token was had that read a profile."""
        return bool(self.worked) and not self.failures

    def not_tried(self, grant: str, why: str) -> None:
        """Note a grant of the client that cannot be tried here."""
        self.untried[grant] = why
        self.skipped(grant, f"not tried: {why}")

    @property
    def refused(self) -> list[str]:
        """What was tried and refused, as it must be."""
        mark = " refused"
        passed = (check.name for check in self.checks if check.outcome is Outcome.PASS)
        return [name.removesuffix(mark) for name in passed if name.endswith(mark)]

    @property
    def words(self) -> str:
        """What worked, in a sentence without its end."""
        return f"by {listed(self.worked)} a token came that read the user's profile"
