"""The numbers of a relationship in words, each in a sentence that a person would say."""

from collections.abc import Iterator

from crmsync.connector import Circle
from crmsync.relationships.day_words import count, in_words
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.relationship import Moment, Relationship

LATELY = 90
"""Days: the half-life of warmth."""

CIRCLES = {
    Circle.INNER: "one of the handful that matter most",
    Circle.CLOSE: "one of those close to you",
    Circle.ACTIVE: "one of those you keep up with",
    Circle.WIDER: "one of those you know",
    Circle.OUTER: "outside your circles",
}


def number_sentences(
    relationship: Relationship, moment: Moment, by: Coefficients = DEFAULT
) -> Iterator[tuple[str, str]]:
    """The name of each number, by which the JSON has it, and its sentence. Outside the population there are none.

    `by`: what the probability was worked out with.
    """
    if relationship.strength is None or relationship.warmth is None or relationship.p_contact_90d is None:
        return
    yield "strength", f"{relationship.strength:.0f} of 100: {_over_the_years(relationship)}"
    yield "warmth", f"{relationship.warmth:.0f} of 100: {_lately(relationship, moment)}"
    likely = _likely(relationship.p_contact_90d)
    yield "p_contact_90d", f"{relationship.p_contact_90d:.0%}: {likely} Learned from {learned_from(by)}."
    if relationship.circle:
        yield "circle", f"{relationship.circle}: {_circle(relationship, relationship.circle)}"


def _over_the_years(relationship: Relationship) -> str:
    beat = relationship.history.pulse
    days, months, live = (beat.number, beat.months, beat.live) if beat else (0, 0, 0)
    by_voice = f", {live} of them with a meeting or a call" if live else ""
    return f"you were in touch on {count(days, 'day')} in {count(months, 'month')}{by_voice}."


def _lately(relationship: Relationship, moment: Moment) -> str:
    recent = sum((moment.today - day).days < LATELY for day in relationship.days)
    if not recent:
        return f"you have not been in touch for {LATELY} days."
    return f"you were in touch on {count(recent, 'day')} of the last {LATELY}."


def learned_from(by: Coefficients) -> str:
    """Where the probability of contact comes from, and since when, as a sentence's end."""
    return f"{by.origin}, on {in_words(by.fitted)}" if by.fitted else f"{by.origin}, as shipped"


def _likely(chance: float) -> str:
    """By thirds."""
    if chance >= 2 / 3:
        return "you will probably be in touch within 90 days anyway."
    return (
        "you may or may not be in touch within 90 days." if chance >= 1 / 3 else "left alone, this will likely lapse."
    )


def _circle(relationship: Relationship, circle: Circle) -> str:
    by = "you pinned them there" if relationship.person.settings.circle else "by strength"
    return f"{CIRCLES[circle]}; {by}."
