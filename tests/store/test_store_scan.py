"""All interactions as columns of integers."""

from dataclasses import replace

from told_facts import FROM_BEN, MAIL, MEETING

from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.store import facts, portions
from crmsync.store.alike import read_kinds
from crmsync.store.reading import all_interactions
from crmsync.store.scan import scan, texts
from crmsync.store.store import Store

MANY = portions.PORTION + 9
MAILS = [replace(MAIL, id=f"m{n}", thread=f"t{n % 7}", at=MAIL.at.replace(minute=n % 60)) for n in range(MANY)]


def test_it_says_of_each_what_reading_it_says(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [*MAILS, MEETING, replace(MAIL, id="x", participants=(FROM_BEN,), key=None)])
        facts.add(tx, "other", [MAIL])
        facts.forget(tx, "mail", ["m3", "m77"])
    with store.read() as tx:
        found, kinds, recorded = scan(tx), read_kinds(tx), all_interactions(tx)
        own = dict(texts(tx, found.numbers.tolist()))
    assert list(own) == found.numbers.tolist() == sorted(own)
    columns = (found.numbers, kinds.places(found.kinds), found.at, found.thread_marks, found.key_marks)
    told = {}
    for number, place, at, thread, key in zip(*(each.tolist() for each in columns), strict=True):
        alike = kinds.alike[place]
        told[alike.source, own[number][0]] = (alike.interaction.channel, at, thread, key, own[number])
    assert len(told) == len(recorded)
    for record in recorded:
        one = record.interaction
        marks = thread_mark(record.source, one.thread), key_mark(one.key)
        mine = one.id, one.thread, one.key, one.subject
        assert told[record.mark] == (one.channel, round(one.at.timestamp() * 1000), *marks, mine)


def test_of_an_empty_store_it_is_empty(store: Store) -> None:
    with store.read() as tx:
        found = scan(tx)
        assert list(texts(tx, [1, 2])) == []
    assert (len(found.numbers), len(found.kinds)) == (0, 0)


def test_texts_are_told_of_those_that_there_are_in_order(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL, MEETING])
    with store.read() as tx:
        first, second = scan(tx).numbers.tolist()
        assert list(texts(tx, [second, 10_000, first])) == [
            (first, ("m1", "t1", "<1@mail.test>", "Tea")),
            (second, ("e1", None, None, None)),
        ]
