"""What HubSpot's calls, meetings and communications say. Pure.

The properties are described at https://developers.hubspot.com/docs/api-reference/crm-calls-v3/guide and on the pages
beside it. What was said or written, numbers and recordings are never asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from crmsync.connector import Channel, Signal
from crmsync_hubspot.paths import ObjectType
from crmsync_hubspot.properties import TASK_KEY
from crmsync_hubspot.records import Record
from crmsync_hubspot.values import moment

Kind = Literal["calls", "meetings", "messages"]
"""As the configuration names it."""

UNANSWERED = frozenset(
    {
        "9d9162e7-6cf3-4944-bf63-4dff82258764",  # busy
        "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",  # left a message with somebody else
        "b2cf5968-551e-4856-9783-52b3da59a7d0",  # left voicemail
        "73a0d17f-1163-4015-bdd5-ec830791da20",  # no answer
        "17b47fee-58de-441e-a44c-c6300d46f273",  # wrong number
    }
)
"""HubSpot's ids of the outcomes of a call, the same in every account, after which nobody has talked with anybody."""
TALKED = ("", "COMPLETED")
"""A call's status. One that was logged by hand has none; any other was not answered, or is not over."""
CALLED_OFF = ("CANCELED", "NO_SHOW", "RESCHEDULED")
"""A meeting's outcome."""
TALKS = ("WHATS_APP", "SMS", "LINKEDIN_MESSAGE")
"""A communication's channel. A letter is no talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What an activity says of itself."""

    at: datetime
    duration: timedelta = timedelta()
    inbound: bool = False
    """The contact called. Of a communication HubSpot does not say it."""
    took_place: bool = True
    key: str | None = None

    @property
    def signals(self) -> frozenset[Signal]:
        return frozenset() if self.took_place else frozenset({Signal.UNANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    """One type of activity: what is asked of it, and how that is read."""

    type: ObjectType
    channel: Channel
    asked: tuple[str, ...]
    title: str | None
    """The property that a subject stands in, asked for only where subjects are allowed."""
    read: Callable[[Record], Talk | None]
    """None: it is no talk. Raises ValueError or OverflowError where a time can't be read."""

    @property
    def prefix(self) -> str:
        """How the ids of the records begin."""
        return f"{self.type}/"

    def properties(self, *, subjects: bool) -> tuple[str, ...]:
        titles = (self.title,) if subjects and self.title else ()
        return (TASK_KEY, "hs_timestamp", "hubspot_owner_id", *self.asked, *titles)


def ours(record: Record) -> bool:
    """crmsync itself has logged it."""
    return bool(record.properties.get(TASK_KEY))


def _call(record: Record) -> Talk:
    answered = _text(record, "hs_call_status") in TALKED and _text(record, "hs_call_disposition") not in UNANSWERED
    return Talk(
        at=_time(record, "hs_timestamp"),
        duration=_milliseconds(_text(record, "hs_call_duration")),
        inbound=_text(record, "hs_call_direction") == "INBOUND",
        took_place=answered,
    )


def _meeting(record: Record) -> Talk:
    at = _time(record, "hs_meeting_start_time", "hs_timestamp")
    ended = _time(record, "hs_meeting_end_time") if _text(record, "hs_meeting_end_time") else at
    return Talk(
        at=at,
        duration=max(ended - at, timedelta()),
        took_place=_text(record, "hs_meeting_outcome") not in CALLED_OFF,
        key=_key(_text(record, "hs_i_cal_uid"), at),
    )


def _message(record: Record) -> Talk | None:
    talk = _text(record, "hs_communication_channel_type") in TALKS
    return Talk(at=_time(record, "hs_timestamp")) if talk else None


def _key(uid: str, at: datetime) -> str | None:
    """The same as on a calendar that holds the meeting, so that it counts once."""
    return f"{sha256(uid.encode()).hexdigest()[:32]} {at:%Y-%m-%dT%H:%M:%SZ}" if uid else None


def _text(record: Record, name: str) -> str:
    return record.properties.get(name) or ""


def _time(record: Record, *names: str) -> datetime:
    """Of the first that is filled."""
    return moment(next(filter(None, (_text(record, name) for name in names)), ""))


def _milliseconds(text: str) -> timedelta:
    return timedelta(milliseconds=float(text)) if text else timedelta()


CALLS = Activities(
    type="calls",
    channel=Channel.CALL,
    asked=("hs_call_direction", "hs_call_disposition", "hs_call_duration", "hs_call_status"),
    title="hs_call_title",
    read=_call,
)
MEETINGS = Activities(
    type="meetings",
    channel=Channel.MEETING,
    asked=("hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_outcome", "hs_i_cal_uid"),
    title="hs_meeting_title",
    read=_meeting,
)
MESSAGES = Activities(
    type="communications",
    channel=Channel.MESSAGE,
    asked=("hs_communication_channel_type",),
    title=None,
    read=_message,
)
BY_KIND: Mapping[Kind, Activities] = {"calls": CALLS, "meetings": MEETINGS, "messages": MESSAGES}


def channels(kinds: tuple[Kind, ...]) -> Iterator[Channel]:
    return (BY_KIND[kind].channel for kind in kinds)
