"""What proves a person's values: the mail or meeting that set each, the days behind the numbers, what was left out."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from crmsync.planning.wanted import time_text
from crmsync.relationships.dates import Dates
from crmsync.relationships.day_words import in_words
from crmsync.relationships.evidence import left_out, proof_days
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.touch import Touch

FIELDS = ("last_contact", "last_received", "last_sent", "last_meeting", "last_call", "next_meeting")
SHOWN = 5
"""Days, and touches left out, that are shown one by one; the rest is counted."""


def proof_json(relationship: Relationship) -> dict[str, Any]:
    """By field what set it; the active days, the latest first; what was left out, counted and one by one."""
    return {
        "evidence": [
            {"field": field, **_touch(touch), "at": time_text(when(field, touch))}
            for field, touch in dated(relationship.dates)
        ],
        "active_days": [
            {"day": each.day.isoformat(), "channels": list(each.channels), "weight": round(each.weight, 4)}
            for each in proof_days(relationship)
        ],
        "left_out": left_out(relationship),
        "ignored": [{"field": None, **_touch(t), "reason": t.ignored} for t in relationship.touches if t.ignored],
    }


def dated(dates: Dates) -> Iterator[tuple[str, Touch]]:
    """The dates that there are, each with what set it."""
    for field in FIELDS:
        touch: Touch | None = getattr(dates, field)
        if touch is not None:
            yield field, touch


def when(field: str, touch: Touch) -> datetime:
    """What has been counts when it was over; what lies ahead, when it begins."""
    return touch.began if field == "next_meeting" else touch.at


def said(at: datetime, zone: tzinfo) -> str:
    """A moment as the user's clock had it: "3 September 2026, 14:05"."""
    local = at.astimezone(zone)
    return f"{in_words(local.date())}, {local:%H:%M}"


def how(touch: Touch) -> str:
    """ "mail received, 3 people (gmail 18c2)": a meeting and a call go both ways anyway."""
    way = "" if touch.direction == "both" else f" {touch.direction}"
    crowd = f", {touch.others} people" if touch.others > 1 else ""
    return f"{touch.channel.value}{way}{crowd} ({touch.source} {touch.id})"


def active_days_said(relationship: Relationship) -> str:
    """The latest days that the numbers rest on; empty where there is none."""
    found = proof_days(relationship)
    some = ", ".join(f"{each.day} {' and '.join(each.channels)}" for each in found[:SHOWN])
    return f"{some}, and {len(found) - SHOWN} more" if len(found) > SHOWN else some


def left_out_lines(relationship: Relationship, moment: Moment) -> Iterator[str]:
    """Counted by reason; then the latest that are past, or where there is none the next."""
    reasons = left_out(relationship)
    if reasons:
        counts = "; ".join(f"{number} ({reason})" for reason, number in reasons.items())
        yield f"Left out: {counts}"
    ignored = [touch for touch in relationship.touches if touch.ignored]
    past = [touch for touch in ignored if touch.at <= moment.now]
    for touch in past[-SHOWN:] or ignored[:SHOWN]:
        yield f"  {said(touch.at, moment.zone)}  {how(touch)}: {touch.ignored}"


def _touch(touch: Touch) -> dict[str, Any]:
    return {
        "kind": touch.channel.value,
        "at": time_text(touch.at),
        "source": touch.source,
        "id": touch.id,
        "direction": touch.direction,
        "others": touch.others,
        "weight": round(touch.weight, 4),
    }
