"""File after file, page after page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from crmsync.connector import Channel, Coverage, Deleted, Page, Record, Snapshot, Unavailable, View
from crmsync_files.broken import BROKEN, why
from crmsync_files.cursor import Mark, Place, write
from crmsync_files.finding import Found
from crmsync_files.gone import emptied, gone, is_of_today, kept_prefix, remembered
from crmsync_files.growth import From, Unchanged, seal, to_read
from crmsync_files.items import Item, Kind, Unreadable
from crmsync_files.mail.reading import Reader, hashed
from crmsync_files.mail.threads import Threads
from crmsync_files.reading import steps
from crmsync_files.snapshots import Told
from crmsync_files.strangers import later, settled

PAGE = 500
"""Records of a page."""
LOOKED_AT = 5_000
"""Things that are read for a page at most: where next to none of them is told, the place is kept none the less."""

CHANNELS = frozenset({Channel.MAIL, Channel.MEETING, Channel.MESSAGE})


@dataclass(slots=True)
class _Pull:
    view: View
    place: Place
    reader: Reader
    troubles: list[str] = field(default_factory=list)

    def page(self, records: list[Record], *, snapshot: Snapshot | None = None, complete: bool = False) -> Page:
        coverage = Coverage(channels=CHANNELS, complete=complete, since=self.view.since)
        return Page(records=records, cursor=write(self.place), coverage=coverage, snapshot=snapshot)


def pulled(found: Found, view: View, before: Place) -> Iterator[Page]:
    """Everything that is new. Raises `Unavailable` at the end, where something could not be read."""
    reader = Reader(own=view.own, since=view.since, subjects=view.subjects, threads=Threads(hashed))
    unseen = [*found.troubles, *emptied(before, found.nothings)]
    pull = _Pull(view, before, reader, list(unseen))
    for item in found.items:
        try:
            yield from _item(pull, settled(item, found.items, pull.place, view, reader), found.items)
        except BROKEN as error:
            pull.troubles.append(_said(item, error))
    if not unseen:
        yield from _withdrawn(pull, found)
    yield pull.page([], complete=not pull.troubles)
    if pull.troubles:
        raise Unavailable("; ".join(pull.troubles) + ". The rest was read.")


def _withdrawn(pull: _Pull, found: Found) -> Iterator[Page]:
    for each in gone(pull.place, found.items, found.hollow, pull.view.now):
        pull.place = each.place
        yield pull.page([], snapshot=each.snapshot)
    pull.place = remembered(pull.place, found.items, found.hollow)


def _said(item: Item, error: BaseException) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    return f"{item.name} can't be read to its end: {why(error)}"


def _item(pull: _Pull, item: Item, present: Sequence[Item]) -> Iterator[Page]:
    match _wanted(pull, item):
        case Unchanged():
            return
        case From() as place:
            followers = list(later(item, present, pull.place))
            for each in followers:
                pull.place = pull.place.anew(each.key)
            yield from _read(pull, item, place, last=not followers)


def _wanted(pull: _Pull, item: Item) -> From | Unchanged:
    before = pull.place.marks.get(item.key)
    if before and not is_of_today(item, before):
        before = None
    can_grow = item.kind is Kind.MBOX and not item.packed
    found = to_read(before, item.state, partial(_sealed, item) if can_grow else None)
    return found if item.kind is Kind.MBOX or isinstance(found, Unchanged) else From(at=0)


def _read(pull: _Pull, item: Item, place: From, *, last: bool) -> Iterator[Page]:
    """What is gone from a file is told with its last page only: until its end is read nobody knows.

    `last`: none follows that speaks for the same records. An older export that is read late does not know what is gone.
    """
    told = Told(item)
    looked_at, rest = 0, place.at
    records: list[Record] = []
    try:
        for step in steps(item, place.at, pull.view, pull.reader, was=place.was):
            if len(records) >= PAGE or looked_at >= LOOKED_AT:
                pull.place = pull.place.at(item.key, _mark(item, step.at, done=False))
                yield pull.page(_worth_telling(item, pull.view, records))
                records, looked_at = [], 0
            looked_at, rest = looked_at + 1, step.rest
            if step.record is not None:
                records.append(step.record)
                told.add(step.record)
    except EOFError:
        yield pull.page(_worth_telling(item, pull.view, records))
        raise
    pull.place = pull.place.at(item.key, _mark(item, rest, done=True))
    snapshot = told.snapshot(pull.view.now) if last else None
    yield pull.page(_worth_telling(item, pull.view, records), snapshot=snapshot)


def _worth_telling(item: Item, view: View, records: list[Record]) -> list[Record]:
    """What is withdrawn needs no word where it was never told: an archive may be half spam.

    Nor does a message that is known: it never changes, and its file is written anew as a whole.
    """
    gone = {record.id for record in records if isinstance(record, Deleted)}
    said = {record.id for record in records if not isinstance(record, Deleted)}
    once = said if item.kind is Kind.MESSAGES else set()
    known = set(view.known(gone | once)) if gone or once else set()
    return [record for record in records if _is_news(record, known, said, once)]


def _is_news(record: Record, known: set[str], said: set[str], once: set[str]) -> bool:
    if isinstance(record, Deleted):
        return record.id in known or record.id in said
    return record.id not in known or record.id not in once


def _mark(item: Item, at: int, *, done: bool) -> Mark:
    can_grow = item.kind is Kind.MBOX and not item.packed
    seal = _sealed(item, at) if can_grow else ""
    return Mark(state=item.state, at=at, seal=seal, done=done, prefix=kept_prefix(item), within=item.within)


def _sealed(item: Item, at: int) -> str:
    with item.open() as file:
        return seal(file, at)
