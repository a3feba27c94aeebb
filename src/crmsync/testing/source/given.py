"""What the laws begin with: records, and pulls into memory."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from crmsync.connector import Contact, EmailAddress, Interaction, Record
from crmsync.testing.memory import Memory, pull
from crmsync.testing.source.world import SourceWorld

BEGUN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def many(world: SourceWorld, name: str = "person", count: int | None = None) -> list[str]:
    """So many records of as many people, a minute apart; the ids they are to be told by."""
    ids = [
        world.add(f"{name}{number}@example.org", BEGUN + timedelta(minutes=number))
        for number in range(world.many if count is None else count)
    ]
    assert len(set(ids)) == len(ids), "the world must give each record an id of its own"
    return ids


def empty(world: SourceWorld) -> Memory:
    return Memory(now=world.now, since=getattr(world, "since", None))  # that of a real account may have none


def pulled(world: SourceWorld) -> Memory:
    memory = empty(world)
    pull(world.open(), memory)
    return memory


def pulled_after(world: SourceWorld, id: str) -> Record:
    records = pulled(world).records
    assert id in records, "it was not told under the id that the world gave"
    return records[id]


def stopped(world: SourceWorld, memory: Memory, pages: int) -> None:
    """A pull of which only so many pages are asked for."""
    pulling = world.open().pull(memory.cursor, memory)
    for _, page in zip(range(pages), pulling, strict=False):
        memory.keep(page)


def repeated(memory: Memory) -> list[str]:
    return [id for id, times in Counter(memory.told_ids).items() if times > 1]


def addresses_of(record: Record) -> tuple[EmailAddress, ...]:
    match record:
        case Contact(addresses=addresses):
            return addresses
        case Interaction(participants=participants):
            return tuple(each.address for each in participants)
        case _:
            return ()
