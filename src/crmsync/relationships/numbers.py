"""Everybody's numbers: they stand against each other, so they are worked out together, by columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.beat import NEVER, Beats
from crmsync.relationships.circled import NO_CIRCLE, Codes, circles
from crmsync.relationships.likelihood import DEFAULT, HORIZON_DAYS, Coefficients, features_of, likelihood
from crmsync.relationships.pulse import aged
from crmsync.relationships.rhythm import Usual
from crmsync.relationships.strength import Floats, strengths

Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numbers:
    """Each a column, in the order of people. Outside the population the last four are NaN or `NO_CIRCLE`."""

    silence: Ints
    """Days since the last active one; says nothing of who has none."""
    gap: Floats
    """The typical one, in days; the usual one of who has no active day."""
    strength: Floats
    warmth: Floats
    p_contact_90d: Floats
    circle: Codes
    """By place in `circles.ALL`."""


def numbers(
    beats: Beats,
    today: date,
    usual: Usual,
    *,
    pins: Codes,
    previous: Codes,
    sizes: Sequence[int],
    by: Coefficients = DEFAULT,
) -> Numbers:
    """Everybody's. `beats` in ascending order of ids: circles go by strength, by who was talked to last, then by id.

    `pins`, `previous`, `sizes`: as `circled.circles` has them.
    """
    inside = beats["entered"] != NEVER
    among = beats.take(np.flatnonzero(inside))
    silence, gap = silences(beats, today), typical_gaps(beats, usual.gap)
    chances = likelihood(features(among, gap[inside], today, usual.silence), by)
    strong = strengths(among)
    placed = circles(_order(strong, among), pins=pins[inside], previous=previous[inside], sizes=sizes)
    return Numbers(
        silence=silence,
        gap=gap,
        strength=_spread(strong, inside, np.nan),
        warmth=_spread(warmth(among, today), inside, np.nan),
        p_contact_90d=_spread(chances, inside, np.nan),
        circle=_spread(placed, inside, NO_CIRCLE),
    )


def silences(beats: Beats, today: date) -> Ints:
    """As `rhythm.silence` has it, of those who have an active day."""
    days: Ints = today.toordinal() - beats["last"]
    return days


def typical_gaps(beats: Beats, usual: float) -> Floats:
    """As `rhythm.typical_gap` has it, to the last bit."""
    gaps: Floats = (beats["last"] - beats["first"] + usual) / np.maximum(beats["number"], 1)
    return gaps


def warmth(beats: Beats, today: date) -> Floats:
    """As `active_days.warmth` has it."""
    recent: Floats = beats["weighed_90"] * aged(90, today)
    return 100 * recent / (recent + 3)


def features(beats: Beats, gap: Floats, today: date, usual_silence: float) -> Floats:
    """As `likelihood.features` has them: of each a row. No day lies after `today`; each has one day at least."""
    return features_of(
        lately=beats["plain_90"] * aged(HORIZON_DAYS, today),
        silence=silences(beats, today),
        gap=gap,
        gaps=beats["number"] - 1,
        scatter=_scatter(beats),
        usual_silence=usual_silence,
    )


def _scatter(beats: Beats) -> Floats:
    """As `rhythm.scatter` has it."""
    gaps = beats["number"].astype(np.int64) - 1
    between = beats["last"].astype(np.int64) - beats["first"]
    found: Floats = np.sqrt(gaps * beats["squares"] - between**2) / np.maximum(gaps, 1)
    return found


def _order(strong: Floats, among: Beats) -> NDArray[np.intp]:
    """The places of all, the strongest first; of equal ones who was talked to last, and at the end who never was."""
    return np.lexsort((~among["last_contact"], -strong))


def _spread(values: NDArray[Any], inside: NDArray[np.bool_], beside: float) -> NDArray[Any]:
    """Each value in its place among all, `beside` in that of those who are not `inside`."""
    found = np.full(len(inside), beside, values.dtype)
    found[inside] = values
    return found
