"""From interactions to touches: who was really in contact with whom, and what was left out and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from crmsync.connector import Channel, Role
from crmsync.identity.addresses import list_address
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import copies
from crmsync.relationships.familiar import Familiar, familiar
from crmsync.relationships.mails import of_mail
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import concerns_self, declined, of_talk
from crmsync.relationships.touch import Ignored, Touch


def touches(recorded: Iterable[Recorded], directory: Directory, *, until: datetime) -> dict[PersonId, list[Touch]]:
    """Each person's touches in order of time. `until`: what lies later is in the future and does not count."""
    concerning = (record for record in recorded if concerns_self(record.interaction, directory))
    ordered = sorted(concerning, key=lambda record: (record.ended, record.mark))
    twice = copies(ordered, worse=partial(declined, directory=directory))
    known = familiar([record for record in ordered if record.ended <= until], directory)
    found: dict[PersonId, list[Touch]] = defaultdict(list)
    for record in ordered:
        for person, touch in _of(record, directory, known):
            copy = Ignored.COPY if record.mark in twice.marks else None
            ignored = copy or touch.ignored or _ahead(touch, until)
            found[person].append(replace(touch, ignored=ignored, thread=twice.conversation(record)))
    return dict(found)


def _ahead(touch: Touch, until: datetime) -> Ignored | None:
    """What would count, had it ended by now."""
    if touch.began > until:
        return Ignored.FUTURE
    return Ignored.UNDER_WAY if touch.at > until else None


def _of(record: Recorded, directory: Directory, known: Familiar) -> Iterator[tuple[PersonId, Touch]]:
    if record.interaction.channel is Channel.MAIL:
        return of_mail(record, directory, known.knows)
    return of_talk(record, directory)


def lists(recorded: Iterable[Recorded]) -> frozenset[str]:
    """The addresses of mailing lists: what mail with their List-Id went to, and who wrote nothing but such mail.

    Anybody may write any List-Id: of somebody who is not on that mail it says nothing. And whoever writes without one
    is no list.
    """
    seen = {
        (each.address, each.role is Role.FROM, list_address(mail.list_id) if mail.list_id else None)
        for mail in (record.interaction for record in recorded)
        for each in mail.participants
    }
    posted = {address for address, wrote, named in seen if not wrote and address == named}
    sending = {address for address, wrote, named in seen if wrote and address == named}
    other = {address for address, wrote, named in seen if wrote and address != named}
    plain = {address for address, wrote, named in seen if wrote and named is None}
    return frozenset((posted - plain) | (sending - other))
