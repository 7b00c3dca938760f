"""How long a server asks to wait."""

from datetime import UTC, datetime

import pytest

from keyquestions.models.waits import wait_of

NOW = datetime(2026, 11, 5, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Thu, 05 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Thu, 05 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, 0.0),
        ({"x-ratelimit-reset-requests": "6m0s"}, 360.0),
        ({"x-ratelimit-reset-tokens": "120ms"}, 0.12),
        ({"x-ratelimit-reset-requests": "1h2m3.5s"}, 3723.5),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 9)}, 9.0),
        ({"anthropic-ratelimit-tokens-reset": "2026-11-05T12:00:05Z"}, 5.0),
        ({"anthropic-ratelimit-tokens-reset": "2026-11-05T12:00:05"}, 5.0),
        ({"retry-after": "nonsense", "x-ratelimit-reset-tokens": "2s"}, 2.0),
        ({"x-ratelimit-limit-tokens": "5"}, None),
    ],
)
def test_reads_every_form(headers, seconds) -> None:
    """Numbers, spans and dates all become seconds; what means nothing is nothing."""
    assert wait_of(headers, NOW) == pytest.approx(seconds)


def test_waits_for_the_limit_that_is_used_up() -> None:
    """A limit of which something is left does not make anyone wait."""
    headers = {
        "x-ratelimit-remaining-requests": "99",
        "x-ratelimit-reset-requests": "8h",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "3s",
    }
    assert wait_of(headers, NOW) == 3.0
