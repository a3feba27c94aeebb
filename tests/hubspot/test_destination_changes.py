"""What people did at HubSpot."""

from datetime import date, timedelta

import pytest
from hubspot_crm import NOW, Crm, OpenTasks, create

from crmsync.connector import (
    Circle,
    CompleteTask,
    Cursor,
    Fate,
    Output,
    Profile,
    SetProperties,
    Settings,
    Task,
    Unavailable,
    Unready,
)
from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.hubspot import reading, search
from crmsync_sandbox.hubspot.errors import Problem


def told(crm: Crm, cursor: Cursor | None = None, *open_tasks: str) -> tuple[dict[str, Profile], list[Task], Cursor]:
    """All that one call tells: profiles by id, tasks, and the last cursor."""
    pages = list(crm.destination().changes(cursor, OpenTasks(open_tasks)))
    profiles = [profile for page in pages for profile in page.profiles]
    assert len(profiles) == len({profile.id for profile in profiles})
    return {one.id: one for one in profiles}, [task for page in pages for task in page.tasks], pages[-1].cursor


def test_the_first_call_tells_who_has_settings_and_nobody_else(crm: Crm) -> None:
    crm.load("eve@example.com")
    [slow] = crm.load("slow@example.com", crmsync_cadence_days="90")
    [mute] = crm.load("mute@example.com", crmsync_mute="true")
    [near] = crm.load("near@example.com", crmsync_pin_circle="close")
    crm.load("loud@example.com", crmsync_mute="false")
    profiles, tasks, _ = told(crm)
    assert {id_: one.settings for id_, one in profiles.items()} == {
        slow: Settings(cadence_days=90),
        mute: Settings(muted=True),
        near: Settings(circle=Circle.CLOSE),
    }
    assert tasks == []


def test_later_calls_tell_new_contacts_too_and_all_holders_again(crm: Crm) -> None:
    crm.load("old@example.com")
    [holder] = crm.load("slow@example.com", crmsync_cadence_days="90")
    _, _, cursor = told(crm)
    crm.now += timedelta(days=1)
    crm.sandbox.portal.now = lambda: crm.now
    profiles, _, cursor = told(crm, cursor)
    assert set(profiles) == {holder, *crm.sandbox.portal.dump()["contacts"]}, "within the overlap all is told twice"
    crm.now += timedelta(days=1)
    [new] = crm.load("new@example.com")
    profiles, _, _ = told(crm, cursor)
    assert set(profiles) == {holder, new}


def test_our_own_writes_are_not_told_as_news(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    _, _, cursor = told(crm)
    crm.now += timedelta(days=2)
    _, _, cursor = told(crm, cursor)
    crm.ids(SetProperties(key="s", profile=contact, values={Output.STATE: "fine"}))
    assert told(crm, cursor)[0] == {}


@pytest.mark.parametrize("count", [199, 200, 201, 450])
def test_holders_are_told_beyond_a_page(crm: Crm, count: int) -> None:
    crm.load(*(f"p{n}@example.com" for n in range(count)), crmsync_cadence_days="30")
    assert len(told(crm)[0]) == count


def test_holders_are_told_beyond_the_end_of_a_query(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "DEPTH", 400)
    crm.load(*(f"p{n}@example.com" for n in range(1001)), crmsync_cadence_days="30")
    assert len(told(crm)[0]) == 1001


def test_the_fate_of_our_open_tasks_is_told(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(6)))
    tasks = crm.ids(*(create(one, f"k{n}") for n, one in enumerate(contacts)))
    people = crm.sandbox.portal.people
    people.complete_task(tasks[1])
    people.delete_task(tasks[2])
    people.move_task(tasks[3], "2026-12-05T08:00:00Z")
    people.defer_task(tasks[5])
    people.complete_task(tasks[4])
    people.delete_task(tasks[4])
    _, fates, _ = told(crm, None, *tasks, "999999")
    assert sorted(fates, key=lambda task: task.id) == sorted(
        [
            Task(id=tasks[0], key="k0", fate=Fate.OPEN, due=date(2026, 11, 24)),
            Task(id=tasks[1], key="k1", fate=Fate.COMPLETED, due=date(2026, 11, 24), ended=NOW),
            Task(id=tasks[2], key="k2", fate=Fate.DELETED, due=date(2026, 11, 24), ended=NOW),
            Task(id=tasks[3], key="k3", fate=Fate.OPEN, due=date(2026, 12, 5)),
            Task(id=tasks[4], key="k4", fate=Fate.COMPLETED, due=date(2026, 11, 24), ended=NOW),
            Task(id=tasks[5], key="k5", fate=Fate.DEFERRED, due=date(2026, 11, 24), ended=NOW),
            Task(id="999999", key="", fate=Fate.DELETED),
        ],
        key=lambda task: task.id,
    )


def test_only_what_hubspot_says_is_missing_is_taken_for_deleted(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "not_found", lambda *_: Problem(category="INTERNAL_ERROR", message=""))
    with pytest.raises(Unavailable, match="INTERNAL_ERROR"):
        told(crm, None, "999999")
    crm.sandbox.faults.add(Refuse(status=400), path="tasks/batch/read")
    with pytest.raises(Unavailable, match=r"refused \(400"):
        told(crm, None, "999999")


def test_a_night_without_news_costs_two_searches_and_one_read_of_each_hundred_open_tasks(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(150)))
    tasks = crm.ids(*(create(one, f"k{one}") for one in contacts))
    crm.now += timedelta(days=2)
    _, _, cursor = told(crm)
    calls = crm.counted(lambda: told(crm, cursor, *tasks))
    assert [call.path.rsplit("/", 2)[1:] for call in calls] == [
        ["contacts", "search"],
        ["tasks", "search"],
        *[["batch", "read"]] * 2,
    ]


def test_what_people_did_to_tasks_that_had_ended_is_told(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(4)))
    reopened, done_after_all, untouched, theirs = crm.ids(*(create(one, f"k{n}") for n, one in enumerate(contacts)))
    people = crm.sandbox.portal.people
    people.complete_task(reopened)
    people.defer_task(done_after_all)
    people.complete_task(untouched)
    crm.sandbox.portal.now = lambda: crm.now
    crm.now += timedelta(days=2)
    _, _, cursor = told(crm)
    crm.now += timedelta(hours=2)
    people.reopen_task(reopened)
    people.complete_task(done_after_all)
    people.complete_task(people.create_task("A person's own", "2026-11-25T10:00:00Z", contacts[0]))
    fates = {task.id: task.fate for task in told(crm, cursor, theirs)[1]}
    assert fates == {reopened: Fate.OPEN, done_after_all: Fate.COMPLETED, theirs: Fate.OPEN}


def test_search_is_not_believed_about_a_task_that_we_have_just_ended(crm: Crm) -> None:
    """Its copy there is seconds old: the task would seem to be opened again."""
    [contact] = crm.load("bob@example.com")
    [task] = crm.ids(create(contact))
    _, _, cursor = told(crm)
    crm.sandbox.portal.search_lag = 60.0
    crm.ids(CompleteTask(key="c", profile=contact, task=task))
    [found] = told(crm, cursor)[1]
    assert (found.id, found.fate) == (task, Fate.COMPLETED)


def test_a_call_that_breaks_off_is_begun_again_from_the_same_mark(crm: Crm) -> None:
    crm.load(*(f"p{n}@example.com" for n in range(300)), crmsync_cadence_days="30")
    _, _, cursor = told(crm)
    crm.now += timedelta(days=1)
    crm.sandbox.faults.add(Refuse(status=500), path="search", skip=1, times=5)
    pages = crm.destination().changes(cursor, OpenTasks())
    assert next(pages).cursor == cursor
    with pytest.raises(Unavailable):
        list(pages)
    assert len(told(crm, cursor)[0]) == 300


def test_before_setup_the_answer_is_what_is_missing(bare: Crm) -> None:
    with pytest.raises(Unready, match=r"crmsync_cadence_days is missing.*Run `crmsync setup`"):
        told(bare)
    assert bare.read("bob@example.com") == []
