"""Chance: bootstrap intervals, sign-flip tests, and what a number of articles can show.

All draws come from a generator that is seeded by the caller's seed and the metric's name, so that
the same seed gives the same figures, whatever else is computed before.
"""

import zlib
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from keyquestions_evals.stats.pooling import Floats

RESAMPLES = 4000
FLIPS = 10_000
EXACT_UP_TO = 13
"""For so many articles or fewer, all 2^n assignments are tried instead of drawn ones."""
LEVEL = 0.95
POWER = 0.8

_NORMAL = NormalDist()
_TIE = 1e-12
_FEWEST = 2

Statistic = Callable[[Floats], Floats]
"""Column sums in, one row a resample; values out."""


def generator(seed: int, name: str) -> np.random.Generator:
    """The generator of one metric's draws."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def resample(table: Floats, statistic: Statistic, random: np.random.Generator) -> Floats:
    """The statistic of RESAMPLES samples of as many articles, drawn with replacement."""
    n = len(table)
    counts = random.multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    return statistic(counts.astype(np.float64) @ table)


def interval(
    table: Floats, statistic: Statistic, random: np.random.Generator
) -> tuple[float, float] | None:
    """The bias-corrected and accelerated (BCa) bootstrap interval at LEVEL.

    Efron 1987; ties with the observed value count half in the bias correction. Where no
    acceleration can be computed, it is the bias-corrected percentile interval. None for fewer than
    two articles, or where the statistic has no value.
    """
    observed = float(statistic(table.sum(axis=0, keepdims=True))[0])
    if len(table) < _FEWEST or np.isnan(observed):
        return None
    drawn = resample(table, statistic, random)
    drawn = drawn[~np.isnan(drawn)]
    left_out = statistic(table.sum(axis=0) - table)
    bias = _bias(drawn, observed)
    skew = _acceleration(left_out[~np.isnan(left_out)])
    tail = (1 - LEVEL) / 2
    low, high = (
        float(np.quantile(drawn, _corrected(share, bias, skew))) for share in (tail, 1 - tail)
    )
    return low, high


def _bias(drawn: Floats, observed: float) -> float:
    below = np.mean(drawn < observed - _TIE)
    tied = np.mean(np.abs(drawn - observed) <= _TIE)
    edge = 1 / (2 * len(drawn))
    return _NORMAL.inv_cdf(float(np.clip(below + tied / 2, edge, 1 - edge)))


def _acceleration(left_out: Floats) -> float:
    apart = left_out.mean() - left_out
    spread = float(np.sum(apart**2) ** 1.5)
    return float(np.sum(apart**3)) / (6 * spread) if spread > _TIE else 0.0


def _corrected(share: float, bias: float, skew: float) -> float:
    at = bias + _NORMAL.inv_cdf(share)
    return _NORMAL.cdf(bias + at / (1 - skew * at))


def sign_flip(
    one: Floats, other: Floats, statistic: Statistic, random: np.random.Generator
) -> float:
    """The two-sided p-value of the difference of two paired tables.

    Under the null hypothesis each article's two rows may as well be exchanged. Up to EXACT_UP_TO
    articles the test is exact; beyond, FLIPS assignments are drawn, and the observed one counts
    among them, so that p is never 0.
    """
    apart = other - one
    flips, drawn = _flips(len(one), random)
    moved = flips @ apart
    first, second = statistic(one.sum(axis=0) + moved), statistic(other.sum(axis=0) - moved)
    sums = np.stack([one.sum(axis=0), other.sum(axis=0)])
    before, after = statistic(sums)
    found = np.abs(second - first)
    as_far = int(np.sum(found >= abs(after - before) - _TIE))
    return (as_far + drawn) / (len(flips) + drawn)


def _flips(n: int, random: np.random.Generator) -> tuple[Floats, int]:
    """Which articles are exchanged in each assignment; 1 if they are drawn, 0 if they are all."""
    if n <= EXACT_UP_TO:
        every = np.arange(2**n)[:, None] >> np.arange(n)[None, :]
        return (every & 1).astype(np.float64), 0
    return random.integers(0, 2, size=(FLIPS, n)).astype(np.float64), 1


def detectable(error: float) -> float:
    """The smallest true difference that is found with POWER, for a standard error.

    In the normal approximation: two-sided at 1 - LEVEL.
    """
    return (_NORMAL.inv_cdf((1 + LEVEL) / 2) + _NORMAL.inv_cdf(POWER)) * error


def holm(values: dict[str, float]) -> dict[str, float]:
    """P-values adjusted for their number (Holm 1979): each may be held against the level itself."""
    adjusted, highest = {}, 0.0
    ranked = sorted(values, key=lambda name: (values[name], name))
    for rank, name in enumerate(ranked):
        highest = max(highest, min(1.0, (len(ranked) - rank) * values[name]))
        adjusted[name] = highest
    return {name: adjusted[name] for name in values}
