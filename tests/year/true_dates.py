"""When the owner of a generated year really was in touch with somebody, by what its author knows and no header says."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync_sandbox.generate.gathering import Gathering
from crmsync_sandbox.generate.truth import Correspondent, Kind, Note, Sort, Year
from crmsync_sandbox.life import Mail

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


class TrueLife:
    """A year's facts by the person whom they are about, so that nobody is looked for in all of it."""

    def __init__(self, told: Year, now: datetime) -> None:
        """What lies after `now` has not happened."""
        self._owner, self._now = told.life.owner, now
        self._two_way = {mail.thread for mail in told.life.mails if "SENT" in mail.labels}
        self._meetings: defaultdict[str, list[Gathering]] = defaultdict(list)
        for gathering in told.truth.gatherings:
            for address in set(gathering.met):
                self._meetings[address].append(gathering)
        self._written_to: set[str] = set()
        self._mails: defaultdict[str, list[tuple[Mail, Note]]] = defaultdict(list)
        for mail, note in zip(told.life.mails, told.truth.notes, strict=True):
            if _counts(note):
                self._sort(mail, note)

    def _sort(self, mail: Mail, note: Note) -> None:
        if note.writer == self._owner:
            self._written_to.update(note.readers)
        if mail.at <= self._now:
            for address in {note.writer, *note.readers}:
                self._mails[address].append((mail, note))

    def dates(self, who: Correspondent) -> TrueDates:
        """To the minute: which of two copies of a mail in one minute is the copy is nobody's knowledge."""
        found, now = self._facts(who), self._now
        over = [each.end for each in self._meetings[who.address] if each.end <= now]
        ahead = [each.start for each in self._meetings[who.address] if now < each.start <= now + HORIZON]
        return TrueDates(
            last_sent=minute(max((fact.at for fact in found if fact.sent), default=None)),
            last_received=minute(max((fact.at for fact in found if not fact.sent), default=None)),
            last_contact=minute(max((*exchanges(found), *over), default=None)),
            last_meeting=max(over, default=None),
            next_meeting=min(ahead, default=None),
            meetings=len(over),
        )

    def _facts(self, who: Correspondent) -> list[Fact]:
        """The mails that count between the owner and this person, oldest first."""
        found = []
        for mail, note in self._mails[who.address]:
            if note.writer == self._owner and who.address in note.readers:
                found.append(Fact(at=mail.at, thread=mail.thread, sent=True))
            elif note.writer == who.address and self._owner in note.readers and not self._is_bulk(mail, who):
                found.append(Fact(at=mail.at, thread=mail.thread, sent=False))
        return sorted(found, key=lambda fact: fact.at)

    def _is_bulk(self, mail: Mail, who: Correspondent) -> bool:
        """Filed as bulk; but nothing is in an answered thread of somebody whom the owner wrote to or met."""
        filed = any(label.startswith("CATEGORY_") and label != "CATEGORY_PERSONAL" for label in mail.labels)
        met = any(each.end <= self._now for each in self._meetings[who.address])
        return filed and not ((who.address in self._written_to or met) and mail.thread in self._two_way)


def minute(at: datetime | None) -> datetime | None:
    return at.replace(second=0) if at else None


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
