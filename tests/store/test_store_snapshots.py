"""A snapshot: what the service holds no more goes, and only that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from told_facts import AT, CONTACT, MAIL, MEETING

from crmsync.connector import Record, Snapshot
from crmsync.store import facts
from crmsync.store.store import Store

WEEK = timedelta(days=7)


def left(store: Store, snapshot: Snapshot, *records: Record, source: str = "calendar") -> set[str]:
    """The ids that stay of `records`."""
    with store.write() as tx:
        facts.add(tx, source, records)
        facts.withdraw(tx, "calendar", snapshot)
        return facts.known(tx, source, [record.id for record in records])


def event(id: str, **more: object) -> Record:
    return replace(MEETING, id=id, **more)  # type: ignore[arg-type]  # the caller names the fields


def test_what_is_not_in_it_goes(store: Store) -> None:
    assert left(store, Snapshot(ids=frozenset({"b"})), event("a"), event("b"), replace(CONTACT, id="c")) == {"b"}


def test_another_source_keeps_its_own(store: Store) -> None:
    assert left(store, Snapshot(ids=frozenset()), MAIL, source="mail") == {MAIL.id}


@pytest.mark.parametrize("prefix", ["team/", "te%m/", "te_m/", "TEAM/"])
def test_it_speaks_of_what_begins_with_its_prefix_letter_by_letter(store: Store, prefix: str) -> None:
    others = {"team2/1", "teem/1", "tea", "xteam/1", "Team/1"} | {f"{p}/1" for p in ("team", "te%m", "TEAM")}
    stays = {id for id in others if not id.startswith(prefix)}
    assert left(store, Snapshot(ids=frozenset(), prefix=prefix), *map(event, others)) == stays


@pytest.mark.parametrize(("earlier", "stays"), [(timedelta(milliseconds=0), True), (timedelta(milliseconds=1), False)])
def test_what_ended_before_its_horizon_stays(store: Store, earlier: timedelta, stays: bool) -> None:
    ended = AT + MEETING.duration
    found = left(store, Snapshot(ids=frozenset(), since=ended - earlier), event("a"))
    assert found == ({"a"} if stays else set())


def test_what_was_left_out_on_purpose_goes_as_well(store: Store) -> None:
    with store.write() as tx:
        facts.leave_out(tx, "calendar", ["team/1", "team/2"], "never-log")
        facts.withdraw(tx, "calendar", Snapshot(ids=frozenset({"team/2"}), prefix="team/"))
        assert facts.known(tx, "calendar", ["team/1", "team/2"]) == {"team/2"}
