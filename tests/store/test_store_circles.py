"""In which circle past runs saw people."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.store import circles
from crmsync.store.store import Store
from crmsync.store.tables import circles as table

ANN, BEN = PersonId("ann"), PersonId("ben")
MONDAY = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def saved(store: Store, at: datetime, **found: Circle) -> None:
    with store.write() as tx:
        circles.save(tx, {PersonId(person): circle for person, circle in found.items()}, at)


def seen(store: Store, until: datetime) -> dict[PersonId, Circle]:
    with store.read() as tx:
        return circles.load(tx, until)


def test_before_the_first_run_nobody_was_seen(store: Store) -> None:
    saved(store, MONDAY, ann=Circle.INNER)
    assert seen(store, MONDAY - timedelta(seconds=1)) == {}


def test_the_last_run_up_to_the_moment_that_is_looked_at_counts(store: Store) -> None:
    saved(store, MONDAY, ann=Circle.INNER, ben=Circle.OUTER)
    saved(store, TUESDAY, ann=Circle.CLOSE, ben=Circle.OUTER)
    assert seen(store, TUESDAY - timedelta(seconds=1)) == {ANN: Circle.INNER, BEN: Circle.OUTER}
    assert seen(store, TUESDAY) == {ANN: Circle.CLOSE, BEN: Circle.OUTER}


def test_who_is_in_no_circle_any_more_was_last_seen_in_none(store: Store) -> None:
    saved(store, MONDAY, ann=Circle.INNER, ben=Circle.OUTER)
    saved(store, TUESDAY, ann=Circle.INNER)
    assert seen(store, TUESDAY) == {ANN: Circle.INNER}


def test_a_run_repeated_at_the_same_moment_has_the_last_word(store: Store) -> None:
    saved(store, MONDAY, ann=Circle.INNER)
    saved(store, MONDAY, ann=Circle.CLOSE)
    assert seen(store, MONDAY) == {ANN: Circle.CLOSE}


def test_nights_without_a_change_keep_no_row(store: Store) -> None:
    for night in range(30):
        saved(store, MONDAY + timedelta(days=night), ann=Circle.INNER)
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(table)).scalar() == 1
