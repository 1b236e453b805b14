"""Computes 95 % intervals of counts for the benches."""

from __future__ import annotations

import math
from collections.abc import Callable

Z = 1.959964
"""The 97.5 % point of the normal distribution."""
TAIL = 0.025


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Returns the interval of a share if `hits` of `trials` were observed (E. B. Wilson, 1927)."""
    if not trials:
        return 0.0, 1.0
    share, weight = hits / trials, Z * Z / trials
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson(count: int) -> tuple[float, float]:
    """Returns the exact interval of a Poisson mean if `count` events were observed (F. Garwood, 1936)."""
    low = 0.0 if not count else _mean_where(lambda mean: 1 - _at_most(count - 1, mean) < TAIL, count)
    return low, _mean_where(lambda mean: _at_most(count, mean) > TAIL, 2 * count + 10)


def percentile(values: list[float], share: float) -> float:
    """Returns the value below which `share` of the values lie, interpolated; NaN for no values."""
    if not values:
        return math.nan
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _at_most(count: int, mean: float) -> float:
    """Returns the probability of `count` events or fewer."""
    if mean <= 0:
        return 1.0
    return math.fsum(math.exp(seen * math.log(mean) - mean - math.lgamma(seen + 1)) for seen in range(count + 1))


def _mean_where(below: Callable[[float], bool], most: float) -> float:
    """Returns the mean up to which `below` is true, by bisection between 0 and `most`."""
    low, high = 0.0, float(most)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2
