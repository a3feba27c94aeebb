"""How likely it is that self and a person are in contact within 90 days, if nobody does anything about it.

`σ(b0 + b1·ln(1+D30) + b2·ln(1+D90) + b3·ln(1+s/g) + b4·ln(1+s))`: a logistic regression on how much there was lately,
and on the silence s, both as it is and against the typical gap g. D_h is the sum of active days, halved for each h days
of age, every day counting 1: measured, that foretells better than days that weigh by who wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log1p

from crmsync.relationships.active_days import ActiveDay, faded_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Of the features as they are; where they were fitted on standardised ones, that is folded in."""

    intercept: float
    of_features: tuple[float, ...]
    horizon_days: int
    origin: str


DEFAULT = Coefficients(
    intercept=-0.47,
    of_features=(-0.04, 1.66, -0.56, -0.15),
    horizon_days=90,
    origin="mail of a research institution and phone calls of a hundred people, alike in weight",
)
"""Fitted on 90 days after days 160, 250 and 335 of email-Eu-core-temporal (SNAP) and 230 and 260 of Reality Mining's
calls (MIT). docs/relationships.md says how well they do, and how well those of one network do on the other."""


def features(days: Sequence[ActiveDay], gap: float, today: date) -> tuple[float, ...]:
    """`ln(1+D30)`, `ln(1+D90)`, `ln(1+s/g)`, `ln(1+s)`. `days`: at least one, none after `today`."""
    silence = (today - days[-1].day).days
    return (
        log1p(faded_days(days, 30, today)),
        log1p(faded_days(days, 90, today)),
        log1p(silence / gap),
        log1p(silence),
    )


def likelihood(found: Sequence[float], by: Coefficients = DEFAULT) -> float:
    """The probability, 0 to 1, from the features."""
    return logistic(by.intercept + sum(b * x for b, x in zip(by.of_features, found, strict=True)))


def logistic(x: float) -> float:
    """σ, without overflow."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
