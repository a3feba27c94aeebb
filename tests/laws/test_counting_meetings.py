"""Which meetings are contact, with whom, and which one is the next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, NOW, ago, counted, guest, mail, meeting, of, others, reasons, touched

from crmsync.connector import EmailAddress, Signal
from crmsync.relationships.touch import Ignored

ALIAS = EmailAddress("ann@home.test")
OFFICE = EmailAddress("office@partner.test")
HOUR = timedelta(hours=1)


def test_a_meeting_that_self_declined_is_no_contact() -> None:
    found = touched(meeting(guest(ANN, declined=True), guest(BEN)))
    assert reasons(found, BEN) == [Ignored.NOT_ATTENDED]


def test_self_was_there_if_one_of_selfs_addresses_did_not_decline() -> None:
    found = touched(meeting(guest(ANN, declined=True), guest(ALIAS), guest(BEN)), own=frozenset({ANN, ALIAS}))
    assert reasons(found, BEN) == [None]


def test_who_declined_was_not_there_and_the_others_were() -> None:
    found = touched(meeting(guest(ANN), guest(BEN, declined=True), guest(CAT)))
    assert reasons(found, BEN) == [Ignored.DECLINED]
    assert reasons(found, CAT) == [None]


def test_who_declined_makes_the_circle_no_larger() -> None:
    crowd = [guest(each, declined=True) for each in others(30)]
    [touch] = touched(meeting(guest(ANN), guest(BEN), *crowd))[BEN]
    assert touch.counts
    assert touch.others == 1


def test_who_declined_under_one_address_and_came_under_another_was_there() -> None:
    home = EmailAddress("ben@home.test")
    found = touched(meeting(guest(ANN), guest(BEN, declined=True), guest(home)), links=[(BEN, home)])
    assert reasons(found, BEN) == [None]


@pytest.mark.parametrize(
    ("signal", "why"),
    [
        (Signal.ALL_DAY, Ignored.ALL_DAY),
        (Signal.INCOMPLETE, Ignored.INCOMPLETE),
        (Signal.UNANSWERED, Ignored.UNANSWERED),
    ],
)
def test_an_entry_that_speaks_against_a_talk_is_no_contact(signal: Signal, why: Ignored) -> None:
    found = touched(meeting(guest(ANN), guest(BEN), signals=frozenset({signal})))
    assert reasons(found, BEN) == [why]


def test_a_meeting_of_others_concerns_nobody_here() -> None:
    assert touched(meeting(guest(BEN), guest(CAT))) == {BEN: [], CAT: []}


def test_the_same_meeting_on_two_calendars_counts_once_by_the_copy_that_names_most_people() -> None:
    theirs = meeting(guest(ANN), guest(CAT), at=ago(2), key="m1 2026", id="a")
    own = meeting(guest(ANN), guest(BEN), guest(CAT), at=ago(2), key="m1 2026", id="b")
    found = touched(theirs, own)
    assert reasons(found, BEN) == [None]
    assert sorted(reasons(found, CAT), key=str) == [None, Ignored.COPY]


def test_a_copy_that_self_is_not_on_does_not_stand_in_the_way_of_selfs_own() -> None:
    group = EmailAddress("team@partner.test")
    theirs = meeting(guest(BEN), guest(group), guest(CAT), at=ago(2), key="m1 2026", id="a")
    own = meeting(guest(ANN), guest(group), guest(CAT), at=ago(2), key="m1 2026", id="b")
    assert reasons(touched(theirs, own), CAT) == [None]


def test_of_two_invitations_to_one_meeting_the_one_that_self_accepted_counts() -> None:
    declined = meeting(guest(ANN, declined=True), guest(BEN), at=ago(2), key="zoom", id="a")
    accepted = meeting(guest(ANN), guest(BEN), at=ago(2), key="google", id="b")
    assert sorted(reasons(touched(declined, accepted), BEN), key=str) == [None, Ignored.COPY]


def test_a_mail_and_a_meeting_at_the_same_minute_are_two() -> None:
    found = touched(mail(ANN, BEN, at=ago(2), key="one"), meeting(guest(ANN), guest(BEN), at=ago(2), key="one"))
    assert counted(found, BEN) == 2


def test_who_was_met_is_no_bulk_sender() -> None:
    newsletter = mail(OFFICE, ANN, at=ago(3))
    assert reasons(touched(newsletter), OFFICE) == [Ignored.BULK]
    assert reasons(touched(newsletter, meeting(guest(ANN), guest(OFFICE), at=ago(2))), OFFICE) == [None, None]
    assert reasons(touched(newsletter, meeting(guest(ANN), guest(OFFICE), at=ago(-2))), OFFICE)[0] is Ignored.BULK


def test_the_next_meeting_begins_later_and_would_count() -> None:
    declined = meeting(guest(ANN, declined=True), guest(BEN), at=ago(-1))
    crowded = meeting(guest(ANN), guest(BEN), *map(guest, others(12)), at=ago(-2))
    under_way = meeting(guest(ANN), guest(BEN), at=ago(hours=0.5), duration=HOUR)
    real = meeting(guest(ANN), guest(BEN), at=ago(-3), duration=HOUR)
    found = of(declined, crowded, under_way, real)
    assert found.next_meeting is not None
    assert (found.next_meeting.id, found.next_meeting.began) == (real.id, ago(-3))
    assert of(declined, crowded, under_way).next_meeting is None


def test_a_short_meeting_that_begins_later_and_ends_sooner_is_not_the_next() -> None:
    long = meeting(guest(ANN), guest(BEN), at=ago(-1), duration=5 * HOUR)
    short = meeting(guest(ANN), guest(BEN), at=ago(-1) + HOUR, duration=HOUR)
    found = of(long, short).next_meeting
    assert found is not None
    assert found.id == long.id


@given(st.integers(-300, 300), st.integers(1, 300))
def test_a_meeting_is_ahead_or_under_way_or_over(start: int, minutes: int) -> None:
    begins = NOW + timedelta(minutes=start)
    [why] = reasons(touched(meeting(guest(ANN), guest(BEN), at=begins, duration=timedelta(minutes=minutes))), BEN)
    over = begins + timedelta(minutes=minutes) <= NOW
    assert why is (None if over else Ignored.FUTURE if begins > NOW else Ignored.UNDER_WAY)
