"""From interactions to touches: who was really in contact with whom, and what was left out and why."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import cache, partial

from crmsync.connector import Channel
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.chronicle import Beside, Chronicle, Run
from crmsync.relationships.civil_days import CivilDays
from crmsync.relationships.copies import Copies, Mark, copies, perhaps_twice
from crmsync.relationships.dates import next_meeting
from crmsync.relationships.familiar import Familiar, familiar
from crmsync.relationships.history import History
from crmsync.relationships.likes import Like, like
from crmsync.relationships.mails import of_mail
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import TICK, Recordings, recordings, ticks, time
from crmsync.relationships.talks import concerns_self, declined, of_talk
from crmsync.relationships.touch import Ignored, Touch
from crmsync.relationships.voices import lists_of, voices

NONE = timedelta()

Naming = Callable[[Mapping[Mark, str]], Mapping[Mark, str]]


def touches(
    recorded: Iterable[Recorded], directory: Directory, *, until: datetime, named: Naming | None = None
) -> "Touches":
    """Each person's touches in order of time. `until`: what lies later is in the future and does not count.

    Of a part of all interactions it is right for people of whom it holds all, with all that have a key in common with
    them. Such a part does not show all threads that go on in others: `named` makes of what it shows what they are
    called.
    """
    known = recordings(recorded)
    concerning = [concerns_self(each.interaction, directory) for each in known.alike]
    believed = familiar(known, concerning, directory, until=until)
    kinds = [
        dict(_of(each, directory, believed)) if mine else {} for each, mine in zip(known.alike, concerning, strict=True)
    ]
    ordered = sorted((p for p, kind in enumerate(known.kinds) if concerning[kind]), key=known.ended.__getitem__)
    places: dict[PersonId, array[int]] = defaultdict(partial(array, "I"))
    adding = [[places[person].append for person in found] for found in kinds]
    for place in ordered:
        for add in adding[known.kinds[place]]:
            add(place)
    perhaps = perhaps_twice(known, ordered)
    twice = copies((known[p] for p in perhaps), worse=partial(declined, directory=directory))
    shown = twice.names
    if named:
        twice = replace(twice, names=named(shown))
    copied = frozenset(place for place in perhaps if known.mark(place) in twice.marks)
    return Touches(known, kinds, dict(places), twice, copied, believed, until, shown)


class Touches(Mapping[PersonId, list[Touch]]):
    """Made for a person when they are asked for, and not kept: a million of them take much room."""

    def __init__(
        self,
        known: Recordings,
        kinds: Sequence[Mapping[PersonId, Touch]],
        places: Mapping[PersonId, Sequence[int]],
        twice: Copies,
        copied: Collection[int],
        believed: Familiar,
        until: datetime,
        shown: Mapping[Mark, str],
    ) -> None:
        """`kinds`: of interactions that are alike, each person's touch; `places`: where a person's interactions are;
        `copied`: where those are that are copies.
        """
        self.recorded = known
        """What they are made of."""
        self._known, self._kinds, self._places, self._until = known, kinds, places, ticks(until)
        self._twice, self._copied, self._believed = twice, copied, believed
        self.shown = shown
        """What threads are called that go on in others, as far as these interactions tell."""
        self.names = twice.names
        """What they are called in the end."""
        self._joined = {hash(mark): hash(name) for mark, name in twice.names.items()}

    def __getitem__(self, person: PersonId) -> list[Touch]:
        known, kinds = self._known, self._kinds
        return [self._touch(person, place, kinds[known.kinds[place]][person]) for place in self._places[person]]

    def __contains__(self, person: object) -> bool:
        return person in self._places

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def histories(self, zone: tzinfo, people: Collection[PersonId] | None = None) -> dict[PersonId, History]:
        """Everybody's, or these people's, as `history` makes it of their touches, which are not made."""
        days, some = CivilDays(zone), self._places if people is None else self._places.keys() & people
        return {person: self._history(person, days) for person in some}

    def _history(self, person: PersonId, days: CivilDays) -> History:
        known, places = self._known, self._places[person]
        past = bisect_right(places, self._until, key=known.ended.__getitem__)
        counting = [place for place in places[:past] if place not in self._copied]
        of = {kind: self._like(person, kind) for kind in {known.kinds[place] for place in places}}
        found = Chronicle[int]()
        found.add(self._run(person, counting, of, days))
        touch = self._maker(person)
        labels = frozenset().union(*(self._kinds[kind][person].labels for kind in of))
        ahead = next_meeting(map(touch, places[past:]))
        return found.history(Beside(told=len(places), labels=labels, next_meeting=ahead), touch)

    def _run(self, person: PersonId, places: Iterable[int], of: Mapping[int, Like | None], days: CivilDays) -> Run[int]:
        """Of those at these places what counts. `of`: what each kind is like."""
        known, joined = self._known, self._joined
        found = [(place, each) for place in places if (each := of[known.kinds[place]]) is not None]
        if any(each.doubted for each in of.values() if each):
            found = [(place, each) for place, each in found if not each.doubted or self._answered(person, place)]
        marks = [place for place, _ in found]
        ats = [known.ended[place] for place in marks]
        threads = [known.threads[place] for place in marks]
        return Run(
            marks=marks,
            ats=ats,
            days=days.days(ats),
            threads=[joined.get(each, each) for each in threads] if joined else threads,
            likes=[each for _, each in found],
        )

    def _like(self, person: PersonId, kind: int) -> Like | None:
        """What touches of the kind have in common; None where none of them counts."""
        touch = self._kinds[kind][person]
        return like(touch) if touch.ignored in (None, Ignored.BULK) else None

    def _answered(self, person: PersonId, place: int) -> bool:
        source = self._known.alike[self._known.kinds[place]].source
        return self._believed.answered(person, source, self._known.texts(place)[1])

    def _maker(self, person: PersonId) -> Callable[[int], Touch]:
        """Several dates may rest on one touch."""
        return cache(lambda place: self._touch(person, place, self._kinds[self._known.kinds[place]][person]))

    def _touch(self, person: PersonId, place: int, like: Touch) -> Touch:
        """`like`: the same touch, of an interaction that is alike, in no thread."""
        id, thread, _, _ = self._known.texts(place)
        began, ended = self._known.began[place], self._known.ended[place]
        answered = like.ignored is Ignored.BULK and self._believed.answered(person, like.source, thread)
        copy = Ignored.COPY if place in self._copied else None
        ahead = _ahead(began, ended, self._until) if ended > self._until else None
        return Touch(
            source=like.source,
            id=id,
            channel=like.channel,
            at=time(ended),
            direction=like.direction,
            others=like.others,
            duration=(ended - began) * TICK if ended > began else NONE,
            thread=self._twice.conversation(like.source, thread) if thread else None,
            direct=like.direct,
            ignored=copy or (None if answered else like.ignored) or ahead,
            labels=like.labels,
        )


def _ahead(began: int, ended: int, until: int) -> Ignored | None:
    """What would count, had it ended by now."""
    if began > until:
        return Ignored.FUTURE
    return Ignored.UNDER_WAY if ended > until else None


def _of(record: Recorded, directory: Directory, believed: Familiar) -> Iterator[tuple[PersonId, Touch]]:
    if record.interaction.channel is Channel.MAIL:
        return of_mail(record, directory, believed.knows)
    return of_talk(record, directory)


def lists(recorded: Iterable[Recorded]) -> frozenset[str]:
    """The addresses of mailing lists, as `lists_of` tells them."""
    return lists_of(voices(recorded))
