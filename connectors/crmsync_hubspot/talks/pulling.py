"""The log, type after type: what changed, or all of it once a week; what is gone is withdrawn then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync.connector import Coverage, Deleted, Interaction, Page, Record, Skipped, Snapshot, View
from crmsync_hubspot import records as hubspot
from crmsync_hubspot.records import Records
from crmsync_hubspot.search import Condition, search
from crmsync_hubspot.talks.activities import Activities, Talk, ours
from crmsync_hubspot.talks.company import Contacts, Users, participants
from crmsync_hubspot.talks.cursor import Mark, Pass, Place, write

OVERLAP = timedelta(hours=1)
"""Search lags behind by seconds, and clocks differ by minutes: what lies so near the mark is told twice."""
CHANGED = "hs_lastmodifieddate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """All activities of one type."""

    activities: Activities
    records: Records
    contacts: Contacts
    users: Users

    def pages(self, query: "Query", after: str, *, subjects: bool) -> Iterator[list[hubspot.Record]]:
        properties = self.activities.properties(subjects=subjects)
        return search(self.records, query.groups(), properties, after)

    def ids(self) -> frozenset[str]:
        """All that there are now, by a search each two hundred."""
        pages = search(self.records, [[]], ())
        return frozenset(self.activities.prefix + one.id for page in pages for one in page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which activities are asked for: from `since` on, and `changed` since then."""

    since: datetime | None = None
    changed: datetime | None = None

    def groups(self) -> list[list[Condition]]:
        asked = (("hs_timestamp", self.since), (CHANGED, self.changed))
        return [[_from(name, at) for name, at in asked if at is not None]]


def _from(name: str, at: datetime) -> Condition:
    return Condition(property=name, operator="GTE", value=str(int(at.timestamp() * 1000)))


def pulled(logs: Sequence[Log], view: View, place: Place) -> Iterator[Page]:
    """Pages of every type. Stopped anywhere, the next pull goes on where the last page ended."""
    for log in logs:
        for page, mark, snapshot in _passed(log, view, place.of(log.activities.type)):
            place = place.at(log.activities.type, mark)
            done = mark.under_way is None and log is logs[-1]
            coverage = Coverage(
                channels=frozenset(each.activities.channel for each in logs), complete=done, since=place.since
            )
            yield Page(records=page, cursor=write(place), coverage=coverage, snapshot=snapshot)


def _passed(log: Log, view: View, mark: Mark) -> Iterator[tuple[list[Record], Mark, Snapshot | None]]:
    """The pages of one pass, the mark after each, and what there is now where all was told."""
    way = mark.next_pass(view.now)
    query = Query(since=view.since, changed=None if way.whole else mark.known)
    for page in log.pages(query, way.after, subjects=view.subjects):
        mark = mark.at(way, page[-1].id)
        yield list(_told(log, page, view)), mark, None
    yield [], mark.done(way, OVERLAP), _everything(log, view, way, mark)


def _everything(log: Log, view: View, way: Pass, mark: Mark) -> Snapshot | None:
    """On the first way through nothing can have gone that was told before."""
    if not way.whole or mark.known is None:
        return None
    return Snapshot(prefix=log.activities.prefix, ids=log.ids(), since=view.since)


def _told(log: Log, page: Sequence[hubspot.Record], view: View) -> Iterator[Record]:
    """What is no talk, or concerns nobody with an address, is withdrawn where it was told as one."""
    talks = [one for one in page if not ours(one)]
    company = log.contacts.on(log.records, (one.id for one in talks)) if talks else {}
    told = [_record(log, one, company.get(one.id, ()), view) for one in talks]
    prefix = log.activities.prefix
    idle = [prefix + one.id for one, record in zip(talks, told, strict=True) if record is None]
    yield from filter(None, told)
    yield from (Deleted(id=id) for id in view.known(idle))


def _record(log: Log, record: hubspot.Record, contacts: Sequence[hubspot.Record], view: View) -> Record | None:
    id = log.activities.prefix + record.id
    try:
        talk = log.activities.read(record)
    except (ValueError, OverflowError):
        return Skipped(id=id, reason="its time can't be read")
    if talk is None or not contacts:
        return None
    return _interaction(log, record, contacts, talk, subjects=view.subjects)


def _interaction(
    log: Log, record: hubspot.Record, contacts: Sequence[hubspot.Record], talk: Talk, *, subjects: bool
) -> Interaction:
    kind = log.activities
    title = record.properties.get(kind.title) if subjects and kind.title else None
    return Interaction(
        id=kind.prefix + record.id,
        channel=kind.channel,
        at=talk.at,
        duration=talk.duration,
        participants=participants(kind.channel, contacts, log.users.whose(record), inbound=talk.inbound),
        key=talk.key,
        signals=talk.signals,
        subject=title or None,
    )
