"""The pages of a pull: what they have in common."""

from collections.abc import Iterable, Sequence

from crmsync.connector import Channel, Contact, Coverage, Page, Record, Snapshot
from crmsync_google.calendar.cursor import Place, write
from crmsync_google.calendar.events import record_id


def page(place: Place, records: Sequence[Record], snapshot: Snapshot | None = None) -> Page:
    """A page after which a pull goes on from `place`."""
    return Page(records=records, cursor=write(place), coverage=_coverage(place), snapshot=snapshot)


def last_page(place: Place) -> Page:
    """The one that says that it is all."""
    return Page(records=[], cursor=write(place), coverage=_coverage(place, complete=True), remaining=0)


def everything(calendar: str, place: Place, ids: Iterable[str]) -> Snapshot:
    """A calendar holds these and nothing else."""
    return Snapshot(prefix=record_id(calendar, ""), ids=frozenset(ids), since=place.since)


def owner(place: Place) -> Contact:
    return Contact(id=place.primary, addresses=place.own, own=True)


def _coverage(place: Place, *, complete: bool = False) -> Coverage:
    return Coverage(channels=frozenset({Channel.MEETING}), complete=complete, since=place.since)
