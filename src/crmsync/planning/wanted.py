"""What a profile should hold, in the canonical text of `crmsync.connector.Values`."""

from datetime import UTC, date, datetime
from math import floor

from crmsync.connector import Output, Values
from crmsync.relationships.explanation import lasting_why
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.touch import Touch

NOTHING: Values = dict.fromkeys(Output, "")
"""For who must not be in the destination: every output empty."""


EMPTY: Values = {}
TENS = frozenset(map(str, range(0, 101, 10)))
TENS_SLACK = 7
"""A number goes out in tens, and the one that was sent stays while it is no further off than this: no write a night."""


def wanted(
    relationship: Relationship,
    moment: Moment,
    *,
    complete: bool,
    share_why: bool = True,
    held: Values = EMPTY,
) -> Values:
    """The outputs that can be vouched for; an output that is not named is to be left as it is.

    `complete`: everything since the horizon is known. Until then only the dates are, and none is emptied. Who is
    outside the population has dates and nothing else; who is personal has nothing. `held`: what we last wrote there.
    """
    if relationship.person.personal:
        return NOTHING
    known = _dates(relationship)
    if not complete:
        return {output: value for output, value in known.items() if value}
    if not relationship.in_population:
        return {**NOTHING, **known}
    return {
        **NOTHING,
        **known,
        **_standing(relationship, moment, share_why=share_why),
        Output.STRENGTH: tens(relationship.strength, held.get(Output.STRENGTH, "")),
        Output.WARMTH: tens(relationship.warmth, held.get(Output.WARMTH, "")),
    }


def _dates(relationship: Relationship) -> dict[Output, str]:
    dates = relationship.dates
    return {
        Output.LAST_CONTACT: _time(dates.last_contact),
        Output.LAST_RECEIVED: _time(dates.last_received),
        Output.LAST_SENT: _time(dates.last_sent),
        Output.LAST_MEETING: _time(dates.last_meeting),
        Output.LAST_CALL: _time(dates.last_call),
        Output.NEXT_MEETING: time_text(dates.next_meeting.began) if dates.next_meeting else "",
        Output.LAST_CHANNEL: dates.last_contact.channel.value if dates.last_contact else "",
    }


def _standing(relationship: Relationship, moment: Moment, *, share_why: bool) -> dict[Output, str]:
    return {
        Output.STATE: relationship.state.value,
        Output.TURN: relationship.turn.value,
        Output.CIRCLE: relationship.circle.value if relationship.circle else "",
        Output.REACH_OUT_BY: _day(relationship.due),
        Output.WHY: lasting_why(relationship, moment) if share_why else "",
        Output.TAGS: ";".join(relationship.pushed_tags),
    }


def tens(value: float | None, held: str) -> str:
    """The nearest ten, or the one that was sent while that is still near enough."""
    if value is None:
        return ""
    near = held in TENS and abs(value - int(held)) <= TENS_SLACK
    return held if near else str(10 * floor(value / 10 + 0.5))


def _time(touch: Touch | None) -> str:
    return time_text(touch.at) if touch else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def time_text(at: datetime) -> str:
    """Whole seconds, UTC, with Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
