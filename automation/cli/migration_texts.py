"""A migration for people to read, in 80 columns: what changes for each client, who is told what, what came of it."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from automation.clients.difference import Difference
from automation.clients.migration import MigrationOutcome, MigrationPlan, SecretFate

if TYPE_CHECKING:
    from automation.flows.migrate import Migration

_WIDTH, _LABEL = 80, 18
_ENDS = {
    MigrationOutcome.PLANNED: "not yet made",
    MigrationOutcome.CREATED: "made",
    MigrationOutcome.RESUMED: "finished, where an earlier run was stopped",
    MigrationOutcome.UNCHANGED: "was there already, just so",
    MigrationOutcome.CONFLICT: "left alone: another client has this ID",
    MigrationOutcome.CANNOT: "cannot be migrated",
    MigrationOutcome.FAILED: "failed",
}


def plan_lines(plan: MigrationPlan) -> list[str]:
    """What becomes of one client: what stays, what changes, who must be told what; or why it cannot be."""
    if not plan.spec:
        lines = [line for why in plan.blockers for line in _wrapped(f"Cannot be migrated: {why}.", "  ")]
    else:
        uris = len(plan.spec.redirect_uris)
        stays = ["client ID", *(["secret"] if plan.secret is SecretFate.KEPT else []),
                 f"{uris} redirect URI{'' if uris == 1 else 's'}"]  # fmt: skip
        lines = _wrapped(f"Stays: {', '.join(stays)}.", "  ")
    changes = [line for change in plan.changes for line in _change(change)]
    return [plan.client_id, *lines, *changes, *_told(plan)]


def results(migrations: Sequence["Migration"]) -> list[str]:
    """What has become of each client, in a line or two."""
    return [line for each in migrations for line in _result(each)]


def counted(migrations: Sequence["Migration"]) -> str:
    """How many clients came to which end."""
    ends = [each.outcome for each in migrations]
    return ", ".join(f"{ends.count(end)} {end}" for end in MigrationOutcome if end in ends) or "none"


def _result(migration: "Migration") -> Iterator[str]:
    plan, words = migration.plan, [_ENDS[migration.outcome]]
    if migration.verdict and migration.verdict.is_good:
        words.append(f"proved with {'its old' if plan.keeps_secret else 'its new'} secret ({migration.verdict.words})")
    if migration.delivered_to:
        words.append(f"its values are in {migration.delivered_to} (only you can read that file)")
    said = migration.error.saw if migration.error and migration.outcome is not MigrationOutcome.CANNOT else ""
    yield from _wrapped(f"{plan.client_id}: {'; '.join(words)}{f': {said}' if said else ''}.", "  ", "      ")
    if said and migration.error and migration.error.hint:
        yield from _wrapped(f"Try: {migration.error.hint}", "      ")


def _told(plan: MigrationPlan) -> Iterator[str]:
    for who, words in groupby(plan.tell, key=attrgetter("who")):
        yield f"  Tell {who}:"
        for word in words:
            yield from _wrapped(word.what, "    - ", "      ")


def _change(change: Difference) -> Iterator[str]:
    for mark, values, others in (("-", change.stored, change.wanted), ("+", change.wanted, change.stored)):
        for value in (value for value in values if value not in others):
            head = f"  {mark} {change.what}"
            yield from _wrapped(f"{head:<{_LABEL + 4}} {value}", "", " " * (_LABEL + 5))


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    """Lines of no more than 80 columns; an address is never broken."""
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=first if rest is None else rest,
                         break_long_words=False, break_on_hyphens=False, drop_whitespace=True)  # fmt: skip
