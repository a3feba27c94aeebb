"""The BG/NBD model of Fader, Hardie & Lee (2005): who comes back at a rate of their own, until they drop out.

Their `x` is the gaps between active days, `t_x` the days from the first to the last, `T` those from the first to today.
"""

from collections.abc import Callable, Sequence
from math import exp, inf, lgamma, log

from crmsync.backtest.ties import Tie

Parameters = tuple[float, ...]
Seen = tuple[int, int, int]

MOST_TIES = 2000
"""Enough for four parameters, and soon done: of more, every nth is taken."""
START: Parameters = (0.5, 10.0, 0.5, 2.0)
"""r, α, a, b."""
SMALLEST_STEP = 0.02
LARGEST = 1e6
"""Beyond it a parameter says nothing more."""


def expected_rate(learned_from: Sequence[Tie]) -> Callable[[Tie], float]:
    """How many contacts a day are expected of a tie: whether it is alive still, times its rate. Fitted on others."""
    r, alpha, a, b = _fitted([_seen(tie) for tie in learned_from[:: max(1, len(learned_from) // MOST_TIES)]])

    def rate(tie: Tie) -> float:
        x, last, whole = _seen(tie)
        gone = a / (b + x - 1) * ((alpha + whole) / (alpha + last)) ** (r + x) if x else 0.0
        return (r + x) / (alpha + whole) / (1 + gone)

    return rate


def _seen(tie: Tie) -> Seen:
    first = tie.days[0].day
    return len(tie.days) - 1, (tie.days[-1].day - first).days, (tie.today - first).days


def _fitted(seen: Sequence[Seen]) -> Parameters:
    """The likeliest parameters, by steps up and down on each in turn, ever smaller ones."""
    best, found, step = START, _log_likelihood(START, seen), 1.0
    while step > SMALLEST_STEP:
        around = (_moved(best, i, way * step) for i in range(len(best)) for way in (1, -1))
        value, point = max((_log_likelihood(each, seen), each) for each in around)
        if value > found:
            best, found = point, value
        else:
            step /= 2
    return best


def _moved(point: Parameters, i: int, by: float) -> Parameters:
    return tuple(value * exp(by) if n == i else value for n, value in enumerate(point))


def _log_likelihood(point: Parameters, seen: Sequence[Seen]) -> float:
    """Equation 6 of the paper, in logarithms."""
    r, alpha, a, b = point
    if b >= LARGEST or alpha >= LARGEST:
        return -inf
    of_all = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    total = len(seen) * of_all
    for x, last, whole in seen:
        alive = -(r + x) * log(alpha + whole)
        if x:
            gone = log(a / (b + x - 1)) - (r + x) * log(alpha + last) if b + x > 1 else -inf
            high = max(alive, gone)
            alive = high + log(exp(alive - high) + exp(gone - high))
        total += lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x) + alive
    return total
