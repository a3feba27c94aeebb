"""Whom self is really in touch with: their mail counts even where a service files it as bulk."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crmsync.connector import Channel, Role, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.mails import people_written_to
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Recordings, ticks
from crmsync.relationships.talks import people_met

BULK_TO_ONE = 10
"""Who sends more mail filed as bulk than this for each time that self wrote to them or met them is a newsletter that
self once answered, and no friend whose mail lies in the wrong tab."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Familiar:
    """`people`: all of whose mail is believed, however it is filed.

    `threads`: those in which self wrote to somebody else, each with the source that holds it.
    """

    people: frozenset[PersonId]
    threads: frozenset[tuple[PersonId, str, str]]

    def knows(self, person: PersonId, record: Recorded) -> bool:
        """Whether this mail of theirs is to be believed, however it is filed."""
        return person in self.people or self.answered(person, record.source, record.interaction.thread)

    def answered(self, person: PersonId, source: str, thread: str | None) -> bool:
        """Whether self wrote in a thread to one of whose mail only that is believed which lies in such a thread."""
        return thread is not None and (person, source, thread) in self.threads


def familiar(known: Recordings, concerning: Sequence[bool], directory: Directory, *, until: datetime) -> Familiar:
    """By what has ended by `until`. `concerning`: of each kind, whether it concerns self."""
    reached: Counter[PersonId] = Counter()
    bulk: Counter[PersonId] = Counter()
    written: dict[int, frozenset[PersonId]] = {}
    for kind, number in known.ended_by(until).items():
        if not concerning[kind]:
            continue
        record = known.alike[kind]
        mail = record.interaction.channel is Channel.MAIL
        people = frozenset((people_written_to if mail else people_met)(record, directory))
        reached.update(dict.fromkeys(people, number))
        if mail:
            written[kind] = people
            bulk.update(dict.fromkeys(_bulk_from(record, directory), number))
    doubted = {person for person, times in reached.items() if bulk[person] > BULK_TO_ONE * times}
    threads = _threads(known, {kind: doubted & people for kind, people in written.items()}, ticks(until))
    return Familiar(people=frozenset(reached.keys() - doubted), threads=frozenset(threads))


def _threads(
    known: Recordings, written: Mapping[int, Collection[PersonId]], until: int
) -> Iterator[tuple[PersonId, str, str]]:
    """Those of mails by which self wrote to people. `written`: to whom, by the mails' kind."""
    kinds = {kind for kind, people in written.items() if people}
    for place, kind in enumerate(known.kinds):
        if kind in kinds and known.ended[place] <= until and (thread := known.texts(place)[1]) is not None:
            yield from ((person, known.alike[kind].source, thread) for person in written[kind])


def _bulk_from(record: Recorded, directory: Directory) -> list[PersonId]:
    """The sender, where the mail is filed as bulk or an office's."""
    senders = [each.address for each in record.interaction.participants if each.role is Role.FROM][:1]
    filed = Signal.CATEGORY in record.interaction.signals
    doubtful = [each for each in senders if filed or directory.kind(each) is Kind.ROLE]
    return [person for each in doubtful if (person := directory.person(each)) is not None]
