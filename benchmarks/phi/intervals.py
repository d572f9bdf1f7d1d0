"""95 % intervals of shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

_Z = 1.959963984540054  # two-sided 95 % of the normal distribution
_RESAMPLES = 4000
_SEED = 20260302


@dataclass(frozen=True)
class Interval:
    """Both ends, 0..1."""

    low: float
    high: float


def wilson(part: int, whole: int) -> Interval:
    """Wilson's score interval (1927) of `part` out of `whole` independent cases; all of 0..1 where there are none."""
    if whole == 0:
        return Interval(0.0, 1.0)
    share, spread = part / whole, _Z * _Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / whole + spread / whole / 4) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def by_call(parts: Sequence[int], wholes: Sequence[int], cases: int | None = None) -> Interval:
    """Percentile bootstrap of sum(parts) / sum(wholes), whole calls drawn with replacement; the same draws every time.

    `parts` and `wholes`: one number a call. Few calls, or calls that all agree (nothing missed, say), show resampling
    too little spread: of things counted one by one, the interval is never narrower than Wilson's. Characters are not
    single cases: give `cases`, how many things they belong to; Wilson's over those stands in at shares of 0 and 1.
    """
    part, whole = np.asarray(parts, dtype=np.int64), np.asarray(wholes, dtype=np.int64)
    hits, total = int(part.sum()), int(whole.sum())
    if total == 0 or hits in (0, total):
        judged = total if cases is None else cases
        return wilson(judged if hits else 0, judged)
    draws = np.random.default_rng(_SEED).integers(len(part), size=(_RESAMPLES, len(part)))
    sums = whole[draws].sum(axis=1)
    shares = part[draws].sum(axis=1)[sums > 0] / sums[sums > 0]
    low, high = (float(end) for end in np.percentile(shares, (2.5, 97.5)))
    if cases is not None:
        return Interval(low, high)
    plain = wilson(hits, total)
    return Interval(min(low, plain.low), max(high, plain.high))
