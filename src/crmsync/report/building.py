"""From facts to the report's data: pure, everything given."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import isnan

from crmsync.backtest.protocol import Verdict
from crmsync.connector import Channel
from crmsync.identity.people import PersonId
from crmsync.planning.whom import Kind
from crmsync.relationships.evidence import left_out, proof_days
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.report.data import LeftOut, PersonRow, Quality, ReportData, Score
from crmsync.report.flows import conversations, months
from crmsync.report.keeping import quarters
from crmsync.report.signature import signature

RECENT_DAYS = 730
OURS = "p, "
"""How the names of crmsync's own scores begin in a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the report is made of. `explained`: by person, the lines of `show`; the first, the name, apart."""

    moment: Moment
    complete: bool
    troubles: tuple[str, ...]
    relationships: Mapping[PersonId, Relationship]
    explained: Mapping[PersonId, Sequence[tuple[str, str]]]
    named: Mapping[PersonId, Kind]
    """Whom `next` names, in its order."""
    unread: int
    unreadable: int
    never_logged: int
    verdict: Verdict | str
    """The backtest's, or why there is none."""


def report(facts: Facts) -> ReportData:
    """Everybody with a touch is in it; numbers are those of `show`, names those of `next`."""
    everybody, moment = list(facts.relationships.values()), facts.moment
    return ReportData(
        moment=moment,
        complete=facts.complete,
        troubles=facts.troubles,
        people=_rows(facts),
        signature=signature(everybody, moment),
        days=conversations(everybody, moment),
        months=months(everybody, moment),
        quarters=quarters(everybody, moment),
        left_out=_left_out(facts, everybody),
        quality=_quality(facts.verdict),
    )


def _rows(facts: Facts) -> list[PersonRow]:
    places = {person: place for place, person in enumerate(facts.named, start=1)}
    return [_row(each, facts, places) for each in sorted(facts.relationships.values(), key=_strongest)]


def _strongest(each: Relationship) -> tuple[float, str]:
    return -1.0 if each.strength is None else -each.strength, each.person.id


def _row(each: Relationship, facts: Facts, places: Mapping[PersonId, int]) -> PersonRow:
    person, last, moment = each.person, each.dates.last_contact, facts.moment
    recent = list(_recent(each, moment))
    return PersonRow(
        name=person.name,
        emails=person.addresses,
        state=each.state,
        circle=each.circle,
        strength=each.strength,
        warmth=each.warmth,
        chance=each.p_contact_90d,
        silence=each.silence,
        last_contact=moment.day(last.at) if last else None,
        due=each.due,
        tags=each.tags,
        personal=person.personal,
        muted=person.settings.muted,
        kind=facts.named.get(person.id),
        place=places.get(person.id),
        recent=tuple(age for age, _ in recent),
        channels=tuple(how for _, how in recent),
        explanation=tuple(facts.explained[person.id]),
    )


def _recent(each: Relationship, moment: Moment) -> Iterator[tuple[int, tuple[Channel, ...]]]:
    """How many days ago, and how."""
    ages = (((moment.today - proof.day).days, proof.channels) for proof in proof_days(each))
    return takewhile(lambda pair: pair[0] < RECENT_DAYS, ages)


def _left_out(facts: Facts, everybody: Iterable[Relationship]) -> LeftOut:
    reasons: Counter[str] = Counter()
    for each in everybody:
        reasons.update(left_out(each))
    return LeftOut(
        reasons=dict(reasons.most_common()),
        unread=facts.unread,
        unreadable=facts.unreadable,
        never_logged=facts.never_logged,
    )


def _quality(verdict: Verdict | str) -> Quality:
    """The best score first; one that can't be said is left out."""
    if isinstance(verdict, str):
        return Quality(missing=verdict)
    scores = [
        Score(name=name.replace(OURS, "probability, "), auc=each.auc, ours=name.startswith(OURS))
        for name, each in verdict.figures.items()
        if not isnan(each.auc)
    ]
    return Quality(
        ties=verdict.ties,
        again=verdict.again,
        horizon_days=verdict.horizon_days,
        scores=tuple(sorted(scores, key=lambda score: -score.auc)),
        reliability=verdict.reliability,
    )
