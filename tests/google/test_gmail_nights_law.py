"""The law of the nights: whatever happens, many of them know what one fresh pull of the whole mailbox would.

Now and then the history is lost, and the pull after it is killed a few times.
"""

import random
from itertools import islice

import pytest
from gmail_world import ANN, BULK, Store, World

from crmsync.connector import Cursor, CursorExpired, Interaction

HIDING = ("SPAM", "TRASH", "DRAFT")
CHANGES = (*HIDING, BULK, "Investors", "Friends", "STARRED", "CATEGORY_SOCIAL")


def something_happens(world: World, chance: random.Random, ids: list[str], threads: int) -> None:
    thread = f"thread {chance.randrange(threads)}"
    match chance.choice(["mail", "mail", "bulk", "bulk", "sent", "hidden", *3 * ["label"], "delete"]):
        case "mail":
            ids.append(world.post(thread))
        case "bulk":
            ids.append(world.post(thread, BULK))
        case "sent":
            ids.append(world.post(thread, "SENT", sender=ANN))
        case "hidden":
            ids.append(world.post(thread, chance.choice(HIDING)))
        case "label" if ids:
            label = chance.choice(CHANGES)
            add = chance.random() < 0.6
            world.mailbox.label(chance.choice(ids), add=[label] if add else [], remove=[] if add else [label])
        case "delete" if ids and chance.random() < 0.2:
            world.mailbox.delete(ids.pop(chance.randrange(len(ids))))


def night(world: World, chance: random.Random, cursor: Cursor) -> Cursor:
    """A pull, or where the history was lost one from the beginning, which may be killed now and then."""
    try:
        return world.pull(cursor)[-1].cursor
    except CursorExpired:
        world.cursor = None
    while chance.random() < 0.5:
        pages = world.pages(world.cursor)
        list(islice(pages, chance.randrange(1, 4)))
        pages.close()
    return world.pull(world.cursor)[-1].cursor


@pytest.mark.parametrize("threads", [4, 12, 40])
@pytest.mark.parametrize("seed", range(4))
def test_nights_know_what_a_fresh_pull_knows(world: World, seed: int, threads: int) -> None:
    chance = random.Random(seed)
    ids: list[str] = []
    for _ in range(30):
        something_happens(world, chance, ids, threads)
    cursor = world.pull()[-1].cursor
    for _ in range(8):
        for _ in range(chance.randrange(16)):
            something_happens(world, chance, ids, threads)
        if chance.random() < 0.5:
            world.mailbox.forget_history()
        cursor = night(world, chance, cursor)
        assert len(world.store.told) == len(set(world.store.told))
    nights = world.store
    world.store = Store()
    world.pull()
    fresh = {id: record for id, record in world.store.records.items() if isinstance(record, Interaction)}
    assert {id: nights.records.get(id) for id in fresh} == fresh
    assert nights.mails.isdisjoint(message.id for message in world.mailbox.newest_first() if "SPAM" in message.labels)
