"""Where a relationship stands, in words: its rhythm, state, turn, cadence and ideal date, each with its reason."""

from collections.abc import Iterator
from datetime import timedelta

from crmsync.relationships.cadence import AT_MOST, FEWEST_GAPS, OWN_RHYTHM, Cadence
from crmsync.relationships.day_words import in_words
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.rhythm import gaps
from crmsync.relationships.standing import NEW_DAYS, SHORTEST_GAP, THEIRS_DAYS, State, Turn


def standing_sentences(relationship: Relationship, moment: Moment) -> Iterator[tuple[str, str]]:
    """The name of each, by which the JSON has it, and its sentence; none for what does not apply."""
    if relationship.gap is not None:
        yield "typical_gap_days", f"{_days(relationship.gap)}: {_rhythm(relationship)}"
    yield "state", f"{relationship.state.value.replace('_', ' ')}: {_state(relationship, moment)}"
    if relationship.turn is not Turn.NOBODYS:
        yield "turn", f"{relationship.turn.value}: {_turn(relationship, moment)}"
    if relationship.cadence:
        yield "cadence_days", f"every {_days(relationship.cadence.days)} ({_because(relationship.cadence)})"
    if relationship.due:
        yield "due", f"{relationship.due}: {_due(relationship, moment)}"


def _rhythm(relationship: Relationship) -> str:
    count = len(relationship.days)
    if gaps(relationship.days) < FEWEST_GAPS:
        return f"in touch on {_count(count, 'day')} only, so mostly what is usual among the people you know."
    span = (relationship.days[-1] - relationship.days[0]).days
    return f"in touch on {_count(count, 'day')} within {_days(span)}, and a little of what is usual among the others."


def _state(relationship: Relationship, moment: Moment) -> str:
    if relationship.state is State.NONE or relationship.gap is None or relationship.silence is None:
        return "no mail of yours to them counts, and no meeting or call."
    if relationship.state is State.NEW:
        return f"you were first in touch on {in_words(relationship.days[0])}, under {NEW_DAYS} days ago."
    usual = max(relationship.gap, SHORTEST_GAP)
    times = relationship.silence / usual
    return f"silent for {_days(relationship.silence)}, {times:.1f} times the {_days(usual)} that are typical."


def _turn(relationship: Relationship, moment: Moment) -> str:
    last = relationship.history.spoken_last
    day = in_words(moment.day(last.at)) if last else "a day unknown"
    if relationship.turn is Turn.YOURS:
        return f"they wrote last, on {day}, and you have not answered."
    return f"you wrote last, on {day}; for {THEIRS_DAYS} days it is theirs."


def _because(every: Cadence) -> str:
    return "your own rhythm: one and a half typical gaps" if every.because == OWN_RHYTHM else every.because


def _due(relationship: Relationship, moment: Moment) -> str:
    every, last = relationship.cadence, relationship.dates.last_contact
    if every is None or last is None:
        return ""
    day = moment.day(last.at)
    at_most = day + timedelta(days=int(AT_MOST * every.days))
    late = "late, for it was to be" if moment.today > at_most else "it is to be"
    return f"{_days(every.days)} after the last contact; {late} by {in_words(at_most)} at most."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _days(number: float) -> str:
    return _count(round(number), "day")
