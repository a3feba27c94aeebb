"""What the year says of its meetings is what lies in the calendar."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from generated import UNTIL, generated

from crmsync_sandbox.generate.gathering import Gathering, Turnout
from crmsync_sandbox.generate.truth import Kind, Year
from crmsync_sandbox.life import Meeting


@pytest.fixture(params=["usual", "other seed", "large"])
def made(request: pytest.FixtureRequest) -> Year:
    return generated(request.param)


def told(made: Year, *turnouts: Turnout) -> list[tuple[Meeting, Gathering]]:
    by_id = {meeting.id: meeting for meeting in made.life.meetings}
    return [(by_id[each.meeting], each) for each in made.truth.gatherings if each.turnout in turnouts]


def invited(made: Year, meeting: Meeting) -> set[str]:
    """The usual addresses of those beside the owner who did not decline."""
    usual = {address: who.address for who in made.truth.correspondents for address in who.addresses}
    return {usual[guest.email] for guest in meeting.guests if guest.email in usual and guest.answer != "declined"}


def test_tells_of_every_instance_of_every_entry(made: Year) -> None:
    entries = Counter({meeting.id: meeting.count for meeting in made.life.meetings})
    assert Counter(each.meeting for each in made.truth.gatherings) == entries


def test_tells_when_each_begins_and_ends(made: Year) -> None:
    for meeting, gathering in told(made, *Turnout):
        times = [meeting.start + i * (meeting.every or timedelta()) for i in range(meeting.count)]
        assert gathering.start in times
        assert gathering.end - gathering.start == meeting.end - meeting.start


def test_who_met_was_asked_and_came_to_a_meeting_that_took_place(made: Year) -> None:
    for meeting, gathering in told(made, Turnout.MET):
        own = [guest.answer for guest in meeting.guests if guest.email in made.truth.owner.addresses]
        assert own
        assert own != ["declined"]
        assert not any((meeting.cancelled, meeting.all_day, meeting.omitted))
        assert gathering.start not in meeting.called_off
        assert set(gathering.met) == invited(made, meeting)
        assert 1 <= len(gathering.met) <= 10


def test_nobody_met_where_something_speaks_against_it(made: Year) -> None:
    assert not [gathering for _, gathering in told(made, *set(Turnout) - {Turnout.MET}) if gathering.met]


def test_says_why_nobody_met(made: Year) -> None:
    owner = set(made.truth.owner.addresses)
    for meeting, gathering in told(made, *Turnout):
        match gathering.turnout:
            case Turnout.CANCELLED:
                assert meeting.cancelled or gathering.start in meeting.called_off
            case Turnout.DECLINED:
                assert {g.answer for g in meeting.guests if g.email in owner} == {"declined"}
            case Turnout.CROWD:
                assert len(invited(made, meeting)) > 10
            case Turnout.ALONE:
                assert not invited(made, meeting)
            case Turnout.ABSENT:
                assert not owner & {g.email for g in meeting.guests}
            case Turnout.WHOLE_DAYS:
                assert meeting.all_day
            case Turnout.UNCLEAR:
                assert meeting.omitted
            case Turnout.COPY:
                assert meeting.uid in {other.uid for other, _ in told(made, Turnout.MET)}


def test_of_two_calendars_that_hold_a_meeting_it_is_told_where_most_people_are_named(made: Year) -> None:
    held = {meeting.uid: meeting for meeting, _ in told(made, Turnout.MET) if meeting.uid}
    copies = [meeting for meeting, _ in told(made, Turnout.COPY)]
    assert {len(held[copy.uid].guests) - len(copy.guests) for copy in copies} == {0, 1}
    assert {held[copy.uid].calendar == copy.calendar for copy in copies} == {False}


def test_there_is_every_turnout(made: Year) -> None:
    assert {gathering.turnout for gathering in made.truth.gatherings} == set(Turnout)


def test_who_only_meets_the_owner_has_no_mail_and_was_met(made: Year) -> None:
    mailed = {address for note in made.truth.notes for address in (note.writer, *note.readers)}
    met = {address for _, gathering in told(made, Turnout.MET) for address in gathering.met if gathering.end < UNTIL}
    for who in made.truth.of(Kind.MET):
        assert who.address not in mailed
        assert who.address in met


def test_staff_and_forgotten_people_were_never_met(made: Year) -> None:
    met = {address for gathering in made.truth.gatherings for address in gathering.met}
    assert not met & {who.address for who in made.truth.of(Kind.STAFF, Kind.FORGOTTEN)}


def test_with_some_the_last_contact_is_a_meeting_and_with_some_a_mail(made: Year) -> None:
    mailed = {who: at for at, who in sorted(_mails(made))}
    met = {who: each.end for each in made.truth.gatherings for who in each.met if each.end < UNTIL}
    later = Counter(met[who] > mailed[who] for who in met.keys() & mailed.keys())
    assert later[True] > 5
    assert later[False] > 5


def _mails(made: Year) -> list[tuple[datetime, str]]:
    pairs = zip(made.life.mails, made.truth.notes, strict=True)
    return [(mail.at, who) for mail, note in pairs if mail.at < UNTIL for who in (note.writer, *note.readers)]
