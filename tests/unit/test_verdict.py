"""What a verdict says follows from its checks."""

from automation.verdict import Verdict


def test_a_verdict_needs_something_proved_and_nothing_failed() -> None:
    empty, doubtful, bad = Verdict(), Verdict(), Verdict()
    doubtful.passed("a", "fine")
    doubtful.warned("b", "odd", "look")
    doubtful.skipped("c", "not here")
    bad.passed("a", "fine")
    bad.failed("b", "broken", "mend it")

    assert [verdict.is_good for verdict in (empty, doubtful, bad)] == [False, True, False]
    assert [check.name for check in bad.failures] == ["b"]
