"""What a thoughtful assistant would say of a relationship, in two sentences. Never a subject."""

from datetime import date

from crmsync.connector import Channel
from crmsync.relationships.cadence import FEWEST_GAPS
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.rhythm import gaps, shown_gap
from crmsync.relationships.standing import Turn
from crmsync.relationships.touch import Touch

MONTHS = "January February March April May June July August September October November December".split()
KINDS = {Channel.MEETING: "a meeting", Channel.CALL: "a call", Channel.MESSAGE: "a message"}


def why(relationship: Relationship, moment: Moment) -> str:
    """The rhythm and the silence so far, the last contact, whose turn it is, the next meeting: for reading today."""
    sentences = (
        _silence(relationship, moment),
        _last(relationship, moment),
        _turn(relationship),
        _next(relationship, moment),
    )
    return " ".join(filter(None, sentences))


def lasting_why(relationship: Relationship, moment: Moment) -> str:
    """The same without what changes by the mere passing of a day: for writing where every change is a write."""
    sentences = (_rhythm(relationship), _last(relationship, moment), _turn(relationship))
    return " ".join(filter(None, sentences))


def _silence(relationship: Relationship, moment: Moment) -> str:
    """Counted from the last contact, which the next sentence names; from the last sign of life where there was none."""
    if relationship.silence is None:
        return ""
    last = relationship.dates.last_contact
    days = (moment.today - moment.day(last.at)).days if last else relationship.silence
    if rhythm := _rhythm(relationship):
        return f"{rhythm[:-1]}; {'you were in touch today' if days == 0 else f'it has been {days}'}."
    return f"Last in touch {'today' if days == 0 else f'{_days(days)} ago'}."


def _rhythm(relationship: Relationship) -> str:
    """Only where a rhythm has shown: four days of contact or more, and not with who only writes in."""
    if not relationship.in_population or gaps(relationship.days) < FEWEST_GAPS:
        return ""
    return f"You usually talk every {_every(shown_gap(relationship.days))}."


def _last(relationship: Relationship, moment: Moment) -> str:
    dates = relationship.dates
    if dates.last_contact:
        return f"Last: {_kind(dates.last_contact)} on {in_words(moment.day(dates.last_contact.at))}."
    if dates.last_sent:
        return f"You wrote on {in_words(moment.day(dates.last_sent.at))}; no answer is known."
    return ""


def _kind(touch: Touch) -> str:
    if touch.channel is Channel.MAIL:
        return "your mail" if touch.direction == "sent" else "their mail"
    return "a 1:1 meeting" if touch.channel is Channel.MEETING and touch.others == 1 else KINDS[touch.channel]


def _turn(relationship: Relationship) -> str:
    match relationship.turn:
        case Turn.YOURS:
            return "It is your turn to write."
        case Turn.THEIRS:
            return "It is their turn."
        case Turn.NOBODYS:
            return ""


def _next(relationship: Relationship, moment: Moment) -> str:
    ahead = relationship.dates.next_meeting
    return f"You meet on {in_words(moment.day(ahead.began))}." if ahead else ""


def in_words(day: date) -> str:
    """ "3 September 2026": fixed English, whatever the machine's locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _every(count: int) -> str:
    return "day" if count == 1 else f"{count} days"
