"""How good scores are at telling who is in contact again: the usual measures, in plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import nan


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The chance that somebody who was in contact again has the higher score; ties count half. NaN for one class."""
    positives = sum(labels)
    negatives = len(labels) - positives
    if not positives or not negatives:
        return nan
    below, wins = 0, 0.0
    for hits, misses in _levels(scores, labels, falling=False):
        wins += hits * (below + misses / 2)
        below += misses
    return wins / (positives * negatives)


def average_precision(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Precision at each level of the score, weighed by the recall that it adds. NaN where nobody was."""
    positives = sum(labels)
    if not positives:
        return nan
    found, seen, total = 0, 0, 0.0
    for hits, misses in _levels(scores, labels, falling=True):
        found, seen = found + hits, seen + hits + misses
        total += hits / positives * found / seen
    return total


def _levels(scores: Sequence[float], labels: Sequence[bool], *, falling: bool) -> Iterator[tuple[int, int]]:
    """Hits and misses at each distinct score."""
    ordered = sorted(zip(scores, labels, strict=True), key=lambda pair: pair[0], reverse=falling)
    for _, some in groupby(ordered, key=lambda pair: pair[0]):
        level = [label for _, label in some]
        hits = sum(level)
        yield hits, len(level) - hits


def brier(chances: Sequence[float], labels: Sequence[bool]) -> float:
    """The mean squared distance between what was foretold and what came; 0 is perfect."""
    return sum((p - label) ** 2 for p, label in zip(chances, labels, strict=True)) / len(labels) if labels else nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Ties that are alike: how many, what was foretold of them on average, and how many it came true of."""

    name: str
    ties: int
    foretold: float
    came: float


def reliability(chances: Sequence[float], labels: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """By tenths of the probability; the empty ones are left out."""
    placed: dict[int, list[tuple[float, bool]]] = {}
    for p, label in zip(chances, labels, strict=True):
        placed.setdefault(min(int(p * bins), bins - 1), []).append((p, label))
    return tuple(_bin(f"{n / bins:.1f}-{(n + 1) / bins:.1f}", placed[n]) for n in sorted(placed))


def _bin(name: str, pairs: Sequence[tuple[float, bool]]) -> Bin:
    number = len(pairs)
    foretold, came = sum(p for p, _ in pairs) / number, sum(label for _, label in pairs) / number
    return Bin(name=name, ties=number, foretold=foretold, came=came)
