"""How likely it is that self and a person are in contact within 90 days, if nobody does anything about it.

`σ(b0 + b1·ln(1+D90) + b2·√(s·√(1+k)/g) + b3·ln(1+k) + b4·d/g + b5·ln(1+u))`: a logistic regression on how much there
was lately, on the silence s against what is known of the typical gap g, on how many gaps k there were and how far they
scatter, d, and on the silence u that is usual among self's ties now. D90 is the sum of active days, halved for each 90
days of age, every day counting 1: measured, that foretells better than days that weigh by who wrote. g/√(1+k) is how
well a mean of k gaps is known, so the same silence says more where there was more of a rhythm.
docs/relationships.md says how these five were chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.active_days import ActiveDay, faded_days
from crmsync.relationships.rhythm import scatter

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]

FEATURES = ("ln(1+D90)", "√(s·√(1+k)/g)", "ln(1+k)", "d/g", "ln(1+u)")
LAWFUL = (1, -1, 0, 0, -1)
"""The sign that a coefficient must have, 0 for any: so that p falls while nothing happens, whatever the data."""
HORIZON_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Of the features as they are; where they were fitted on standardised ones, that is folded in."""

    intercept: float
    of_features: tuple[float, ...]
    horizon_days: int
    origin: str
    fitted: date | None = None
    """The day on which they were, on the user's own history; None for the shipped ones."""


DEFAULT = Coefficients(
    intercept=0.37,
    of_features=(0.69, -0.38, 1.18, -0.49, -0.49),
    horizon_days=HORIZON_DAYS,
    origin="the mail of a research institution and the calls of a hundred people",
)
"""Fitted on 90 days after days 160, 250 and 335 of email-Eu-core-temporal (SNAP) and 230 and 260 of Reality Mining's
calls (MIT). docs/relationships.md says how well they do, and how well those of one network do on the other."""


def features(days: Sequence[ActiveDay], gap: float, today: date, usual_silence: float) -> Floats:
    """Those of `FEATURES`. `days`: at least one, none after `today`; `gap` and `usual_silence` in days."""
    return features_of(
        lately=faded_days(days, HORIZON_DAYS, today),
        silence=(today - days[-1].day).days,
        gap=gap,
        gaps=len(days) - 1,
        scatter=scatter([each.day for each in days]),
        usual_silence=usual_silence,
    )


def features_of(
    *,
    lately: Floats | float,
    silence: Ints | int,
    gap: Floats | float,
    gaps: Ints | int,
    scatter: Floats | float,
    usual_silence: float,
) -> Floats:
    """The same, where what they are made of is known; of columns, a row for each. `lately`: D90."""
    surprise = np.sqrt(silence / gap * np.sqrt(np.add(1, gaps)))
    usual = np.full_like(surprise, log1p(usual_silence))
    return np.stack([np.log1p(lately), surprise, np.log1p(gaps), np.divide(scatter, gap), usual], axis=-1)


def likelihood(found: Floats, by: Coefficients = DEFAULT) -> Floats:
    """The probability, 0 to 1, from the features; of several rows, that of each."""
    return logistic(by.intercept + (found * by.of_features).sum(axis=-1))


def logistic(x: Floats | float) -> Floats:
    """σ, without overflow."""
    small = np.exp(-np.abs(x))
    found: Floats = np.where(np.greater_equal(x, 0), 1, small) / (1 + small)
    return found
