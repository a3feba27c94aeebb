"""Calendars: the same meetings as Google's own calendar tells, and nothing that is said in them."""

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from files_world import ANN, CANARY, NOW, Shelf, written

from crmsync.connector import Interaction, Role, Signal


def ics(*events: str, head: str = "PRODID:-//Google Inc//Google Calendar//EN") -> str:
    inner = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{inner}END:VCALENDAR\n".replace("\n", "\r\n")


def event(*more: str, uid: str = "a@google.com", start: str = "DTSTART:20261110T090000Z", bob: str = "ACCEPTED") -> str:
    people = (
        f"ORGANIZER:mailto:{ANN}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANN}",
        f'ATTENDEE;PARTSTAT={bob};CN="Bob":MAILTO:Bob@Example.org',
    )
    return "\n".join((f"UID:{uid}", start, *people, f"DESCRIPTION:{CANARY}", f"SUMMARY:{CANARY}", *more))


def read(tmp_path: Path, *events: str, shelf: Shelf | None = None, **more: str) -> Shelf:
    shelf = shelf or Shelf()
    shelf.pull(written(tmp_path / "cal.ics", ics(*events, **more)))
    assert shelf.trouble == ""
    return shelf


def test_a_meeting_is_told_with_its_people_and_their_answers(tmp_path: Path) -> None:
    [meeting] = read(tmp_path, event("DTEND:20261110T094500Z", bob="DECLINED")).mails
    assert (meeting.at, meeting.duration) == (datetime(2026, 11, 10, 9, tzinfo=UTC), timedelta(minutes=45))
    told = {p.address: (p.role, p.declined, p.name) for p in meeting.participants}
    assert told == {ANN: (Role.ORGANIZER, False, ""), "bob@example.org": (Role.ATTENDEE, True, "Bob")}
    assert meeting.subject is None
    assert CANARY not in repr(meeting)


def test_nothing_that_is_said_in_an_event_is_kept_and_a_title_only_if_it_may_be(tmp_path: Path) -> None:
    [meeting] = read(tmp_path, event(), shelf=Shelf(subjects=True)).mails
    assert meeting.subject == CANARY
    assert repr(meeting).count(CANARY) == 1


@pytest.mark.parametrize(
    "more",
    [
        event("STATUS:CANCELLED"),
        event(start="DTSTART:20270301T090000Z"),
        "UID:b\nDTSTART:20261110T090000Z",
        f"UID:b\nDTSTART:20261110T090000Z\nORGANIZER:mailto:{ANN}\nATTENDEE;CUTYPE=ROOM:mailto:room@example.com",
        "UID:b\nDTSTART:20261110T090000Z\nATTENDEE:mailto:x@resource.calendar.google.com",
    ],
)
def test_what_is_no_meeting_with_anybody_is_not_told(tmp_path: Path, more: str) -> None:
    assert read(tmp_path, more).records == {}


def test_of_a_series_each_meeting_is_told_with_what_is_different_about_it(tmp_path: Path) -> None:
    series = event(
        "DTEND:20261005T100000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20261012T090000Z", start="DTSTART:20261005T090000Z"
    )
    moved = event("RECURRENCE-ID:20261019T090000Z", "DTEND:20261020T113000Z", start="DTSTART:20261020T110000Z")
    meetings = sorted(read(tmp_path, moved, series).mails, key=lambda meeting: meeting.at)
    assert [f"{meeting.at:%m-%d %H}" for meeting in meetings[:3]] == ["10-05 09", "10-20 11", "10-26 09"]
    assert meetings[-1].at <= NOW + timedelta(days=90) < meetings[-1].at + timedelta(days=7)
    assert meetings[1].key
    assert meetings[1].key.endswith("2026-10-19T09:00:00Z")  # where it stood, on all calendars
    assert len({meeting.id for meeting in meetings}) == len(meetings)


def test_a_series_begins_at_the_horizon(tmp_path: Path) -> None:
    daily = event("DTEND:19900101T100000Z", "RRULE:FREQ=DAILY", start="DTSTART:19900101T090000Z")
    shelf = read(tmp_path, daily, shelf=Shelf(since=NOW - timedelta(days=10)))
    assert 95 < len(shelf.mails) < 105


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAI\n LY;INTER\n VAL=0",
        "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,1,2,3",
        "FREQ=DAILY;COUNT=5;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;FREQ=SECONDLY",
        "FREQ=DAILY\nRRULE:FREQ=SECONDLY",
    ],
)
def test_a_series_without_measure_is_skipped_at_once(tmp_path: Path, rule: str) -> None:
    bad = event(f"RRULE:{rule}", start="DTSTART:19900101T090000Z")
    shelf = read(tmp_path, bad, event(uid="b"))
    assert shelf.skipped == ["an event can't be read"]
    assert len(shelf.mails) == 1


@pytest.mark.timeout(30)
@pytest.mark.parametrize("until", ["", ";UNTIL=99991231T000000Z"])
def test_a_series_whose_day_never_comes_is_its_first_meeting_and_takes_no_time(tmp_path: Path, until: str) -> None:
    never = event(f"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30{until}", start="DTSTART:20200101T090000Z")
    days = sorted(f"{meeting.at:%Y-%m-%d}" for meeting in read(tmp_path, never, event(uid="b")).mails)
    assert days == ["2020-01-01", "2026-11-10"]


@pytest.mark.parametrize(
    "bad",
    [
        event(start="DTSTART:soon"),
        event(start="SUMMARY:x"),
        event("RRULE:FREQ=SOMETIMES"),
        event("RRULE:FREQ=DAILY;UNTIL=never"),
        event(start="DTSTART:00010101T000000Z"),
    ],
)
def test_what_cannot_be_read_is_skipped_and_stops_nothing(tmp_path: Path, bad: str) -> None:
    shelf = read(tmp_path, bad, event(uid="b"))
    assert len(shelf.skipped) == 1
    assert any((meeting.key or "")[:4] for meeting in shelf.mails)


def test_a_file_that_was_cut_off_is_read_to_there(tmp_path: Path) -> None:
    shelf = Shelf()
    whole = ics(event(), event(uid="b"))
    shelf.pull(written(tmp_path / "cal.ics", whole[: whole.rindex("ATTENDEE")]))
    assert len(shelf.mails) == 1
    assert shelf.skipped == ["an event can't be read"]


@pytest.mark.parametrize("cut", ["ATTENDEE", "BEGIN:VEVENT", "END:VCALENDAR"])
def test_of_a_calendar_that_was_cut_off_nothing_is_withdrawn_and_it_is_named_until_it_is_whole(
    tmp_path: Path, cut: str
) -> None:
    path, later = tmp_path / "cal.ics", event(uid="later", start="DTSTART:20261115T090000Z")
    whole = ics(event(uid="first"), event(uid="second", start="DTSTART:20261112T090000Z"), later)
    shelf = Shelf()
    shelf.pull(written(path, whole))
    before = {meeting.id for meeting in shelf.mails}
    assert len(before) == 3
    for _ in range(2):
        shelf.pull(written(path, whole[: whole.rindex(cut)]))
        assert {meeting.id for meeting in shelf.mails} == before
        assert f"{path} can't be read to its end: it is damaged, or cut off. Get it anew" in shelf.trouble
        assert not shelf.complete
    shelf.pull(written(path, ics(event(uid="first"), event(uid="second", start="DTSTART:20261112T090000Z"))))
    assert (len(shelf.mails), shelf.trouble) == (2, "")


def test_all_day_entries_carry_the_sign_and_times_the_zone_of_their_calendar(tmp_path: Path) -> None:
    day = event(uid="day", start="DTSTART;VALUE=DATE:20261110")
    floating = event(uid="floating", start="DTSTART:20261111T090000")
    zoned = event(uid="zoned", start="DTSTART;TZID=America/New_York:20261112T090000")
    shelf = read(tmp_path, day, floating, zoned, head="X-WR-TIMEZONE:Europe/Berlin")
    told = {meeting.at.day: meeting for meeting in shelf.mails}
    assert told[9].signals == {Signal.ALL_DAY}
    assert (told[9].at.hour, told[9].duration) == (23, timedelta(days=1))
    assert (told[11].at.hour, told[12].at.hour) == (8, 14)
    assert (told[9].key or "").endswith(" 2026-11-10")


def test_a_zone_that_only_the_file_knows_is_taken_from_it(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Our Office\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE"
    )
    shelf = read(tmp_path, event(start="DTSTART;TZID=Our Office:20261110T090000"), head=zone)
    assert shelf.mails[0].at.hour == 6


def test_outlook_does_not_invite_who_organizes(tmp_path: Path) -> None:
    carol = f"UID:o\nDTSTART:20261110T090000Z\nORGANIZER:mailto:carol@x.org\nATTENDEE:mailto:{ANN}"
    assert read(tmp_path, carol).mails == []
    [meeting] = read(tmp_path, carol, head="PRODID:-//Microsoft Corporation//Outlook 16.0//EN").mails
    assert {p.address for p in meeting.participants} == {ANN, "carol@x.org"}


def test_who_organizes_through_another_program_is_there(tmp_path: Path) -> None:
    booked = f"UID:o\nDTSTART:20261110T090000Z\nORGANIZER:mailto:{ANN}\nATTENDEE:mailto:bob@example.org"
    [meeting] = read(tmp_path, booked).mails
    assert {p.address for p in meeting.participants} == {ANN, "bob@example.org"}


def test_what_is_gone_from_the_file_is_withdrawn_but_not_what_it_does_not_reach_back_to(tmp_path: Path) -> None:
    old = event(uid="old", start="DTSTART:20200101T090000Z")
    shelf = read(tmp_path, old, event(), event(uid="b"), event(uid="c", start="DTSTART:20261201T090000Z"))
    assert len(shelf.mails) == 4
    read(tmp_path, event(), event("STATUS:CANCELLED", uid="c", start="DTSTART:20261201T090000Z"), shelf=shelf)
    days = sorted(f"{meeting.at:%Y-%m-%d}" for meeting in shelf.mails)
    assert days == ["2020-01-01", "2026-11-10"]


def test_an_event_as_long_as_a_book_is_skipped(tmp_path: Path) -> None:
    crowd = "\n".join(f"ATTENDEE:mailto:a{n}@{'x' * 60}.org" for n in range(9000))
    shelf = read(tmp_path, event(crowd), event(uid="b"))
    assert shelf.skipped == ["an event can't be read"]
    assert isinstance(shelf.mails[0], Interaction)


def work(path: Path, *uids: str) -> Path:
    """A Takeout whose calendar has the name that everybody's has; its meetings are ahead."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        events = (event(uid=uid, start="DTSTART:20261201T090000Z") for uid in uids)
        archive.writestr("Takeout/Calendar/Work.ics", ics(*events))
    return path


def uids(shelf: Shelf) -> set[str]:
    return {(meeting.key or "").partition(" ")[0] for meeting in shelf.mails}


def test_calendars_of_one_name_of_two_accounts_do_not_withdraw_each_other(tmp_path: Path) -> None:
    shelf = Shelf()
    both, ann, bob = "both", ("a1", "a2", "both"), ("b1", "b2", "both")
    work(tmp_path / "takeout-ann.zip", *ann)
    shelf.pull(tmp_path / "takeout-*.zip")
    work(tmp_path / "takeout-bob.zip", *bob)
    for _ in range(2):
        shelf.pull(tmp_path / "takeout-*.zip")
        assert (len(uids(shelf)), shelf.trouble) == (5, "")
    work(tmp_path / "takeout-bob.zip", "b1", both, "b3", "b4")  # b2 is called off, the file another one
    shelf.pull(tmp_path / "takeout-*.zip")
    assert len(uids(shelf)) == 6
    (tmp_path / "takeout-ann.zip").unlink()
    shelf.pull(tmp_path / "takeout-*.zip")
    assert len(uids(shelf)) == 4


def test_the_same_is_told_of_them_from_the_beginning(tmp_path: Path) -> None:
    work(tmp_path / "takeout-1.zip", "a1", "a2")
    work(tmp_path / "takeout-2.zip", "b1", "b2")
    shelf, again = Shelf(), Shelf()
    shelf.pull(tmp_path)
    again.pull(tmp_path)
    assert shelf.records == again.records
    shelf.cursor = None
    shelf.pull(tmp_path)
    assert shelf.records == again.records
    assert len(uids(shelf)) == 4


def test_two_files_of_one_name_in_different_folders_are_two_calendars(tmp_path: Path) -> None:
    paths = [written(tmp_path / who / "Work.ics", ics(event(uid=who))) for who in ("ann", "bob")]
    shelf = Shelf()
    shelf.pull(*paths)
    assert len(uids(shelf)) == 2


def test_the_next_export_of_a_calendar_says_the_last_word(tmp_path: Path) -> None:
    work(tmp_path / "takeout-1.zip", "a1", "a2", "a3")
    shelf = Shelf()
    shelf.pull(tmp_path)
    work(tmp_path / "takeout-2.zip", "a1", "a3")
    shelf.pull(tmp_path)
    assert len(uids(shelf)) == 2
