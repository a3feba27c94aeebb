"""One broken source for each law of the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta, timezone

from toy_source import PAGE, Entry, Exchange, Honest, Met

from crmsync.connector import (
    ConnectorError,
    Cursor,
    CursorExpired,
    Deleted,
    EmailAddress,
    Interaction,
    Page,
    Record,
    Skipped,
    Snapshot,
    Unavailable,
    View,
)


class AsksWhenConstructed(Honest):
    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange)
        exchange.list(0)


class TellsTwice(Honest):
    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        for page in super().pull(cursor, view):
            yield page
            yield page


class NeverDone(Honest):
    def page(self, records: list[Record], place: int, *, last: bool) -> Page:
        return super().page(records, place, last=False)


class LocalTimes(Honest):
    def read(self, entry: Entry) -> Record:
        record = super().read(entry)
        zone = timezone(timedelta(hours=2))
        return replace(record, at=record.at.astimezone(zone)) if isinstance(record, Interaction) else record


class ClockOnTheWall(Honest):
    """It takes a local time for UTC."""

    def read(self, entry: Entry) -> Record:
        record = super().read(entry)
        at = entry.at.replace(tzinfo=timezone.utc)  # noqa: UP017
        return replace(record, at=at) if isinstance(record, Interaction) else record


class AsWritten(Honest):
    """Addresses as the service spells them."""

    def read(self, entry: Entry) -> Record:
        record = super().read(entry)
        if not isinstance(record, Interaction):
            return record
        who = replace(record.participants[0], address=EmailAddress(entry.address))
        return replace(record, participants=(who,))


class WithBrackets(Honest):
    def read(self, entry: Entry) -> Record:
        record = super().read(entry)
        if not isinstance(record, Interaction):
            return record
        who = replace(record.participants[0], address=EmailAddress(f"<{entry.address}>"))
        return replace(record, participants=(who,))


class NewIds(Honest):
    """Ids that are counted anew by each pull."""

    count = 0

    def read(self, entry: Entry) -> Record:
        NewIds.count += 1
        return replace(super().read(entry), id=f"number {NewIds.count}")


class LosesTheFirst(Honest):
    def page(self, records: list[Record], place: int, *, last: bool) -> Page:
        return super().page(records[1:], place, last=last)


class AlwaysFromTheBeginning(Honest):
    def begin(self, cursor: Cursor | None) -> int:
        return 0


class OnePageTooMany(Honest):
    """It asks again and again, though there is nothing."""

    def ask(self, place: int) -> list[Entry]:
        for _ in range(3):
            self.exchange.list(place)
        return super().ask(place)


class TellsOldTogether(Honest):
    """News brings its neighbours along."""

    def begin(self, cursor: Cursor | None) -> int:
        return max(super().begin(cursor) - 1, 0)


class EndedOnce(Honest):
    """What comes after the first pull is not asked for."""

    def begin(self, cursor: Cursor | None) -> int:
        return self.exchange.version if cursor else 0


class OnlyNewIds(Honest):
    """It passes over what it has told already, changed or not."""

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        for page in super().pull(cursor, view):
            ids = [record.id for record in page.records]
            known = view.known(ids)
            yield replace(page, records=[record for record in page.records if record.id not in known])


class KeepsTheGone(Honest):
    def ask(self, place: int) -> list[Entry]:
        return [replace(entry, gone=False) for entry in super().ask(place)]


class PlaceTakenAfterwards(Honest):
    """The place of the last page is the newest one there is, not that of what was told."""

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        place, answers = self.begin(cursor), []
        while entries := self.ask(place):
            place = entries[-1].version
            answers.append(entries)
        for entries in answers:
            yield self.page([self.read(each) for each in entries if not each.gone], entries[-1].version, last=False)
        yield self.page([], self.exchange.version, last=True)


class CursorRunsAhead(Honest):
    """The cursor of a page is that after the next one."""

    def page(self, records: list[Record], place: int, *, last: bool) -> Page:
        return super().page(records, place if last else place + PAGE, last=last)


class HastySnapshot(Honest):
    """It calls the first page all there is."""

    def page(self, records: list[Record], place: int, *, last: bool) -> Page:
        page = super().page(records, place, last=last)
        return replace(page, snapshot=Snapshot(ids=frozenset(record.id for record in records)))


class StopsWhereExpired(Honest):
    """An expired place is taken for one without news."""

    def begin(self, cursor: Cursor | None) -> int:
        try:
            return super().begin(cursor)
        except CursorExpired:
            return self.exchange.version


class SweepsNothing(Honest):
    """From the beginning it passes over what is gone, told before or not."""

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        for page in super().pull(cursor, view):
            there = [record for record in page.records if cursor or not isinstance(record, Deleted)]
            yield replace(page, records=there)


class ExpiresLate(Honest):
    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        yield self.page([], 0, last=False)
        yield from super().pull(cursor, view)


class PassesOverTheUnreadable(Honest):
    def page(self, records: list[Record], place: int, *, last: bool) -> Page:
        return super().page([each for each in records if not isinstance(each, Skipped)], place, last=last)


class NoPatience(Honest):
    def ask(self, place: int) -> list[Entry]:
        try:
            return self.exchange.list(place)
        except Met as met:
            raise Unavailable(f"the exchange answered {met.failure}. Run the command again later.") from met


class TroubleIsTheEnd(Honest):
    """What fails is taken for the end of the list."""

    def ask(self, place: int) -> list[Entry]:
        try:
            return super().ask(place)
        except ConnectorError:
            return []


class NoLoginIsTrouble(Honest):
    def ask(self, place: int) -> list[Entry]:
        try:
            return super().ask(place)
        except ConnectorError as error:
            raise Unavailable("the exchange is not there. Run the command again later.") from error


class MarksAsRead(Honest):
    def read(self, entry: Entry) -> Record:
        self.exchange.entries[entry.id] = replace(entry, labels=frozenset({"read"}))
        return super().read(entry)


BREAKS: Mapping[str, type[Honest]] = {
    "test_construction_sends_nothing": AsksWhenConstructed,
    "test_no_record_is_told_twice_in_one_pull": TellsTwice,
    "test_all_is_known_at_the_end_of_a_pull": NeverDone,
    "test_times_are_in_utc": LocalTimes,
    "test_addresses_are_in_their_canonical_form": WithBrackets,
    "test_a_second_pull_from_the_beginning_tells_the_same": NewIds,
    "test_everything_is_told_once": LosesTheFirst,
    "test_a_time_is_told_as_the_moment_it_was": ClockOnTheWall,
    "test_an_address_in_capitals_is_told_in_small_letters": AsWritten,
    "test_a_pull_without_news_tells_nothing_and_costs_little": OnePageTooMany,
    "test_what_is_new_is_told": EndedOnce,
    "test_only_what_is_new_is_told": TellsOldTogether,
    "test_what_has_changed_is_told_again": OnlyNewIds,
    "test_only_what_has_changed_is_told": TellsOldTogether,
    "test_what_is_gone_is_withdrawn": KeepsTheGone,
    "test_what_was_gone_before_it_was_told_is_not_told": KeepsTheGone,
    "test_nothing_is_missed_that_comes_while_pulling": PlaceTakenAfterwards,
    "test_a_pull_goes_on_after_any_page": CursorRunsAhead,
    "test_nothing_is_withdrawn_by_a_pull_that_was_stopped": HastySnapshot,
    "test_an_expired_cursor_ends_where_a_good_one_does": StopsWhereExpired,
    "test_what_is_gone_when_a_cursor_has_expired_is_withdrawn": SweepsNothing,
    "test_expiry_is_said_before_the_first_page_or_healed": ExpiresLate,
    "test_what_cannot_be_read_is_skipped_and_stops_nothing": PassesOverTheUnreadable,
    "test_a_passing_failure_is_waited_for": NoPatience,
    "test_a_failure_that_stays_is_told_and_loses_nothing": TroubleIsTheEnd,
    "test_a_refused_login_is_told_as_such": NoLoginIsTrouble,
    "test_pulling_writes_nothing": MarksAsRead,
}
"""By the law that must fail on it."""
