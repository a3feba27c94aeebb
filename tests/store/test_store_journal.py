"""Runs, and the journal of every change."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from told_facts import AT

from crmsync.connector import (
    ArchiveTask,
    Change,
    Channel,
    CompleteTask,
    CreateTask,
    DeferTask,
    Output,
    ReopenTask,
    SetProperties,
    TaskContent,
    UpdateTask,
)
from crmsync.planning.plan import fingerprint
from crmsync.store import journal, profiles
from crmsync.store.engine import StoreError
from crmsync.store.journal import State
from crmsync.store.store import Store

CONTENT = TaskContent(subject="Get in touch with Ben", body="", due=date(2026, 11, 19), channel=Channel.MAIL)
SET = SetProperties(key="set:101", profile="101", values={Output.STATE: "quiet", Output.TURN: ""})
CREATE = CreateTask(key="k1", profile="101", content=CONTENT)
COMPLETE = CompleteTask(key="complete:k0", profile="101", task="8")
BEFORE = {"set:101": {Output.STATE: "fine", Output.TURN: "yours"}}


def begun(store: Store, *changes: Change, undoes: dict[str, int] | None = None) -> tuple[int, dict[str, int]]:
    """A run that has written down what it is about to request."""
    with store.write() as tx:
        run = journal.begin(tx, "sync", AT)
        return run, journal.intend(tx, run, "crm", changes, before=BEFORE, undoes=undoes or {})


def test_a_change_is_written_down_before_its_request_with_what_it_replaces(store: Store) -> None:
    run, _ = begun(store, SET, CREATE, COMPLETE)
    with store.read() as tx:
        set_, create, complete = journal.unsettled(tx, "crm")
    assert (set_.run, set_.kind, set_.before, set_.after) == (
        run,
        "set_properties",
        BEFORE["set:101"],
        {"state": "quiet", "turn": ""},
    )
    assert (create.kind, create.task, create.after["due"]) == ("create_task", None, "2026-11-19")
    assert (complete.kind, complete.task) == ("complete_task", "8")
    assert set_.fingerprint == fingerprint(SET)


def test_only_what_has_no_answer_stays_unsettled(store: Store) -> None:
    run, entries = begun(store, SET, CREATE, COMPLETE)
    with store.write() as tx:
        journal.settle(tx, entries["k1"], State.APPLIED, task="9")
        journal.settle(tx, entries["complete:k0"], State.REJECTED, reason="no such task")
    with store.read() as tx:
        assert [entry.key for entry in journal.unsettled(tx, "crm")] == ["set:101"]
        assert journal.unsettled(tx, "another crm") == []
        [applied] = journal.applied_in(tx, run)
    assert (applied.key, applied.task) == ("k1", "9")


def test_what_a_run_wrote_comes_out_the_last_first_and_of_that_run_only(store: Store) -> None:
    run, entries = begun(store, SET, CREATE)
    _, later = begun(store, COMPLETE)
    with store.write() as tx:
        for entry in (*entries.values(), *later.values()):
            journal.settle(tx, entry, State.APPLIED)
    with store.read() as tx:
        assert [entry.key for entry in journal.applied_in(tx, run)] == ["k1", "set:101"]


def test_settling_without_a_task_keeps_the_task_that_was_named(store: Store) -> None:
    run, entries = begun(store, COMPLETE)
    with store.write() as tx:
        journal.settle(tx, entries["complete:k0"], State.APPLIED)
        assert journal.applied_in(tx, run)[0].task == "8"


def test_an_undo_names_the_entry_that_it_puts_back(store: Store) -> None:
    _, entries = begun(store, SET)
    begun(store, SET, undoes={"set:101": entries["set:101"]})
    with store.read() as tx:
        assert [entry.undoes for entry in journal.unsettled(tx, "crm")] == [None, entries["set:101"]]


@pytest.mark.parametrize(
    ("state", "pushed"),
    [(State.APPLIED, True), (State.UNDONE, True), (State.INTENDED, False), (State.REJECTED, False)],
)
def test_a_destination_was_pushed_to_once_anything_was_applied(store: Store, state: State, pushed: bool) -> None:
    _, entries = begun(store, SET)
    with store.write() as tx:
        journal.settle(tx, entries["set:101"], state)
        assert journal.ever_applied(tx, "crm") is pushed
        assert not journal.ever_applied(tx, "another crm")


def test_what_was_refused_is_remembered_by_its_content(store: Store) -> None:
    with store.write() as tx:
        journal.reject(tx, "crm", SET, "no such option", AT)
        journal.reject(tx, "crm", SET, "no such option", AT)
        assert profiles.rejected(tx, "crm", AT) == {fingerprint(SET)}
        assert profiles.rejected(tx, "crm", AT + timedelta(seconds=1)) == set()
        assert profiles.rejected(tx, "another crm", AT) == set()


def test_a_run_tells_when_it_began_and_how_it_ended_and_the_newest_comes_first(store: Store) -> None:
    first, _ = begun(store)
    second, _ = begun(store)
    with store.write() as tx:
        journal.end(tx, first, ended=AT + timedelta(minutes=2), status="done", summary={"applied": 3})
        rows = journal.all_runs(tx)
        assert journal.started(tx, first) == AT
    assert [row.id for row in rows] == [second, first]
    assert (rows[0].status, rows[0].ended) == (None, None)
    assert (rows[1].status, rows[1].summary) == ("done", {"applied": 3})


def test_no_entry_without_a_run(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.write() as tx:
        journal.intend(tx, 77, "crm", [SET], before=BEFORE, undoes={})
    assert isinstance(caught.value.__cause__, IntegrityError)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (SET, "set_properties"),
        (CREATE, "create_task"),
        (UpdateTask(key="u", profile="1", task="9", content=CONTENT), "update_task"),
        (COMPLETE, "complete_task"),
        (DeferTask(key="d", profile="1", task="9"), "defer_task"),
        (ReopenTask(key="r", profile="1", task="9"), "reopen_task"),
        (ArchiveTask(key="a", profile="1", task="9"), "archive_task"),
    ],
)
def test_a_change_is_counted_under_its_own_name(change: Change, kind: str) -> None:
    assert journal.kind_of(change) == kind


def test_of_an_erased_profile_no_entry_and_no_rejection_stays_and_others_do(store: Store) -> None:
    other = SetProperties(key="set:102", profile="102", values={Output.STATE: "fine"})
    _, entries = begun(store, SET, CREATE, COMPLETE, other)
    with store.write() as tx:
        for entry in entries.values():
            journal.settle(tx, entry, State.APPLIED)
        for change in (SET, COMPLETE, other):
            journal.reject(tx, "crm", change, "no", AT)
        journal.erase(tx, "crm", profiles=["101"], keys=["k0"], known=["102"])
    with store.read() as tx:
        assert [entry.key for entry in journal.applied_in(tx, 1)] == ["set:102"]
        assert profiles.rejected(tx, "crm", AT) == {fingerprint(other)}


def test_that_something_was_pushed_is_known_when_no_entry_says_so_any_more(store: Store) -> None:
    _, entries = begun(store, SET)
    with store.write() as tx:
        assert not journal.ever_applied(tx, "crm")
        journal.settle(tx, entries["set:101"], State.APPLIED)
        journal.erase(tx, "crm", profiles=["101"], keys=[], known=[])
        assert journal.applied_in(tx, 1) == []
        assert journal.ever_applied(tx, "crm")
        assert not journal.ever_applied(tx, "another crm")


def test_old_entries_go_once_they_are_settled_and_their_run_stays(store: Store) -> None:
    run, entries = begun(store, SET, CREATE)
    with store.write() as tx:
        journal.settle(tx, entries["set:101"], State.APPLIED)
        journal.prune(tx, AT)
        assert len(journal.applied_in(tx, run)) == 1
        journal.prune(tx, AT + timedelta(seconds=1))
        assert journal.applied_in(tx, run) == []
        assert [entry.key for entry in journal.unsettled(tx, "crm")] == ["k1"]
        assert [row.id for row in journal.all_runs(tx)] == [run]
        assert journal.ever_applied(tx, "crm")
