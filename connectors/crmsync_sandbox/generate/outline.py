"""The year's human conversations before anybody writes them: with whom, when, how long, and where the owner speaks.

The counts asked for are met exactly, so that the year has the shares that it promises.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from crmsync_sandbox.generate.rhythm import RHYTHMS, starts
from crmsync_sandbox.generate.truth import Correspondent, Kind

_MONOLOGUES = (Kind.ONE_WAY, Kind.COURTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    person: Correspondent
    start: datetime
    length: int
    owner_turns: frozenset[int]
    """The places, from 0, of the mails that the owner writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A conversation that has a person and a start. The first with somebody who answers must be an exchange."""

    person: Correspondent
    start: datetime
    first: bool
    owner_begins: bool

    @property
    def least(self) -> int:
        return 2 if self.first and self.person.kind.two_way else 1

    @property
    def elastic(self) -> bool:
        return self.person.kind not in (*_MONOLOGUES, Kind.MET_ONCE)


def outlines(
    random: Random,
    people: Sequence[Correspondent],
    *,
    threads: int,
    messages: int,
    sent: int,
    begin: datetime,
    period: timedelta,
) -> list[Outline]:
    """`threads` conversations of `messages` mails together, `sent` of them the owner's; at least one a person."""
    slots = list(_slots(random, people, threads, begin, period))
    lengths = _lengths(random, slots, messages)
    turns = _owner_turns(random, slots, lengths, sent)
    return [
        Outline(person=slot.person, start=slot.start, length=lengths[i], owner_turns=frozenset(turns[i]))
        for i, slot in enumerate(slots)
    ]


def _slots(
    random: Random, people: Sequence[Correspondent], threads: int, begin: datetime, period: timedelta
) -> Iterator[Slot]:
    extra = _shared_out([RHYTHMS[person.kind].threads - 1 for person in people], max(0, threads - len(people)))
    for person, more in zip(people, extra, strict=True):
        for i, start in enumerate(starts(random, RHYTHMS[person.kind], 1 + more, begin, period)):
            yield Slot(person=person, start=start, first=i == 0, owner_begins=random.random() < 0.4)


def _shared_out(weights: Sequence[float], total: int) -> list[int]:
    """`total` things shared out by weight in whole numbers; the largest remainders get what is left."""
    exact = [weight * total / (sum(weights) or 1.0) for weight in weights]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    lucky = set(by_remainder[: total - sum(whole)])
    return [share + (i in lucky) for i, share in enumerate(whole)]


def _lengths(random: Random, slots: Sequence[Slot], messages: int) -> list[int]:
    """Most conversations are short, a few are long."""
    elastic = [i for i, slot in enumerate(slots) if slot.elastic]
    missing = max(0, messages - sum(slot.least for slot in slots)) if elastic else 0
    taste = [random.expovariate(1.0) for _ in elastic]
    more = Counter(random.choices(elastic, taste, k=missing)) if missing else Counter()
    return [slot.least + more[i] for i, slot in enumerate(slots)]


def _owner_turns(random: Random, slots: Sequence[Slot], lengths: Sequence[int], sent: int) -> list[set[int]]:
    """Every courted person gets the owner's mails, every exchange one of them, and chance decides on the rest."""
    turns: list[set[int]] = [_must(slot) for slot in slots]
    free = [
        (i, place)
        for i, slot in enumerate(slots)
        if slot.person.kind.two_way
        for place in range(0 if slot.owner_begins else 1, lengths[i], 2)
        if place not in turns[i]
    ]
    wanted = max(0, sent - sum(map(len, turns)))
    for i, place in random.sample(free, min(wanted, len(free))):
        turns[i].add(place)
    return turns


def _must(slot: Slot) -> set[int]:
    if slot.person.kind is Kind.COURTED:
        return {0}
    return {0 if slot.owner_begins else 1} if slot.least == 2 else set()
