"""A night that goes on from the last one: of whom something is new it is added, or all of theirs is worked out anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache, cached_property

from crmsync.connector import EmailAddress
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import Mark
from crmsync.relationships.counting import touches
from crmsync.relationships.going_on import GoingOn
from crmsync.relationships.kept_people import KeptPeople, Packed
from crmsync.relationships.packed import pack, unpack
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.stories import Stories
from crmsync.relationships.story import Story
from crmsync.relationships.touches import Touches
from crmsync.store import histories, nearby
from crmsync.store.histories import Head, Update
from crmsync.sync.asked_touches import AskedTouches
from crmsync.sync.past import Histories, Past
from crmsync.sync.remembered import Kept, Remembered


@dataclass(frozen=True, kw_only=True)
class Night:
    """`known`: who people were in the last run, of which `kept` is."""

    remembered: Remembered
    kept: Kept
    directory: Directory
    known: Mapping[EmailAddress, PersonId]
    zone: tzinfo
    now: datetime

    @property
    def holds(self) -> bool:
        """Whether no conversation turned out to go on where nobody looked."""
        return self._changed.keys() <= set(self.kept.threads)

    def past(self, head: Head) -> Past:
        """`head`: what is kept from now on rests on this."""
        told = self._told
        now = self._before.changed(told) if told else self._before
        read = cache(lambda: self._stories((self.kept.head, head)))
        return Past(
            ids=now.ids,
            beats=now.beats,
            histories=Histories(Packed(now.ids, read, told)),
            touches=self._touches(now.ids),
            kept=lambda: Update(
                head=head,
                anew=False,
                stories={person: pack(story) if story else None for person, story in told.items()},
                people=now,
                voices=self.kept.voices,
                conversations=self._conversations,
            ),
            read=len(self.kept.ahead) + len(self.kept.some) + sum(len(each.recorded) for each in self._others),
        )

    @cached_property
    def _before(self) -> KeptPeople:
        with self.remembered.reading() as tx:
            return histories.load(tx)

    def _stories(self, heads: Collection[Head]) -> Mapping[PersonId, bytes]:
        """All as they were kept, where that rests on one of `heads`: it may be asked for when the run kept its own."""
        with self.remembered.reading() as tx:
            return histories.load_all_stories(tx, heads)

    @cached_property
    def _ahead(self) -> Touches:
        """Of what was not in what was kept."""
        kept = self.kept
        return touches(kept.ahead, self.directory, until=self.now, named=kept.going, before=self._were)

    @cached_property
    def _were(self) -> dict[PersonId, Story]:
        """The stories so far of all who are on that."""
        people = self.directory.people
        on = {people[each] for each in self.kept.ahead.alike.addresses if each in people}
        with self.remembered.reading() as tx:
            found = histories.load_stories(tx, on)
        return {person: unpack(packed) for person, packed in found.items()}

    @cached_property
    def _going(self) -> GoingOn:
        new = self.kept.ahead.rows > self.kept.head.last
        return GoingOn(self._ahead, self._were, new, self.kept.head.until, self.zone)

    @cached_property
    def _anew(self) -> frozenset[PersonId]:
        """Whose history can't go on: of whom something was changed or withdrawn, or who are on something with somebody
        who was another person, or a list, before; and whose mail counts in another part now.
        """
        people, known = self.directory.people, self.known
        same = people is known
        moved = {address for address, person in known.items() if people.get(address) != person} if not same else set()
        moved |= set(map(EmailAddress, set(self.kept.head.lists) ^ set(self.directory.lists)))
        stale = {*self.kept.stale, *self._beside(moved), *moved}
        turned = {each[address] for each in (people, known) for address in stale if address in each}
        return frozenset(turned.union(self._going.unsure(frozenset(known.values()))))

    def _beside(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        if not addresses:
            return ()
        with self.remembered.reading() as tx:
            return nearby.addresses_beside(tx, addresses)

    @cached_property
    def _some(self) -> Touches:
        """Of those whose interactions were read already."""
        return touches(
            self.kept.some, self.directory, until=self.now, named=lambda shown: self._new | self.kept.naming(shown)
        )

    @cached_property
    def _new(self) -> dict[Mark, str]:
        """What threads are called that are new, and go on in others."""
        known = self.kept.conversations.keys() | set(self.kept.threads)
        named = self.kept.going(self._ahead.threads.shown)
        return {mark: name for mark, name in named.items() if mark not in known}

    @cached_property
    def _others(self) -> Sequence[Touches]:
        """Of all others that are worked out anew, if there are any, from no more than is needed."""
        others, people = self._elsewhere, self.directory.people
        return [self._of([address for address in self._theirs if people[address] in others])] if others else []

    @cached_property
    def _theirs(self) -> frozenset[EmailAddress]:
        """The addresses of those who are worked out anew."""
        anew = self._anew
        return frozenset(address for address, person in self.directory.people.items() if person in anew)

    @cached_property
    def _elsewhere(self) -> frozenset[PersonId]:
        """Who of them has an address of which not all is at hand."""
        return frozenset(self.directory.people[address] for address in self._theirs - self.kept.stale)

    @cached_property
    def _told(self) -> dict[PersonId, Story | None]:
        """Everybody's story that is another now; None of whom there is none any more."""
        told: dict[PersonId, Story | None] = dict.fromkeys(self._anew)
        for found in (self._some, *self._others):
            told |= Stories(found, self.zone, {each for each, touches in self._seen.items() if touches is found})
        return told | self._going.stories(self._ahead.numbers.keys() - self._anew)

    @cached_property
    def _seen(self) -> Mapping[PersonId, Touches]:
        """Where the touches are of those who are worked out anew."""
        found = dict.fromkeys(self._anew, self._some)
        return found | {person: others for others in self._others for person in self._elsewhere}

    @cached_property
    def _changed(self) -> dict[Mark, str]:
        return self.kept.changed(self._some.threads.shown)

    @cached_property
    def _conversations(self) -> dict[Mark, str | None]:
        """What threads are called now that were not, or otherwise."""
        named: dict[Mark, str | None] = {mark: self._changed.get(mark) for mark in self.kept.threads}
        return named | self._new

    def _of(self, addresses: Collection[EmailAddress]) -> Touches:
        """Right for people who have no other addresses."""
        recorded = self.remembered.on(addresses)
        return touches(recorded, self.directory, until=self.now, named=lambda _: self._names(recorded))

    def _names(self, recorded: Recordings) -> Mapping[Mark, str]:
        """What the threads of these are called."""
        with self.remembered.reading() as tx:
            known = histories.load_conversations(tx, recorded.thread_marks)
        return {mark: name for mark, name in (known | self._conversations).items() if name}

    def _touches(self, ids: Collection[PersonId]) -> AskedTouches:
        return AskedTouches(
            frozenset(ids),
            self.directory.people,
            self._seen,
            of=self._of,
            of_all=lambda: touches(self.remembered.recorded, self.directory, until=self.now),
            whole=lambda: self.remembered.whole,
        )
