"""What a thoughtful assistant would say of a relationship, in two sentences. Never a subject.

The first says how it usually is, the second what was last, what there is in common, and whose turn it is.
"""

from collections.abc import Sequence
from datetime import date

from crmsync.connector import Channel
from crmsync.relationships.cadence import FEWEST_GAPS
from crmsync.relationships.day_words import ago, every, in_words, listed, on, span
from crmsync.relationships.pulse import Pulse
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import Turn
from crmsync.relationships.touch import Touch

KINDS = {Channel.MEETING: "a meeting", Channel.CALL: "a call", Channel.MESSAGE: "a message"}
TURNS = {Turn.YOURS: "it is your turn to write", Turn.THEIRS: "it is their turn"}
MOST_SHARED = 2
"""Tags that are named; of more the rest is counted."""
LONGEST = 20
"""Characters of a tag's name."""


def why(relationship: Relationship, moment: Moment) -> str:
    """For reading today: with the silence so far, the meeting ahead, and private tags too."""
    first = _habit(relationship) + _silence(relationship, moment)
    return _sentences(first, _last(relationship, moment, relationship.tags, _ahead(relationship, moment)))


def lasting_why(relationship: Relationship, moment: Moment) -> str:
    """The same without what changes by the mere passing of a day, for writing where every change is a write; and
    without private tags, since it leaves the store."""
    return _sentences(_habit(relationship), _last(relationship, moment, relationship.pushed_tags, ""))


def _sentences(*some: str) -> str:
    return " ".join(f"{each[0].upper()}{each[1:]}." for each in some if each)


def _habit(relationship: Relationship) -> str:
    """A rhythm only where one has shown: four days of contact or more."""
    past, beat = relationship.history, relationship.history.pulse
    if beat is None:
        return "you have not been in touch yet"
    if not relationship.in_population:
        return "they write to you, and you never wrote to them"
    if relationship.dates.last_contact is None:
        times = "once" if beat.number == 1 else f"on {beat.number} days"
        return f"you have not talked yet: in touch {times}, and nothing was answered"
    if beat.gaps >= FEWEST_GAPS:
        return f"you usually {'meet' if past.only_met else 'talk'} {every(beat.shown_gap)}"
    times = "once" if past.talked == 1 else f"on {past.talked} days so far"
    return f"you have {'met' if past.only_met else 'talked'} {times}"


def _silence(relationship: Relationship, moment: Moment) -> str:
    """Since the last contact, which the next sentence names; since the last sign of life where there was none."""
    beat, last = relationship.history.pulse, relationship.dates.last_contact
    if beat is None:
        return ""
    if last is None:
        return f"; the last mail was {ago(beat.last, moment.today)}"
    since = moment.day(last.at)
    if beat.gaps >= FEWEST_GAPS:
        return f"; {_since(beat, since, moment.today)}"
    return f"{', ' if relationship.history.talked == 1 else '; the last time was '}{ago(since, moment.today)}"


def _since(beat: Pulse, last: date, today: date) -> str:
    """After "every 12 days" a number of days needs no unit."""
    if (today - last).days < 2:
        return f"the last time was {ago(last, today)}"
    length = span(last, today)
    return f"it has been {length if beat.shown_gap == 1 else length.removesuffix(' days')}"


def _last(relationship: Relationship, moment: Moment, shared: Sequence[str], ahead: str) -> str:
    """What was last, and what follows from it."""
    followed = [_tried(relationship, moment), _in_common(shared), TURNS.get(relationship.turn, ""), ahead]
    clauses = [each for each in followed if each]
    together = f"{', '.join(clauses[:-1])}, and {clauses[-1]}" if len(clauses) > 1 else "".join(clauses)
    return "; ".join(filter(None, (_last_contact(relationship, moment), together)))


def _last_contact(relationship: Relationship, moment: Moment) -> str:
    dates = relationship.dates
    if dates.last_contact:
        return f"last: {_kind(dates.last_contact)} on {in_words(moment.day(dates.last_contact.at))}"
    mails = [touch for touch in (dates.last_sent, dates.last_received) if touch]
    last = max(mails, key=lambda touch: touch.at, default=None)
    if last is None:
        return ""
    day = in_words(moment.day(last.at))
    return f"you wrote on {day}, and no answer is known" if last is dates.last_sent else f"last: their mail on {day}"


def _kind(touch: Touch) -> str:
    if touch.channel is Channel.MAIL:
        return "your mail" if touch.direction == "sent" else "their mail"
    return "a 1:1 meeting" if touch.channel is Channel.MEETING and touch.others == 1 else KINDS[touch.channel]


def _tried(relationship: Relationship, moment: Moment) -> str:
    """A mail to one another since the last contact, of which nothing came."""
    last, tried = relationship.dates.last_contact, relationship.history.written_last
    if last is None or tried is None or tried.at <= last.at:
        return ""
    who = "you" if tried.direction == "sent" else "they"
    over = " without an answer" if relationship.turn is Turn.NOBODYS else ""
    return f"{who} wrote on {in_words(moment.day(tried.at))}{over}"


def _in_common(tags: Sequence[str]) -> str:
    names = [f"“{_short(name)}”" for name in tags[:MOST_SHARED]]
    more = [f"{len(tags) - MOST_SHARED} more"] if len(tags) > MOST_SHARED else []
    return f"you share {listed([*names, *more])}" if names else ""


def _short(name: str) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"


def _ahead(relationship: Relationship, moment: Moment) -> str:
    ahead = relationship.dates.next_meeting
    return f"you meet {on(moment.day(ahead.began), moment.today)}" if ahead else ""
