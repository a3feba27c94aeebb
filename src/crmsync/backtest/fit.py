"""Fitting a logistic regression by Newton's method, in plain Python: a handful of features needs no more."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from crmsync.relationships.likelihood import Coefficients, likelihood

Vector = list[float]
PENALTY = 1.0
"""L2, on standardised features; the intercept is free."""
STEPS = 30
CLOSE = 1e-9


def fit(
    rows: Sequence[Sequence[float]],
    labels: Sequence[bool],
    *,
    signs: Sequence[int] = (),
    horizon_days: int,
    origin: str,
    weights: Sequence[float] | None = None,
) -> Coefficients:
    """The coefficients that foretell `labels` best. `rows`: each tie's features; `weights`: 1 each if not given.

    `signs`: those that the coefficients must have, 0 for any. One that would come out against it is held at 0.
    """
    middles, spreads = _scales(rows)
    scaled = [[1.0, *((x - m) / s for x, m, s in zip(row, middles, spreads, strict=True))] for row in rows]
    found = _lawful(scaled, labels, weights or [1.0] * len(rows), signs or [0] * len(middles))
    slopes = tuple(b / s for b, s in zip(found[1:], spreads, strict=True))
    intercept = found[0] - sum(b * m for b, m in zip(slopes, middles, strict=True))
    return Coefficients(intercept=intercept, of_features=slopes, horizon_days=horizon_days, origin=origin)


def _lawful(rows: Sequence[Vector], labels: Sequence[bool], weights: Sequence[float], signs: Sequence[int]) -> Vector:
    """Fitted again without the features whose coefficients came out with the wrong sign, until there are none."""
    found = _newton(rows, labels, weights)
    wrong = {i for i, (b, sign) in enumerate(zip(found[1:], signs, strict=True), start=1) if b * sign < 0}
    if not wrong:
        return found
    rest = [[0.0 if i in wrong else x for i, x in enumerate(row)] for row in rows]
    return _lawful(rest, labels, weights, signs)


def _scales(rows: Sequence[Sequence[float]]) -> tuple[Vector, Vector]:
    """Mean and standard deviation of each feature."""
    columns = list(zip(*rows, strict=True))
    middles = [sum(column) / len(column) for column in columns]
    variances = [sum((x - m) ** 2 for x in column) / len(column) for column, m in zip(columns, middles, strict=True)]
    return middles, [sqrt(variance) or 1.0 for variance in variances]


def _newton(rows: Sequence[Vector], labels: Sequence[bool], weights: Sequence[float]) -> Vector:
    found = [0.0] * len(rows[0])
    for _ in range(STEPS):
        step = _solved(*_slope(rows, labels, weights, found))
        found = [b + d for b, d in zip(found, step, strict=True)]
        if max(map(abs, step)) < CLOSE:
            break
    return found


def _slope(
    rows: Sequence[Vector], labels: Sequence[bool], weights: Sequence[float], at: Vector
) -> tuple[list[Vector], Vector]:
    """The curvature and the slope of the penalised likelihood."""
    size = len(at)
    curvature = [[PENALTY * (i == j) * (i > 0) for j in range(size)] for i in range(size)]
    slope = [-PENALTY * b * (i > 0) for i, b in enumerate(at)]
    by = Coefficients(intercept=0.0, of_features=tuple(at), horizon_days=0, origin="")
    chances = likelihood(np.array(rows), by).tolist()
    for row, label, weight, p in zip(rows, labels, weights, chances, strict=True):
        pull, bend = weight * (label - p), weight * p * (1 - p)
        for i, x in enumerate(row):
            slope[i] += pull * x
            bent, line = bend * x, curvature[i]
            for j in range(i + 1):
                line[j] += bent * row[j]
    for i in range(size):
        for j in range(i):
            curvature[j][i] = curvature[i][j]
    return curvature, slope


def _solved(matrix: list[Vector], right: Vector) -> Vector:
    """By Gauss' elimination with the largest pivot."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda n: abs(rows[n][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for n in range(len(rows)):
            if n != i:
                factor = rows[n][i] / rows[i][i]
                rows[n] = [x - factor * y for x, y in zip(rows[n], rows[i], strict=True)]
    return [line[-1] / line[i] for i, line in enumerate(rows)]
