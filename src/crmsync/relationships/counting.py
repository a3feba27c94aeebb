"""From interactions to touches: who was really in contact with whom, and what was left out and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from crmsync.connector import Channel, EmailAddress, Interaction, Role, Signal
from crmsync.identity.addresses import list_address
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import copies
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.touch import MOST_OTHERS, Ignored, Touch

CROWD_SIGNALS = frozenset({Signal.LIST, Signal.UNSUBSCRIBE, Signal.PRECEDENCE})
MACHINE_SIGNALS = frozenset({Signal.AUTO_SUBMITTED, Signal.NULL_SENDER, Signal.REPORT})


def touches(recorded: Iterable[Recorded], directory: Directory, *, until: datetime) -> dict[PersonId, list[Touch]]:
    """Each person's touches in order of time. `until`: what lies later is in the future and does not count."""
    ordered = sorted(recorded, key=lambda record: (record.ended, record.mark))
    twice = copies(ordered)
    written = _written_to(ordered, directory)
    found: dict[PersonId, list[Touch]] = defaultdict(list)
    for record in ordered:
        for person, touch in _of(record, directory, written):
            late = Ignored.FUTURE if touch.at > until else None
            copy = Ignored.COPY if record.mark in twice.marks else None
            ignored = late or copy or touch.ignored
            found[person].append(replace(touch, ignored=ignored, thread=twice.conversation(record)))
    return dict(found)


def _of(record: Recorded, directory: Directory, written: frozenset[PersonId]) -> Iterator[tuple[PersonId, Touch]]:
    if record.interaction.channel is Channel.MAIL:
        return _of_mail(record, directory, written)
    return _of_talk(record, directory)


def _of_talk(record: Recorded, directory: Directory) -> Iterator[tuple[PersonId, Touch]]:
    """The touches of a meeting, call or logged talk: self and each who took part, at its end."""
    talk = record.interaction
    others = _others(talk, directory)
    crowd = Ignored.CROWD if len(others) > MOST_OTHERS else None
    for person in dict.fromkeys(filter(None, (directory.person(p.address) for p in talk.participants))):
        yield (
            person,
            Touch(
                source=record.source,
                id=talk.id,
                channel=talk.channel,
                at=record.ended,
                direction="both",
                others=len(others),
                ignored=crowd,
                labels=talk.labels,
            ),
        )


def _of_mail(record: Recorded, directory: Directory, written: frozenset[PersonId]) -> Iterator[tuple[PersonId, Touch]]:
    """The touches of one mail: sender and self, or self and each recipient. A co-recipient is no contact."""
    mail = record.interaction
    senders = [p.address for p in mail.participants if p.role is Role.FROM]
    others = _others(mail, directory)
    if not senders or not others:
        return
    own = directory.kind(senders[0]) is Kind.SELF
    if not own and not _reached_self(mail, directory):
        return
    direction: Literal["sent", "received"] = "sent" if own else "received"
    addressed = [p.address for p in mail.participants if p.role is not Role.FROM] if own else senders[:1]
    for person in dict.fromkeys(filter(None, map(directory.person, addressed))):
        yield (
            person,
            Touch(
                source=record.source,
                id=mail.id,
                channel=mail.channel,
                at=mail.at,
                direction=direction,
                others=len(others),
                thread=mail.thread,
                direct=own or _is_direct(mail, directory),
                ignored=_ignored(
                    mail,
                    senders[0],
                    len(others),
                    doubtful=not own and person not in written,
                    own=own,
                    directory=directory,
                ),
                labels=mail.labels,
            ),
        )


def _others(mail: Interaction, directory: Directory) -> set[str]:
    """The distinct people beside self, rooms apart. Addresses of one person are one; lists and robots are somebody."""
    kinds = {p.address: directory.kind(p.address) for p in mail.participants}
    beside = (address for address, kind in kinds.items() if kind not in (Kind.SELF, Kind.ROOM))
    return {directory.people.get(address) or address for address in beside}


def _reached_self(mail: Interaction, directory: Directory) -> bool:
    """Whether a mail from somebody else came to self: it lies in the mailbox and was not sent from it.

    Bcc and forwarding leave no trace in the headers. What an assistant sent from the mailbox reached self only where
    self is named.
    """
    return not mail.sent or any(
        directory.kind(p.address) is Kind.SELF for p in mail.participants if p.role is not Role.FROM
    )


def _is_direct(mail: Interaction, directory: Directory) -> bool:
    return any(p.role is Role.TO and directory.kind(p.address) is Kind.SELF for p in mail.participants)


def _ignored(
    mail: Interaction, sender: EmailAddress, others: int, *, doubtful: bool, own: bool, directory: Directory
) -> Ignored | None:
    """Headers decide first, then the sender's address, then the crowd, then behaviour."""
    if mail.signals & MACHINE_SIGNALS:
        return Ignored.AUTOMATIC
    if mail.signals & CROWD_SIGNALS or mail.list_id:
        return Ignored.LIST
    if not own and directory.kind(sender) is Kind.ROBOT:
        return Ignored.ROBOT
    if others > MOST_OTHERS:
        return Ignored.CROWD
    bulk = Signal.CATEGORY in mail.signals or directory.kind(sender) is Kind.ROLE
    return Ignored.BULK if doubtful and bulk and not own else None


def _written_to(ordered: Sequence[Recorded], directory: Directory) -> frozenset[PersonId]:
    """People to whom self ever wrote a mail that counts: nobody among them is a newsletter."""
    people: set[PersonId] = set()
    for record in ordered:
        mail = record.interaction
        sender = next((p.address for p in mail.participants if p.role is Role.FROM), None)
        if sender is None or directory.kind(sender) is not Kind.SELF:
            continue
        if _ignored(mail, sender, len(_others(mail, directory)), doubtful=False, own=True, directory=directory) is None:
            people.update(filter(None, (directory.person(p.address) for p in mail.participants)))
    return frozenset(people)


def lists(recorded: Iterable[Recorded]) -> frozenset[str]:
    """The addresses of mailing lists, from the List-Id of what they sent. Who writes without one is no list."""
    named: set[str] = set()
    writers: set[str] = set()
    for mail in (record.interaction for record in recorded):
        if mail.list_id:
            named.add(list_address(mail.list_id))
        else:
            writers.update(p.address for p in mail.participants if p.role is Role.FROM)
    return frozenset(named - writers)
