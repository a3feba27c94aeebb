"""One person for machines and for people: every value with what set it, and what was left out and why."""

from collections.abc import Iterable, Iterator
from typing import Any

from crmsync.cli.proof import active_days_said, dated, how, left_out_lines, proof_json, said, when
from crmsync.identity.people import Link
from crmsync.planning.wanted import time_text
from crmsync.relationships.day_words import in_words
from crmsync.relationships.explanation import why
from crmsync.relationships.number_words import number_sentences
from crmsync.relationships.standing_words import standing_sentences
from crmsync.relationships.touch import Touch
from crmsync.sync.looking import About, coefficients_json

SPOKEN = {
    "p_contact_90d": "in 90 days",
    "typical_gap_days": "typical gap",
    "cadence_days": "cadence",
    "due": "reach out by",
}
"""What a person would call a field of the JSON."""


def person_json(about: About) -> dict[str, Any]:
    """The person as other programs read it. What is not worked out is null."""
    relationship, moment, not_pushed_because = about.relationship, about.moment, about.not_pushed_because
    person, dates = relationship.person, relationship.dates
    return {
        "emails": list(person.addresses),
        "name": person.name or None,
        "last_contact": _time(dates.last_contact),
        "last_channel": dates.last_contact.channel.value if dates.last_contact else None,
        "last_received": _time(dates.last_received),
        "last_sent": _time(dates.last_sent),
        "last_meeting": _time(dates.last_meeting),
        "last_call": _time(dates.last_call),
        "next_meeting": time_text(dates.next_meeting.began) if dates.next_meeting else None,
        "known_since": _time(dates.first),
        "strength": _rounded(relationship.strength, 1),
        "warmth": _rounded(relationship.warmth, 1),
        "p_contact_90d": _rounded(relationship.p_contact_90d, 3),
        "p_learned_from": None if relationship.p_contact_90d is None else coefficients_json(about.by),
        "typical_gap_days": _rounded(relationship.gap, 1),
        "state": relationship.state.value,
        "turn": relationship.turn.value or None,
        "circle": relationship.circle.value if relationship.circle else None,
        "cadence_days": relationship.cadence.days if relationship.cadence else None,
        "due": relationship.due.isoformat() if relationship.due else None,
        "tags": list(relationship.tags),
        "tag_evidence": [{"tag": tag.name, "because": tag.because} for tag in person.tags],
        "personal": person.personal,
        "colleague": person.colleague,
        "muted": person.settings.muted,
        **_decided(about),
        "pushed": not_pushed_because is None,
        "not_pushed_because": not_pushed_because,
        "why": why(relationship, moment),
        "explained": dict(_explained(about)),
        "follows": about.follows,
        "tasks": list(about.tasks),
        "accounts": [{"account": account, "interactions": number} for account, number in about.through.items()],
        "links": {"mail": about.links.mail, "crm": about.links.crm},
        "identity": identity_json(about.identity),
        **proof_json(relationship),
    }


def person_lines(about: About) -> Iterator[str]:
    """The same in words."""
    relationship, moment, not_pushed_because = about.relationship, about.moment, about.not_pushed_because
    person = relationship.person
    yield f"{person.name or person.addresses[0]}  <{', '.join(person.addresses)}>"
    yield why(relationship, moment)
    for field, touch in dated(relationship.dates):
        yield f"  {field.replace('_', ' '):14} {said(when(field, touch), moment.zone)}  {how(touch)}"
    yield from _decided_lines(about)
    if first := relationship.dates.first:
        yield f"  {'known since':14} {in_words(moment.day(first.at))}"
    for number, sentence in _explained(about):
        yield f"  {SPOKEN.get(number, number):14} {sentence}"
    if days := active_days_said(relationship):
        yield f"  {'active days':14} {days}"
    for tag in person.tags:
        private = "" if tag.name in relationship.pushed_tags else "; private"
        yield f"  {'tag':14} {tag.name}: {tag.because}{private}"
    for link in about.identity:
        yield f"  {'one person':14} {identity_line(link)}"
    if about.through:
        yield f"  {'through':14} {', '.join(f'{account} ({number})' for account, number in about.through.items())}"
    yield f"  {'in the CRM':14} {'yes' if not_pushed_because is None else f'no: {not_pushed_because}'}"
    for name, address in (("last mail", about.links.mail), ("record", about.links.crm)):
        if address:
            yield f"  {name:14} {address}"
    yield f"  {'next':14} {about.follows}"
    for task in about.tasks:
        yield f"  {'task':14} {task}"
    yield from left_out_lines(relationship, moment)


def _explained(about: About) -> Iterator[tuple[str, str]]:
    """Every number and word of the person with the reason for it, under its name in the JSON."""
    yield from number_sentences(about.relationship, about.moment, about.by)
    yield from standing_sentences(about.relationship, about.moment)


def _decided(about: About) -> dict[str, Any]:
    decided = about.relationship.person.decided
    asleep = decided.snooze is not None and decided.asleep(about.moment.today)
    return {
        "snoozed_until": decided.snooze.until.isoformat() if decided.snooze and asleep else None,
        "done": time_text(decided.done) if decided.done else None,
    }


def _decided_lines(about: About) -> Iterator[str]:
    person = about.relationship.person
    if person.colleague:
        yield f"  {'colleague':14} their address is at a domain of yours: no task is made"
    if person.settings.muted:
        yield f"  {'muted':14} {'by you, here' if person.decided.muted else 'in the CRM'}: no task is made"
    if person.decided.snooze and person.decided.asleep(about.moment.today):
        yield f"  {'snoozed':14} until {person.decided.snooze.until}: no task before"
    if person.decided.done:
        yield f"  {'done':14} {said(person.decided.done, about.moment.zone)}, by your word"


def identity_json(links: Iterable[Link]) -> list[dict[str, Any]]:
    """By whose word addresses are one person's."""
    return [{"emails": list(link.addresses), "by": link.by, "because": link.because} for link in links]


def identity_line(link: Link) -> str:
    return f"{', '.join(link.addresses)}: {link.because}"


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _time(touch: Touch | None) -> str | None:
    return time_text(touch.at) if touch else None
