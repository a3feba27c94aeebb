"""What is asked of Calendar, and that nothing private comes back."""

from urllib.parse import parse_qs

from calendar_world import ANN, NOW, WEEK, CalendarWorld, meeting

PRIVATE = ("summary", "description", "location", "hangoutLink", "conferenceData", "attachments", "htmlLink", "*")


def a_life(diary: CalendarWorld) -> list[object]:
    """A first pull, a night with a series cut, a night with an expired token, a week later: everything ever asked."""
    diary.agenda.add(meeting("weekly", NOW, every=WEEK, count=9))
    diary.agenda.add(meeting())
    pages: list[object] = [*diary.pages()]
    diary.agenda.cancel("weekly_20261109T030000Z")
    pages += diary.pages()
    diary.agenda.expire_sync_tokens()
    pages += diary.pages()
    diary.store.now += WEEK
    pages += diary.pages()
    return pages


def test_no_private_text_is_told_and_every_request_has_a_mask(diary: CalendarWorld) -> None:
    assert "CANARY" not in repr(a_life(diary))
    assert len(diary.store.meetings) == 1 + 8
    masks = [parse_qs(call.query).get("fields", [""])[0] for call in diary.calls]
    assert len(masks) == 2 + 2 + 2 + 2
    assert all(masks)
    assert [mask for mask in masks if any(name in mask for name in PRIVATE)] == []


def test_a_title_is_asked_for_only_by_choice(diary: CalendarWorld) -> None:
    diary.store.subjects = True
    diary.agenda.add(meeting())
    diary.pull()
    assert diary.store.meetings["talk"].subject == "CANARY summary of talk"
    assert "summary" in parse_qs(diary.calls[-1].query)["fields"][0]


def test_only_reading_is_asked_for(diary: CalendarWorld) -> None:
    assert {scope.rpartition("/")[2] for scope in diary.source().scopes()} == {
        "calendar.calendarlist.readonly",
        "calendar.events.readonly",
    }
    a_life(diary)
    assert {call.method for call in diary.calls} == {"GET"}
    assert {call.account for call in diary.calls} == {ANN}
