"""The lists of people, one after the other: what changed, or all of it once a week."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from crmsync.connector import Coverage, CursorExpired, Page, Record, Snapshot
from crmsync_google.batch import Json
from crmsync_google.contacts.address_book import AddressBook
from crmsync_google.contacts.cursor import Mark, Place, write
from crmsync_google.contacts.reading import contact, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A list of people: how their ids begin, under which key they stand in an answer, and how they are asked for."""

    prefix: str
    key: str
    pages: Callable[[AddressBook, str], Iterator[Json]]


CONTACTS = Shelf(prefix="people/", key="connections", pages=AddressBook.contacts)
OTHERS = Shelf(prefix="otherContacts/", key="otherContacts", pages=AddressBook.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portion:
    """What one answer tells, and how far its list is known then. A list ends with the `last` one."""

    records: Sequence[Record]
    mark: Mark
    last: bool
    snapshot: Snapshot | None = None


def pulled(book: AddressBook, shelves: Sequence[Shelf], now: datetime, place: Place) -> Iterator[Page]:
    """Pages of every list. Stopped anywhere, the next pull goes on with the first list that is not at its end."""
    if OTHERS not in shelves and OTHERS.prefix in place.marks:
        place = place.without(OTHERS.prefix)
        yield _page(place, [], Snapshot(prefix=OTHERS.prefix, ids=frozenset()))
    for shelf in shelves:
        for portion in _portions(book, shelf, now, place.marks.get(shelf.prefix)):
            place = place.at(shelf.prefix, portion.mark)
            done = portion.last and shelf is shelves[-1]
            yield _page(place, portion.records, portion.snapshot, complete=done)


def _page(place: Place, records: Sequence[Record], snapshot: Snapshot | None, *, complete: bool = False) -> Page:
    coverage = Coverage(channels=frozenset(), complete=complete)
    return Page(records=records, cursor=write(place), coverage=coverage, snapshot=snapshot)


def _portions(book: AddressBook, shelf: Shelf, now: datetime, mark: Mark | None) -> Iterator[_Portion]:
    if mark and mark.leads_on(now):
        answers = _news(book, shelf, mark)
        if answers is not None:
            yield from _changed(book, shelf, mark, answers)
            return
    yield from _whole(book, shelf, now)


def _news(book: AddressBook, shelf: Shelf, mark: Mark) -> list[Json] | None:
    """All that changed since; None where the service has forgotten, which must be known before anything is told."""
    try:
        return list(shelf.pages(book, mark.token))
    except CursorExpired:
        return None


def _changed(book: AddressBook, shelf: Shelf, mark: Mark, answers: Sequence[Json]) -> Iterator[_Portion]:
    """The place stays as it was until the last one is told."""
    for answer in answers:
        last = answer is answers[-1]
        records = told(answer.get(shelf.key, ()), book.group_names)
        yield _Portion(records=records, mark=_after(answer, mark.full) if last else mark, last=last)


def _whole(book: AddressBook, shelf: Shelf, now: datetime) -> Iterator[_Portion]:
    """Everybody. Who is not among them, or can't be told for want of an address, is withdrawn with the last one."""
    ids: set[str] = set()
    for answer in shelf.pages(book, ""):
        found = [contact(person, book.group_names) for person in answer.get(shelf.key, ())]
        records = [each for each in found if each]
        ids.update(each.id for each in records)
        last = not answer.get("nextPageToken")
        everybody = Snapshot(prefix=shelf.prefix, ids=frozenset(ids)) if last else None
        # Before the last one a mark without a place: the next pull tells it all again.
        yield _Portion(records=records, mark=_after(answer, now), last=last, snapshot=everybody)


def _after(answer: Json, full: datetime) -> Mark:
    """The service names the new place with the last answer only."""
    return Mark(token=answer.get("nextSyncToken", ""), full=full)
