"""What `next` says of each person it names: for machines, and in one line of 80 columns for people."""

from datetime import date
from typing import Any

from crmsync.cli.person import person_json
from crmsync.planning.whom import Choice, Kind
from crmsync.relationships.cadence import OWN_RHYTHM
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.sync.choosing import Decision, Named

NAME, WHY = 18, 37
"""Columns; two before, the date and the channel behind."""


def answer(found: Decision) -> dict[str, Any]:
    """What `next` may be asked for, as JSON to be kept. `most`: it tells of so many of each sort; None: of all."""
    return {
        "named": [_named(each) for each in found.named],
        "more": list(map(_short, found.more)),
        "most": found.most if found.more else None,
        "places": found.places,
        "places_a_day": found.places_a_day,
        "worth_having": found.worth_having,
        "troubles": list(found.troubles),
    }


def _short(each: Choice) -> dict[str, Any]:
    """Somebody of whom no more is told: enough to count them, and to complete their address."""
    person = each.relationship.person
    told = {"emails": list(person.addresses), "name": person.name or None}
    return {"kind": each.kind.value, "personal": person.personal, "person": told}


def _named(each: Named) -> dict[str, Any]:
    links = each.about.links
    return {
        "kind": each.choice.kind.value,
        "personal": each.choice.relationship.person.personal,
        "line": line(each.choice, each.about.moment),
        "links": [link for link in (links.mail, links.crm) if link],
        "person": _json(each),
    }


def _json(each: Named) -> dict[str, Any]:
    """The person as `show` tells them, and why they are named."""
    return {
        **person_json(each.about),
        "kind": each.choice.kind.value,
        "how": each.choice.how.value,
        "late": each.choice.late,
        "reach_out_value": round(each.choice.relationship.reach_out_value, 1),
    }


def line(choice: Choice, moment: Moment) -> str:
    """Who, why, since when, how."""
    person = choice.relationship.person
    who = _fitting(person.name or person.addresses[0], NAME)
    why = _fitting(_why(choice, moment), WHY)
    return f"{who:{NAME}}  {why:{WHY}}  {_since(choice, moment)}  {choice.how.value}"


def _why(choice: Choice, moment: Moment) -> str:
    days = (moment.today - _since(choice, moment)).days
    match choice.kind:
        case Kind.YOUR_TURN:
            return f"they wrote {_ago(days)}"
        case Kind.NEW:
            return f"you met once, {_ago(days)}"
        case Kind.OVERDUE | Kind.DORMANT:
            late = "late: " if choice.late and choice.kind is Kind.OVERDUE else ""
            return f"{late}{_aim(choice.relationship)}; now {days}"


def _aim(relationship: Relationship) -> str:
    """Where the cadence is the rhythm that there was, the rhythm."""
    every, beat = relationship.cadence, relationship.history.pulse
    if every is not None and every.because == OWN_RHYTHM and beat is not None:
        return f"usually every {_days(beat.shown_gap)}"
    return f"every {_days(every.days)}" if every else "no rhythm yet"


def _since(choice: Choice, moment: Moment) -> date:
    """The day of what is to be followed up: their mail, or the last contact."""
    dates = choice.relationship.dates
    last = dates.last_received if choice.kind is Kind.YOUR_TURN else dates.last_contact or dates.last_sent
    return moment.day(last.at) if last else moment.today


def _days(count: int) -> str:
    return "day" if count <= 1 else f"{count} days"


def _ago(days: int) -> str:
    return "today" if days == 0 else "1 day ago" if days == 1 else f"{days} days ago"


def _fitting(text: str, columns: int) -> str:
    return text if len(text) <= columns else f"{text[: columns - 1]}…"
