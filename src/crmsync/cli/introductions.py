"""`introductions`: who of the people you know should know each other."""

from collections.abc import Iterator
from typing import Any

import click

from crmsync.cli import given
from crmsync.cli.asking import trouble
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.planning.introductions import Introduction, Shared
from crmsync.planning.wanted import time_text
from crmsync.relationships.day_words import ago, count, listed
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.sync.introducing import introduced
from crmsync.sync.run import Exit

MOST_TOPICS = 3
"""Topics that are named; of more the rest is counted."""


@click.command()
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N", help="So many pairs at most."
)
@given.as_of
@click.pass_obj
@told
def introductions(obj: Globals, limit: int, as_of: str | None) -> Exit:
    """Who of the people you know should know each other, and why. It writes to nobody."""
    config = given.config_of(obj)
    found = introduced(config, given.moment(as_of, config), limit)
    if obj.json:
        print_json([_json(each, found.moment) for each in found.found])
    else:
        for each in found.found:
            for line in _lines(each, found.moment):
                click.echo(line)
        if not found.found and not found.troubles:
            click.echo(_nobody(found.topics))
    trouble(found.troubles)
    return Exit.PARTIAL if found.troubles else Exit.DONE


def _nobody(topics: int) -> str:
    if not topics:
        return "Nobody: nothing is known of what people share. Labels on mail and groups of contacts tell it."
    return "Nobody: whoever shares a topic has been on a mail or meeting together, or is of one house."


def _json(each: Introduction, moment: Moment) -> dict[str, Any]:
    return {
        "people": [_person(one) for one in each.pair],
        "shared": [{"topic": s.topic, "people": s.people, "because": list(s.because)} for s in each.shared],
        "score": round(each.score, 1),
        "why": " ".join(_why(each, moment)),
    }


def _person(one: Relationship) -> dict[str, Any]:
    last = one.dates.last_contact
    return {
        "emails": list(one.person.addresses),
        "name": one.person.name or None,
        "strength": round(one.strength or 0.0, 1),
        "warmth": round(one.warmth or 0.0, 1),
        "state": one.state.value,
        "last_contact": time_text(last.at) if last else None,
    }


def _lines(each: Introduction, moment: Moment) -> Iterator[str]:
    yield "  and  ".join(f"{one.person.name} <{one.person.addresses[0]}>".strip() for one in each.pair)
    yield from (f"    {sentence}" for sentence in _why(each, moment))


def _why(each: Introduction, moment: Moment) -> Iterator[str]:
    """What they share, and how warm each tie is."""
    topics = [_topic(one) for one in each.shared[:MOST_TOPICS]]
    more = [count(len(each.shared) - MOST_TOPICS, "more topic")] if len(each.shared) > MOST_TOPICS else []
    yield f"Both have {listed([*topics, *more])}, and you never had them on one mail or meeting."
    yield " ".join(_tie(one, moment) for one in each.pair)


def _topic(shared: Shared) -> str:
    others = shared.people - 2
    like = f"like {count(others, 'other')}" if others else "like nobody else"
    return f"“{shared.topic}” ({like})"


def _tie(one: Relationship, moment: Moment) -> str:
    last = one.dates.last_contact
    since = f", last talk {ago(moment.day(last.at), moment.today)}" if last else ""
    name = one.person.name or one.person.addresses[0]
    return f"{name}: strength {one.strength or 0:.0f}, warmth {one.warmth or 0:.0f}{since}."
