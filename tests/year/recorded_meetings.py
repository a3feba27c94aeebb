"""A generated calendar as the records that a source would tell, without any service between."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from made_up import address
from true_dates import HORIZON

from crmsync.connector import Channel, Interaction, Participant, Role, Signal
from crmsync_sandbox.life import Guest, Meeting

NOBODYS = ("outOfOffice", "focusTime", "workingLocation", "birthday")


def records(meetings: tuple[Meeting, ...], now: datetime) -> list[Interaction]:
    """Every instance that a service gives until the horizon: none that is cancelled or of a kind that is nobody's."""
    real = (meeting for meeting in meetings if not meeting.cancelled and meeting.kind not in NOBODYS)
    return [_record(each, at) for each in real for at in _times(each) if at <= now + HORIZON]


def _times(meeting: Meeting) -> Iterator[datetime]:
    every = (meeting.start + i * (meeting.every or timedelta()) for i in range(meeting.count))
    return (at for at in every if at not in meeting.called_off)


def _record(meeting: Meeting, at: datetime) -> Interaction:
    signs = {Signal.ALL_DAY: meeting.all_day, Signal.INCOMPLETE: meeting.omitted}
    return Interaction(
        id=f"{meeting.id}_{at:%Y%m%dT%H%M%SZ}",
        channel=Channel.MEETING,
        at=at,
        duration=meeting.end - meeting.start,
        participants=tuple(_participant(guest, meeting) for guest in meeting.guests),
        key=f"{meeting.uid or meeting.id} {at.isoformat()}",
        signals=frozenset(signal for signal, there in signs.items() if there),
    )


def _participant(guest: Guest, meeting: Meeting) -> Participant:
    role = Role.ORGANIZER if guest.email == meeting.organizer else Role.ATTENDEE
    return Participant(address=address(guest.email), role=role, declined=guest.answer == "declined")
