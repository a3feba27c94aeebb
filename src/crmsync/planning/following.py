"""What follows next for one person, in a sentence: what the user is to do, from when, or why nothing."""

from datetime import date, timedelta

from crmsync.planning.whom import Candidate, Kind, choose, handled_last, meets_soon
from crmsync.relationships.day_words import in_words
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import THEIRS_DAYS, Turn


def following(each: Candidate, moment: Moment) -> str:
    return _nothing_why(each.relationship) or _held_back(each, moment) or _what(each, moment)


def _nothing_why(found: Relationship) -> str:
    if found.history.pulse is None:
        return "Nothing: no mail and no meeting with them counts."
    if not found.in_population:
        return "Nothing: you never wrote to them or met them."
    if found.person.colleague:
        return "Nothing: a colleague is nobody's task."
    return "Nothing: they are muted." if found.person.settings.muted else ""


def _held_back(each: Candidate, moment: Moment) -> str:
    found, ahead = each.relationship, each.relationship.dates.next_meeting
    if each.snoozed and moment.today < each.snoozed:
        return f"Nothing before {in_words(each.snoozed)}: they are snoozed."
    if ahead and meets_soon(found, moment):
        return f"You meet on {in_words(moment.day(ahead.began))}; nothing before."
    if found.turn is Turn.THEIRS and found.dates.last_sent:
        waits = moment.day(found.dates.last_sent.at) + timedelta(days=THEIRS_DAYS)
        return f"It is their turn until {in_words(waits)}."
    return ""


def _what(each: Candidate, moment: Moment) -> str:
    choice, due = choose(each, moment), _due(each, moment)
    match choice.kind if choice else None:
        case Kind.YOUR_TURN:
            return "Answer them: they wrote last."
        case Kind.NEW:
            return "Write to them: you met lately, and not since."
        case Kind.OVERDUE | Kind.DORMANT if due:
            return f"Get in touch: it was to be by {in_words(due)}."
    return f"Get in touch by {in_words(due)}." if due else "Nothing: no rhythm has shown yet, and no cadence is set."


def _due(each: Candidate, moment: Moment) -> date | None:
    """Later than the ideal date where they were taken care of otherwise than by a contact."""
    every, last = each.relationship.cadence, handled_last(each)
    return moment.day(last) + timedelta(days=every.days) if every and last else None
