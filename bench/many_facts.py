"""A store as many years fill it: generated interactions of generated people, written straight into the tables.

A few people make most of the traffic, as in life. Some mails go to a standing group, some lie on two accounts, some are
a newsletter's, and some interactions are meetings, of which a few lie ahead.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from random import Random

from sqlalchemy import Connection

from crmsync.connector import Channel, Cursor, EmailAddress, Interaction, Participant, Role
from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.store import kinds, progress, sealing
from crmsync.store.portions import in_portions
from crmsync.store.progress import Progress

ANN = "ann@example.com"
NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
SPAN = 10 * 365 * 86_400
"""Seconds of history."""
AHEAD = 14 * 86_400
SOURCES = ("mail", "other")
PORTION = 20_000
STRANGE = 50
"""One of so many new ones is with strangers."""

Named = tuple[str, str, str]
"""An address, its role and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An interaction. `at`: milliseconds since the epoch; `duration`: seconds."""

    source: str
    id: str
    channel: str
    at: int
    named: tuple[Named, ...]
    duration: int = 0
    thread: str | None = None
    key: str | None = None
    sent: bool = False
    signals: tuple[str, ...] = ()
    list_id: str | None = None

    @property
    def alike(self) -> kinds.Alike:
        who = tuple((*each, False) for each in self.named)
        return self.source, self.channel, self.sent, self.duration, self.signals, self.list_id, (), who


def fill(tx: Connection, number: int, people: int) -> None:
    """Two sources, which are known whole."""
    numbers: dict[kinds.Alike, int] = {}
    for some in in_portions(histories(number, people), PORTION):
        _add(tx, some, numbers)
        sealing.seal_new(tx, len(some))
    for source in SOURCES:
        progress.save(tx, source, Progress(cursor=Cursor("1"), complete=True))


def _add(tx: Connection, told: list[Told], numbers: dict[kinds.Alike, int]) -> None:
    new = {kinds.mark(each): each for each in dict.fromkeys(one.alike for one in told) if each not in numbers}
    made = kinds.written(tx, new)
    numbers.update((new[mark], number) for mark, number in made.items())
    rows = [
        {
            "kind": numbers[one.alike],
            "at": one.at,
            "thread_mark": thread_mark(one.source, one.thread),
            "key_mark": key_mark(one.key),
            "source": one.source,
            "id": one.id,
            "thread": one.thread,
            "key": one.key,
        }
        for one in told
    ]
    names = list(rows[0])
    places = ", ".join(f":{name}" for name in names)
    tx.exec_driver_sql(f"INSERT INTO interactions ({', '.join(names)}) VALUES ({places})", rows)


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
    guests = ((ANN, "organizer", "Ann"), *((_address(each), "attendee", _name(each)) for each in whom))
    key = f"event-{serial}@calendar.test"
    return Told(source="mail", id=_id(serial), channel="meeting", at=at, named=guests, duration=1800, key=key)


def _mail(random: Random, ids: Iterator[int], serial: int, at: int, whom: list[int]) -> Iterator[Told]:
    """Of self or of the first of `whom`, to the others; now and then on both accounts."""
    sent = random.random() < 0.45
    people = [(ANN, "Ann"), *((_address(each), _name(each)) for each in whom)]
    sender, *others = people if sent else [people[1], people[0], *people[2:]]
    letters = random.random() < 0.5 and whom[0] % 10 == 9 and not sent
    mail = Told(
        source="mail",
        id=_id(serial),
        channel="mail",
        at=at,
        named=((sender[0], "from", sender[1]), *((address, "to", name) for address, name in others)),
        key=f"<{serial:08x}.{at}@mail.test>",
        thread=f"t{whom[0]}-{at // 1_000_000_000:x}",
        sent=sent,
        list_id=f"letters.firm{whom[0] % 900}.test" if letters else None,
        signals=("list", "unsubscribe") if letters else (),
    )
    yield mail
    if random.random() < 0.03:
        yield replace(mail, source="other", id=_id(next(ids)), at=at + 700, thread=f"o{mail.thread}")


def news(number: int, people: int, serial: int) -> dict[str, list[Interaction]]:
    """What the night after brings: `number` interactions of the last day, by source, under ids from `serial` on.

    Some are of people who were never heard of.
    """
    found: dict[str, list[Interaction]] = defaultdict(list)
    for n, told in enumerate(histories(number, people, seed=2)):
        stranger = "new" if n % STRANGE == 0 else ""
        on = tuple(
            Participant(address=EmailAddress(each if each == ANN else stranger + each), role=Role(role), name=name)
            for each, role, name in told.named
        )
        found[told.source].append(
            Interaction(
                id=_id(serial + n),
                channel=Channel(told.channel),
                at=NOW + timedelta(seconds=n * 86_400 // number),
                participants=on,
                thread=told.thread,
                key=told.key,
                sent=told.sent,
            )
        )
    return found


def _id(serial: int) -> str:
    return f"{serial:016x}"


def _address(person: int) -> str:
    return f"p{person}@firm{person % 900}.test"


def _name(person: int) -> str:
    return f"Pat Number{person}"
