"""Everybody's history: of whom there is news it is worked out from what they are on, all others' is as it was kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from crmsync.connector import EmailAddress
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import Mark
from crmsync.relationships.counting import Touches, touches
from crmsync.relationships.history import History
from crmsync.relationships.recordings import Recordings, ticks
from crmsync.relationships.touch import Touch
from crmsync.store import histories, reading
from crmsync.store.histories import Head, Update
from crmsync.sync.digests import code_digest, people_digest
from crmsync.sync.remembered import Kept, Remembered

ONE_BY_ONE = 40
"""Whose touches are asked for, one after the other, before all are made at once; at once where all is read already."""
MS = 1000
"""Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """`touches`: everybody's, made when they are asked for. `update`: what is to be kept of it, by who may write."""

    histories: Mapping[PersonId, History] = field(repr=False)
    touches: Mapping[PersonId, Sequence[Touch]] = field(repr=False)
    update: Update = field(repr=False)
    read: int
    """How many interactions were read for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the past of these people, as of `now`. `known`: who they were in the last run."""

    remembered: Remembered
    directory: Directory
    known: Mapping[EmailAddress, PersonId]
    settings: str
    zone: tzinfo
    now: datetime

    def past(self) -> Past:
        kept = self.remembered.kept
        found = self._gone_on(kept) if kept and self._holds(kept) else None
        return found or self._anew()

    def _holds(self, kept: Kept) -> bool:
        """It is of these people, and not of a later time."""
        return kept.head.until <= ticks(self.now) and kept.head.people == people_digest(self.known)

    def _anew(self) -> Past:
        recorded = self.remembered.recorded
        found = touches(recorded, self.directory, until=self.now)
        past = found.histories(self.zone)
        update = Update(
            head=self._head([recorded]),
            anew=True,
            histories=past,
            voices=self.remembered.voices,
            conversations=found.shown,
        )
        return Past(histories=past, touches=found, update=update, read=len(recorded))

    def _gone_on(self, kept: Kept) -> Past | None:
        """None where a conversation turns out to go on where nobody looked."""
        dirty = self._dirty(kept)
        parts = list(self._parts(kept, dirty))
        news = {person: each for part, some in parts for person, each in part.histories(self.zone, some).items()}
        changed = kept.changed(parts[0][0].shown)
        if not changed.keys() <= set(kept.threads):
            return None
        with self.remembered.reading() as tx:
            past = {person: each for person, each in histories.load(tx).items() if person not in dirty} | news
        shown, recorded = self.remembered.voices, [part.recorded for part, _ in parts]
        return Past(
            histories=past,
            touches=_Asked(self, past.keys(), parts),
            update=Update(
                head=self._head(recorded, kept.head.longest),
                anew=False,
                histories={person: news.get(person) for person in dirty},
                voices={address: shown.get(address) for address in kept.stale},
                conversations={mark: changed.get(mark) for mark in kept.threads},
            ),
            read=sum(map(len, recorded)),
        )

    def _parts(self, kept: Kept, dirty: frozenset[PersonId]) -> Iterator[tuple[Touches, Collection[PersonId]]]:
        """The touches of those whose interactions were read already; and of others, from no more than is needed."""
        addresses: dict[PersonId, list[EmailAddress]] = {person: [] for person in dirty}
        for address, person in self.directory.people.items():
            if person in addresses:
                addresses[person].append(address)
        others = {person for person, mine in addresses.items() if not kept.stale.issuperset(mine)}
        found = touches(kept.some, self.directory, until=self.now, named=kept.naming)
        yield found, dirty - others
        if others:
            yield self.of([address for person in others for address in addresses[person]], found.names), others

    def of(self, addresses: Collection[EmailAddress], names: Mapping[Mark, str]) -> Touches:
        """Right for people who have no other addresses. `names`: what threads are called that go on in others."""
        return touches(self.remembered.on(addresses), self.directory, until=self.now, named=lambda _: names)

    def _dirty(self, kept: Kept) -> frozenset[PersonId]:
        """Whose history may be another now: of whom there is news, for whom something began or ended, or who are on
        something with somebody who was another person, or a list, before.
        """
        people, known = self.directory.people, self.known
        moved = {address for address, person in known.items() if people.get(address) != person}
        moved |= set(map(EmailAddress, set(kept.head.lists) ^ set(self.directory.lists)))
        since, until = kept.head.until // MS, ticks(self.now) // MS
        with self.remembered.reading() as tx:
            beside = reading.addresses_beside(tx, moved) if moved else set()
            turned = reading.addresses_turned(tx, since, until, kept.head.longest)
        stale = {*kept.stale, *beside, *turned, *moved}
        return frozenset(each[address] for each in (people, known) for address in stale if address in each)

    def of_all(self) -> Touches:
        return touches(self.remembered.recorded, self.directory, until=self.now)

    def _head(self, read: Iterable[Recordings], longest: int = 0) -> Head:
        lengths = (ended - began for each in read for began, ended in zip(each.began, each.ended, strict=True))
        return Head(
            code=code_digest(),
            settings=self.settings,
            people=people_digest(self.directory.people),
            lists=tuple(sorted(self.directory.lists)),
            until=ticks(self.now),
            longest=max(longest, max(lengths, default=0) // MS),
        )


class _Asked(Mapping[PersonId, Sequence[Touch]]):
    """Everybody's touches: those in `parts` are there, all others' are read when they are asked for."""

    def __init__(
        self,
        asked: Asked,
        people: Collection[PersonId],
        parts: Sequence[tuple[Touches, Collection[PersonId]]],
    ) -> None:
        self._asked, self._people, self._names = asked, people, parts[0][0].names
        self._seen = {person: part for part, some in parts for person in some}
        self._more = ONE_BY_ONE
        self._all: Touches | None = None

    def __getitem__(self, person: PersonId) -> Sequence[Touch]:
        if person not in self._people:
            raise KeyError(person)
        found = self._seen[person] if person in self._seen else self._read(person)
        return found.get(person, ())  # whom another program left without any meanwhile has none

    def _read(self, person: PersonId) -> Touches:
        if self._all is None and (not self._more or self._asked.remembered.whole):
            self._all = self._asked.of_all()
        if self._all is not None:
            return self._all
        self._more -= 1
        found = self._seen[person] = self._asked.of(self._addresses(person), self._names)
        return found

    def _addresses(self, person: PersonId) -> list[EmailAddress]:
        return [address for address, each in self._asked.directory.people.items() if each == person]

    def __contains__(self, person: object) -> bool:
        return person in self._people

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)
