"""A store as many years fill it: generated interactions of generated people, written straight into the tables.

A few people make most of the traffic, as in life. Some mails go to a standing group, some lie on two accounts, some are
a newsletter's, and some interactions are meetings, of which a few lie ahead.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from random import Random
from typing import Any

from sqlalchemy import Connection, Table

from crmsync.connector import Channel, Cursor, EmailAddress, Interaction, Participant, Role
from crmsync.store import progress
from crmsync.store.facts import in_portions
from crmsync.store.progress import Progress
from crmsync.store.tables import interactions, participants

ANN = "ann@example.com"
NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
SPAN = 10 * 365 * 86_400
"""Seconds of history."""
AHEAD = 14 * 86_400
SOURCES = ("mail", "other")
PORTION = 20_000

Row = tuple[Any, ...]
Told = tuple[Row, list[Row]]
"""An interaction's row and those of its participants."""


def fill(tx: Connection, number: int, people: int) -> None:
    """Two sources, which are known whole."""
    for some in in_portions(histories(number, people), PORTION):
        add(tx, some)
    for source in SOURCES:
        progress.save(tx, source, Progress(cursor=Cursor("1"), complete=True))


def add(tx: Connection, told: list[Told]) -> None:
    _insert(tx, interactions, [row for row, _ in told])
    _insert(tx, participants, [each for _, some in told for each in some])


def _insert(tx: Connection, table: Table, rows: list[Row]) -> None:
    places = ", ".join("?" * len(table.columns))
    tx.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(c.name for c in table.columns)}) VALUES ({places})", rows)


def histories(number: int, people: int, seed: int = 1) -> Iterator[Told]:
    """`number` interactions, in no order."""
    random = Random(seed)
    weights = list(accumulate(1 / (20 + person) for person in range(people)))
    groups = [random.sample(range(people), random.randint(2, 4)) for _ in range(people // 10)]
    ids = count()
    while (serial := next(ids)) < number:
        whom = random.choice(groups) if random.random() < 0.08 else random.choices(range(people), cum_weights=weights)
        at = int((NOW.timestamp() - SPAN * random.random()) * 1000)
        if random.random() < 0.04:
            yield _meeting(serial, at + int(random.random() * 1000 * AHEAD), whom)
        else:
            yield from _mail(random, ids, serial, at, whom)


def _meeting(serial: int, at: int, whom: list[int]) -> Told:
    guests = [(ANN, "organizer", "Ann"), *((_address(each), "attendee", _name(each)) for each in whom)]
    return _told("mail", serial, "meeting", at, guests, duration=1800, key=f"event-{serial}@calendar.test")


def _mail(random: Random, ids: Iterator[int], serial: int, at: int, whom: list[int]) -> Iterator[Told]:
    """Of self or of the first of `whom`, to the others; now and then on both accounts."""
    sent = random.random() < 0.45
    people = [(ANN, "Ann"), *((_address(each), _name(each)) for each in whom)]
    sender, *others = people if sent else [people[1], people[0], *people[2:]]
    named = [(sender[0], "from", sender[1]), *((address, "to", name) for address, name in others)]
    letters = random.random() < 0.5 and whom[0] % 10 == 9 and not sent
    more = {
        "key": f"<{serial:08x}.{at}@mail.test>",
        "thread": f"t{whom[0]}-{at // 1_000_000_000:x}",
        "sent": sent,
        "list_id": f"letters.firm{whom[0] % 900}.test" if letters else None,
        "signals": '["list", "unsubscribe"]' if letters else "[]",
    }
    yield _told("mail", serial, "mail", at, named, **more)
    if random.random() < 0.03:
        yield _told("other", next(ids), "mail", at + 700, named, **{**more, "thread": f"o{more['thread']}"})


def _told(source: str, serial: int, channel: str, at: int, named: list[tuple[str, str, str]], **more: Any) -> Told:
    id = f"{serial:016x}"
    told = {"source": source, "id": id, "channel": channel, "at": at, "duration": 0, "thread": None, "sent": False,
            "signals": "[]", "list_id": None, "labels": "[]", "subject": None, **more}  # fmt: skip
    rows = [(source, id, place, address, role, name, False) for place, (address, role, name) in enumerate(named)]
    return tuple(told[column.name] for column in interactions.columns), rows


def news(number: int, people: int, serial: int) -> dict[str, list[Interaction]]:
    """What the night after brings: `number` interactions of the last day, by source, under ids from `serial` on."""
    found: dict[str, list[Interaction]] = defaultdict(list)
    for n, (row, who) in enumerate(histories(number, people, seed=2)):
        told = dict(zip((column.name for column in interactions.columns), row, strict=True))
        on = tuple(Participant(address=EmailAddress(each[3]), role=Role(each[4]), name=each[5]) for each in who)
        found[told["source"]].append(
            Interaction(
                id=f"{serial + n:016x}",
                channel=Channel(told["channel"]),
                at=NOW + timedelta(seconds=n * 86_400 // number),
                participants=on,
                thread=told["thread"],
                key=told["key"],
                sent=told["sent"],
            )
        )
    return found


def _address(person: int) -> str:
    return f"p{person}@firm{person % 900}.test"


def _name(person: int) -> str:
    return f"Pat Number{person}"
