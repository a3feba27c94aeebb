"""Profiles: what a destination holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from crmsync.connector.naming import Cursor, EmailAddress


class Output(StrEnum):
    """A property that we compute and push. Its value is text in one canonical form (`Values`)."""

    LAST_CONTACT = "last_contact"
    LAST_RECEIVED = "last_received"
    LAST_SENT = "last_sent"
    LAST_MEETING = "last_meeting"
    LAST_CALL = "last_call"
    NEXT_MEETING = "next_meeting"
    LAST_CHANNEL = "last_channel"
    STATE = "state"
    TURN = "turn"
    CIRCLE = "circle"
    STRENGTH = "strength"
    WARMTH = "warmth"
    REACH_OUT_BY = "reach_out_by"
    WHY = "why"
    TAGS = "tags"


Values = Mapping[Output, str]
"""Canonical text: times `2026-11-22T09:30:00Z`, dates `2026-11-22`, numbers without separators, "" for empty.

Tags stand in alphabetical order with a semicolon between: `client;investor`.
"""


class Circle(StrEnum):
    """How close a person is, from the handful that matter most outward. The values are those of the property."""

    INNER = "inner"
    CLOSE = "close"
    ACTIVE = "active"
    WIDER = "wider"
    OUTER = "outer"


class Fate(StrEnum):
    """What became of one of our tasks."""

    OPEN = "open"
    COMPLETED = "completed"
    DELETED = "deleted"
    DEFERRED = "deferred"
    """Put off: it asks for nothing any more, and is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One of our tasks as the destination holds it."""

    id: str
    key: str
    """Empty where the task is deleted for good and nothing but its id is known."""
    fate: Fate
    due: date | None = None
    """Where it stands now: a person may have moved it."""
    ended: datetime | None = None
    """When it was completed, deleted or deferred, as well as the service can say; None while open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What people set at the destination for us to read, never to write."""

    cadence_days: int | None = None
    muted: bool = False
    circle: Circle | None = None
    """Pinned: it wins over the one that is worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A contact as the destination holds it."""

    id: str
    """Of two that are one person the shorter id, then the smaller, counts as the older: it gets the task."""
    addresses: tuple[EmailAddress, ...]
    merged_ids: tuple[str, ...] = ()
    """Former ids of this profile: others were merged into it."""
    values: Values = field(default_factory=dict)
    """Only what is set: an absent output is empty."""
    settings: Settings = field(default_factory=Settings)
    notes_last_contacted: datetime | None = None
    """When the destination itself last saw a conversation logged."""
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage:
    """What people did there: everybody who has a setting, profiles that are new, and our tasks' fates.

    All pages together name every holder of a setting. Who held one and stands on none of them has cleared it.
    """

    profiles: Sequence[Profile]
    tasks: Sequence[Task]
    cursor: Cursor
