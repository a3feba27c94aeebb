"""People for the report: a few that a test names, or as many as somebody has met in twenty years."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from math import nan

from made_up import NOW, address, moment, person, touch

from crmsync.backtest.figures import Figures
from crmsync.backtest.measures import Bin
from crmsync.backtest.protocol import Verdict
from crmsync.backtest.stability import Stability
from crmsync.cli.person import person_lines
from crmsync.identity.people import PersonId
from crmsync.planning.whom import candidate, whom
from crmsync.relationships.likelihood import DEFAULT
from crmsync.relationships.relationship import Person, Relationship
from crmsync.relationships.relationships_of_all import relationships
from crmsync.relationships.touch import Ignored, Touch
from crmsync.report.building import Facts, report
from crmsync.report.data import PersonRow, ReportData
from crmsync.report.explaining import taken_apart
from crmsync.sync.looking import About

FIRST = "Ada Ben Cleo Dan Eva Finn Gita Hugo Ines Jan Kim Leo Mia Noah Olga Paul Rosa Sam Tara Udo".split()
LAST = "Abe Baker Costa Diaz Evans Fischer Gupta Hansen Ito Jones Kaya Lopez Moreau Novak Okoro Patel Rossi".split()

LIVES = 1000
ID = re.compile(r"\b[0-9a-f]{16}\b")

Everybody = Mapping[PersonId, tuple[Person, Sequence[Touch]]]


def known(everybody: Everybody) -> Mapping[PersonId, Relationship]:
    touches = {id: sorted(some, key=lambda each: each.at) for id, (_, some) in everybody.items()}
    return relationships([who for who, _ in everybody.values()], touches, {}, moment())


def facts_of(found: Mapping[PersonId, Relationship], **more: object) -> Facts:
    """With the explanations of `show` and whom `next` names."""
    now = moment()
    chosen = whom([candidate(each) for each in found.values()], now)
    given = {
        "moment": now,
        "complete": True,
        "troubles": (),
        "relationships": found,
        "explained": {id: tuple(taken_apart(list(person_lines(about(each)))[1:])) for id, each in found.items()},
        "named": {each.relationship.person.id: each.kind for each in chosen},
        "unread": 0,
        "unreadable": 0,
        "never_logged": 0,
        "verdict": "there is too little history.",
        **more,
    }
    return Facts(**given)  # type: ignore[arg-type]  # the caller names the fields


def about(each: Relationship) -> About:
    return About(relationship=each, moment=moment(), not_pushed_because=None, follows="Nothing.")


def verdict(aucs: Mapping[str, float]) -> Verdict:
    """What a backtest might have found: each score's AUC, and how the probability fared in two bins."""
    unsaid = {"auc_low": nan, "auc_high": nan, "auc_per_owner": nan, "average_precision": nan, "auc_quiet": nan}
    bins = (Bin(name="0.1-0.2", ties=7, foretold=0.15, came=0.1), Bin(name="0.8-0.9", ties=20, foretold=0.85, came=0.9))
    return Verdict(
        horizon_days=90,
        cutoffs=4,
        owners=1,
        ties=27,
        again=0.5,
        fitted=DEFAULT,
        rarer_before=9,
        rarer=9,
        surer=0.5,
        figures={name: Figures(auc=auc, **unsaid) for name, auc in aucs.items()},
        reliability=bins,
        rhythm=(),
        stability=Stability(owners=1, nights=0, changed=0.0, most=0.0, without_news=0),
    )


def crowd(number: int, seed: int = 1) -> ReportData:
    """Most were met once or twice; some have been friends for years. Beyond a thousand they share lives, not names."""
    dice = random.Random(seed)
    everybody = {who.id: (who, list(_touches(dice))) for who in _people(dice, min(number, LIVES))}
    data = report(facts_of(known(everybody), verdict=verdict({"recency": 0.77, "p, shipped": 0.81})))
    others = (_alike(each, who, dice) for each, who in zip(cycle(data.people), _people(dice, number), strict=False))
    return replace(data, people=[*data.people, *islice(others, number - len(data.people))])


def _alike(row: PersonRow, who: Person, dice: random.Random) -> PersonRow:
    """The same life of somebody else, in other mails."""
    lines = tuple((name, ID.sub(lambda _: f"{dice.getrandbits(64):016x}", text)) for name, text in row.explanation)
    emails = tuple(f"{number}.{each}" for number, each in enumerate(who.addresses))
    return replace(row, name=who.name, emails=emails, explanation=lines)


def _people(dice: random.Random, number: int) -> Iterator[Person]:
    for each in range(number):
        first, last = dice.choice(FIRST), dice.choice(LAST)
        who = address(f"{first}.{last}{each}@company{dice.randrange(4000)}.example".lower())
        yield person(who, name=f"{first} {last}", personal=dice.random() < 0.02)


def _touches(dice: random.Random) -> Iterator[Touch]:
    met = dice.randrange(1, 5000)
    for _ in range(min(60, int(dice.paretovariate(0.9)))):
        at = NOW - timedelta(days=dice.randrange(met), hours=dice.randrange(20))
        direction = dice.choice(["sent", "sent", "received"])
        ignored = Ignored.CROWD if dice.random() < 0.1 else None
        yield touch(at, id=f"{dice.getrandbits(64):016x}", direction=direction, ignored=ignored, thread=str(met))
