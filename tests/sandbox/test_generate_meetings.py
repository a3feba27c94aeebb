"""Every trap of real calendars is in the year, seen in the calendar and not by what the year says of itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import pytest
from generated import UNTIL, generated

from crmsync_sandbox.generate.year import life
from crmsync_sandbox.life import Guest, Meeting

OWNER, OTHER = "ann@example.com", "ann@home.example"
LIFE = generated("usual").life
ALL = LIFE.meetings
SERIES = [meeting for meeting in ALL if meeting.every]
SINGLE = [meeting for meeting in ALL if not meeting.every]
MAILED = {
    address for mail in LIFE.mails for name, value in mail.headers if name in {"From", "To"} for address in [value]
}
DAY = timedelta(days=1)


def guests(meeting: Meeting) -> list[Guest]:
    """Those beside the owner."""
    return [guest for guest in meeting.guests if guest.email not in {OWNER, OTHER}]


def own(meeting: Meeting) -> Guest | None:
    return next((guest for guest in meeting.guests if guest.email in {OWNER, OTHER}), None)


def answers(meeting: Meeting) -> Counter[str]:
    return Counter(guest.answer for guest in guests(meeting))


def own_answer(meeting: Meeting) -> str:
    found = own(meeting)
    return found.answer if found else ""


def times(meeting: Meeting) -> Iterator[datetime]:
    return (meeting.start + i * (meeting.every or timedelta()) for i in range(meeting.count))


def some(condition: Callable[[Meeting], object], among: Iterable[Meeting] = ALL) -> bool:
    return any(condition(meeting) for meeting in among)


def plain(meeting: Meeting) -> bool:
    return not (meeting.cancelled or meeting.all_day or meeting.omitted) and own_answer(meeting) != "declined"


def ahead(first: int, last: int) -> bool:
    return some(lambda m: plain(m) and guests(m) and UNTIL + first * DAY < m.start < UNTIL + last * DAY, SINGLE)


def uids(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those that are on both calendars."""
    twice = {uid for uid, count in Counter(m.uid for m in meetings if m.uid).items() if count == 2}
    return [meeting for meeting in meetings if meeting.uid in twice]


TRAPS: dict[str, Callable[[], object]] = {
    "a weekly series with one person": lambda: some(lambda m: m.every == 7 * DAY and len(guests(m)) == 1, SERIES),
    "a fortnightly series with one person": lambda: some(lambda m: m.every == 14 * DAY and len(guests(m)) == 1, SERIES),
    "a series that has ended": lambda: some(lambda m: m.count > 5 and max(times(m)) < UNTIL - 30 * DAY, SERIES),
    "a series that goes on": lambda: some(lambda m: max(times(m)) > UNTIL + 30 * DAY, SERIES),
    "a lunch with one person": lambda: some(lambda m: m.start.hour in (12, 13) and len(guests(m)) == 1, SINGLE),
    "a small team": lambda: some(lambda m: 2 <= len(guests(m)) <= 5, SINGLE),
    "a weekly team": lambda: some(lambda m: 3 <= len(guests(m)) <= 5, SERIES),
    "everybody in the house, again and again": lambda: some(lambda m: len(guests(m)) == 90, SERIES),
    "ten others beside a room": lambda: some(lambda m: len(guests(m)) == 11 and any(g.room for g in m.guests)),
    "eleven others": lambda: some(lambda m: len(guests(m)) == 11 and not any(g.room for g in m.guests)),
    "declined by the owner": lambda: some(lambda m: own_answer(m) == "declined"),
    "declined by the owner ahead": lambda: some(lambda m: own_answer(m) == "declined" and m.start > UNTIL),
    "declined by one of three": lambda: some(
        lambda m: [g.answer == "declined" for g in guests(m)].count(True) == 1 < 3
    ),
    "declined by the only guest": lambda: some(lambda m: answers(m) == {"declined": 1}),
    "an open answer of the owner's": lambda: some(lambda m: own_answer(m) == "needsAction"),
    "an open answer of a guest's": lambda: some(lambda m: answers(m)["needsAction"]),
    "a cancelled meeting": lambda: some(lambda m: m.cancelled and m.start < UNTIL, SINGLE),
    "a cancelled meeting ahead": lambda: some(lambda m: m.cancelled and m.start > UNTIL, SINGLE),
    "a cancelled series": lambda: some(lambda m: m.cancelled, SERIES),
    "a series whose latest and next meetings are called off": lambda: some(
        lambda m: (
            {max(t for t in times(m) if t < UNTIL), min(t for t in times(m) if t > UNTIL)} <= m.called_off
            if min(times(m)) < UNTIL < max(times(m))
            else False
        ),
        SERIES,
    ),
    "a room and nobody else": lambda: some(lambda m: [g.room for g in guests(m)] == [True]),
    "an entry without guests": lambda: some(lambda m: not m.guests and m.kind == "default"),
    "all kinds of entry": lambda: (
        {"outOfOffice", "focusTime", "workingLocation", "birthday", "fromGmail"} <= {m.kind for m in ALL}
    ),
    "whole days with others": lambda: some(lambda m: m.all_day and m.end - m.start == 2 * DAY and guests(m)),
    "unnamed guests": lambda: some(lambda m: m.omitted),
    "one meeting on two calendars": lambda: {m.calendar == "" for m in uids(SINGLE)} == {True, False},
    "a copy that hides guests": lambda: some(
        lambda m: not m.calendar and any(m.uid == o.uid and len(o.guests) > len(m.guests) for o in uids(SINGLE))
    ),
    "a series on two calendars": lambda: {m.calendar == "" for m in uids(SERIES)} == {True, False},
    "a meeting of others on a shared calendar": lambda: some(
        lambda m: m.calendar and not own(m) and len(m.guests) == 2
    ),
    "the owner's second address": lambda: some(lambda m: OTHER in {g.email for g in m.guests}),
    "an end on the next day": lambda: some(lambda m: not m.all_day and m.end.date() > m.start.date()),
    "a meeting of years ago": lambda: some(lambda m: m.start.year < 2024),
    "a meeting within a fortnight": lambda: ahead(0, 14),
    "a meeting within a quarter": lambda: ahead(14, 85),
    "a meeting later than that": lambda: ahead(115, 210),
    "somebody in the CRM and nowhere else": lambda: some(
        lambda m: any(g.email in {c.email for c in LIFE.contacts} and g.email not in MAILED for g in guests(m))
    ),
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS.keys())
def test_holds(trap: Callable[[], object]) -> None:
    assert trap()


@pytest.mark.parametrize("seed", range(1, 6))
def test_whoever_looks_an_hour_later_sees_the_same_meetings_over(seed: int) -> None:
    hour = timedelta(hours=1)
    for meeting in life(until=UNTIL, seed=seed, people=120, messages=1500).meetings:
        length = meeting.end - meeting.start
        if not meeting.all_day:
            assert not [at for at in times(meeting) if UNTIL - length - hour <= at <= UNTIL + hour]


def test_nothing_lies_where_a_horizon_of_three_months_might_or_might_not_reach_it() -> None:
    for meeting in SINGLE:
        assert not UNTIL + 85 * DAY < meeting.start < UNTIL + 110 * DAY


def test_every_entry_has_an_id_that_the_service_would_give() -> None:
    assert len({meeting.id for meeting in ALL}) == len(ALL)
    assert {len(meeting.id) for meeting in ALL} == {26}
    assert set("".join(meeting.id for meeting in ALL)) <= set("0123456789abcdefghijklmnopqrstuv")


def test_everything_begins_on_a_working_day_at_a_quarter_of_an_hour() -> None:
    for meeting in ALL:
        assert meeting.start.minute % 15 == 0
        assert meeting.start.second == 0
        assert meeting.start.weekday() < 5


def test_only_what_was_called_off_of_a_series_is_named_so() -> None:
    assert [m for m in SERIES if m.called_off]
    assert not [m for m in ALL if not m.called_off <= set(times(m))]


@pytest.mark.parametrize("people", [10, 20])
def test_a_plain_year_has_plain_meetings(people: int) -> None:
    made = life(until=UNTIL, people=people, messages=400, traps=False)
    assert made.meetings
    assert made.cards
    assert not [m for m in made.meetings if not plain(m) or m.calendar or m.kind != "default"]
