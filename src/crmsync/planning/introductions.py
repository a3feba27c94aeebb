"""Who of the people that self knows should know each other: they share what few do, and have never met here.

Only suggested: introducing them is for self to do.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

from crmsync.connector import EmailAddress
from crmsync.identity.addresses import FREE_MAIL, domain
from crmsync.identity.people import PersonId
from crmsync.relationships.relationship import Relationship

CLOSEST = 30
"""Of each topic so many people are looked at, those whom self is closest to: else a label that everybody carries would
make a pair of each two of them."""
NAMED_AT_MOST = 3
"""Times: nobody is introduced to everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A topic of both. `people`: how many of those that self knows have it, the two included."""

    topic: str
    people: int
    because: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """`shared`: what the fewest have first. `score`: for the order only."""

    pair: tuple[Relationship, Relationship]
    shared: tuple[Shared, ...]
    score: float


def introductions(
    people: Sequence[Relationship], together: Callable[[PersonId, PersonId], bool], *, limit: int
) -> list[Introduction]:
    """The best `limit`, by `√(strength · strength) · Σ ln((N + 1)/n)`: the geometric mean of both strengths, and how
    rare each topic is, n of the N people having it (inverse document frequency, Spärck Jones 1972).

    `together`: whether two were ever on one mail or meeting. Asked of few: the best pairs come first.
    """
    known = sorted(filter(worth_knowing, people), key=lambda each: (-_strength(each), each.person.id))
    topics = _by_topic(known)
    named: Counter[int] = Counter()
    found: list[Introduction] = []
    for score, one, other in _best_first(known, topics):
        if len(found) == limit:
            break
        pair = known[one], known[other]
        full = max(named[one], named[other]) >= NAMED_AT_MOST
        if not full and not colleagues(*pair) and not together(pair[0].person.id, pair[1].person.id):
            named.update((one, other))
            found.append(Introduction(pair=pair, shared=_shared(pair, topics), score=score))
    return found


def worth_knowing(each: Relationship) -> bool:
    """Somebody whom self has really talked with, and who is anybody's business."""
    unwanted = each.person.personal or each.person.settings.muted
    return each.in_population and each.dates.last_contact is not None and not unwanted


def colleagues(one: Relationship, other: Relationship) -> bool:
    """Of one house: they need nobody to introduce them. A domain of free mail is no house."""
    if one.person.colleague and other.person.colleague:
        return True
    return any(_same_house(a, b) for a in _houses(one.person.addresses) for b in _houses(other.person.addresses))


def _same_house(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _houses(addresses: Sequence[EmailAddress]) -> frozenset[str]:
    return frozenset(map(domain, addresses)) - FREE_MAIL


def _by_topic(known: Sequence[Relationship]) -> dict[str, list[int]]:
    """Who has each topic, by place in `known`: the closest first.

    Two that the same people have for the same reasons are one, by the first in the alphabet: a rule of the user's gives
    a tag to whom a label lies on, and the label is a topic, too.
    """
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, each in enumerate(known):
        for topic, because in sorted({tag.name.casefold(): tag.because for tag in reversed(each.person.tags)}.items()):
            found[topic].append((place, because))
    once = {tuple(carriers): topic for topic, carriers in sorted(found.items(), reverse=True)}
    return {topic: [place for place, _ in carriers] for carriers, topic in once.items()}


def _best_first(known: Sequence[Relationship], topics: Mapping[str, Sequence[int]]) -> Iterator[tuple[float, int, int]]:
    """Pairs with what they score. Sorted as they are asked for: of many pairs few are."""
    rarity: dict[tuple[int, int], float] = defaultdict(float)
    for carriers in topics.values():
        rare = log((len(known) + 1) / len(carriers))
        for pair in combinations(carriers[:CLOSEST], 2):
            rarity[pair] += rare
    roots = [sqrt(_strength(each)) for each in known]
    waiting = [(-roots[one] * roots[other] * rare, one, other) for (one, other), rare in rarity.items()]
    heapq.heapify(waiting)
    while waiting:
        score, one, other = heapq.heappop(waiting)
        yield -score, one, other


def _shared(pair: tuple[Relationship, Relationship], topics: Mapping[str, Sequence[int]]) -> tuple[Shared, ...]:
    one, other = ({tag.name.casefold(): tag for tag in reversed(each.person.tags)} for each in pair)
    both = sorted(one.keys() & other.keys() & topics.keys(), key=lambda topic: (len(topics[topic]), topic))
    return tuple(
        Shared(topic=one[topic].name, people=len(topics[topic]), because=(one[topic].because, other[topic].because))
        for topic in both
    )


def _strength(each: Relationship) -> float:
    return each.strength or 0.0
