"""A sandbox's life as the archive that Google Takeout makes of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from files_world import CANARY

from crmsync_sandbox.life import Life, Mail, Meeting

TAKEOUT = {
    "INBOX": "Inbox",
    "SENT": "Sent",
    "SPAM": "Spam",
    "TRASH": "Trash",
    "DRAFT": "Drafts",
    "CHAT": "Chat",
    "UNREAD": "Unread",
    "STARRED": "Starred",
    "IMPORTANT": "Important",
    "CATEGORY_PERSONAL": "Category Personal",
    "CATEGORY_SOCIAL": "Category Social",
    "CATEGORY_PROMOTIONS": "Category Promotions",
    "CATEGORY_UPDATES": "Category Updates",
    "CATEGORY_FORUMS": "Category Forums",
}
"""Gmail's own labels as an English Takeout writes them."""


def answered(life: Life) -> Life:
    """Without what the plan of a pull from Gmail leaves unread: bulk of conversations in which nothing was sent."""
    two_way = {mail.thread for mail in life.mails if "SENT" in mail.labels}
    own = set(life.user_labels)
    mails = (m for m in life.mails if m.thread in two_way or m.labels & own or not _is_bulk(m))
    return replace(life, mails=tuple(mails))


def _is_bulk(mail: Mail) -> bool:
    return any(each.startswith("CATEGORY_") and each != "CATEGORY_PERSONAL" for each in mail.labels)


def archive(life: Life) -> Iterator[bytes]:
    """The mbox, message by message."""
    threads = {thread: 1_600_000_000_000_000_000 + n for n, thread in enumerate({m.thread: None for m in life.mails})}
    for number, mail in enumerate(life.mails):
        yield _message(mail, threads[mail.thread], number)


def _message(mail: Mail, thread: int, number: int) -> bytes:
    labels = ",".join(TAKEOUT.get(label, label) for label in sorted(mail.labels)) or "Archived"
    lines = [
        f"From {1_500_000_000_000_000_000 + number}@xxx {mail.at:%a %b %d %H:%M:%S} +0000 {mail.at:%Y}",
        f"X-GM-THRID: {thread}",
        f"X-Gmail-Labels: {labels}",
        *(f"{name}: {value}" for name, value in mail.headers),
    ]
    head = "\r\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines)
    return f"{head}\r\n\r\n{CANARY}\r\n>From him to her\r\n\r\n".encode("utf-8", "surrogateescape")


def calendar(life: Life) -> str:
    """The primary calendar as Google exports it, without meetings of which guests are left out: no file says that."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "X-WR-TIMEZONE:UTC"]
    for meeting in life.meetings:
        if meeting.calendar in ("", life.owner) and not meeting.omitted:
            lines += _events(meeting)
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _events(meeting: Meeting) -> Iterator[str]:
    if meeting.kind in ("outOfOffice", "focusTime", "workingLocation", "birthday"):
        return  # without guests, as Google has them
    yield "BEGIN:VEVENT"
    yield f"UID:{meeting.uid or meeting.id + '@google.com'}"
    yield f"DTSTART{_at(meeting.start, meeting)}"
    yield f"DTEND{_at(meeting.end, meeting)}"
    yield f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}"
    yield f"DESCRIPTION:{CANARY}\\n and more\r\n  of it"
    yield f"ORGANIZER:mailto:{meeting.organizer}"
    for guest in meeting.guests:
        kind = "RESOURCE" if guest.room else "INDIVIDUAL"
        answer = {"needsAction": "NEEDS-ACTION"}.get(guest.answer, guest.answer.upper())
        yield f'ATTENDEE;CUTYPE={kind};PARTSTAT={answer};CN="{guest.name or guest.email}":mailto:\r\n {guest.email}'
    if meeting.every and meeting.count > 1:
        yield f"RRULE:FREQ=DAILY;INTERVAL={meeting.every.days};COUNT={meeting.count}"
        yield from (f"EXDATE{_at(each, meeting)}" for each in sorted(meeting.called_off))
    yield f"SUMMARY:{CANARY}"
    yield "BEGIN:VALARM"
    yield f"DESCRIPTION:{CANARY}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _at(at: datetime, meeting: Meeting) -> str:
    return f";VALUE=DATE:{at:%Y%m%d}" if meeting.all_day else f":{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
