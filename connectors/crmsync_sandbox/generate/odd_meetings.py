"""Entries of a calendar out of the ordinary: where nobody met, not everybody, too many, or the same people twice.

Most are with bystanders, whom the owner meets nowhere else: a wrong reading shows in their dates.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from crmsync_sandbox.generate import missed
from crmsync_sandbox.generate.acquaintances import ALL_HANDS, Acquaintances
from crmsync_sandbox.generate.arranging import Arranged, answered, in_a_room, nobody_met, on_team_calendar, under
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.company import MOST_OTHERS, WEEK, Company, Odd, company
from crmsync_sandbox.generate.diary import Diary
from crmsync_sandbox.generate.gathering import Turnout
from crmsync_sandbox.generate.truth import Correspondent, Kind


def odd_meetings(diary: Diary, cast: Cast, known: Acquaintances, begin: datetime) -> list[Arranged]:
    """All of them: in the year, in the months ahead, with everybody in the house, and with acquaintances."""
    others = company(diary, cast)
    past = [(odd, diary.random.uniform(0.1, 0.98)) for odd, times in PAST for _ in range(times)]
    return [
        *(entry for odd, place in past for entry in odd(diary, others, begin + place * (diary.until - begin))),
        *(entry for odd, days in AHEAD for entry in odd(diary, others, _in(diary, *days))),
        _all_hands(diary, cast, known, begin),
        *(entry for person in (*known.leads, *known.met) for entry in _with_acquaintance(diary, person)),
    ]


def _in(diary: Diary, first: int, last: int) -> datetime:
    return diary.until + timedelta(days=diary.random.randint(first, last))


def _met(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield diary.meet([company.bystander()], at)


def _open_answer(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """The owner never answered, and went."""
    yield answered(diary.meet([company.bystander()], at), diary.owner, "needsAction")


def _in_a_room(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield in_a_room(diary.meet([company.bystander()], at))


def _ten(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """Ten others count, a room beside them is nobody."""
    yield in_a_room(diary.meet(company.crowd(diary, MOST_OTHERS), at))


def _on_two_calendars(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield from _twice(diary, diary.meet([company.bystander()], at))


def _series_on_two_calendars(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield from _twice(diary, diary.meet([company.bystander()], at, every=2 * WEEK, count=4))


def _twice(diary: Diary, entry: Arranged) -> Iterator[Arranged]:
    """The entry on the owner's and on the team's calendar, under two ids and one uid."""
    uid = f"{entry.meeting.id}@google.com"
    yield replace(entry, meeting=replace(entry.meeting, uid=uid))
    yield nobody_met(on_team_calendar(entry, diary.id(), uid), Turnout.COPY)


def _half_shown(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """The owner's copy names only who asked her, the team's names all."""
    entry = diary.meet([company.bystander(), company.bystander()], at)
    uid, own = f"{entry.meeting.id}@google.com", entry.meeting.guests[:2]
    shown = replace(entry.meeting, uid=uid, guests=own, organizer=own[1].email)
    yield nobody_met(replace(entry, meeting=shown), Turnout.COPY)
    yield on_team_calendar(entry, diary.id(), uid)


def _own_other_address(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """The owner was asked under her other address."""
    yield under(diary.meet([company.bystander()], at), diary.owner, diary.owner.addresses[-1])


def _over_midnight(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """It ends on another day than it begins."""
    yield diary.meet([company.bystander()], at, hours=(22, 23), minutes=180)


def _years_ago(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield diary.meet([company.bystander()], at - 200 * WEEK)


def _with_acquaintance(diary: Diary, person: Correspondent) -> Iterator[Arranged]:
    """Once under each address, and with some again soon."""
    for address in person.addresses:
        entry = diary.meet([person], diary.until - timedelta(days=diary.random.randint(5, 300)))
        yield under(entry, person, address)
    if diary.random.random() < 0.4:
        yield diary.meet([person], _in(diary, 2, 70))


def _all_hands(diary: Diary, cast: Cast, known: Acquaintances, begin: datetime) -> Arranged:
    everybody = [*cast.of(Kind.COLLEAGUE), *known.staff][:ALL_HANDS]
    count = (diary.until - begin) // (4 * WEEK) + 3
    return nobody_met(diary.meet(everybody, begin, every=4 * WEEK, count=count), Turnout.CROWD)


PAST: tuple[tuple[Odd, int], ...] = (
    (missed.declined, 2),
    (missed.declined_by_one, 2),
    (missed.declined_by_all, 1),
    (missed.cancelled, 2),
    (missed.cancelled_series, 1),
    (missed.called_off, 1),
    (missed.eleven, 1),
    (missed.fair, 1),
    (missed.omitted, 2),
    (missed.without_owner, 1),
    (missed.own_time, 2),
    (_open_answer, 2),
    (_in_a_room, 1),
    (_ten, 1),
    (_on_two_calendars, 2),
    (_series_on_two_calendars, 1),
    (_half_shown, 1),
    (_own_other_address, 2),
    (_over_midnight, 1),
    (_years_ago, 1),
)
"""What happens in the year, and how many times."""
SOON, QUARTER, BEYOND = (2, 11), (15, 80), (120, 200)
AHEAD: tuple[tuple[Odd, tuple[int, int]], ...] = (
    (_met, SOON),
    (_met, QUARTER),
    (_met, QUARTER),
    (_met, BEYOND),
    (_met, BEYOND),
    (missed.declined, SOON),
    (missed.declined_by_one, SOON),
    (missed.cancelled, SOON),
    (missed.eleven, QUARTER),
    (missed.fair, QUARTER),
    (missed.omitted, QUARTER),
    (missed.without_owner, QUARTER),
    (missed.own_time, SOON),
    (_open_answer, QUARTER),
    (_on_two_calendars, QUARTER),
)
"""What lies ahead, and from which to which day on: within a fortnight, within a quarter of a year, later."""
