"""When a delivery that failed is tried again."""

_MINUTE, _HOUR = 60.0, 3600.0

WAITS = (
    5.0, 5 * _MINUTE, 30 * _MINUTE,
    2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR,
)  # fmt: skip
"""Seconds after each attempt, as Standard Webhooks suggests: ten attempts in over three days."""

JITTER = 0.2
"""How much of a wait is added to it at most: what failed together shall not return together."""


def wait_after(attempt: int, chance: float, asked: float | None = None) -> float | None:
    """Seconds to wait after that attempt, the first being 1; None where it was the last.

    Args:
        attempt: how many there have been.
        chance: from 0 to 1.
        asked: for how many seconds the receiver asks to be left alone; more than a day is a day.
    """
    if attempt > len(WAITS):
        return None
    wait = WAITS[attempt - 1] * (1 + JITTER * chance)
    return wait if asked is None else max(wait, min(asked, WAITS[-1]))
