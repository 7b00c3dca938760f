"""When a delivery is tried again."""

import pytest

from keyquestions.webhooks import WAITS, wait_after


def test_there_are_ten_attempts_over_three_days():
    """Each wait is longer than the one before, and the tenth attempt is the last."""
    waits = [wait_after(attempt, 0.0) for attempt in range(1, 11)]
    assert waits == [*WAITS, None]
    assert list(WAITS) == sorted(WAITS)
    assert 3 * 86_400 < sum(WAITS) < 4 * 86_400


def test_chance_spreads_what_failed_together():
    """By up to a fifth, and only ever to later."""
    assert wait_after(2, 1.0) == pytest.approx(360.0)
    assert wait_after(2, 0.5) == pytest.approx(330.0)


@pytest.mark.parametrize(("asked", "waited"), [(1.0, 5.0), (90.0, 90.0), (9e9, 86_400.0)])
def test_a_receiver_can_ask_for_more_time_and_never_for_less(asked, waited):
    """Up to a day."""
    assert wait_after(1, 0.0, asked) == waited
