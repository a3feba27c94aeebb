"""Human mail out of the ordinary: to many, to nobody, in secret, by the assistant, answered late."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from crmsync_sandbox.generate import wire
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.conversation import begun
from crmsync_sandbox.generate.truth import Correspondent, Entry, Kind, Note, Sort

Occasion = Callable[[Random, Cast, datetime], Iterator[Entry]]

CROWD = 55
"""People on a mass mail."""


def occasions(random: Random, cast: Cast, *, begin: datetime, until: datetime) -> list[Entry]:
    """Every occasion a few times, spread over the period."""
    entries: list[Entry] = []
    for occasion, times in OCCASIONS:
        for _ in range(times):
            at = begin + timedelta(seconds=int(random.uniform(0, (until - begin).total_seconds() - _LATE_AT_MOST)))
            entries += occasion(random, cast, at)
    return entries


def _known(random: Random, cast: Cast, count: int) -> list[Correspondent]:
    """People with whom mail goes both ways all year, so that the occasion changes nobody's kind."""
    return random.sample(cast.of(Kind.CLIENT, Kind.COLLEAGUE), count)


def _crowd(random: Random, cast: Cast) -> list[Correspondent]:
    """Too many for any of them to count."""
    return random.sample([person for person in cast.people if person.kind.two_way], CROWD)


def _mass_mail_sent(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    crowd = _crowd(random, cast)
    yield begun(random, cast, crowd[0]).write(cast.owner, crowd, at)


def _mass_mail_received(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    crowd = _crowd(random, cast)
    yield begun(random, cast, crowd[0]).write(crowd[0], [cast.owner], at, cc=crowd[1:])


def _ten_to_twelve_sent(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """Ten others weigh 0.1 and count; eleven do not."""
    for others in (10, 11, 12):
        crowd = _known(random, cast, others)
        yield begun(random, cast, crowd[0]).write(cast.owner, crowd, at)


def _ten_to_twelve_received(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """The writer is one of the others."""
    for others in (10, 11, 12):
        crowd = _known(random, cast, others)
        yield begun(random, cast, crowd[0]).write(crowd[0], [cast.owner], at, cc=crowd[1:])


def _blind_copy_sent(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """To one with another in Bcc, then to two in Bcc only."""
    one, other = _known(random, cast, 2)
    yield begun(random, cast, one).write(cast.owner, [one], at, bcc=[other])
    yield begun(random, cast, one).write(cast.owner, [], at, bcc=[one, other])


def _blind_copy_received(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """To somebody else; that the owner got it shows in Delivered-To only."""
    writer, reader = _known(random, cast, 2)
    entry = begun(random, cast, writer).write(writer, [reader], at)
    readers = (reader.address, cast.owner.address)
    yield replace(entry, note=replace(entry.note, readers=readers))


def _nobody_named(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """Neither To nor Cc, received and sent."""
    (writer,) = _known(random, cast, 1)
    entry = begun(random, cast, writer).write(writer, [cast.owner], at)
    bare = replace(entry.mail, headers=wire.without(entry.mail.headers, "To", "Cc"))
    yield replace(entry, mail=bare)
    yield begun(random, cast, writer).write(cast.owner, [], at)


def _assistant_writes(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """From the owner's mailbox in the assistant's own name: it lies in sent mail and the owner is not in it."""
    reader = random.choice(cast.of(Kind.CLIENT))
    entry = begun(random, cast, reader).write(cast.assistant, [reader], at)
    headers = wire.without(entry.mail.headers, "Delivered-To", "Return-Path", "Received")
    yield replace(entry, mail=replace(entry.mail, headers=headers, labels=frozenset({"SENT"})))


def _assistant_talks(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    talk = begun(random, cast, cast.assistant)
    yield talk.write(cast.assistant, [cast.owner], at)
    yield talk.write(cast.owner, [cast.assistant], at + timedelta(minutes=20))


def _answered_late(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """After 41 days: too late to be one talk with the question."""
    (person,) = _known(random, cast, 1)
    talk = begun(random, cast, person)
    yield talk.write(person, [cast.owner], at)
    yield talk.write(cast.owner, [person], at + timedelta(days=41))


def _note_to_self(random: Random, cast: Cast, at: datetime) -> Iterator[Entry]:
    """From one own address to the other: nobody else is in it."""
    here, there = (wire.Mailbox(name=cast.owner.name, address=address) for address in cast.owner.addresses)
    entry = begun(random, cast, cast.owner).write(cast.owner, [], at)
    headers = wire.replaced(wire.replaced(entry.mail.headers, "From", str(here)), "To", str(there))
    mail = replace(entry.mail, headers=headers, labels=frozenset({"SENT", "INBOX"}))
    yield Entry(mail=mail, note=Note(sort=Sort.HUMAN, writer=cast.owner.address, readers=(cast.owner.address,)))


_LATE_AT_MOST = timedelta(days=42).total_seconds()

OCCASIONS: tuple[tuple[Occasion, int], ...] = (
    (_mass_mail_sent, 2),
    (_mass_mail_received, 3),
    (_ten_to_twelve_sent, 2),
    (_ten_to_twelve_received, 2),
    (_blind_copy_sent, 3),
    (_blind_copy_received, 3),
    (_nobody_named, 3),
    (_assistant_writes, 9),
    (_assistant_talks, 4),
    (_answered_late, 3),
    (_note_to_self, 3),
)
"""What happens, and how many times."""
