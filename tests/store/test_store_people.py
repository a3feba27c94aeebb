"""Whose address it is, and the key that hides."""

from contextlib import suppress

from told_facts import ANN, BEN, CAT, Interrupted, interrupt

from crmsync.identity.people import PersonId
from crmsync.store import people
from crmsync.store.store import Store

ONE, TWO = PersonId("1"), PersonId("2")


def test_people_are_as_last_resolved_and_who_is_in_no_fact_any_more_is_gone(store: Store) -> None:
    with store.write() as tx:
        people.save(tx, {ANN: ONE, BEN: TWO})
        people.save(tx, {BEN: ONE, CAT: TWO})
    with store.read() as tx:
        assert people.load(tx) == {BEN: ONE, CAT: TWO}


def test_the_hiding_key_is_made_once_and_stays(store: Store) -> None:
    with store.write() as tx:
        made = people.hiding_key(tx)
    with store.write() as tx:
        assert people.hiding_key(tx) == made
    assert len(made) == 32


def test_a_key_that_was_never_stored_hides_nothing_of_later_runs(store: Store) -> None:
    """A transaction that is rolled back takes its key with it."""
    with suppress(Interrupted), store.write() as tx:
        lost = people.hiding_key(tx)
        interrupt()
    with store.write() as tx:
        assert people.hiding_key(tx) != lost
