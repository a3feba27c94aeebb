"""Whom self is really in touch with: their mail counts even where a service files it as bulk."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crmsync.connector import Channel, Role, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.mails import people_written_to
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import people_met

BULK_TO_ONE = 10
"""Who sends more mail filed as bulk than this for each time that self wrote to them or met them is a newsletter that
self once answered, and no friend whose mail lies in the wrong tab."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Familiar:
    """`threads`: those in which self wrote to the person, each with the source that holds it."""

    people: frozenset[PersonId]
    threads: frozenset[tuple[PersonId, str, str | None]]

    def knows(self, person: PersonId, record: Recorded) -> bool:
        """Whether this mail of theirs is to be believed, however it is filed."""
        return person in self.people or (person, record.source, record.interaction.thread) in self.threads


def familiar(past: Iterable[Recorded], directory: Directory) -> Familiar:
    reached: Counter[PersonId] = Counter()
    bulk: Counter[PersonId] = Counter()
    threads: set[tuple[PersonId, str, str | None]] = set()
    for record in past:
        if record.interaction.channel is not Channel.MAIL:
            reached.update(people_met(record, directory))
            continue
        written = set(people_written_to(record, directory))
        reached.update(written)
        if record.interaction.thread is not None:
            threads.update((person, record.source, record.interaction.thread) for person in written)
        bulk.update(_bulk_from(record, directory))
    people = frozenset(person for person, times in reached.items() if bulk[person] <= BULK_TO_ONE * times)
    return Familiar(people=people, threads=frozenset(threads))


def _bulk_from(record: Recorded, directory: Directory) -> list[PersonId]:
    """The sender, where the mail is filed as bulk or an office's."""
    senders = [each.address for each in record.interaction.participants if each.role is Role.FROM][:1]
    filed = Signal.CATEGORY in record.interaction.signals
    doubtful = [each for each in senders if filed or directory.kind(each) is Kind.ROLE]
    return [person for each in doubtful if (person := directory.person(each)) is not None]
