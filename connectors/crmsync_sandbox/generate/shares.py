"""Fills a year so that every kind of mail has its share: what is fixed first, then talks for all that is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from crmsync_sandbox.generate.asides import AFTERMATH, COPIES_SENT, aftermath, asides
from crmsync_sandbox.generate.bulk import bulk
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.conversation import PERSONAL_TAB, conversations
from crmsync_sandbox.generate.diary import Diary
from crmsync_sandbox.generate.hostile import hostile
from crmsync_sandbox.generate.occasions import occasions
from crmsync_sandbox.generate.outline import outlines
from crmsync_sandbox.generate.truth import Entry, Kind

BULK, SENT = 0.45, 0.15
"""Shares of all mail."""
TABBED = 0.05
"""The share of human mail that the service files under a bulk category."""
THREAD = 2.5
"""Mails of a human conversation, on average."""

_TABS = ("CATEGORY_UPDATES", "CATEGORY_UPDATES", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_FORUMS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every part of a year is made from. Each part draws its own chances, so that none disturbs another."""

    seed: int
    cast: Cast
    begin: datetime
    until: datetime

    def chances(self, part: str) -> Random:
        return chances(self.seed, part)

    def diary(self, part: str) -> Diary:
        """The owner's calendar, for one part of a year to write in."""
        return Diary(random=self.chances(part), owner=self.cast.owner, until=self.until)


def chances(seed: int, part: str) -> Random:
    """The chances of one part of a year."""
    return Random(f"{seed}/{part}")  # noqa: S311 - a repeatable year, no secret


def plain_entries(frame: Frame, messages: int) -> list[Entry]:
    """Bulk mail and conversations, nothing out of the ordinary."""
    many = _bulk(frame, messages)
    talks = _talks(frame, [], messages=messages - len(many), sent=round(SENT * messages) - _sent(many))
    return [*many, *_filed(frame, talks)]


def trapped_entries(frame: Frame, messages: int) -> list[Entry]:
    """The same shares with every trap among them."""
    cast, begin, until = frame.cast, frame.begin, frame.until
    many = _bulk(frame, messages)
    odd = list(occasions(frame.chances("occasions"), cast, begin=begin, until=until))
    odd += hostile(frame.chances("hostile"), cast, begin=begin, until=until)
    idle = asides(frame.chances("asides"), cast, begin=begin, until=until)
    room = messages - len(many) - len(odd) - len(idle) - AFTERMATH
    sent = round(SENT * messages) - _sent(many) - _sent(odd) - COPIES_SENT
    talks = _filed(frame, [*odd, *_talks(frame, odd, messages=room, sent=sent)])
    return [*many, *idle, *talks, *aftermath(frame.chances("aftermath"), cast, talks, until)]


def _bulk(frame: Frame, messages: int) -> list[Entry]:
    count = round(BULK * messages)
    return bulk(frame.chances("bulk"), frame.cast, count=count, begin=frame.begin, until=frame.until)


def _talks(frame: Frame, odd: Sequence[Entry], *, messages: int, sent: int) -> list[Entry]:
    """Conversations of `messages` mails; as many as give the right mean together with the odd ones."""
    plan = outlines(
        frame.chances("outlines"),
        frame.cast.people,
        threads=round((messages + len(odd)) / THREAD) - len({entry.mail.thread for entry in odd}),
        messages=messages,
        sent=sent,
        begin=frame.begin,
        period=frame.until - frame.begin,
    )
    return list(conversations(frame.chances("conversations"), frame.cast, plan, frame.until))


def _sent(entries: Sequence[Entry]) -> int:
    return sum("SENT" in entry.mail.labels for entry in entries)


def _filed(frame: Frame, human: Sequence[Entry]) -> list[Entry]:
    """File a few mails under bulk categories: all that one client wrote, and others by chance."""
    luck = frame.chances("tabs")
    client = next(person.address for person in frame.cast.of(Kind.CLIENT))
    received = [i for i, entry in enumerate(human) if PERSONAL_TAB in entry.mail.labels]
    luck.shuffle(received)
    received.sort(key=lambda i: human[i].note.writer != client)
    chosen = set(received[: round(TABBED * len(human))])
    return [_under(luck.choice(_TABS), entry) if i in chosen else entry for i, entry in enumerate(human)]


def _under(tab: str, entry: Entry) -> Entry:
    labels = entry.mail.labels - {PERSONAL_TAB} | {tab}
    return replace(entry, mail=replace(entry.mail, labels=labels))
