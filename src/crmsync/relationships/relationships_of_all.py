"""Everybody's relationship with self: the numbers are there at once, the rest is made when it is asked for."""

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass, field
from itertools import compress, pairwise, starmap
from operator import lt

import numpy as np

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships import rhythm
from crmsync.relationships.beat import Beats, beats_of
from crmsync.relationships.circled import NO_CIRCLE, codes
from crmsync.relationships.circles import ALL, FIRST, Circling
from crmsync.relationships.history import History, history
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.making import Making
from crmsync.relationships.moments import ticks
from crmsync.relationships.numbers import Numbers, numbers
from crmsync.relationships.relationship import Moment, Person, Relationship
from crmsync.relationships.tags import TagRule
from crmsync.relationships.touch import Touch
from crmsync.relationships.uncollected import uncollected
from crmsync.relationships.usual import usual_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOfAll:
    """What is known of everybody: by columns what numbers are made of; the rest by person, for who is asked for."""

    ids: Sequence[PersonId]
    """In ascending order."""
    beats: Beats = field(repr=False)
    """Of each of `ids` in its place."""
    people: Mapping[PersonId, Person] = field(repr=False)
    """All of `ids`, in the order in which they are gone through."""
    histories: Mapping[PersonId, History] = field(repr=False)
    touches: Mapping[PersonId, Sequence[Touch]] = field(repr=False)
    pins: Mapping[PersonId, Circle]
    """Those that stand in the settings of `people`."""


class Relationships(Mapping[PersonId, Relationship]):
    """Everybody's with self at `moment`. People without any touch are left out. Each relationship is made once.

    `rules`: what the configuration says of tags, by name; who carries which stands in `people`. `by`: what the
    probability of contact is worked out with.
    """

    def __init__(
        self,
        known: KnownOfAll,
        rules: Mapping[str, TagRule],
        moment: Moment,
        circling: Circling = FIRST,
        by: Coefficients = DEFAULT,
    ) -> None:
        if not all(starmap(lt, pairwise(known.ids))):
            raise ValueError("people must be in ascending order of their ids: that order decides on circles")
        told = known.beats["told"] > 0
        self._places = {id: place for place, id in enumerate(compress(known.ids, told.tolist()))}
        self.known = known
        self._numbers = _numbers(known.beats.take(np.flatnonzero(told)), self._places, known.pins, moment, circling, by)
        self._making = Making(known.touches, rules, moment, self._numbers)
        self._made: dict[PersonId, Relationship] = {}
        self._whole: dict[PersonId, Relationship] | None = None

    @property
    def circles(self) -> dict[PersonId, Circle]:
        """Of everybody in the population; nobody's relationship is made for it."""
        found = zip(self._places, self._numbers.circle.tolist(), strict=True)
        return {id: ALL[circle] for id, circle in found if circle != NO_CIRCLE}

    def __getitem__(self, person: PersonId) -> Relationship:
        made = self._made.get(person)
        if made is None:
            place, known = self._places[person], self.known
            made = self._making.relationship(known.people[person], known.histories[person], place)
            self._made[person] = made
        return made

    def __contains__(self, person: object) -> bool:
        return person in self._places

    def __iter__(self) -> Iterator[PersonId]:
        return filter(self._places.__contains__, self.known.people)

    def __len__(self) -> int:
        return len(self._places)

    def values(self) -> ValuesView[Relationship]:
        return self._all().values()

    def items(self) -> ItemsView[PersonId, Relationship]:
        return self._all().items()

    def _all(self) -> dict[PersonId, Relationship]:
        """Made at one go."""
        if self._whole is None:
            with uncollected():
                self._whole = {person: self[person] for person in self}
        return self._whole


def _numbers(
    beats: Beats,
    places: Mapping[PersonId, int],
    pins: Mapping[PersonId, Circle],
    moment: Moment,
    circling: Circling,
    by: Coefficients,
) -> Numbers:
    monday = rhythm.monday(moment.today)
    usual = usual_of(beats, monday, ticks(moment.begins(monday)))
    before = ((id, circle) for id, circle in circling.previous.items() if circle is not Circle.OUTER)  # tells nothing
    return numbers(
        beats,
        moment.today,
        usual,
        pins=codes(pins.items(), places),
        previous=codes(before, places),
        sizes=circling.sizes,
        by=by,
    )


def relationships(
    people: Iterable[Person],
    touches: Mapping[PersonId, Sequence[Touch]],
    rules: Mapping[str, TagRule],
    moment: Moment,
    circling: Circling = FIRST,
    by: Coefficients = DEFAULT,
    histories: Mapping[PersonId, History] | None = None,
) -> Relationships:
    """The same of `people`, from their touches. `histories`: those of the same touches, where they are known."""
    some = {person.id: person for person in people if person.id in touches}
    past = histories or {id: history(touches[id], moment.zone) for id in some}
    ids = sorted(some)
    known = KnownOfAll(
        ids=ids,
        beats=beats_of([past[id] for id in ids]),
        people=some,
        histories=past,
        touches=touches,
        pins={id: person.settings.circle for id, person in some.items() if person.settings.circle},
    )
    return Relationships(known, rules, moment, circling, by)
