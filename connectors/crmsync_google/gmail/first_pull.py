"""The whole mailbox, most valuable first; stopped anywhere, it goes on by listing again and asking what is known."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from crmsync.connector import Channel, Contact, Coverage, Interaction, Page, Record, View
from crmsync_google.gmail import asking
from crmsync_google.gmail.asking import Person
from crmsync_google.gmail.cursor import FirstPull, Nightly, Place, Stage, write
from crmsync_google.gmail.inventory import Inventory, taken
from crmsync_google.gmail.listing import Mark, Places
from crmsync_google.gmail.mailbox import Mailbox, Profile, Query
from crmsync_google.gmail.plan import fetches, total
from crmsync_google.gmail.reading import Portion, portions
from crmsync_google.gmail.refiling import refiled, withdrawn

ASIDE = 25
"""One part in so many of what all two-way threads cost may be spent before them on single letters: so all that self
sent is known hardly later for it."""


def first_pull(mailbox: Mailbox, view: View, place: FirstPull | None) -> Iterator[Page]:
    """The owner, then pages of messages, stage by stage, then the page that says that it is all."""
    # The place in the history is taken before anything is listed: what changes meanwhile is in the one or the other.
    profile = mailbox.profile()
    inventory = taken(mailbox, view)
    work = _Work(mailbox=mailbox, view=view, inventory=inventory, place=place or FirstPull(history=profile.history))
    yield work.page([_owner(mailbox, profile)])
    if work.place.stage is Stage.FILED:
        yield from work.refiled()
        work.enter(Stage.DATES)
    if work.place.stage is Stage.DATES:
        yield from work.dates()
        work.enter(Stage.SENT)
    yield from work.group(two_way=True)
    if work.place.stage is Stage.SENT:
        work.enter(Stage.RECEIVED)
        yield work.page([])
    if work.place.stage is Stage.RECEIVED:
        yield from work.received()
        work.enter(Stage.REST)
    yield from work.group(two_way=False)
    yield work.last_page()


class _Work:
    """A first pull under way: where it is, and what its listing still lacks."""

    def __init__(self, *, mailbox: Mailbox, view: View, inventory: Inventory, place: FirstPull) -> None:
        self._mailbox, self._view, self._listing, self.place = mailbox, view, inventory.listing, place
        self._unread = self._listing.unread()
        self._refiled = refiled(view, inventory) if place.stage is Stage.FILED else ()
        self._left = self._listing.lacking() + len(self._refiled)
        self._minutes_each = self._price_each() / mailbox.account.units_per_minute

    def _price_each(self) -> float:
        """Units that a message costs on average, by the cheapest calls for all that the listing lacks."""
        listing, prices = self._listing, self._mailbox.prices
        units = sum(total(listing, listing.missing(two_way=both), prices) for both in (True, False))
        return units / listing.lacking() if units else float(prices.message)

    def enter(self, stage: Stage) -> None:
        self.place = replace(self.place, stage=stage, asked="")

    def page(self, records: Sequence[Record]) -> Page:
        return self._page(records, self.place, complete=False)

    def last_page(self) -> Page:
        return self._page([], Nightly(history=self.place.history, since=self._view.since), complete=True)

    def refiled(self) -> Iterator[Page]:
        """What is spam by now, and what the mailbox files otherwise than the store; nothing in an empty store."""
        if spam := withdrawn(self._mailbox, self._view):
            yield self.page(spam)
        yield from map(self._told, self._fetched(self._refiled))

    def group(self, *, two_way: bool) -> Iterator[Page]:
        """All of two-way threads, or of the others, up to the horizon."""
        places = self._listing.missing(two_way=two_way)
        yield from map(self._told, _to_horizon(self._fetched(places), self._view.since))
        self._done(places)

    def dates(self) -> Iterator[Page]:
        """The newest mail to and from each of those who matter most, where that is cheaper than all two-way threads.

        Two-way threads are due next anyway; of the price of these a small part may go to other mail, but only once: a
        pull that goes on spends nothing aside.
        """
        price = total(self._listing, self._listing.missing(two_way=True), self._mailbox.prices)
        yield from self._by_person(
            (asking.sent, asking.received), cheaper_than=price, aside=0 if self.place.asked else price // ASIDE
        )

    def received(self) -> Iterator[Page]:
        """What self sent them is known by now; the newest from each, where that is cheaper than all the rest."""
        price = total(self._listing, self._listing.missing(two_way=False), self._mailbox.prices)
        yield from self._by_person((asking.received,), cheaper_than=price, aside=price)

    def _by_person(
        self, queries: Sequence[Callable[[Person], Query]], *, cheaper_than: int, aside: int
    ) -> Iterator[Page]:
        """`aside`: units that may go to mail outside two-way threads."""
        prices = self._mailbox.prices
        most = cheaper_than // (len(queries) * (prices.listing + prices.message))
        people = asking.in_order(self._view.wanted(), self.place.asked) if most and self._mailbox.queries else []
        for some in asking.portions(people if len(people) <= most else []):
            asked = [query(person) for person in some for query in queries]
            threads = asking.newest_threads(self._mailbox, self._listing, asked)
            letters = self._listing.missing(two_way=False, of=threads)
            if (price := total(self._listing, letters, prices)) > aside:
                letters, price = (), 0
            aside -= price
            places = (*self._listing.missing(two_way=True, of=threads), *letters)
            yield from map(self._told, self._fetched(places))
            self._done(places)
            self.place = replace(self.place, asked=some[-1].mark)
            yield self.page([])  # that they were asked for is known, though nothing be found

    def _fetched(self, places: Places) -> Iterator[Portion]:
        return portions(self._mailbox, fetches(self._listing, places, self._mailbox.prices))

    def _told(self, portion: Portion) -> Page:
        self._left -= portion.wanted
        return self.page(portion.records)

    def _done(self, places: Places) -> None:
        self._listing.mark_places(Mark.KNOWN, places)
        self._left = self._listing.lacking()

    def _page(self, records: Sequence[Record], place: Place, *, complete: bool) -> Page:
        coverage = Coverage(
            channels=frozenset({Channel.MAIL}),
            since=self._view.since,
            complete=complete,
            sent=self.place.stage in (Stage.RECEIVED, Stage.REST),
            unread=self._unread,
        )
        return Page(
            records=records,
            cursor=write(place),
            coverage=coverage,
            remaining=self._left,
            minutes=self._left * self._minutes_each,
        )


def _owner(mailbox: Mailbox, profile: Profile) -> Contact:
    return Contact(id=profile.address, addresses=mailbox.addresses(profile), own=True)


def _to_horizon(told: Iterator[Portion], since: datetime | None) -> Iterator[Portion]:
    """A group's portions, up to the first that lies wholly before the horizon.

    Nothing after it is missed: a group's threads stand in the order of their newest message to fetch, as Gmail lists
    it, newest first. Where no message of a whole portion reaches the horizon, no thread's newest one does, and those
    of the threads behind it are older still.
    """
    for portion in told:
        yield portion
        if since and portion.records and not any(_reaches(record, since) for record in portion.records):
            return


def _reaches(record: Record, since: datetime) -> bool:
    """Whether it is not surely older than the horizon: of what can't be read nothing is known."""
    return not isinstance(record, Interaction) or record.at >= since
