"""What each picture of the report shows, in a sentence: for who can't see it, and for who wonders what it says."""

from collections.abc import Iterable
from datetime import date

from crmsync.relationships.day_words import in_words
from crmsync.relationships.standing import State
from crmsync.report.data import ReportData
from crmsync.report.flows import Month

COOL = (State.QUIET, State.LOSING_TOUCH, State.DORMANT)
CLOSEST = 15


def drifting(data: ReportData) -> str:
    """On the scatter of strength against silence."""
    known = [each for each in data.people if each.strength is not None]
    close = known[:CLOSEST]
    cool = [each for each in close if each.state in COOL]
    return (
        f"{_people(len(known))} by how strong the tie is and how long it has been silent. "
        f"Of the {len(close)} strongest {len(cool)} {_are(len(cool))} drifting."
    )


def signature(data: ReportData) -> str:
    found = data.signature
    if not found.days:
        return "You were in touch with nobody in the last year."
    five = found.layers[0]
    return (
        f"In the last year you were in touch with {_people(found.people)}. The {five.size} you see most have "
        f"{five.share:.0%} of your active days; Dunbar found that people give {five.usual:.0%} of their time to five."
    )


def year(data: ReportData) -> str:
    if not data.days:
        return "There was no one-to-one conversation in the last year."
    fullest = max(data.days, key=lambda day: data.days[day])
    return (
        f"On {len(data.days)} days of the last year you talked with somebody one-to-one; "
        f"on {in_words(fullest)} with most, {_people(data.days[fullest])}."
    )


def flows(data: ReportData) -> str:
    received, sent = _sum(data.months, "received"), _sum(data.months, "sent")
    talks, direct = _sum(data.months, "talks"), sum(m.received[0] + m.sent[0] + m.talks[0] for m in data.months)
    every = received + sent + talks
    came = f"Mails that count, in two years: {received} received, {sent} sent. Meetings, calls and messages: {talks}."
    return f"{came} Of all that {direct / every:.0%} was one-to-one." if every else came


def keeping(data: ReportData) -> str:
    kept, lost = sum(each.kept for each in data.quarters), sum(each.lost for each in data.quarters)
    if not kept + lost:
        return "Nobody was newly met long enough ago to say whether they stayed."
    met = f"Of {_people(kept + lost)} newly met at least 90 days ago"
    return f"{met}: in touch 90 days later or after {kept}, not any more {lost}."


def left_out(data: ReportData) -> str:
    count = sum(data.left_out.reasons.values())
    if not count:
        return "Everything that was read counts as contact."
    most, times = next(iter(data.left_out.reasons.items()))
    every = f"So often a mail or a meeting was no contact with somebody: {count}"
    return f"{every}. The most frequent reason, with {times}: {most}."


def quality(data: ReportData) -> str:
    found = data.quality
    if found.missing:
        return f"How good the numbers are can't be said yet: {found.missing}"
    ours = max((each for each in found.scores if each.ours), key=lambda each: each.auc, default=None)
    plain = max((each for each in found.scores if not each.ours), key=lambda each: each.auc, default=None)
    if ours is None or plain is None:
        return f"{found.ties} ties were judged; too few to compare scores."
    return (
        f"Of {found.ties} ties {found.again:.0%} were in contact again within {found.horizon_days} days. "
        "Of two of them, one that was and one that was not, the probability told which is which in "
        f"{ours.auc:.0%} of cases, the best simpler score ({plain.name}) in {plain.auc:.0%}."
    )


def month(first: date) -> str:
    _, _, name = in_words(first).partition(" ")
    return name


def _sum(months: Iterable[Month], what: str) -> int:
    return sum(sum(getattr(each, what)) for each in months)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
