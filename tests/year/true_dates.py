"""When the owner of a generated year really was in touch with somebody, by what its author knows and no header says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync_sandbox.generate.gathering import Gathering
from crmsync_sandbox.generate.truth import Correspondent, Kind, Note, Sort, Year

MONTH = timedelta(days=30)
HORIZON = timedelta(days=90)
"""Nobody asks a calendar for what lies further ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A mail that counts, by what its author knows."""

    at: datetime
    thread: str
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueDates:
    last_sent: datetime | None
    last_received: datetime | None
    last_contact: datetime | None
    last_meeting: datetime | None
    next_meeting: datetime | None
    meetings: int
    """How many are over."""


def true_dates(told: Year, who: Correspondent, now: datetime) -> TrueDates:
    """To the minute: which of two copies of a mail in one minute is the copy is nobody's knowledge."""
    found = facts(told, who, now)
    over = [each.end for each in meetings(told, who) if each.end <= now]
    ahead = [each.start for each in meetings(told, who) if now < each.start <= now + HORIZON]
    return TrueDates(
        last_sent=minute(max((fact.at for fact in found if fact.sent), default=None)),
        last_received=minute(max((fact.at for fact in found if not fact.sent), default=None)),
        last_contact=minute(max((*exchanges(found), *over), default=None)),
        last_meeting=max(over, default=None),
        next_meeting=min(ahead, default=None),
        meetings=len(over),
    )


def minute(at: datetime | None) -> datetime | None:
    return at.replace(second=0) if at else None


def meetings(told: Year, who: Correspondent) -> list[Gathering]:
    """The meetings at which this person and the owner were, or will be."""
    return [gathering for gathering in told.truth.gatherings if who.address in gathering.met]


def facts(told: Year, who: Correspondent, now: datetime) -> list[Fact]:
    """The mails that count between the owner and this person, oldest first."""
    owner = told.life.owner
    known = _wrote_to(told, who) or any(each.end <= now for each in meetings(told, who))
    found = []
    two_way = {mail.thread for mail in told.life.mails if "SENT" in mail.labels}
    for mail, note in zip(told.life.mails, told.truth.notes, strict=True):
        if not _counts(note) or mail.at > now:
            continue
        bulk = any(label.startswith("CATEGORY_") and label != "CATEGORY_PERSONAL" for label in mail.labels)
        if note.writer == owner and who.address in note.readers:
            found.append(Fact(at=mail.at, thread=mail.thread, sent=True))
        elif (
            note.writer == who.address
            and owner in note.readers
            and not (bulk and not (known and mail.thread in two_way))
        ):
            found.append(Fact(at=mail.at, thread=mail.thread, sent=False))
    return sorted(found, key=lambda fact: fact.at)


def _wrote_to(told: Year, who: Correspondent) -> bool:
    """Whether the owner wrote to this person: then nothing of theirs is bulk, wherever it is filed."""
    return any(
        _counts(note) and note.writer == told.life.owner and who.address in note.readers for note in told.truth.notes
    )


def _counts(note: Note) -> bool:
    return note.sort is Sort.HUMAN and 1 <= len({note.writer, *note.readers}) - 1 <= 10


def exchanges(found: list[Fact]) -> Iterator[datetime]:
    """Mails with one of the other direction in their thread, a month before them at most."""
    return (
        later.at
        for later in found
        for earlier in found
        if earlier.thread == later.thread
        and earlier.sent != later.sent
        and timedelta() <= later.at - earlier.at <= MONTH
    )


def known_whole(told: Year) -> list[Correspondent]:
    """People with one address, and those whose addresses the CRM or a card joins: no fact says that others are one."""
    linked = [{c.email, *c.additional_emails} for c in told.life.contacts] + [set(c.emails) for c in told.life.cards]
    return [
        who
        for who in told.truth.correspondents
        if who.kind.human and who.kind not in (Kind.MEMBER, Kind.STRANGER)
        if len(who.addresses) == 1 or any(set(who.addresses) <= some for some in linked)
    ]
