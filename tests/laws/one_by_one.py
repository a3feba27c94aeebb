"""Touches worked out from each interaction by itself: slow and plain, to compare with."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from plain_copies import copies

from crmsync.connector import Channel, Role, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.familiar import BULK_TO_ONE
from crmsync.relationships.mails import of_mail, people_written_to
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import concerns_self, declined, of_talk, people_met
from crmsync.relationships.touch import Ignored, Touch


def plainly(recorded: Iterable[Recorded], directory: Directory, until: datetime) -> dict[PersonId, list[Touch]]:
    concerning = (record for record in recorded if concerns_self(record.interaction, directory))
    ordered = sorted(concerning, key=lambda record: (record.ended, record.mark))
    twice = copies(ordered, worse=partial(declined, directory=directory))
    believed = _believed([record for record in ordered if record.ended <= until], directory)
    found: dict[PersonId, list[Touch]] = defaultdict(list)
    for record in ordered:
        mail = record.interaction.channel is Channel.MAIL
        made = of_mail(record, directory, believed) if mail else of_talk(record, directory)
        for person, touch in made:
            copy = Ignored.COPY if record.mark in twice.marks else None
            thread = twice.conversation(record.source, record.interaction.thread)
            ahead = Ignored.FUTURE if touch.began > until else Ignored.UNDER_WAY if touch.at > until else None
            found[person].append(replace(touch, ignored=copy or touch.ignored or ahead, thread=thread))
    return dict(found)


def _believed(past: Sequence[Recorded], directory: Directory) -> Callable[[PersonId, Recorded], bool]:
    """Whether a mail of somebody's is believed, however it is filed."""
    reached: Counter[PersonId] = Counter()
    bulk: Counter[PersonId] = Counter()
    threads: set[tuple[PersonId, str, str | None]] = set()
    for record in past:
        one = record.interaction
        mail = one.channel is Channel.MAIL
        people = set((people_written_to if mail else people_met)(record, directory))
        reached.update(people)
        if mail and one.thread is not None:
            threads.update((person, record.source, one.thread) for person in people)
        sender = next((each.address for each in one.participants if each.role is Role.FROM), None)
        if mail and sender and (Signal.CATEGORY in one.signals or directory.kind(sender) is Kind.ROLE):
            bulk.update(filter(None, [directory.person(sender)]))
    people_believed = {person for person, times in reached.items() if bulk[person] <= BULK_TO_ONE * times}
    return lambda person, record: (
        person in people_believed or (person, record.source, record.interaction.thread) in threads
    )
